"""Frozen mails of issues."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx


def save_issue_mail(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep an issue's mail in every language unless a newer one is known."""
    tx.run(
        """insert into issue_mails (issue_id, list_id, subject, html, text, sequence)
           values (%(issue_id)s, %(list_id)s, %(subject)s, %(html)s, %(text)s, %(sequence)s)
           on conflict (issue_id) do update set list_id = excluded.list_id, subject = excluded.subject,
             html = excluded.html, text = excluded.text, sequence = excluded.sequence
           where issue_mails.sequence < excluded.sequence""",
        issue_id=facts["issue_mail_id"], list_id=facts["list_id"], subject=facts["subject"], html=facts["html"],
        text=facts["text"], sequence=sequence,
    )  # fmt: skip


def get_issue_mail(tx: Tx, issue_id: UUID, language: str) -> dict[str, Any]:
    """An issue's mail in a language, or else in English, or else in any it has."""
    row = tx.one(
        """select list_id, l.language, subject ->> l.language as subject, html ->> l.language as html,
             text ->> l.language as text, md5(html::text) as version
           from issue_mails, jsonb_object_keys(html) as l (language) where issue_id = %(issue_id)s
           order by l.language = %(language)s desc, l.language = 'en' desc, l.language limit 1""",
        issue_id=issue_id, language=language,
    )  # fmt: skip
    assert row is not None, "a delivery is claimed only when its issue's mail is there"
    return row
