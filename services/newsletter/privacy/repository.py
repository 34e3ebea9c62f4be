"""Everywhere a reader can stand in this database."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx

HELD = {
    "subscriptions": """select subscriber_id, publication, email, name, language, audience, country, status, lawful_basis, subscribed_at,
        requested_at, expires_at
      from subscribers where lower(email) = %(email)s""",
    "issues_sent": """select r.issue_id, i.slug, r.language, r.status, r.reason, r.requested_at, r.settled_at
      from recipients as r join subscribers as s using (subscriber_id) join issues as i using (issue_id)
      where lower(s.email) = %(email)s""",
}


def find_held(tx: Tx, folded_email: str, ids: list[UUID]) -> dict[str, list[dict[str, Any]]]:
    """What is held about the address and the ids, by where it stands, as JSON data."""
    return {
        place: [
            row["held"]
            for row in tx.all(f"select to_jsonb(h) as held from ({statement}) as h", email=folded_email, ids=ids)
        ]
        for place, statement in HELD.items()
    }


def erase_subscribers(tx: Tx, folded_email: str) -> list[dict[str, Any]]:
    """The subscriptions stay as ended ones of nobody; answers them."""
    return tx.all(
        """update subscribers set email = subscriber_id || '@erased.invalid', name = null, country = null,
             status = 'unsubscribed'
           where lower(email) = %(email)s returning *""",
        email=folded_email,
    )


def erase_told(tx: Tx, folded_email: str) -> None:
    """Events in the outbox keep their ids and lose the person, so that history tells nobody of it."""
    tx.run(
        """update outbox set payload = payload || '{"email": "erased@erased.invalid", "name": "(erased)"}'
           where lower(payload ->> 'email') = %(email)s""",
        email=folded_email,
    )
