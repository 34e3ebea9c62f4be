"""Send what is due: claim, look once more, hand over, record (reliability §2.7)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.notifications.deliveries import (
    ContactPointInvalidated,
    DeliveryExpired,
    DeliveryFailed,
    DeliverySent,
    DeliverySuppressed,
)  # fmt: skip
from services.notifications.contacts.usecases import break_contact
from services.notifications.newsletters.usecases import issue_mail
from services.notifications.sending import repository
from services.notifications.sending.domain import (
    LEASE_SECONDS,
    OUTAGE_SECONDS,
    Allowed,
    Case,
    Stop,
    language_of,
    resend,
    retry_after,
    verdict,
)
from services.notifications.sending.letters import AddressRefused, Desk, Letter, write_letter
from services.notifications.sending.post import MailServer, Outage, OutcomeUnknown, Post, Refused, Unsent

BATCH = 60
HANDS = 3  # connections at once: while one waits for an answer, another writes its mail
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """One worker with what it needs: its database, the mail server, who may be written to, clock and luck."""

    worker: UUID
    db: Any
    server: MailServer
    desk: Desk
    allowed: Allowed
    clock: Callable[[], datetime]
    luck: Callable[[], float]
    lease: timedelta = timedelta(seconds=LEASE_SECONDS)


def send_due(sender: Sender) -> bool:
    """Send one batch over a few connections; True when more may be due. A mail server that is away costs no attempt."""
    now = sender.clock()
    with sender.db.transaction() as tx:
        ids = repository.claim_due_deliveries(tx, sender.worker, now, now + sender.lease, BATCH)
    if not ids:
        return False
    outcomes: list[bool | Exception] = []
    hands = [
        Thread(target=lambda left=list(ids[n::HANDS]): outcomes.append(_worked(sender, left))) for n in range(HANDS)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return len(ids) == BATCH and all(outcomes)


def _worked(sender: Sender, left: list[UUID]) -> bool | Exception:
    # An exception that ended the thread would be seen by nobody: it is handed to the worker.
    try:
        return _send_all(sender, left)
    except Exception as problem:
        return problem


def _send_all(sender: Sender, left: list[UUID]) -> bool:
    try:
        while left:
            _send_over_one_connection(sender, left)
    except Outage as outage:
        _give_back(sender, left, str(outage))
        return False
    return True


def _send_over_one_connection(sender: Sender, left: list[UUID]) -> None:
    with Post(sender.server, sender.desk.sender.rpartition("@")[2]) as post:
        while left and not post.lost:
            _send_one(sender, post, left[0])
            left.pop(0)


def _send_one(sender: Sender, post: Post, delivery_id: UUID) -> None:
    with sender.db.transaction() as tx:
        prepared = prepare(tx, sender, delivery_id)
    if prepared is None:
        return
    case, letter = prepared
    problem, answer = None, ""
    try:
        answer = post.send(sender.desk.sender, letter.recipient, letter.data)
    except Unsent as raised:
        problem = raised
    with sender.db.transaction(correlation_id=case["correlation_id"]) as tx:
        settle(tx, case, problem or answer, sender.clock(), sender.luck())
    if isinstance(problem, Outage):
        raise problem


def settle(tx: Tx, case: Case, outcome: Unsent | str, now: datetime, luck: float) -> None:
    """Record what the mail server's answer, or the lack of one, means for the delivery."""
    if isinstance(outcome, str):
        _sent(tx, case, outcome, now)
    elif isinstance(outcome, OutcomeUnknown):
        settle_unknown(tx, case, f"no answer after the mail was handed over: {outcome}", now)
    elif isinstance(outcome, Refused):
        _fail(tx, case, "failed", str(outcome), now, outcome.bad_address)
    elif isinstance(outcome, Outage):
        _wait(tx, case, str(outcome), now, timedelta(seconds=OUTAGE_SECONDS), case["attempts"])
    else:
        _try_later(tx, case, str(outcome), now, luck)


def _give_back(sender: Sender, ids: list[UUID], problem: str) -> None:
    until = sender.clock() + timedelta(seconds=OUTAGE_SECONDS * (0.5 + sender.luck()))
    with sender.db.transaction() as tx:
        repository.release_deliveries(tx, ids, sender.worker, until, problem)
    logger.warning("mail server away: %s", problem)


