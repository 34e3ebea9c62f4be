"""The tables of import jobs, and the reads of an export."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound

Job = dict[str, Any]
COUNTS = ("rows", "added", "revised", "unchanged", "refused")
_JOB = """import_id, kind, format, label, dry_run, partial, status, account_id, coalesce(parts, 0) as parts, rows, added,
  revised, unchanged, refused, started_at, finished_at, claim"""

_INSTITUTION = """i.*, (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value)
                           order by e.position), '[]')
       from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""


def add_job(tx: Tx, job: Job) -> None:
    """Enter a job that collects its file."""
    tx.run(
        """insert into import_jobs (import_id, kind, format, label, dry_run, partial, account_id, started_at)
           values (%(import_id)s, %(kind)s, %(format)s, %(label)s, %(dry_run)s, %(partial)s, %(account_id)s,
             %(started_at)s)""",
        **job,
    )


def get_job(tx: Tx, import_id: UUID) -> Job:
    """The job; refuses `NotFound`."""
    job = tx.one(f"select {_JOB} from import_jobs where import_id = %(id)s", id=import_id)
    if job is None:
        raise NotFound
    return job


def lock_job(tx: Tx, import_id: UUID) -> Job:
    """The job for a change; refuses `NotFound`."""
    job = tx.one(f"select {_JOB} from import_jobs where import_id = %(id)s for no key update", id=import_id)
    if job is None:
        raise NotFound
    return job


def list_jobs(tx: Tx, after: tuple[datetime, UUID] | None, limit: int) -> list[Job]:
    """Up to `limit` + 1 jobs, the latest first."""
    started_at, import_id = after or (None, None)
    return tx.all(
        f"""select {_JOB} from import_jobs
            where %(id)s::uuid is null or (started_at, import_id) < (%(started_at)s, %(id)s)
            order by started_at desc, import_id desc limit %(limit)s + 1""",
        started_at=started_at, id=import_id, limit=limit,
    )  # fmt: skip


def add_part(tx: Tx, import_id: UUID, part: int, content: str) -> bool:
    """Store a piece of the file; False where another text stands there."""
    tx.run(
        """insert into import_parts (import_id, part, content) values (%(id)s, %(part)s, %(content)s)
           on conflict do nothing""",
        id=import_id, part=part, content=content,
    )  # fmt: skip
    return find_part(tx, import_id, part) == content


def find_part(tx: Tx, import_id: UUID, part: int) -> str | None:
    """A piece of the file, None after the last."""
    row = tx.one(
        "select content from import_parts where import_id = %(id)s and part = %(part)s", id=import_id, part=part
    )
    return row["content"] if row else None


def list_part_numbers(tx: Tx, import_id: UUID) -> list[int]:
    """The numbers of the pieces that are there."""
    rows = tx.all("select part from import_parts where import_id = %(id)s order by part", id=import_id)
    return [row["part"] for row in rows]


