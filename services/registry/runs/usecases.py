"""Further runs of a course."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.registry.member_states import usecases as member_states
from services.registry.opportunities import usecases as opportunities
from services.registry.runs import domain

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
        "dates_to_check": domain.dates_to_check(old, new, weekend),
    }  # fmt: skip
    return opportunities.add_draft(tx, {**card, **new}, more, now=now, new_id=new_id)
