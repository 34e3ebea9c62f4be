"""Everywhere a person can stand in this database."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx

HELD = {
    "nominations": """select n.nomination_id, n.activity_id, a.title as activity, n.nominee, n.gender, n.country, n.institution_id,
        n.motivation, n.status, n.reason, n.days, n.submitted_at
      from nominations as n join nominees using (person_id) join activities as a using (activity_id)
      where folded_email = %(email)s or person_id = any (%(ids)s::uuid[])""",
    "nominations_made": """select nomination_id, activity_id, status, submitted_at from nominations
      where nominated_by_account = any (%(ids)s::uuid[])""",
    "sessions_as_speaker": """select s.activity_id, s.title, s.starts, p.name, p.honorific, p.job, p.organisation, p.role
      from speakers as p join sessions as s using (session_id) where p.person_id = any (%(ids)s::uuid[])""",
    "people": """select person_id, name, honorific, position, institution_id, country from people
      where person_id = any (%(ids)s::uuid[])""",
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
