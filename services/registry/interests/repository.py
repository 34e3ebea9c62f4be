"""The table of applications for opportunities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx

Interest = dict[str, Any]
_COLUMNS = """interest_id, opportunity_id, name, email, country, message, language, status, note, country_is_eligible,
  received_at, answered_at, folded_email = interest_id::text as is_erased"""


def lock_address(tx: Tx, folded_email: str) -> None:
    """Let applications from one address come one after the other."""
    tx.run("select pg_advisory_xact_lock(hashtext('interests'), hashtext(%(email)s))", email=folded_email)


def find_interest_of(tx: Tx, opportunity_id: UUID, folded_email: str) -> Interest | None:
    """The application from this address for this opportunity, or None."""
    return tx.one(
        f"select {_COLUMNS} from interests where opportunity_id = %(id)s and folded_email = %(email)s",
        id=opportunity_id, email=folded_email,
    )  # fmt: skip


def count_recent(
    tx: Tx, folded_email: str, day_ago: datetime, opportunity_id: UUID, hour_ago: datetime
) -> dict[str, int]:
    """How many came from this address since a day, and for this opportunity since an hour."""
    row = tx.one(
        """select
             (select count(*) from interests where folded_email = %(email)s and received_at > %(day_ago)s) as of_address,
             (select count(*) from interests where opportunity_id = %(id)s and received_at > %(hour_ago)s) as of_opportunity""",
        email=folded_email, day_ago=day_ago, id=opportunity_id, hour_ago=hour_ago,
    )  # fmt: skip
    assert row is not None
    return row


def add_interest(tx: Tx, interest: Interest) -> None:
    """Insert it."""
    tx.run(
        """insert into interests (interest_id, opportunity_id, name, email, folded_email, country, message, language, status,
             country_is_eligible, received_at)
           values (%(interest_id)s, %(opportunity_id)s, %(name)s, %(email)s, %(folded_email)s, %(country)s, %(message)s,
             %(language)s, 'received', %(country_is_eligible)s, %(received_at)s)""",
        **interest,
    )


def find_and_lock_interest(tx: Tx, interest_id: UUID) -> Interest | None:
    """The application for a change, or None."""
    return tx.one(f"select {_COLUMNS} from interests where interest_id = %(id)s for update", id=interest_id)


def save_answer(tx: Tx, interest: Interest) -> None:
    """Write what became of it."""
    tx.run(
        """update interests set status = %(status)s, note = %(note)s, answered_at = %(answered_at)s
           where interest_id = %(interest_id)s""",
        **interest,
    )


def list_interests(
    tx: Tx, opportunity_id: UUID, status: str | None, after: tuple[Any, ...] | None, limit: int
) -> list[Interest]:
    """Up to `limit` + 1 applications for an opportunity, newest first, after a key (instant, id)."""
    received_at, interest_id = after or (None, None)
    return tx.all(
        f"""select {_COLUMNS} from interests
            where opportunity_id = %(opportunity_id)s and (%(status)s::text is null or status = %(status)s)
              and (%(at)s::timestamptz is null or received_at < %(at)s::timestamptz
                or (received_at = %(at)s::timestamptz and interest_id > %(id)s::uuid))
            order by received_at desc, interest_id limit %(limit)s + 1""",
        opportunity_id=opportunity_id, status=status, at=received_at, id=interest_id, limit=limit,
    )  # fmt: skip


def count_of_institution(tx: Tx, institution_id: UUID, since: datetime) -> int:
    """How many came for an institution's opportunities since then."""
    row = tx.one(
        """select count(*) as count from interests join opportunities using (opportunity_id)
           where institution_id = %(id)s and received_at >= %(since)s""",
        id=institution_id, since=since,
    )  # fmt: skip
    return row["count"] if row else 0


def list_unanswered(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    """The institution's opportunities with unanswered applications: how many, and since when the oldest waits."""
    return tx.all(
        """select o.opportunity_id, o.title, count(*)::int as count, min(received_at) as since
           from interests as n join opportunities as o using (opportunity_id)
           where o.institution_id = %(id)s and n.status = 'received'
           group by o.opportunity_id order by since, o.opportunity_id""",
        id=institution_id,
    )


def remove_old(tx: Tx, ended_before: datetime) -> int:
    """Remove the applications for what ended before then; answers how many."""
    return tx.run(
        """delete from interests using opportunities as o
           where o.opportunity_id = interests.opportunity_id and o.ends_at < %(at)s""",
        at=ended_before,
    )
