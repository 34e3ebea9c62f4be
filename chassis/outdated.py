"""Tokens that are alive but outdated: of sessions that ended, or saying what an account may do no more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg2

from chassis.identity import Actor
from chassis.tx import Tx
from contracts.refusals import Unauthenticated

RAISED = "token_outdated"
# A token may be made by another clock, and while the change waits for its turn.
MARGIN = timedelta(seconds=10)


def admit(tx: Tx, actor: Actor) -> Actor:
    """For a service's `admit`: an outdated token makes the transaction fail (`is_told`), with no answer to wait for."""
    # The statement travels with the request's first one, or with its commit.
    tx.post(
        """select refuse_outdated(%(session_id)s, %(account_id)s, %(issued_at)s, %(institution_id)s, %(access)s,
             %(covers_children)s)""",
        session_id=actor.session_id, account_id=actor.account_id, issued_at=actor.issued_at,
        institution_id=actor.institution_id, access=actor.access, covers_children=actor.covers_children,
    )  # fmt: skip
    return actor


def is_told(problem: BaseException) -> bool:
    """Whether a transaction failed because its token is outdated."""
    return isinstance(problem, psycopg2.Error) and problem.diag.constraint_name == RAISED


def renewed(tx: Tx, actor: Actor) -> Actor:
    """The bearer of an outdated token with what the account may do now; refuses `Unauthenticated` once the session ended."""
    ended = tx.one("select from ended_sessions where session_id = %(id)s", id=actor.session_id)
    if ended is not None:
        raise Unauthenticated("The session has ended; sign in again.")
    rights = tx.one(
        """select institution_id, access, covers_children from changed_rights
           where account_id = %(id)s and changed_at >= %(issued_at)s""",
        id=actor.account_id, issued_at=actor.issued_at,
    )  # fmt: skip
    return replace(actor, **rights) if rights else actor


def note_ended(tx: Tx, session_ids: list[UUID], until: datetime) -> None:
    """Let no token of these sessions count; the last of them is alive until then."""
    tx.run(
        """insert into ended_sessions as e (session_id, until)
           select session_id, %(until)s from unnest(%(ids)s::uuid[]) as session_id order by session_id
           on conflict (session_id) do update set until = excluded.until where e.until < excluded.until""",
        ids=[str(one) for one in session_ids], until=until,
    )  # fmt: skip


def note_rights(tx: Tx, rights: Mapping[str, Any], sequence: int) -> None:
    """Let older tokens of the account be worth what it may do now; an older telling changes nothing."""
    tx.run(
        """insert into changed_rights as r
             (account_id, sequence, institution_id, access, covers_children, changed_at, until)
           values (%(account_id)s, %(sequence)s, %(institution_id)s, %(access)s, %(covers_children)s, %(changed_at)s, %(until)s)
           on conflict (account_id) do update set (sequence, institution_id, access, covers_children, changed_at, until)
             = (excluded.sequence, excluded.institution_id, excluded.access, excluded.covers_children, excluded.changed_at,
                excluded.until)
           where r.sequence < excluded.sequence""",
        account_id=rights["account_id"], sequence=sequence, institution_id=rights["institution_id"],
        access=rights["access"], covers_children=rights["covers_children"], changed_at=rights["changed_at"] + MARGIN,
        until=rights["until"],
    )  # fmt: skip


def purge_ended(tx: Tx, limit: int = 1000) -> int:
    """Forget up to `limit` ended sessions whose tokens are dead by any clock."""
    return _purge(tx, "ended_sessions", limit)


def purge_rights(tx: Tx, limit: int = 1000) -> int:
    """Forget up to `limit` changes that every living token knows, by any clock."""
    return _purge(tx, "changed_rights", limit)


def _purge(tx: Tx, table: str, limit: int) -> int:
    return tx.run(
        f"""delete from {table} where ctid = any(array(select ctid from {table}
              where until < now() - interval '1 hour' limit %(limit)s for update skip locked))""",
        limit=limit,
    )
