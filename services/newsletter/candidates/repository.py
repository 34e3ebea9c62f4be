"""Candidates in SQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from services.newsletter.candidates.domain import Candidate

# A candidate stored in the minute before a freeze may have been committed after it, unseen.
_WINDOW = """
  m.moment < %(until)s and m.stored_at <= %(stored_until)s and (
    m.moment >= %(since)s
    or m.moment >= %(previous_until)s
    or (m.moment >= %(previous_since)s and (m.stored_at > %(previous_frozen)s
      or m.stored_at > %(previous_frozen)s::timestamptz - interval '1 minute' and not exists (
        select from items i where i.issue_id = %(previous_id)s and i.kind = m.kind and i.source_id = m.source_id))))
"""


def lock_candidate(tx: Tx, kind: str, source_id: UUID) -> Candidate:
    """The candidate for update; an empty one where nothing was heard of it."""
    tx.run(
        "insert into candidates (kind, source_id) values (%(kind)s, %(source_id)s) on conflict do nothing",
        kind=kind, source_id=source_id,
    )  # fmt: skip
    row = tx.one(
        """select facts, sequence, stages, seen from candidates
           where kind = %(kind)s and source_id = %(source_id)s for update""",
        kind=kind, source_id=source_id,
    )  # fmt: skip
    assert row is not None
    return Candidate(kind, source_id, row["facts"], row["sequence"], row["stages"], tuple(row["seen"]))


def save_candidate(tx: Tx, candidate: Candidate, now: datetime) -> None:
    """Keep it; a moment's `stored_at` stays that of its first arrival."""
    tx.run(
        """update candidates set facts = %(facts)s, sequence = %(sequence)s, stages = %(stages)s, seen = %(seen)s,
             first_event_at = %(first)s, last_event_at = %(last)s, cancelled = %(cancelled)s, dropped = %(dropped)s,
             applied = %(applied)s
           where kind = %(kind)s and source_id = %(source_id)s""",
        facts=None if candidate.facts is None else dict(candidate.facts), sequence=candidate.sequence,
        stages=dict(candidate.stages), seen=Json(list(candidate.seen)), first=candidate.first_event_at,
        last=candidate.last_event_at, cancelled=candidate.cancelled, dropped=candidate.dropped,
        applied=candidate.applied, kind=candidate.kind, source_id=candidate.source_id,
    )  # fmt: skip
    for what, moment in candidate.moments.items():
        tx.run(
            """insert into candidate_moments (kind, source_id, what, moment, stored_at)
               values (%(kind)s, %(source_id)s, %(what)s, %(moment)s, %(now)s)
               on conflict (kind, source_id, what) do update set moment = excluded.moment
               where candidate_moments.moment <> excluded.moment""",
            kind=candidate.kind, source_id=candidate.source_id, what=what, moment=moment, now=now,
        )  # fmt: skip


def list_candidates(tx: Tx, kinds: list[str], window: dict[str, Any]) -> list[Candidate]:
    """What became news in the window and still is, oldest first."""
    rows = tx.all(
        f"""select c.kind, c.source_id, c.facts, c.sequence, c.stages, c.seen, min(m.moment) as moment
            from candidates c join candidate_moments m using (kind, source_id)
            where c.dropped is null and c.kind = any(%(kinds)s) and ({_WINDOW})
            group by c.kind, c.source_id order by moment, c.source_id""",
        kinds=kinds, **window,
    )  # fmt: skip
    return [
        Candidate(r["kind"], r["source_id"], r["facts"], r["sequence"], r["stages"], tuple(r["seen"])) for r in rows
    ]


def list_dropped(tx: Tx, source_ids: list[UUID]) -> dict[UUID, str]:
    """Those of the sources that are no news any more, with why."""
    rows = tx.all(
        "select source_id, dropped from candidates where source_id = any(%(ids)s::uuid[]) and dropped is not null",
        ids=source_ids,
    )  # fmt: skip
    return {row["source_id"]: row["dropped"] for row in rows}
