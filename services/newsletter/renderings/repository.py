"""Frozen renderings in SQL."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def add_rendering(tx: Tx, issue_id: UUID, rendering: Any) -> None:
    """Freeze one language of an issue."""
    tx.run(
        """insert into renderings (issue_id, language, subject, html, text, body)
           values (%(issue_id)s, %(language)s, %(subject)s, %(html)s, %(text)s, %(body)s)""",
        issue_id=issue_id, **asdict(rendering),
    )  # fmt: skip


def list_renderings(tx: Tx, issue_id: UUID) -> list[dict[str, Any]]:
    """Every language of an issue."""
    return tx.all(
        "select language, subject, html, text, body from renderings where issue_id = %(issue_id)s order by language",
        issue_id=issue_id,
    )  # fmt: skip
