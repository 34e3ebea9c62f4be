"""Subscribers in SQL."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.newsletter.subscribers.domain import Subscriber

_COLUMNS = """subscriber_id, publication, email, name, language, audience, country, status, lawful_basis, subscribed_at,
  requested_at, expires_at"""


def add_subscriber(tx: Tx, subscriber: Subscriber) -> bool:
    """Enter the subscriber; False where the publication knows the address, however it is written."""
    return bool(
        tx.run(
            f"""insert into subscribers ({_COLUMNS})
                values (%(subscriber_id)s, %(publication)s, %(email)s, %(name)s, %(language)s, %(audience)s, %(country)s,
                  %(status)s, %(lawful_basis)s, %(subscribed_at)s, %(requested_at)s, %(expires_at)s)
                on conflict (publication, lower(email)) do nothing""",
            **vars(subscriber),
        )
    )


def save_subscriber(tx: Tx, subscriber: Subscriber) -> None:
    """Keep its present state."""
    tx.run(
        """update subscribers set email = %(email)s, name = %(name)s, language = %(language)s, audience = %(audience)s,
             country = %(country)s, status = %(status)s, lawful_basis = %(lawful_basis)s,
             requested_at = %(requested_at)s, expires_at = %(expires_at)s
           where subscriber_id = %(subscriber_id)s""",
        **vars(subscriber),
    )


def lock_by_address(tx: Tx, publication: str, email: str) -> Subscriber:
    """The subscriber with this address, for update; it must exist."""
    row = tx.one(
        f"""select {_COLUMNS} from subscribers
            where publication = %(publication)s and lower(email) = lower(%(email)s) for update""",
        publication=publication, email=email,
    )  # fmt: skip
    assert row is not None
    return Subscriber(**row)


def lock_subscriber(tx: Tx, subscriber_id: UUID) -> Subscriber | None:
    """The subscriber for update, or None."""
    row = tx.one(f"select {_COLUMNS} from subscribers where subscriber_id = %(id)s for update", id=subscriber_id)
    return Subscriber(**row) if row else None


def find_subscriber(tx: Tx, subscriber_id: UUID) -> Subscriber | None:
    """The subscriber, or None."""
    row = tx.one(f"select {_COLUMNS} from subscribers where subscriber_id = %(id)s", id=subscriber_id)
    return Subscriber(**row) if row else None


def list_confirmed(tx: Tx, publication: str) -> list[dict[str, Any]]:
    """subscriber_id and language of everybody who reads the publication."""
    return tx.all(
        """select subscriber_id, language from subscribers where publication = %(publication)s and status = 'confirmed'
           order by subscriber_id""",
        publication=publication,
    )  # fmt: skip


def list_subscribers(
    tx: Tx, audience: str | None, status: str | None, after: tuple[str, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """Subscribers by address; one more than asked where there are more."""
    address, subscriber_id = after or (None, None)
    return tx.all(
        f"""select {_COLUMNS}, lower(email) as address from subscribers
            where (%(audience)s::text is null or audience = %(audience)s)
              and (%(status)s::text is null or status = %(status)s)
              and (%(address)s::text is null or (lower(email), subscriber_id) > (%(address)s::text, %(id)s::uuid))
            order by lower(email), subscriber_id limit %(limit)s""",
        audience=audience, status=status, address=address, id=subscriber_id, limit=limit + 1,
    )  # fmt: skip


def count_confirmed(tx: Tx, publication: str) -> list[dict[str, Any]]:
    """audience, language and n of the confirmed subscribers."""
    return tx.all(
        """select audience, language, count(*)::int as n from subscribers
           where publication = %(publication)s and status = 'confirmed' group by audience, language order by language""",
        publication=publication,
    )  # fmt: skip
