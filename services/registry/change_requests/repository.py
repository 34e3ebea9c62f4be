"""The table of change requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.ordering import Order, orders
from chassis.tx import Tx
from contracts.refusals import NotFound

Request = dict[str, Any]
_COLUMNS = """c.change_request_id, c.institution_id, c.changes, c.reason, c.status, c.proposer_name, c.proposer_email,
  c.language, c.decision_reason, c.proposed_at, c.expires_at, c.decided_at,
  array(select o.change_request_id from change_requests as o
        where o.institution_id = c.institution_id and o.status = 'open' and o.change_request_id <> c.change_request_id
          and exists (select from jsonb_object_keys(o.changes) as field where c.changes ? field)
        order by o.proposed_at, o.change_request_id) as linked_to"""
ORDERS = orders(
    "c.change_request_id",
    {"proposed": ("c.proposed_at", datetime), "-proposed": ("c.proposed_at", datetime)},
    own="proposed",
)


def add_request(tx: Tx, request: Request) -> None:
    """Enter an open request."""
    tx.run(
        """insert into change_requests (change_request_id, institution_id, changes, reason, proposer_name, proposer_email,
             language, proposed_at, expires_at)
           values (%(change_request_id)s, %(institution_id)s, %(changes)s, %(reason)s, %(proposer_name)s,
             %(proposer_email)s, %(language)s, %(proposed_at)s, %(expires_at)s)""",
        **request,
    )


def count_open(tx: Tx, institution_id: UUID, email: str) -> tuple[int, int]:
    """How many are open for the institution, and how many by this address."""
    tx.run("select pg_advisory_xact_lock(hashtext('change_requests'), hashtext(%(email)s))", email=email.lower())
    row = tx.one(
        """select count(*) filter (where institution_id = %(id)s) as here,
             count(*) filter (where lower(proposer_email) = lower(%(email)s)) as mine
           from change_requests where status = 'open'""",
        id=institution_id, email=email,
    )  # fmt: skip
    assert row is not None
    return row["here"], row["mine"]


def get_request(tx: Tx, change_request_id: UUID) -> Request:
    """The request with the open ones on the same field; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from change_requests as c where change_request_id = %(id)s", id=change_request_id)
    if row is None:
        raise NotFound
    return row


def lock_request(tx: Tx, change_request_id: UUID) -> Request:
    """The request for a decision; refuses `NotFound`."""
    tx.run("select from change_requests where change_request_id = %(id)s for no key update", id=change_request_id)
    return get_request(tx, change_request_id)


def list_requests(tx: Tx, asked: Request, order: Order, place: dict[str, Any]) -> list[Request]:
    """Up to `limit` + 1 requests of the `status` and `institution_id` asked for in the order, after a place in it."""
    return tx.all(
        f"""select {_COLUMNS}, {order.key} as sort_key from change_requests as c
            where (%(status)s::text is null or c.status = %(status)s)
              and (%(institution)s::uuid is null or c.institution_id = %(institution)s)
              and {order.follows}
            order by {order.by} limit %(limit)s + 1""",
        status=asked["status"], institution=asked["institution_id"], limit=asked["limit"], **place,
    )  # fmt: skip


def save_decision(tx: Tx, change_request_id: UUID, status: str, reason: str | None, now: datetime) -> None:
    """Write what was decided, by whom the transaction is."""
    tx.run(
        """update change_requests set status = %(status)s, decision_reason = %(reason)s, decided_at = %(now)s,
             decided_by = %(by)s
           where change_request_id = %(id)s""",
        id=change_request_id, status=status, reason=reason, now=now, by=tx.actor.account_id,
    )  # fmt: skip


def claim_due(tx: Tx, now: datetime, limit: int) -> list[UUID]:
    """Open requests that nobody decided in time, locked."""
    rows = tx.all(
        """select change_request_id from change_requests where status = 'open' and expires_at <= %(now)s
           order by expires_at limit %(limit)s for update skip locked""",
        now=now, limit=limit,
    )  # fmt: skip
    return [row["change_request_id"] for row in rows]


def forget_proposers(tx: Tx, before: datetime) -> int:
    """Name and address of who proposed go some time after the decision; answers how many."""
    return tx.run(
        """update change_requests set proposer_name = null, proposer_email = null
           where decided_at < %(before)s and proposer_email is not null""",
        before=before,
    )


def move_requests(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let the requests of one institution be the other's; answers how many."""
    return tx.run(
        "update change_requests set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id
    )
