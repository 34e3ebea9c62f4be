"""What is done with import jobs."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from chassis.tx import Actor, Tx
from contracts import paging
from contracts.base import OFFICER
from contracts.problems import problem
from contracts.refusals import Invalid, InvalidTransition
from contracts.registry.transfers import LARGEST_PART, FileGone, PartsMissing
from services.registry.transfers import domain, repository
from services.registry.transfers.files import Row, rows_of
from services.registry.transfers.rows import keys_of, printable, take_all

CHUNK = 100
AT_ONCE = 100
ABANDONED, PROBLEMS_KEPT = timedelta(days=7), timedelta(days=90)
Job = dict[str, Any]


class _Lost(Exception):
    """Another worker has taken the job up meanwhile."""


class _Undone(Exception):
    """A trial is over, or rows were refused; nothing of it stays."""


def start_import(tx: Tx, request: Job, *, now: datetime, new_id: UUID) -> Job:
    """Begin an import that collects its file; refuses a kind that cannot be imported yet."""
    if request["kind"] not in domain.TAKEN:
        raise Invalid([problem("kind", "not_a_choice", f"One of {', '.join(domain.TAKEN)}.")])
    job = {**request, "import_id": new_id, "started_at": now, "account_id": tx.actor.account_id}
    repository.add_job(tx, job)
    if request["file_of"]:
        _take_file(tx, job)
    tx.audit("start_import", f"import/{new_id}", kind=job["kind"], dry_run=job["dry_run"], partial=job["partial"])
    return repository.get_job(tx, new_id)


def _take_file(tx: Tx, job: Job) -> None:
    """Let the job have the file of the earlier one and wait for a worker; refuses `FileGone` and another kind of file."""
    old = repository.lock_job(tx, job["file_of"])
    wrong = [
        problem(name, "contradiction", f"The file of that import is: {old[name]}.")
        for name in ("kind", "format")
        if job[name] != old[name]
    ]
    if wrong:
        raise Invalid(wrong)
    if old["finished_at"] is None or not repository.move_parts(tx, old["import_id"], job["import_id"]):
        raise FileGone
    repository.finish_collecting(tx, job["import_id"], old["parts"])


def add_rows(tx: Tx, import_id: UUID, part: int, content: str) -> Job:
    """Store a piece of the file; refuses too long a one, NUL, and another text under the same number."""
    job = _collecting(tx, import_id)
    wrong = []
    if len(content.encode("utf-8", "replace")) > LARGEST_PART:
        wrong.append(problem("content", "too_long", f"At most {LARGEST_PART} bytes in UTF-8."))
    if "\x00" in content:
        wrong.append(problem("content", "control_character", "No NUL characters."))
    if not wrong and not repository.add_part(tx, import_id, part, content):
        wrong.append(problem("part", "repeated", "Another piece came under this number."))
    if wrong:
        raise Invalid(wrong)
    return job


def finish_import(tx: Tx, import_id: UUID, parts: int) -> Job:
    """Let a worker read and apply the file; refuses `PartsMissing`; again changes nothing."""
    job = repository.lock_job(tx, import_id)
    if job["status"] != "collecting" and job["parts"] == parts:
        return job
    _collecting(tx, import_id)
    there = repository.list_part_numbers(tx, import_id)
    missing = sorted(set(range(1, parts + 1)) - set(there))
    if missing or len(there) > parts:
        raise PartsMissing(missing=missing[:20], arrived=len(there))
    repository.finish_collecting(tx, import_id, parts)
    return repository.get_job(tx, import_id)


def list_imports(tx: Tx, cursor: str | None, limit: int) -> Job:
    """A page of imports, the latest first."""
    rows = repository.list_jobs(tx, paging.key_of(cursor, datetime, UUID), limit)
    return paging.page(rows, limit, "started_at", "import_id")


def list_problems(tx: Tx, import_id: UUID, cursor: str | None, limit: int) -> Job:
    """A page of an import's problems in the order of the file; refuses `NotFound`."""
    repository.get_job(tx, import_id)
    rows = repository.list_problems(tx, import_id, paging.key_of(cursor, int, int), limit)
    return paging.page(rows, limit, "line", "number")


def forget_uploads_of(tx: Tx, account_ids: list[UUID], *, now: datetime) -> None:
    """End these people's imports that have not begun and forget what they brought; one that runs forgets its file at its end."""
    for import_id in repository.lock_unbegun_of(tx, account_ids):
        repository.end_job(tx, import_id, "nothing_kept", now)
    repository.forget_bringers(tx, account_ids)


def forget_old(tx: Tx, *, now: datetime) -> None:
    """End imports whose file was never finished, and forget what was wrong with the rows of long finished ones."""
    for import_id in repository.lock_abandoned(tx, now - ABANDONED, AT_ONCE):
        repository.end_job(tx, import_id, "nothing_kept", now)
    repository.forget_problems(tx, now - PROBLEMS_KEPT)


def _collecting(tx: Tx, import_id: UUID) -> Job:
    job = repository.lock_job(tx, import_id)
    if job["status"] != "collecting":
        raise InvalidTransition("This import has its file.", **{"from": job["status"], "allowed": []})
    return job


