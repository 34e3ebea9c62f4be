"""Everywhere a reader can stand in this database."""

from typing import Any

from chassis.tx import Tx


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
