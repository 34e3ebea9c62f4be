"""The people's table."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.folding import fold
from contracts.problems import problem
from contracts.refusals import Invalid, NotFound

_COLUMNS = "person_id, honorific, name, sort_name, position, institution_id, country, email, version"


def get_person(tx: Tx, person_id: UUID) -> dict[str, Any]:
    """The person; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from people where person_id = %(person_id)s", person_id=person_id)
    if row is None:
        raise NotFound
    return row


def lock_person(tx: Tx, person_id: UUID) -> dict[str, Any] | None:
    """The person for a change, None where the id is new."""
    tx.run("select pg_advisory_xact_lock(hashtext('people'), hashtext(%(id)s))", id=str(person_id))
    return tx.one(f"select {_COLUMNS} from people where person_id = %(person_id)s for update", person_id=person_id)


def save_person(tx: Tx, person: dict[str, Any]) -> None:
    """Write the person, over the record before; refuses an institution we do not know."""
    unknown = Invalid([problem("institution_id", "unknown_institution", "No such institution.")])
    with tx.refusing("people_institution_known", unknown):
        tx.run(
            """insert into people (person_id, honorific, name, sort_name, position, institution_id, country, email, version)
               values (%(person_id)s, %(honorific)s, %(name)s, %(sort_name)s, %(position)s, %(institution_id)s,
                 %(country)s, %(email)s, %(version)s)
               on conflict (person_id) do update set honorific = excluded.honorific, name = excluded.name,
                 sort_name = excluded.sort_name, position = excluded.position, institution_id = excluded.institution_id,
                 country = excluded.country, email = excluded.email, version = excluded.version""",
            **{**person, "sort_name": fold(person["name"])},
        )


def list_people(tx: Tx, after: tuple[Any, ...] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 people by folded name after a key (folded name, id)."""
    name, person_id = after or (None, None)
    return tx.all(
        f"""select {_COLUMNS} from people
            where %(name)s::text is null or (sort_name, person_id) > (%(name)s, %(person_id)s::uuid)
            order by sort_name, person_id limit %(limit)s + 1""",
        name=name, person_id=person_id, limit=limit,
    )  # fmt: skip


def move_people(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let everybody of one institution belong to the other; answers how many."""
    return tx.run("update people set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id)
