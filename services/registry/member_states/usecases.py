"""What is done with member states."""

from datetime import date
from typing import Any

from chassis.tx import Tx
from contracts import paging
from contracts.refusals import NotFound
from contracts.registry.member_states import MemberStateFacts, MemberStateRecorded
from services.registry.member_states import repository

FIELDS = tuple(MemberStateFacts().fields)


def record_member_state(tx: Tx, facts: dict[str, Any]) -> dict[str, Any]:
    """Enter the state or bring it up to date; the same facts again change nothing."""
    facts = {field: facts[field] for field in FIELDS}
    known = repository.lock_member_state(tx, facts["code"])
    if known and {field: known[field] for field in FIELDS} == facts:
        return known
    version = known["version"] + 1 if known else 1
    repository.save_member_state(tx, facts, version)
    changed = [field for field in FIELDS if not known or known[field] != facts[field]]
    tx.audit("record_member_state", f"member_state/{facts['code']}", fields=changed, version=version)
    tx.emit(MemberStateRecorded, {**facts, "member_state_id": facts["code"]})
    return {**facts, "version": version}


def list_member_states(tx: Tx, group: str | None, today: date, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of states in the order of their codes; refuses a cursor that is not ours."""
    key = paging.key_of(cursor, str)
    rows = repository.list_member_states(tx, group, today, key[0] if key else None, limit)
    return paging.page(rows, limit, "code")


def weekend_on(tx: Tx, code: str | None, day: date) -> list[int]:
    """The weekend days of a country on that day (ISO 8601, Monday is 1), none for a country that is not known."""
    try:
        spells = repository.get_member_state(tx, code or "")["weekends"]
    except NotFound:
        return []
    begun = [spell for spell in spells if (spell.get("since") or date.min) <= day]
    return max(begun, key=lambda spell: spell.get("since") or date.min)["days"] if begun else []
