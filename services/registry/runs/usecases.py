"""Further runs of a course."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.member_states import usecases as member_states
from services.registry.opportunities import usecases as opportunities
from services.registry.rights import usecases as rights
from services.registry.runs import domain, repository

Card = dict[str, Any]


def copy_opportunity(tx: Tx, opportunity_id: UUID, years: int, *, now: datetime, new_id: UUID) -> Card:
    """A draft of the same course some years later, with what to check in its dates; the one it comes from stays as it is."""
    card = opportunities.lock_own(tx, opportunity_id)
    old = {name: card[name] for name in domain.DATES}
    new = {name: domain.later(day, years) for name, day in old.items()}

    def weekend(day: date) -> list[int]:
        return member_states.weekend_on(tx, card["country"], day)

    more = {
        "course_id": card["course_id"], "copied_from": card["opportunity_id"],
        "dates_to_check": domain.dates_to_check(old, new, weekend, member_states.holidays_of(tx, card["country"])),
    }  # fmt: skip
    return opportunities.add_draft(tx, {**card, **new}, more, now=now, new_id=new_id)


def list_modules(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of the different parts of one's own courses; refuses `Forbidden` for another's."""
    own = request["institution_id"] or tx.actor.institution_id
    if own is None:
        raise Invalid([problem("institution_id", "required", "Whose modules?")])
    rights.refuse_strangers(tx, own)
    key = paging.key_of(request["cursor"], date, str)
    rows = repository.list_modules(tx, own, key, request["limit"])
    return paging.page(rows, request["limit"], "last_start", "fingerprint")
