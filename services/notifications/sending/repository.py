"""Claiming due deliveries, looking at them once more, and recording what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def claim_due_deliveries(tx: Tx, worker: UUID, now: datetime, lease_until: datetime, limit: int) -> list[UUID]:
    """Lease due deliveries whose contact and copies are here: of each person and subject only the oldest not settled."""
    rows = tx.all(
        """with due as (
             select d.delivery_id from deliveries d
             where d.status in ('queued', 'ready', 'retry_wait') and d.next_at <= %(now)s
               and exists (select 1 from contacts c where c.recipient_id = d.recipient_id)
               and (d.needs <> 'activity' or exists (select 1 from activities a where a.activity_id = d.subject_id))
               and (d.needs <> 'issue' or exists (select 1 from issue_mails i where i.issue_id = d.subject_id))
               and not exists (select 1 from deliveries e where e.lane = d.lane and e.number < d.number
                 and e.status in ('queued', 'ready', 'sending', 'retry_wait'))
             order by d.next_at, d.number limit %(limit)s for update of d skip locked)
           update deliveries d set status = 'ready', next_at = %(lease_until)s, lease_by = %(worker)s
           from due where d.delivery_id = due.delivery_id returning d.delivery_id, d.number""",
        worker=worker, now=now, lease_until=lease_until, limit=limit,
    )  # fmt: skip
    return [row["delivery_id"] for row in sorted(rows, key=lambda row: row["number"])]


def lock_leased_delivery(tx: Tx, delivery_id: UUID, worker: UUID) -> dict[str, Any] | None:
    """A delivery this worker has leased, with all that is known for it, locked; None where the lease is lost."""
    return tx.one(
        """select d.*, c.name, c.email, c.language as contact_language, c.country, c.broken_reason,
             m.language as country_language, a.facts as activity, n.status as nomination_status, s.gone,
             t.sequence as told_sequence, t.method as told_method, t.activity_sequence as told_activity_sequence,
             array(select o.template from deliveries o where o.lane = d.lane and o.delivery_id <> d.delivery_id
               and o.status in ('queued', 'ready', 'sending', 'retry_wait')) as open_templates
           from deliveries d join contacts c on c.recipient_id = d.recipient_id
             left join countries m on m.code = c.country
             left join activities a on d.needs = 'activity' and a.activity_id = d.subject_id
             left join nominations n on n.nomination_id = (d.facts ->> 'nomination_id')::uuid
             left join subscribers s on s.subscriber_id = d.recipient_id
             left join invitations t on t.activity_id = d.subject_id and t.person_id = d.recipient_id
           where d.delivery_id = %(delivery_id)s and d.lease_by = %(worker)s and d.status = 'ready'
           for update of d""",
        delivery_id=delivery_id, worker=worker,
    )  # fmt: skip


def save_sending(tx: Tx, letter: dict[str, Any], now: datetime, lease_until: datetime) -> None:
    """The mail is about to be handed over; from here on its outcome can become unknown."""
    tx.run(
        """with changed as (
             update deliveries set status = 'sending', next_at = %(lease_until)s, language = %(language)s,
               language_from = %(language_from)s, template_version = %(template_version)s,
               address_masked = %(address_masked)s, message_id = %(message_id)s, method = %(method)s,
               ical_sequence = %(ical_sequence)s, activity_sequence = %(activity_sequence)s
             where delivery_id = %(delivery_id)s returning delivery_id)
           insert into deliveries_timeline (delivery_id, at, status) select delivery_id, %(now)s, 'sending' from changed""",
        **letter, now=now, lease_until=lease_until,
    )  # fmt: skip


def save_outcome(tx: Tx, delivery_id: UUID, step: tuple[datetime, str, str | None], **changes: Any) -> None:
    """The delivery's new status, since when and why, also as a step of its timeline; `changes` are columns of its row."""
    columns = "".join(f", {name} = %({name})s" for name in changes)
    tx.run(
        f"""with changed as (
              update deliveries set status = %(status)s, lease_by = null{columns}
              where delivery_id = %(delivery_id)s returning delivery_id)
            insert into deliveries_timeline (delivery_id, at, status, reason)
            select delivery_id, %(at)s, %(status)s, %(reason)s from changed""",
        delivery_id=delivery_id, at=step[0], status=step[1], reason=step[2], **changes,
    )  # fmt: skip


def add_step(tx: Tx, delivery_id: UUID, at: datetime, status: str, reason: str) -> None:
    """One more step of the timeline, passed through at once."""
    tx.run(
        """insert into deliveries_timeline (delivery_id, at, status, reason)
           values (%(delivery_id)s, %(at)s, %(status)s, %(reason)s)""",
        delivery_id=delivery_id, at=at, status=status, reason=reason,
    )  # fmt: skip


def release_deliveries(tx: Tx, ids: list[UUID], worker: UUID, next_at: datetime, problem: str) -> None:
    """Give leased deliveries back unsent; this is no attempt."""
    tx.run(
        """update deliveries set status = case when attempts = 0 then 'queued' else 'retry_wait' end, lease_by = null,
             next_at = %(next_at)s, last_error = %(problem)s
           where delivery_id = any(%(ids)s) and lease_by = %(worker)s and status = 'ready'""",
        ids=ids, worker=worker, next_at=next_at, problem=problem,
    )  # fmt: skip


def burn_sequence(tx: Tx, activity_id: UUID, person_id: UUID, sequence: int) -> None:
    """This number is used up for the person's calendar, whatever becomes of the mail."""
    tx.run(
        """insert into invitations as i (activity_id, person_id, sequence)
           values (%(activity_id)s, %(person_id)s, %(sequence)s)
           on conflict (activity_id, person_id) do update set sequence = greatest(i.sequence, excluded.sequence)""",
        activity_id=activity_id, person_id=person_id, sequence=sequence,
    )  # fmt: skip


def save_told(tx: Tx, delivery: dict[str, Any]) -> None:
    """What the person's calendar holds, and which dates the person knows, once a mail was or may have been taken."""
    tx.run(
        """insert into invitations as i (activity_id, person_id, method, activity_sequence)
           values (%(activity_id)s, %(person_id)s, %(method)s, %(activity_sequence)s)
           on conflict (activity_id, person_id) do update set method = coalesce(excluded.method, i.method),
             activity_sequence = greatest(i.activity_sequence, excluded.activity_sequence)""",
        activity_id=delivery["subject_id"], person_id=delivery["recipient_id"], method=delivery["method"],
        activity_sequence=delivery["activity_sequence"],
    )  # fmt: skip


def claim_stuck_deliveries(tx: Tx, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Deliveries whose worker was lost while it spoke with the mail server, locked."""
    return tx.all(
        """select * from deliveries where status = 'sending' and next_at <= %(now)s
           order by next_at limit %(limit)s for update skip locked""",
        now=now, limit=limit,
    )  # fmt: skip


def claim_perished_deliveries(tx: Tx, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Waiting deliveries whose use-by time has passed, locked."""
    return tx.all(
        """select * from deliveries where status in ('queued', 'retry_wait') and use_by <= %(now)s
           order by use_by limit %(limit)s for update skip locked""",
        now=now, limit=limit,
    )  # fmt: skip