@dataclass(frozen=True)
class Worker:
    """What applying a job needs of the process it runs in."""

    db: Any
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def run_next(self) -> bool:
        """Read and apply one job that waits; answers whether there was one."""
        with self.db.transaction() as tx:
            job = repository.claim_job(tx)
        if job is None:
            return False
        with suppress(_Lost):
            if job["partial"] and not job["dry_run"]:
                self._apply_good(job)
            else:
                self._apply_whole(job)
        return True

    def _apply_good(self, job: Job) -> None:
        # What was applied before a worker died stays; it goes on behind that.
        for rows in self._chunks(job, job["rows"]):
            with self._holding(job) as tx:
                problems, counts = self._taken(tx, job, rows, self._repeated(tx, job, rows))
                _note(tx, job, problems, counts)
        self._end(job, "done")

    def _apply_whole(self, job: Job) -> None:
        """All or nothing: all in one transaction; from the first refused row on the others are only tried."""
        with self._holding(job) as tx:
            repository.forget_progress(tx, job["import_id"])
        chunks = self._chunks(job)
        if job["dry_run"] or not self._is_applied(job, chunks):
            for rows in chunks:
                self._try(job, rows)
            self._end(job, "done" if job["dry_run"] else "nothing_kept")

    def _is_applied(self, job: Job, chunks: Iterator[list[Row]]) -> bool:
        """Whether every row was taken; else nothing is kept of those read. How far it is, transactions beside it tell."""
        try:
            with self.db.transaction(_officer(job)) as tx:
                for rows in chunks:
                    with self._holding(job) as beside:
                        repeated = self._repeated(beside, job, rows)
                    problems, counts = self._taken(tx, job, rows, repeated)
                    with self._holding(job) as beside:
                        _note(beside, job, problems, counts)
                    if counts["refused"]:
                        raise _Undone
                if not repository.hold_claim(tx, job):
                    raise _Lost
                repository.end_job(tx, job["import_id"], "done", self.clock())
        except _Undone:
            return False
        return True

    def _try(self, job: Job, rows: list[Row]) -> None:
        with self._holding(job) as tx:
            repeated = self._repeated(tx, job, rows)
            try:
                with tx.savepoint():
                    problems, counts = self._taken(tx, job, rows, repeated)
                    raise _Undone
            except _Undone:
                _note(tx, job, problems, counts)

    def _taken(self, tx: Tx, job: Job, rows: list[Row], repeated: dict[int, int]) -> tuple[list[Any], Counter[str]]:
        problems: list[Any] = []
        counts: Counter[str] = Counter(rows=len(rows), refused=0)
        good = [row.values for row in rows if not (row.problems or row.line in repeated)]
        taken = iter(take_all(tx, job["kind"], good, self.clock(), self.new_id))
        for row in rows:
            if row.line in repeated:
                outcome, wrong = "refused", [_repetition(repeated[row.line])]
            else:
                outcome, wrong = ("refused", row.problems) if row.problems else next(taken)
            counts[outcome] += 1
            problems += [{**one, "line": row.line} for one in wrong]
        return problems, counts

    def _repeated(self, tx: Tx, job: Job, rows: list[Row]) -> dict[int, int]:
        keys = {row.line: keys_of(row.values) for row in rows if not row.problems}
        first = repository.take_keys(tx, job["import_id"], [(key, line) for line, mine in keys.items() for key in mine])
        earlier = {line: min(first[key] for key in mine) for line, mine in keys.items()}
        return {line: at for line, at in earlier.items() if at < line}

    def _chunks(self, job: Job, skip: int = 0) -> Iterator[list[Row]]:
        kinds = domain.TAKEN[job["kind"]]
        rows = islice(rows_of(self._pieces(job), job["format"], kinds), skip, None)
        while chunk := [_read(row, kinds, job["format"]) for row in islice(rows, CHUNK)]:
            yield chunk

    def _pieces(self, job: Job) -> Iterator[str]:
        for part in range(1, job["parts"] + 1):
            with self.db.transaction() as tx:
                yield repository.find_part(tx, job["import_id"], part) or ""

    def _end(self, job: Job, status: str) -> None:
        with self._holding(job) as tx:
            repository.end_job(tx, job["import_id"], status, self.clock())

    @contextmanager
    def _holding(self, job: Job) -> Iterator[Tx]:
        """A transaction as the officer who began the job, while it is this worker's."""
        with self.db.transaction(_officer(job)) as tx:
            if not repository.hold_claim(tx, job):
                raise _Lost
            yield tx


def _read(row: Row, kinds: dict[str, str], form: str) -> Row:
    if row.problems or form == "json":
        return row
    record, problems = domain.record_of(row.values, kinds)
    return Row(row.line, record, problems)


def _officer(job: Job) -> Actor:
    return Actor(OFFICER, account_id=job["account_id"])


def _repetition(line: int) -> dict[str, str]:
    return problem("", "repeated", f"The same record stands on line {line}.")


def _note(tx: Tx, job: Job, problems: list[Any], counts: Counter[str]) -> None:
    said = [{**one, **{name: printable(one[name]) for name in ("field", "code", "message")}} for one in problems]
    repository.add_problems(tx, job["import_id"], said)
    repository.note_progress(tx, job["import_id"], counts)
