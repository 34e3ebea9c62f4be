"""Forget a nominee or speaker."""

from uuid import UUID

from chassis.tx import Tx
from services.scheduling.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """Nominations and sessions stay for the counts, without who it was."""
    repository.erase_nominees(tx, folded_email)
    repository.erase_speakers(tx, ids)
    repository.erase_told(tx, folded_email)
