"""The member states' table."""

from datetime import date
from typing import Any

from chassis.tx import Json, Tx
from contracts.refusals import NotFound

_COLUMNS = "code, names, language, time_zones, memberships, groups, weekends, version"


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
        """insert into member_states (code, names, language, time_zones, memberships, groups, weekends, version)
           values (%(code)s, %(names)s, %(language)s, %(time_zones)s, %(memberships)s, %(groups)s, %(weekends)s,
             %(version)s)
           on conflict (code) do update set names = excluded.names, language = excluded.language,
             time_zones = excluded.time_zones, memberships = excluded.memberships, groups = excluded.groups,
             weekends = excluded.weekends, version = excluded.version""",
        code=facts["code"], names=facts["names"], language=facts["language"], time_zones=facts["time_zones"],
        memberships=Json(facts["memberships"]), groups=Json(facts["groups"]), weekends=Json(facts["weekends"]),
        version=version,
    )  # fmt: skip


def list_member_states(tx: Tx, group: str | None, today: date, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 states after a code, all or those in the group on that day."""
    rows = tx.all(
        f"""select {_COLUMNS} from member_states
            where (%(after)s::text is null or code > %(after)s)
              and (%(group)s::text is null or exists (
                select from jsonb_array_elements(groups) as g
                where g ->> 'group' = %(group)s and coalesce((g ->> 'since')::date, '-infinity') <= %(today)s
                  and coalesce((g ->> 'until')::date, 'infinity') >= %(today)s))
            order by code limit %(limit)s + 1""",
        group=group, today=today, after=after, limit=limit,
    )  # fmt: skip
    return [_with_dates(row) for row in rows]


def _with_dates(row: dict[str, Any]) -> dict[str, Any]:
    for column in ("memberships", "groups", "weekends"):
        row[column] = [{key: _date(key, value) for key, value in spell.items()} for spell in row[column]]
    return row


def _date(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in ("since", "until") and value else value
