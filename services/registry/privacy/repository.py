"""Everywhere a person can stand in this database, by address."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.traces import ERASED, NO_ADDRESS, Text

HELD = {
    "accounts": """select account_id, username, name, email, language, role, institution_id, country, access, status, created_at
      from accounts where folded_email = %(email)s""",
    "sessions": """select s.session_id, s.started_at, s.last_used_at, s.expires_at, s.ended_at, s.address
      from sessions as s join accounts as a using (account_id) where a.folded_email = %(email)s""",
    "api_tokens": """select t.token_id, t.name, t.scopes, t.used_at
      from api_tokens as t join accounts as a using (account_id) where a.folded_email = %(email)s""",
    "applications": """select application_id, names, country, applicant_name, applicant_email, language, status, applied_at, reason
      from applications where folded_email = %(email)s""",
    "people": """select person_id, honorific, name, position, institution_id, country, email
      from people where lower(email) = %(email)s""",
    "interests": """select interest_id, opportunity_id, name, email, country, message, language, status, note, received_at
      from interests where folded_email = %(email)s""",
    "change_requests": """select change_request_id, institution_id, proposer_name, proposer_email, reason, status
      from change_requests where lower(proposer_email) = %(email)s""",
    "opportunities": """select opportunity_id, title, contact_email from opportunities where lower(contact_email) = %(email)s""",
    "import_jobs": """select j.import_id, j.kind, j.label, j.status, j.started_at, j.finished_at
      from import_jobs as j join accounts as a using (account_id) where a.folded_email = %(email)s""",
    "institution_contacts": """select institution_id, contact from institutions where lower(contact ->> 'email') = %(email)s""",
}


def find_held(tx: Tx, folded_email: str) -> dict[str, list[dict[str, Any]]]:
    """What is held about the address, by where it stands."""
    return {place: tx.all(statement, email=folded_email) for place, statement in HELD.items()}


def is_held(tx: Tx, folded_email: str) -> bool:
    """Whether anything is."""
    return any(tx.one(f"{statement} limit 1", email=folded_email) for statement in HELD.values())


def add_request(tx: Tx, request: dict[str, Any]) -> None:
    """Note that somebody asked for the data about an address."""
    tx.run(
        """insert into personal_data_requests (request_id, email, folded_email, language, asked_at, expires_at)
           values (%(request_id)s, %(email)s, %(folded_email)s, %(language)s, %(asked_at)s, %(expires_at)s)""",
        **request,
    )


def find_request(tx: Tx, request_id: UUID, now: datetime) -> dict[str, Any] | None:
    """The request behind a mailed link, while it is open."""
    return tx.one(
        "select * from personal_data_requests where request_id = %(id)s and expires_at > %(now)s",
        id=request_id,
        now=now,
    )


def claim_requests(tx: Tx, limit: int) -> list[dict[str, Any]]:
    """Up to so many requests that nobody looked into, the oldest first, locked."""
    return tx.all(
        """select * from personal_data_requests where not mailed order by asked_at
           limit %(limit)s for update skip locked""",
        limit=limit,
    )


def was_mailed(tx: Tx, folded_email: str, since: datetime) -> bool:
    """Whether a link went to the address since then."""
    row = tx.one(
        """select exists (select from personal_data_requests
             where folded_email = %(email)s and mailed and asked_at > %(since)s) as found""",
        email=folded_email, since=since,
    )  # fmt: skip
    return bool(row and row["found"])


def mark_mailed(tx: Tx, request_id: UUID) -> None:
    """A link is on its way."""
    tx.run("update personal_data_requests set mailed = true where request_id = %(id)s", id=request_id)


def remove_request(tx: Tx, request_id: UUID) -> None:
    """Forget the request."""
    tx.run("delete from personal_data_requests where request_id = %(id)s", id=request_id)


def remove_expired(tx: Tx, now: datetime) -> None:
    """Forget the requests whose links are dead."""
    tx.run("delete from personal_data_requests where expires_at < %(now)s", now=now)


def erase_accounts(tx: Tx, folded_email: str) -> None:
    """The accounts stay as disabled ones of nobody; sessions, tokens and failures under the name go."""
    for table, column in (("sign_in_failures", "folded_username"), ("password_resets_asked", "lower(login)")):
        tx.run(
            f"""delete from {table} where {column} = %(email)s or {column} in
                  (select folded_username from accounts where folded_email = %(email)s)""",
            email=folded_email,
        )
    tx.run(
        "delete from sessions where account_id in (select account_id from accounts where folded_email = %(email)s)",
        email=folded_email,
    )
    tx.run(
        """update accounts set name = %(erased)s, email = %(nowhere)s, folded_email = account_id::text, username = null,
             folded_username = null, password_hash = null, status = 'disabled', disabled_reason = null, reset_nonce = null,
             reset_expires_at = null
           where folded_email = %(email)s""",
        email=folded_email, erased=ERASED, nowhere=NO_ADDRESS,
    )  # fmt: skip


def erase_applications(tx: Tx, folded_email: str) -> None:
    """The applications stay without the applicant; open ones are declined."""
    tx.run(
        """update applications set applicant_name = %(erased)s, applicant_email = %(nowhere)s, folded_email = application_id::text,
             reason = case when status in ('unverified', 'verified') then %(erased)s else reason end,
             status = case when status in ('unverified', 'verified') then 'declined' else status end
           where folded_email = %(email)s""",
        email=folded_email, erased=ERASED, nowhere=NO_ADDRESS,
    )  # fmt: skip


def erase_interests(tx: Tx, folded_email: str) -> None:
    """The applications for opportunities count on, without who applied."""
    tx.run(
        """update interests set name = %(erased)s, email = %(nowhere)s, folded_email = interest_id::text, message = '', note = null
           where folded_email = %(email)s""",
        email=folded_email, erased=ERASED, nowhere=NO_ADDRESS,
    )  # fmt: skip


def erase_change_requests(tx: Tx, folded_email: str) -> None:
    """What was proposed stays, without who did."""
    tx.run(
        """update change_requests set proposer_name = null, proposer_email = null
           where lower(proposer_email) = %(email)s""",
        email=folded_email,
    )


def erase_requests(tx: Tx, folded_email: str) -> None:
    """Forget who asked for the data about the address."""
    tx.run("delete from personal_data_requests where folded_email = %(email)s", email=folded_email)


def forget_erasures(tx: Tx, before: datetime) -> int:
    """The events that told of erasures keep their ids and lose the address, once sent and old enough; answers how many."""
    return tx.run(
        """update outbox set payload = payload || '{"email": ""}'
           where routing_key = 'person.erased' and created_at <= %(before)s and payload ->> 'email' <> ''
             and not exists (select 1 from unsent where unsent.id = outbox.id)""",
        before=before,
    )


_OFFER = ", version = version + 1, words = null"  # the words that search finds are made anew by a timer
_RECORD = ", version = version + 1"
# What people write to one another: here names are struck too.
NOTES = (
    Text("accounts", "account_id", "disabled_reason"),
    Text("applications", "application_id", "reason"),
    Text("change_requests", "change_request_id", "reason"),
    Text("change_requests", "change_request_id", "decision_reason"),
    Text("duplicate_pairs", "pair_id", "reason"),
    Text("import_jobs", "import_id", "label"),
    Text("import_problems", "import_id || '/' || number", "message"),
    Text("interests", "interest_id", "message"),
    Text("interests", "interest_id", "note"),
    Text("opportunities", "opportunity_id", "comments", is_json=True),
    Text("opportunities", "opportunity_id", "reason"),
    Text("opportunity_revisions", "revision_id", "comments", is_json=True),
)
# What is or will be published: only addresses are struck, as whoever has a name erased must not empty the directory.
PUBLISHED = (
    Text("applications", "application_id", "description", is_json=True),
    Text("change_requests", "change_request_id", "changes", is_json=True),
    Text("import_parts", "import_id || '/' || part", "content"),
    Text("institutions", "institution_id", "facilities", is_json=True, also=_RECORD),
    Text("institutions", "institution_id", "capabilities", is_json=True, also=_RECORD),
    Text("institutions", "institution_id", "contact", is_json=True, also=_RECORD, is_mention=False),
    Text("institutions", "institution_id", "description", is_json=True, also=_RECORD),
    Text("opportunities", "opportunity_id", "contact_email", also=_OFFER, is_mention=False),
    Text("opportunities", "opportunity_id", "description", is_json=True, also=_OFFER),
    Text("opportunities", "opportunity_id", "eligibility", is_json=True, also=_OFFER),
    Text("opportunities", "opportunity_id", "place", also=_OFFER),
    Text("opportunities", "opportunity_id", "title", is_json=True, also=_OFFER),
    Text("opportunities", "opportunity_id", "url", also=_OFFER),
    Text("opportunity_revisions", "revision_id", "changes", is_json=True),
    Text("people", "person_id", "position", is_json=True),
    Text("projects", "project_id", "deliverables", is_json=True),
    Text("projects", "project_id", "summary", is_json=True),
    Text("projects", "project_id", "title", is_json=True),
)


def list_texts(tx: Tx, text: Text, keys: list[str]) -> list[dict[str, Any]]:
    """The texts of these rows, each `key` and `value`, locked."""
    return tx.all(
        f"""select ({text.key})::text as key, {text.column} as value from {text.table}
            where ({text.key})::text = any (%(keys)s) and {text.column} is not null for no key update""",
        keys=keys,
    )