def prepare(tx: Tx, sender: Sender, delivery_id: UUID) -> tuple[Case, Letter] | None:
    """Look at a leased delivery right before sending: settle it unsent, or mark it as being handed over and answer its letter."""
    now = sender.clock()
    case = repository.lock_leased_delivery(tx, delivery_id, sender.worker)
    if case is None:
        return None
    stop = verdict(case, now, sender.allowed)
    if stop:
        _stop(tx, case, stop, now)
        return None
    letter = _written(tx, case, sender.desk, now)
    if letter is None:
        return None
    repository.save_sending(tx, letter.record, now, now + sender.lease)
    if letter.record["ical_sequence"] is not None:
        repository.burn_sequence(tx, case["subject_id"], case["recipient_id"], letter.record["ical_sequence"])
    return {**case, **letter.record}, letter


def _written(tx: Tx, case: Case, desk: Desk, now: datetime) -> Letter | None:
    issue = issue_mail(tx, case["subject_id"], language_of(case)[0]) if case["needs"] == "issue" else None
    try:
        return write_letter(case, issue, desk, now)
    except AddressRefused:
        _fail(tx, case, "failed", "the address is not one mail can safely go to", now, True)
    except Exception as problem:
        # Whatever rendering raises is our mistake in this one mail, not the worker's end.
        logger.exception("cannot render %s", case["template"])
        _fail(tx, case, "render_failed", f"cannot be rendered: {type(problem).__name__}", now, False)
    return None


def _stop(tx: Tx, case: Case, stop: Stop, now: datetime) -> None:
    language = case["language"] or language_of(case)[0]
    repository.save_outcome(tx, case["delivery_id"], (now, stop.status, stop.reason), language=language)
    facts = {**case, "language": language, "reason": stop.reason}
    if stop.status == "suppressed":
        tx.emit(DeliverySuppressed, facts)
    elif stop.status == "expired":
        tx.emit(DeliveryExpired, facts)


def _sent(tx: Tx, case: Case, answer: str, now: datetime) -> None:
    changes = {"attempts": case["attempts"] + 1, "last_error": None}
    repository.save_outcome(tx, case["delivery_id"], (now, "sent", answer), **changes)
    _remember(tx, case)
    tx.emit(DeliverySent, {**case, "sent_at": now})


def _remember(tx: Tx, case: Case) -> None:
    if case["needs"] == "activity":
        repository.save_told(tx, case)


def _fail(tx: Tx, case: Case, status: str, reason: str, now: datetime, bad_address: bool) -> None:
    changes = {"attempts": case["attempts"] + 1, "last_error": reason}
    repository.save_outcome(tx, case["delivery_id"], (now, status, reason), **changes)
    tx.emit(DeliveryFailed, {**case, "reason": reason})
    if bad_address:
        break_contact(tx, case["recipient_id"], reason)
        tx.emit(
            ContactPointInvalidated,
            {"contact_point_id": case["recipient_id"], "channel": case["channel"], "reason": reason},
        )


def _try_later(tx: Tx, case: Case, reason: str, now: datetime, luck: float) -> None:
    attempts = case["attempts"] + 1
    wait = retry_after(attempts, luck)
    if wait is None:
        _fail(tx, case, "failed", f"{reason} (after {attempts} attempts)", now, False)
        return
    _wait(tx, case, reason, now, wait, attempts)


def _wait(tx: Tx, case: Case, reason: str, now: datetime, wait: timedelta, attempts: int) -> None:
    changes = {"attempts": attempts, "next_at": now + wait, "last_error": reason}
    repository.save_outcome(tx, case["delivery_id"], (now, "retry_wait", reason), **changes)


def settle_unknown(tx: Tx, case: Case, reason: str, now: datetime) -> None:
    """Nobody knows whether the server took it: send it once more under the same Message-ID, or leave it to a person."""
    _remember(tx, case)
    if resend(case):
        changes = {"next_at": now, "resends": case["resends"] + 1, "last_error": reason}
        repository.add_step(tx, case["delivery_id"], now, "unknown", reason)
        again = (now, "ready", "once more with the same Message-ID")
        repository.save_outcome(tx, case["delivery_id"], again, **changes)
        return
    repository.save_outcome(tx, case["delivery_id"], (now, "unknown", reason), attempts=case["attempts"] + 1)
    tx.emit(DeliveryFailed, {**case, "reason": "its outcome is unknown"})


def sweep(tx: Tx, *, now: datetime, limit: int = 200) -> bool:
    """Free deliveries of lost workers and end those whose use-by time passed; True when there may be more."""
    stuck = repository.claim_stuck_deliveries(tx, now, limit)
    for case in stuck:
        settle_unknown(tx, case, "its worker was lost while sending", now)
    perished = repository.claim_perished_deliveries(tx, now, limit)
    for case in perished:
        repository.save_outcome(tx, case["delivery_id"], (now, "expired", "its use-by time has passed"))
        tx.emit(DeliveryExpired, case)
    return limit in (len(stuck), len(perished))
