"""The table of what texts were last held against."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from services.registry.translations.domain import Key, Mark, Wording

_KEY = "subject_kind, subject_id, field, language"


def list_marks(tx: Tx, kind: str, subject_id: UUID) -> dict[Key, Mark]:
    """What is known of the texts of a record, by field and language."""
    rows = tx.all(
        """select field, language, source_digest, digest, translators, reviewed_by, reviewed_at from translation_marks
           where subject_kind = %(kind)s and subject_id = %(id)s""",
        kind=kind, id=subject_id,
    )  # fmt: skip
    return {
        (row["field"], row["language"]): Mark(
            Wording(row["source_digest"], row["digest"]), row["translators"], row["reviewed_by"], row["reviewed_at"]
        )
        for row in rows
    }


def note_words(tx: Tx, kind: str, subject_id: UUID, wordings: dict[Key, Wording], translators: list[UUID]) -> None:
    """Note whose words these are beside what they translate; what is noted of the same words already stays."""
    tx.post(
        f"""insert into translation_marks as m ({_KEY}, source_digest, digest, translators)
            select %(kind)s, %(id)s, field, language, source, words, %(translators)s::uuid[]
            from jsonb_to_recordset(%(rows)s::jsonb) as r (field text, language text, source text, words text)
            on conflict ({_KEY}) do update
              set source_digest = excluded.source_digest, digest = excluded.digest, translators = excluded.translators,
                reviewed_by = null, reviewed_at = null
              where m.digest <> excluded.digest""",
        kind=kind, id=subject_id, rows=_rows(wordings), translators=translators,
    )  # fmt: skip


def note_review(tx: Tx, kind: str, subject_id: UUID, wordings: dict[Key, Wording], at: datetime) -> None:
    """Note that the actor found these words right beside what they translate."""
    tx.run(
        f"""insert into translation_marks as m ({_KEY}, source_digest, digest, reviewed_by, reviewed_at)
            select %(kind)s, %(id)s, field, language, source, words, %(by)s::uuid, %(at)s
            from jsonb_to_recordset(%(rows)s::jsonb) as r (field text, language text, source text, words text)
            on conflict ({_KEY}) do update
              set source_digest = excluded.source_digest, digest = excluded.digest, reviewed_by = excluded.reviewed_by,
                reviewed_at = excluded.reviewed_at""",
        kind=kind, id=subject_id, rows=_rows(wordings), by=tx.actor.account_id, at=at,
    )  # fmt: skip


def _rows(wordings: dict[Key, Wording]) -> Json:
    rows: list[dict[str, Any]] = [
        {"field": field, "language": language, "source": one.source, "words": one.words}
        for (field, language), one in wordings.items()
    ]
    return Json(rows)
