"""Everywhere a person can stand in this database."""

from uuid import UUID

from chassis.tx import Tx


def erase_nominees(tx: Tx, folded_email: str) -> None:
    """The nominations keep country, gender, institution and outcome; the address leads to nobody."""
    tx.run(
        """update nominations set motivation = '', nominee = nominee || jsonb_build_object(
             'name', '(erased)', 'email', 'erased@erased.invalid', 'position', '(erased)')
           where person_id in (select person_id from nominees where folded_email = %(email)s)""",
        email=folded_email,
    )
    tx.run("update nominees set folded_email = person_id::text where folded_email = %(email)s", email=folded_email)


def erase_speakers(tx: Tx, ids: list[UUID]) -> None:
    """The agenda keeps that somebody spoke."""
    tx.run(
        """update speakers set name = '(erased)', honorific = null, job = '{}' where person_id = any(%(ids)s)""",
        ids=ids,
    )


def erase_told(tx: Tx, folded_email: str) -> None:
    """Events in the outbox keep their ids and lose the person, so that history tells nobody of it."""
    tx.run(
        """update outbox set payload = payload || '{"email": "erased@erased.invalid", "name": "(erased)"}'
           where lower(payload ->> 'email') = %(email)s""",
        email=folded_email,
    )