def move_parts(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Hand the pieces of one import's file to another; answers how many there were."""
    return tx.run(
        "update import_parts set import_id = %(into)s where import_id = %(from)s", **{"from": from_id, "into": into_id}
    )


def forget_files(tx: Tx, hours: int = 24) -> int:
    """Remove the files of imports that nothing happened to for so many hours; answers how many pieces those were."""
    return tx.run(
        """delete from import_parts as p using import_jobs as j
           where j.import_id = p.import_id and j.status not in ('waiting', 'running')
             and j.touched_at < now() - %(hours)s * interval '1 hour'""",
        hours=hours,
    )


def finish_collecting(tx: Tx, import_id: UUID, parts: int) -> None:
    """Let the job wait for a worker."""
    tx.run(
        "update import_jobs set status = 'waiting', parts = %(parts)s, touched_at = now() where import_id = %(id)s",
        id=import_id, parts=parts,
    )  # fmt: skip


def claim_job(tx: Tx, patience: int = 60) -> Job | None:
    """A job that waits, or whose worker has not been heard of for so many seconds; nobody else gets it meanwhile."""
    return tx.one(
        f"""update import_jobs set status = 'running', touched_at = now(), claim = gen_random_uuid()
            where import_id = (
              select import_id from import_jobs
              where status = 'waiting' or (status = 'running' and touched_at < now() - %(patience)s * interval '1 second')
              order by touched_at limit 1 for update skip locked)
            returning {_JOB}""",
        patience=patience,
    )


def hold_claim(tx: Tx, job: Job) -> bool:
    """Whether the job is still this worker's; nobody else takes it up before the transaction ends."""
    row = tx.one(
        """select import_id from import_jobs
           where import_id = %(import_id)s and claim = %(claim)s and status = 'running' for no key update""",
        import_id=job["import_id"], claim=job["claim"],
    )  # fmt: skip
    return row is not None


def forget_progress(tx: Tx, import_id: UUID) -> None:
    """As if nothing of the file had been read."""
    for table in ("import_problems", "import_keys"):
        tx.run(f"delete from {table} where import_id = %(id)s", id=import_id)
    tx.run(
        """update import_jobs set rows = 0, added = 0, revised = 0, unchanged = 0, refused = 0, touched_at = now()
           where import_id = %(id)s""",
        id=import_id,
    )


def note_progress(tx: Tx, import_id: UUID, counts: dict[str, int]) -> None:
    """Add to the counts; the worker was heard of."""
    tx.run(
        """update import_jobs set rows = rows + %(rows)s, added = added + %(added)s, revised = revised + %(revised)s,
             unchanged = unchanged + %(unchanged)s, refused = refused + %(refused)s, touched_at = now()
           where import_id = %(id)s""",
        id=import_id, **{name: counts.get(name, 0) for name in COUNTS},
    )  # fmt: skip


def end_job(tx: Tx, import_id: UUID, status: str, now: datetime) -> None:
    """The job is over; the file stays a day where nothing of it was kept, so that it need not be sent again."""
    tx.run(
        """update import_jobs set status = %(status)s, finished_at = %(now)s, touched_at = now()
           where import_id = %(id)s""",
        id=import_id, status=status, now=now,
    )  # fmt: skip
    tx.run("delete from import_keys where import_id = %(id)s", id=import_id)
    tx.run(
        """delete from import_parts as p using import_jobs as j
           where p.import_id = %(id)s and j.import_id = %(id)s and j.status = 'done' and not j.dry_run""",
        id=import_id,
    )


def lock_unbegun_of(tx: Tx, account_ids: list[UUID]) -> list[UUID]:
    """The imports of these accounts that no worker has begun, locked."""
    rows = tx.all(
        """select import_id from import_jobs where account_id = any (%(ids)s) and status in ('collecting', 'waiting')
           order by import_id for update""",
        ids=account_ids,
    )
    return [row["import_id"] for row in rows]


def lock_abandoned(tx: Tx, before: datetime, limit: int) -> list[UUID]:
    """Up to so many imports begun before then whose file was never finished, locked."""
    rows = tx.all(
        """select import_id from import_jobs where status = 'collecting' and started_at < %(before)s
           order by started_at limit %(limit)s for update skip locked""",
        before=before, limit=limit,
    )  # fmt: skip
    return [row["import_id"] for row in rows]


def forget_bringers(tx: Tx, account_ids: list[UUID]) -> None:
    """The imports of these accounts keep their counts, without file, its name and what was wrong with its rows."""
    tx.run(
        """delete from import_parts using import_jobs as j
           where j.import_id = import_parts.import_id and j.account_id = any (%(ids)s) and j.status <> 'running'""",
        ids=account_ids,
    )
    tx.run(
        """delete from import_problems using import_jobs as j
           where j.import_id = import_problems.import_id and j.account_id = any (%(ids)s)""",
        ids=account_ids,
    )
    tx.run("update import_jobs set label = '' where account_id = any (%(ids)s)", ids=account_ids)


def forget_problems(tx: Tx, before: datetime) -> None:
    """What was wrong with the rows of imports that ended before then goes; how many were refused stays."""
    tx.run(
        """delete from import_problems using import_jobs as j
           where j.import_id = import_problems.import_id and j.finished_at < %(before)s""",
        before=before,
    )


def take_keys(tx: Tx, import_id: UUID, keys: list[tuple[str, int]]) -> dict[str, int]:
    """The line on which each key stood first, of those given and all before."""
    tx.run(
        """insert into import_keys (import_id, key, line)
           select distinct on (key) %(id)s, key, line from unnest(%(keys)s::text[], %(lines)s::int[]) as k (key, line)
           order by key, line on conflict do nothing""",
        id=import_id, keys=[key for key, _ in keys], lines=[line for _, line in keys],
    )  # fmt: skip
    rows = tx.all(
        "select key, line from import_keys where import_id = %(id)s and key = any (%(keys)s)",
        id=import_id, keys=[key for key, _ in keys],
    )  # fmt: skip
    return {row["key"]: row["line"] for row in rows}


def add_problems(tx: Tx, import_id: UUID, problems: list[dict[str, Any]]) -> None:
    """Keep what is wrong with rows, in this order."""
    if problems:
        columns = ("line", "field", "code", "message")
        tx.run(
            """insert into import_problems (import_id, line, field, code, message)
               select %(id)s, * from unnest(%(line)s::int[], %(field)s::text[], %(code)s::text[], %(message)s::text[])""",
            id=import_id, **{column: [one[column] for one in problems] for column in columns},
        )  # fmt: skip


def list_problems(tx: Tx, import_id: UUID, after: tuple[int, int] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 problems in the order of the file."""
    line, number = after or (0, 0)
    return tx.all(
        """select line, number, field, code, message from import_problems
           where import_id = %(id)s and (line, number) > (%(line)s, %(number)s)
           order by line, number limit %(limit)s + 1""",
        id=import_id, line=line, number=number, limit=limit,
    )  # fmt: skip


def find_institution(tx: Tx, institution_id: UUID | None, schemes: list[str], values: list[str]) -> UUID | None:
    """The institution that a row means: by its id, else by the first of its external ids that one holds."""
    row = tx.one(
        """select institution_id from institutions where institution_id = %(id)s
           union all
           (select e.institution_id from unnest(%(schemes)s::text[], %(values)s::text[]) with ordinality as g (scheme, value, n)
              join institution_external_ids as e on (e.scheme, e.value) = (g.scheme, g.value)
            where %(id)s::uuid is null order by n limit 1)""",
        id=institution_id, schemes=schemes, values=values,
    )  # fmt: skip
    return row["institution_id"] if row else None


def list_known(tx: Tx, institution_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """These very institutions with their external ids, of those that are there."""
    rows = tx.all(
        f"select {_INSTITUTION} from institutions as i where institution_id = any (%(ids)s::uuid[])",
        ids=[str(one) for one in institution_ids],
    )
    return {row["institution_id"]: row for row in rows}


def list_institutions(tx: Tx, statuses: list[str], after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 institutions in these statuses with their external ids, by id."""
    return tx.all(
        f"""select {_INSTITUTION} from institutions as i
           where status = any (%(statuses)s) and (%(after)s::uuid is null or institution_id > %(after)s)
             and not exists (select from deleted_institutions as d where d.institution_id = i.institution_id)
           order by institution_id limit %(limit)s + 1""",
        statuses=statuses, after=after, limit=limit,
    )  # fmt: skip


def list_opportunity_ids(tx: Tx, statuses: list[str] | None, after: UUID | None, limit: int) -> list[UUID]:
    """Up to `limit` + 1 ids of opportunities in these statuses, or all."""
    rows = tx.all(
        """select opportunity_id from opportunities
           where (%(statuses)s::text[] is null or status = any (%(statuses)s)) and deleted_at is null
             and (%(after)s::uuid is null or opportunity_id > %(after)s)
           order by opportunity_id limit %(limit)s + 1""",
        statuses=statuses, after=after, limit=limit,
    )  # fmt: skip
    return [row["opportunity_id"] for row in rows]
