"""Everywhere a person can stand in this database."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.traces import Text

_KNOWN = "select recipient_id from contacts where lower(email) = %(email)s union select unnest(%(ids)s::uuid[])"
HELD = {
    "contacts": f"""select recipient_id, kind, name, email, language, country, known_at, broken_reason from contacts
      where recipient_id in ({_KNOWN})""",
    "accounts": f"""select account_id, role, institution_id, country, access, open from accounts where account_id in ({_KNOWN})""",
    "deliveries": f"""select delivery_id, template, subject_id, status, language, facts - 'nonce' as facts,
        address_masked, created_at from deliveries
      where recipient_id in ({_KNOWN})""",
    # What the mail says is somebody else's; that it tells of the person is the person's.
    "mentions": f"""select delivery_id, template, subject_id, status, created_at from deliveries
      where strpos(lower(facts::text), %(email)s) > 0 and recipient_id not in ({_KNOWN})""",
    "invitations": f"""select activity_id, method from invitations where person_id in ({_KNOWN})""",
}


# Copies of what others wrote, and what servers said: addresses are struck.
TEXTS = (
    Text("activities", "activity_id", "facts", is_json=True),
    Text("announcements", "event_id", "facts", is_json=True),
    Text("deliveries", "delivery_id", "last_error"),
    Text("deliveries_timeline", "entry_id", "reason"),
    Text("issue_mails", "issue_id", "html", is_json=True),
    Text("issue_mails", "issue_id", "subject", is_json=True),
    Text("issue_mails", "issue_id", "text", is_json=True),
)


def list_recipients(tx: Tx, folded_email: str, ids: list[UUID]) -> list[dict[str, Any]]:
    """Under which ids and names this address, or who has these ids, is known."""
    return tx.all(
        """select recipient_id, name from contacts
           where lower(email) = %(email)s or recipient_id = any (%(ids)s)""",
        email=folded_email, ids=ids,
    )  # fmt: skip


def withdraw_waiting(tx: Tx, ids: list[UUID]) -> None:
    """Nothing that waits is sent to them."""
    tx.run(
        """with changed as (
             update deliveries set status = 'withdrawn', lease_by = null
             where recipient_id = any(%(ids)s) and status in ('queued', 'ready', 'retry_wait') returning delivery_id)
           insert into deliveries_timeline (delivery_id, at, status, reason)
           select delivery_id, now(), 'withdrawn', 'the person was erased' from changed""",
        ids=ids,
    )


def erase_deliveries(tx: Tx, ids: list[UUID]) -> None:
    """What was sent keeps its template, times and outcome, without what it said and the address."""
    tx.run(
        """update deliveries set facts = '{}', address_masked = null, last_error = null
           where recipient_id = any(%(ids)s) and status <> 'sending'""",
        ids=ids,
    )
    tx.run(
        """update deliveries_timeline set reason = null where delivery_id in
             (select delivery_id from deliveries where recipient_id = any(%(ids)s)) and status <> 'withdrawn'""",
        ids=ids,
    )


def erase_mentions(tx: Tx, folded_email: str) -> None:
    """Mails to others that tell of the person: what waits is not sent, what was sent is emptied."""
    tx.run(
        """with changed as (
             update deliveries set facts = '{}', lease_by = null,
               status = case when status in ('queued', 'ready', 'retry_wait') then 'withdrawn' else status end
             where strpos(lower(facts::text), %(email)s) > 0 and status <> 'sending' returning delivery_id, status)
           insert into deliveries_timeline (delivery_id, at, status, reason)
           select delivery_id, now(), 'withdrawn', 'it told of an erased person' from changed where status = 'withdrawn'""",
        email=folded_email,
    )


def erase_contacts(tx: Tx, ids: list[UUID]) -> None:
    """How they could be reached."""
    tx.run("delete from contacts where recipient_id = any(%(ids)s)", ids=ids)
