"""Deliveries and their timeline."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound
from services.notifications.deliveries.domain import Asked

VIEW = """d.delivery_id, d.event_id, d.template, d.template_version, d.channel, d.recipient_id, d.address_masked, d.language,
  d.language_from, d.subject_id, d.status, d.message_id, d.attempts, d.number,
  (select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'status', t.status, 'reason', t.reason) order by t.entry_id), '[]')
   from deliveries_timeline t where t.delivery_id = d.delivery_id) as timeline"""


def add_delivery(tx: Tx, asked: Asked, now: datetime) -> bool:
    """Queue a message; False where the same one was asked for before (N3)."""
    return tx.run(
        """with made as (
             insert into deliveries (delivery_id, event_id, recipient_id, template, subject_id, request_id, lane, needs,
               facts, use_by, bulk, when_unknown, correlation_id, next_at, created_at)
             values (%(delivery_id)s, %(event_id)s, %(recipient_id)s, %(template)s, %(subject_id)s, %(request_id)s,
               %(lane)s, %(needs)s, %(facts)s, %(use_by)s, %(bulk)s, %(when_unknown)s, %(correlation_id)s, %(now)s,
               %(now)s)
             on conflict do nothing returning delivery_id)
           insert into deliveries_timeline (delivery_id, at, status)
           select delivery_id, %(now)s, 'queued' from made""",
        **{**asdict(asked), "facts": asked.facts}, now=now,
    ) > 0  # fmt: skip


def get_delivery(tx: Tx, delivery_id: UUID) -> dict[str, Any]:
    """A delivery with its timeline; refuses `NotFound`."""
    row = tx.one(f"select {VIEW} from deliveries d where d.delivery_id = %(delivery_id)s", delivery_id=delivery_id)
    if row is None:
        raise NotFound()
    return row


def list_deliveries(tx: Tx, wanted: dict[str, Any], before: int | None, limit: int) -> list[dict[str, Any]]:
    """Deliveries that fit all that is wanted, newest first, older than the number `before`."""
    fits = [f"d.{name} = %({name})s" for name, value in wanted.items() if value is not None]
    if before is not None:
        fits.append("d.number < %(before)s")
    return tx.all(
        f"""select {VIEW} from deliveries d where {" and ".join(["true", *fits])}
            order by d.number desc limit %(limit)s""",
        **wanted, before=before, limit=limit,
    )  # fmt: skip
