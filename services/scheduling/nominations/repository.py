"""The nominations' tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.tx import Tx
from contracts.refusals import NotFound, Refusal
from services.scheduling.nominations.domain import Nomination

_COLUMNS = """nomination_id, activity_id, person_id, nominee, institution_id, gender, country, motivation, priority,
  submitted_at, nominated_by, nominated_by_account, nominated_by_institution, status, reserve_rank, offer_expires_at,
  days, reason, version"""


def find_nomination(tx: Tx, nomination_id: UUID) -> Nomination | None:
    """The nomination, or None."""
    row = tx.one(f"select {_COLUMNS} from nominations where nomination_id = %(id)s", id=nomination_id)
    return Nomination(**row) if row else None


def lock_nomination(tx: Tx, nomination_id: UUID) -> Nomination:
    """The nomination for a change, its activity being locked already; refuses `NotFound`."""
    row = tx.one(f"select {_COLUMNS} from nominations where nomination_id = %(id)s for update", id=nomination_id)
    if row is None:
        raise NotFound
    return Nomination(**row)


def lock_nominations(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> list[Nomination]:
    """The activity's nominations in these states, in the order they came, for a change."""
    rows = tx.all(
        f"""select {_COLUMNS} from nominations where activity_id = %(id)s and status = any(%(statuses)s)
            order by submitted_at, nomination_id for update""",
        id=activity_id, statuses=list(statuses),
    )  # fmt: skip
    return [Nomination(**row) for row in rows]


def lock_expired_offers(tx: Tx, activity_id: UUID, now: datetime) -> list[Nomination]:
    """The activity's offers whose last moment has passed, the oldest first."""
    rows = tx.all(
        f"""select {_COLUMNS} from nominations
            where activity_id = %(id)s and status = 'offered' and offer_expires_at <= %(now)s
            order by offer_expires_at, nomination_id for update""",
        id=activity_id, now=now,
    )  # fmt: skip
    return [Nomination(**row) for row in rows]


def lock_next_reserve(tx: Tx, activity_id: UUID) -> Nomination | None:
    """The first on the reserve list, or None."""
    row = tx.one(
        f"""select {_COLUMNS} from nominations where activity_id = %(id)s and status = 'reserve'
            order by reserve_rank limit 1 for update""",
        id=activity_id,
    )
    return Nomination(**row) if row else None


def count_taken(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> int:
    """How many nominations of the activity are in these states."""
    row = tx.one(
        """select count(*)::int as taken from nominations
           where activity_id = %(id)s and status = any(%(statuses)s)""",
        id=activity_id, statuses=list(statuses),
    )  # fmt: skip
    return row["taken"] if row else 0


def list_nominations(
    tx: Tx, wanted: dict[str, Any], after: tuple[datetime, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` nominations of an activity after the key; of a country or nominating institution, where named."""
    return tx.all(
        f"""select {_COLUMNS} from nominations
            where activity_id = %(activity_id)s
              and (%(status)s::text is null or status = %(status)s)
              and (%(country)s::text is null or country = %(country)s)
              and (%(institution_id)s::uuid is null or nominated_by_institution = %(institution_id)s)
              and (%(after_at)s::timestamptz is null or (submitted_at, nomination_id) > (%(after_at)s, %(after_id)s))
            order by submitted_at, nomination_id limit %(limit)s""",
        **wanted, after_at=after and after[0], after_id=after and after[1], limit=limit,
    )  # fmt: skip


def take_person(tx: Tx, folded_email: str) -> UUID:
    """The one person behind an address, new where nobody is."""
    row = tx.one(
        """insert into nominees (person_id, folded_email) values (%(person_id)s, %(folded_email)s)
           on conflict (folded_email) do update set folded_email = excluded.folded_email
           returning person_id""",
        person_id=uuid4(), folded_email=folded_email,
    )  # fmt: skip
    assert row
    return row["person_id"]


def find_seat_meanwhile(tx: Tx, nomination: Nomination) -> UUID | None:
    """Another activity at the same time in which the person holds a seat; the person is locked against a second one."""
    tx.one("select true as locked from nominees where person_id = %(id)s for update", id=nomination.person_id)
    row = tx.one(
        """select other.activity_id from activities as own
           join activities as other on other.activity_id <> own.activity_id
             and tstzrange(own.starts_at, own.ends_at) && tstzrange(other.starts_at, other.ends_at)
           join nominations as n on n.activity_id = other.activity_id
             and n.person_id = %(person_id)s and n.status = 'confirmed'
           where own.activity_id = %(activity_id)s and own.starts_at is not null and other.starts_at is not null
           limit 1""",
        person_id=nomination.person_id, activity_id=nomination.activity_id,
    )  # fmt: skip
    return row["activity_id"] if row else None


def add_nomination(tx: Tx, nomination: Nomination, twice: Refusal) -> None:
    """Insert it; refuses as told where the person has an open nomination for the activity."""
    with tx.refusing("nominations_one_open", twice):
        tx.run(
            """insert into nominations (nomination_id, activity_id, person_id, nominee, institution_id, gender, country,
                 motivation, priority, submitted_at, nominated_by, nominated_by_account, nominated_by_institution)
               values (%(nomination_id)s, %(activity_id)s, %(person_id)s, %(nominee)s, %(institution_id)s, %(gender)s,
                 %(country)s, %(motivation)s, %(priority)s, %(submitted_at)s, %(nominated_by)s,
                 %(nominated_by_account)s, %(nominated_by_institution)s)""",
            **vars(nomination),
        )


def save_nomination(tx: Tx, nomination: Nomination) -> None:
    """Write the locked nomination's state."""
    tx.run(
        """update nominations set status = %(status)s, reserve_rank = %(reserve_rank)s,
             offer_expires_at = %(offer_expires_at)s, days = %(days)s::date[], reason = %(reason)s,
             version = %(version)s
           where nomination_id = %(nomination_id)s""",
        **vars(nomination),
    )


def count_by_country(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> dict[str, int]:
    """How many nominations in these states each country has."""
    rows = tx.all(
        """select country, count(*)::int as number from nominations
           where activity_id = %(id)s and status = any(%(statuses)s) group by country order by country""",
        id=activity_id, statuses=list(statuses),
    )  # fmt: skip
    return {row["country"]: row["number"] for row in rows}


def count_by_gender(tx: Tx, activity_id: UUID, statuses: Sequence[str]) -> dict[str, int]:
    """How many nominations in these states each gender has."""
    rows = tx.all(
        """select gender, count(*)::int as number from nominations
           where activity_id = %(id)s and status = any(%(statuses)s) group by gender order by gender""",
        id=activity_id, statuses=list(statuses),
    )  # fmt: skip
    return {row["gender"]: row["number"] for row in rows}
