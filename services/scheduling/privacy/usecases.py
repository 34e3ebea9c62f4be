"""Forget a nominee or speaker."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.scheduling.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """Nominations and sessions stay for the counts, without who it was."""
    repository.erase_nominees(tx, folded_email)
    repository.erase_speakers(tx, ids)
    repository.erase_told(tx, folded_email)


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    held = repository.find_held(tx, email.strip().casefold(), ids)
    tx.audit("export_person", "personal_data", found={place: len(rows) for place, rows in held.items()})
    return {"found": held}
