"""The applications' table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.ordering import Order, orders
from chassis.tx import Tx
from contracts.folding import fold
from contracts.refusals import NotFound

_COLUMNS = """application_id, institution_id, names, acronym, country, city, types, stakeholder, topics, website, description,
  applicant_name, applicant_email, language, folded_name, folded_email, free_mail, status, applied_at, reason"""

ORDERS = orders(
    "application_id", {"-applied": ("applied_at", datetime), "applied": ("applied_at", datetime)}, own="-applied"
)


def add_application(tx: Tx, application: dict[str, Any]) -> bool:
    """Insert it, False where one of the same name and country, or of the same address, is open."""
    names = application["names"]
    return (
        tx.run(
            """insert into applications (application_id, institution_id, names, acronym, country, city, types, stakeholder,
             topics, website, description, applicant_name, applicant_email, language, folded_name, folded_email, free_mail,
             status, applied_at)
           values (%(application_id)s, %(institution_id)s, %(names)s, %(acronym)s, %(country)s, %(city)s, %(types)s,
             %(stakeholder)s, %(topics)s, %(website)s, %(description)s, %(applicant_name)s, %(applicant_email)s,
             %(language)s, %(folded_name)s, %(folded_email)s, %(free_mail)s, %(status)s, %(applied_at)s)
           on conflict do nothing""",
            **{**application, "folded_name": fold(names[names["source"]]), "folded_email": _folded(application)},
        )
        == 1
    )


def find_open_application(tx: Tx, like: dict[str, Any]) -> dict[str, Any] | None:
    """The open application of the same name and country, or of the same address."""
    return tx.one(
        f"""select {_COLUMNS} from applications
            where status in ('unverified', 'verified')
              and ((country = %(country)s and folded_name = %(name)s) or folded_email = %(email)s)
            order by applied_at limit 1""",
        country=like["country"], name=fold(like["names"][like["names"]["source"]]), email=_folded(like),
    )  # fmt: skip


def find_application(tx: Tx, application_id: UUID) -> dict[str, Any] | None:
    """The application for a change, or None."""
    return tx.one(f"select {_COLUMNS} from applications where application_id = %(id)s for update", id=application_id)


def lock_application(tx: Tx, application_id: UUID) -> dict[str, Any]:
    """The application for a change; refuses `NotFound`."""
    found = find_application(tx, application_id)
    if found is None:
        raise NotFound
    return found


def get_application(tx: Tx, application_id: UUID) -> dict[str, Any]:
    """The application; refuses `NotFound`."""
    found = tx.one(f"select {_COLUMNS} from applications where application_id = %(id)s", id=application_id)
    if found is None:
        raise NotFound
    return found


def save_approval(tx: Tx, application: dict[str, Any]) -> None:
    """Write that it was approved, and for which institution."""
    tx.run(
        """update applications set status = %(status)s, institution_id = %(institution_id)s
           where application_id = %(application_id)s""",
        **{field: application[field] for field in ("application_id", "status", "institution_id")},
    )


def save_status(tx: Tx, application_id: UUID, status: str, reason: str | None = None) -> None:
    """Write what became of it."""
    tx.run(
        "update applications set status = %(status)s, reason = %(reason)s where application_id = %(id)s",
        id=application_id, status=status, reason=reason,
    )  # fmt: skip


def list_applications(
    tx: Tx, status: str | None, order: Order, place: dict[str, Any], limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 applications in the order, after a place in it."""
    return tx.all(
        f"""select {_COLUMNS}, {order.key} as sort_key from applications
            where (%(status)s::text is null or status = %(status)s) and {order.follows}
            order by {order.by} limit %(limit)s + 1""",
        status=status, **place, limit=limit,
    )  # fmt: skip


def _folded(application: dict[str, Any]) -> str:
    return application["applicant_email"].casefold()
