"""What is done with member states."""

from datetime import date
from typing import Any

from chassis.tx import Tx
from contracts import paging
from contracts.folding import fold, words_of
from contracts.refusals import NotFound, StaleVersion
from contracts.registry.member_states import MemberStateFacts, MemberStateRecorded
from services.registry.member_states import domain, repository
from services.registry.reference import usecases as reference

FIELDS = tuple(MemberStateFacts().fields)


def record_member_state(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """Enter the state or bring it up to date; the same facts again change nothing; refuses `StaleVersion` and `Invalid`."""
    facts = {field: request[field] for field in FIELDS}
    known = repository.lock_member_state(tx, facts["code"])
    if facts["holidays"] is None:  # who does not speak of them leaves them
        facts["holidays"] = known["holidays"] if known else []
    if request["version"] not in (None, known and known["version"]):
        raise StaleVersion(version=known["version"] if known else 0)
    domain.check_dates(facts, reference.spell_problems("groups", facts["groups"], "group"))
    if known and {field: known[field] for field in FIELDS} == facts:
        return known
    version = known["version"] + 1 if known else 1
    repository.save_member_state(tx, facts, version)
    changed = [field for field in FIELDS if not known or known[field] != facts[field]]
    old_new = {field: [known[field] if known else None, facts[field]] for field in changed}
    tx.audit("record_member_state", f"member_state/{facts['code']}", old_new=old_new, version=version)
    tx.emit(MemberStateRecorded, {**facts, "member_state_id": facts["code"]})
    return {**facts, "version": version}


def get_member_state(tx: Tx, code: str, on: date) -> dict[str, Any]:
    """The state under the names it has or had on a day; refuses `NotFound`."""
    return _as_of(repository.get_member_state(tx, code), on)


def list_member_states(tx: Tx, request: dict[str, Any], today: date) -> dict[str, Any]:
    """A page of states in the order of their codes; refuses a cursor that is not ours."""
    key, on = paging.key_of(request["cursor"], str), request["on"] or today
    group, words = request["group"], words_of(request["words"] or "")
    members = reference.members_of(tx, group, on) if group else []
    rows = [
        row
        for row in (_as_of(state, on) for state in repository.list_member_states(tx))
        if (key is None or row["code"] > key[0])
        and (not group or row["code"] in members or _belongs(row, group, on))
        and all(any(word in name for name in _folded_names(row)) for word in words)
    ]
    return paging.page(rows[: request["limit"] + 1], request["limit"], "code")


def _as_of(state: dict[str, Any], on: date) -> dict[str, Any]:
    ended = sorted((former for former in state["former_names"] if on < former["until"]), key=lambda one: one["until"])
    return {**state, "names": ended[0]["names"]} if ended else state


def _belongs(state: dict[str, Any], group: str, on: date) -> bool:
    spells = [spell for spell in state["groups"] if spell["group"] == group]
    return any((spell["since"] or date.min) <= on <= (spell["until"] or date.max) for spell in spells)


def _folded_names(state: dict[str, Any]) -> list[str]:
    return [state["code"].lower(), *(fold(name) for code, name in state["names"].items() if code != "source")]


def weekend_on(tx: Tx, code: str | None, day: date) -> list[int]:
    """The weekend days of a country on that day (ISO 8601, Monday is 1), none for a country that is not known."""
    try:
        spells = repository.get_member_state(tx, code or "")["weekends"]
    except NotFound:
        return []
    begun = [spell for spell in spells if (spell.get("since") or date.min) <= day]
    return max(begun, key=lambda spell: spell.get("since") or date.min)["days"] if begun else []


def holidays_of(tx: Tx, code: str | None) -> set[date]:
    """The days on which a country does not work, as far as they were entered; none for a country that is not known."""
    try:
        return {one["day"] for one in repository.get_member_state(tx, code or "")["holidays"]}
    except NotFound:
        return set()
