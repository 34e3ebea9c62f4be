"""Everywhere a person can stand in this database."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.traces import Text

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


# What people write to one another: here names are struck too.
NOTES = (
    Text("activities", "activity_id", "cancel_reason"),
    Text("activities", "activity_id", "none_reason"),
    Text("nominations", "nomination_id", "motivation"),
    Text("nominations", "nomination_id", "reason"),
)
_RECORD = ", version = version + 1"
# What is or will be published: only addresses are struck.
PUBLISHED = (
    Text("activities", "activity_id", "contact", is_json=True, also=_RECORD),
    Text("activities", "activity_id", "description", is_json=True, also=_RECORD),
    Text("activities", "activity_id", "join_link", also=_RECORD),
    Text("activities", "activity_id", "objectives", is_json=True, also=_RECORD),
    Text("activities", "activity_id", "search", is_mention=False),
    Text("activities", "activity_id", "target_group", is_json=True, also=_RECORD),
    Text("activities", "activity_id", "title", is_json=True, also=_RECORD),
    Text("activities", "activity_id", "venue", is_json=True, also=_RECORD),
    Text("nominations", "nomination_id", "nominee", is_json=True),
    Text("outcomes", "outcome_id", "text", is_json=True),
    Text("people", "person_id", "position", is_json=True),
    Text("projects", "project_id", "title", is_json=True),
    Text("sessions", "session_id", "materials"),
    Text("sessions", "session_id", "room"),
    Text("sessions", "session_id", "summary", is_json=True),
    Text("sessions", "session_id", "title", is_json=True),
    Text("speakers", "session_id || '/' || position", "job", is_json=True),
    Text("speakers", "session_id || '/' || position", "organisation", is_json=True),
)


def list_own(tx: Tx, folded_email: str, ids: list[UUID]) -> list[dict[str, Any]]:
    """The nominations, speeches and copied records that are the person's own, each with the `ids` it is known by and the `name`."""
    return tx.all(
        """select array[nomination_id, person_id] as ids, nominee ->> 'name' as name
             from nominations join nominees using (person_id) where folded_email = %(email)s or person_id = any (%(ids)s)
           union all select array[person_id], name from people where person_id = any (%(ids)s)
           union all select array[person_id], name from speakers where person_id = any (%(ids)s)""",
        email=folded_email, ids=ids,
    )  # fmt: skip


def erase_nominees(tx: Tx, folded_email: str) -> None:
    """The nominations keep country, gender, institution and outcome; the address leads to nobody."""
    tx.run(
        """update nominations set motivation = '', reason = '', nominee = nominee || jsonb_build_object(
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
