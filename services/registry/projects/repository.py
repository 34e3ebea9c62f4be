"""The projects' tables."""

from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.problems import problem
from contracts.refusals import Invalid, NotFound

_COLUMNS = """project_id, title, summary, starts, ends, signed_on, amount, currency, deliverables, version,
  (select coalesce(jsonb_agg(jsonb_build_object('institution_id', institution_id, 'role', role) order by position), '[]')
   from project_parties as y where y.project_id = projects.project_id) as parties"""


def get_project(tx: Tx, project_id: UUID) -> dict[str, Any]:
    """The project; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from projects where project_id = %(project_id)s", project_id=project_id)
    if row is None:
        raise NotFound
    return _with_ids(row)


def lock_project(tx: Tx, project_id: UUID) -> dict[str, Any] | None:
    """The project for a change, None where the id is new."""
    tx.run("select pg_advisory_xact_lock(hashtext('projects'), hashtext(%(id)s))", id=str(project_id))
    row = tx.one(f"select {_COLUMNS} from projects where project_id = %(id)s", id=project_id)
    return row and _with_ids(row)


def save_project(tx: Tx, project: dict[str, Any]) -> None:
    """Write the project with its parties, over the record before; refuses parties we do not know."""
    tx.run(
        """insert into projects (project_id, title, summary, starts, ends, signed_on, amount, currency, deliverables, version)
           values (%(project_id)s, %(title)s, %(summary)s, %(starts)s, %(ends)s, %(signed_on)s, %(amount)s, %(currency)s,
             %(deliverables)s, %(version)s)
           on conflict (project_id) do update set title = excluded.title, summary = excluded.summary,
             starts = excluded.starts, ends = excluded.ends, signed_on = excluded.signed_on, amount = excluded.amount,
             currency = excluded.currency, deliverables = excluded.deliverables, version = excluded.version""",
        **{**project, "parties": None, "deliverables": Json(project["deliverables"])},
    )
    _save_parties(tx, project["project_id"], project["parties"])


def _save_parties(tx: Tx, project_id: UUID, parties: list[dict[str, Any]]) -> None:
    tx.run("delete from project_parties where project_id = %(project_id)s", project_id=project_id)
    for position, party in enumerate(parties):
        unknown = Invalid(
            [problem(f"parties.{position}.institution_id", "unknown_institution", "No such institution.")]
        )
        with tx.refusing("project_parties_institution_known", unknown):
            tx.run(
                """insert into project_parties (project_id, position, institution_id, role)
                   values (%(project_id)s, %(position)s, %(institution_id)s, %(role)s)""",
                project_id=project_id, position=position, **party,
            )  # fmt: skip


def list_projects(tx: Tx, after: tuple[Any, ...] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 projects by start, newest first, after a key (start, id)."""
    starts, project_id = after or (None, None)
    rows = tx.all(
        f"""select {_COLUMNS} from projects
            where %(starts)s::text is null or starts < %(starts)s
              or (starts = %(starts)s and project_id > %(project_id)s::uuid)
            order by starts desc, project_id limit %(limit)s + 1""",
        starts=starts, project_id=project_id, limit=limit,
    )  # fmt: skip
    return [_with_ids(row) for row in rows]


def move_parties(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let one institution stand for the other in every project; answers in how many roles."""
    return tx.run(
        "update project_parties set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id
    )


def _with_ids(row: dict[str, Any]) -> dict[str, Any]:
    row["parties"] = [{**party, "institution_id": UUID(party["institution_id"])} for party in row["parties"]]
    return row
