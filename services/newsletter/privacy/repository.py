"""Everywhere a reader can stand in this database."""

from typing import Any

from chassis.tx import Tx
from contracts.traces import Text

HELD = {
    "subscriptions": """select subscriber_id, publication, email, name, language, audience, country, status, lawful_basis, subscribed_at,
        requested_at, expires_at
      from subscribers where lower(email) = %(email)s""",
    "issues_sent": """select r.issue_id, i.slug, r.language, r.status, r.reason, r.requested_at, r.settled_at
      from recipients as r join subscribers as s using (subscriber_id) join issues as i using (issue_id)
      where lower(s.email) = %(email)s""",
}


# What editors write to one another.
NOTES = (
    Text("candidates", "kind || '/' || source_id", "dropped"),
    Text("issues", "issue_id", "comments", is_json=True),
    Text("issues", "issue_id", "thin_reason"),
    Text("items", "item_id", "exclusion_reason"),
    Text("recipients", "issue_id || '/' || subscriber_id", "reason"),
)
# What is or will be published; approved renderings are frozen.
PUBLISHED = (
    Text("candidates", "kind || '/' || source_id", "facts", is_json=True, is_mention=False),
    Text("candidates", "kind || '/' || source_id", "seen", is_json=True, is_mention=False),
    Text("candidates", "kind || '/' || source_id", "stages", is_json=True, is_mention=False),
    Text("issues", "issue_id", "title", is_json=True),
    Text("items", "item_id", "byline"),
    Text("items", "item_id", "facts", is_json=True, is_mention=False),
    Text("items", "item_id", "path"),
    Text("items", "item_id", "text", is_json=True),
    Text("items", "item_id", "text_edits", is_json=True),
    Text("items", "item_id", "title", is_json=True),
    Text("items", "item_id", "title_edits", is_json=True),
)


def erase_subscribers(tx: Tx, folded_email: str) -> list[dict[str, Any]]:
    """The subscriptions stay as ended ones of nobody; answers them."""
    return tx.all(
        """update subscribers set email = subscriber_id || '@erased.invalid', name = null, country = null,
             status = 'unsubscribed'
           where lower(email) = %(email)s returning *""",
        email=folded_email,
    )


def list_own(tx: Tx, folded_email: str) -> list[dict[str, Any]]:
    """The subscriptions of the address, each `subscriber_id` and `name`."""
    return tx.all("select subscriber_id, name from subscribers where lower(email) = %(email)s", email=folded_email)
