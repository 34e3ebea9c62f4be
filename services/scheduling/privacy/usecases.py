"""Forget a nominee or speaker."""

from typing import Any
from uuid import UUID

from chassis.traces import export_held, forget_messages, strike
from chassis.tx import Tx
from contracts.traces import ERASED, Traces, of_messages, telling
from services.scheduling.privacy import repository


def erase_person(tx: Tx, folded_email: str, ids: list[UUID]) -> None:
    """Nominations and sessions stay for the counts, without who it was; what others wrote stays without address and name."""
    own = repository.list_own(tx, folded_email, ids)
    names = frozenset(row["name"] for row in own) - {ERASED}
    repository.erase_nominees(tx, folded_email)
    repository.erase_speakers(tx, ids)
    strike(tx, repository.NOTES, Traces(folded_email, telling(names), keeps_form=True))
    strike(tx, repository.PUBLISHED, Traces(folded_email, keeps_form=True))
    forget_messages(tx, of_messages(folded_email, names), {*ids, *(one for row in own for one in row["ids"])})


def export_person(tx: Tx, email: str, ids: list[UUID]) -> dict[str, Any]:
    """What is held about the person, by where it stands."""
    return export_held(tx, repository.HELD, (*repository.NOTES, *repository.PUBLISHED), email, ids)
