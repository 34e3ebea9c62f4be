"""The member states' table."""

from datetime import date
from typing import Any

from chassis.tx import Json, Tx
from contracts.refusals import NotFound

_COLUMNS = "code, names, former_names, language, time_zones, memberships, groups, weekends, holidays, version"


def get_member_state(tx: Tx, code: str) -> dict[str, Any]:
    """The member state; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from member_states where code = %(code)s", code=code)
    if row is None:
        raise NotFound
    return _with_dates(row)


def lock_member_state(tx: Tx, code: str) -> dict[str, Any] | None:
    """The member state for a change, None where it is new."""
    tx.run("select pg_advisory_xact_lock(hashtext('member_states'), hashtext(%(code)s))", code=code)
    row = tx.one(f"select {_COLUMNS} from member_states where code = %(code)s for update", code=code)
    return row and _with_dates(row)


def save_member_state(tx: Tx, facts: dict[str, Any], version: int) -> None:
    """Write the record at this version, over the one before."""
    tx.run(
        """insert into member_states (code, names, former_names, language, time_zones, memberships, groups, weekends,
             holidays, version)
           values (%(code)s, %(names)s, %(former_names)s, %(language)s, %(time_zones)s, %(memberships)s, %(groups)s, %(weekends)s,
             %(holidays)s, %(version)s)
           on conflict (code) do update set names = excluded.names, former_names = excluded.former_names,
             language = excluded.language, time_zones = excluded.time_zones, memberships = excluded.memberships, groups = excluded.groups,
             weekends = excluded.weekends, holidays = excluded.holidays, version = excluded.version""",
        code=facts["code"], names=facts["names"], language=facts["language"], time_zones=facts["time_zones"],
        former_names=Json(facts["former_names"]), memberships=Json(facts["memberships"]), groups=Json(facts["groups"]), weekends=Json(facts["weekends"]),
        holidays=Json(facts["holidays"]), version=version,
    )  # fmt: skip


def list_member_states(tx: Tx) -> list[dict[str, Any]]:
    """All states in the order of their codes; there are some sixty."""
    return [_with_dates(row) for row in tx.all(f"select {_COLUMNS} from member_states order by code")]


def _with_dates(row: dict[str, Any]) -> dict[str, Any]:
    for column in ("former_names", "memberships", "groups", "weekends", "holidays"):
        row[column] = [{key: _date(key, value) for key, value in spell.items()} for spell in row[column]]
    return row


def _date(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in ("since", "until", "day") and value else value
