"""Drafting, revising, proposing and approving activities, and showing them."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.base import OFFICER
from contracts.folding import words_of
from contracts.languages import source_of
from contracts.paging import cursor_of, key_of
from contracts.problems import problem
from contracts.refusals import Duplicate, Invalid, NotFound
from contracts.scheduling.activities import PUBLIC_STATUSES
from contracts.scheduling.activity_events import ActivityApproved, ActivityProposed, ActivityUpdated
from contracts.slugs import candidates, slug_of
from services.scheduling.activities import domain, repository
from services.scheduling.activities.domain import RECORD, Activity, Record
from services.scheduling.directory import usecases as directory


def draft_activity(tx: Tx, facts: dict[str, Any], activity_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Begin an activity; the same id with the same facts changes nothing, with others it is a `Duplicate`."""
    record = Record(**{name: facts[name] for name in RECORD})
    known = repository.find_activity(tx, activity_id)
    if known is None:
        _check_references(tx, record)
        draft = Activity(activity_id, "", record, drafted_digest=_digest(record)).revised(record, now)
        slug = repository.take_slug(tx, activity_id, candidates(_slug_base(record), activity_id))
        if repository.add_activity(tx, replace(draft, slug=slug)):
            tx.audit("draft_activity", f"activity/{activity_id}", status=[None, "draft"])
            return show(tx, activity_id)
        known = repository.get_activity(tx, activity_id)
    if record != known.record and _digest(record) != known.drafted_digest:
        raise Duplicate(activity_id=str(activity_id))
    return view(known, tx.actor.role)


def revise_activity(tx: Tx, facts: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Replace the record at the version read, before it is announced."""
    known = repository.lock_activity(tx, facts["activity_id"]).at_version(facts["version"])
    record = Record(**{name: facts[name] for name in RECORD})
    changed = [name for name in RECORD if getattr(record, name) != getattr(known.record, name)]
    revised = known.move("revise").revised(record, now)
    _check_references(tx, record)
    if slug_base := _slug_base(record) if "title" in changed else "":
        slug = repository.take_slug(tx, known.activity_id, candidates(slug_base, known.activity_id))
        revised = replace(revised, slug=slug)
    repository.replace_organisers(tx, revised)
    after = save(tx, "revise_activity", known, revised, fields=changed)
    if known.status != "draft":
        tx.emit(ActivityUpdated, card(after) | {"changed_fields": changed})
    return view(after, tx.actor.role)


def propose_activity(tx: Tx, activity_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Hand a draft over for approval; refuses `NotReady` with what is missing."""
    known = repository.lock_activity(tx, activity_id)
    proposed = known.move("propose", proposed_by=tx.actor.account_id).require(*domain.PROPOSING, now=now)
    after = save(tx, "propose_activity", known, proposed)
    tx.emit(ActivityProposed, card(after))
    return view(after, tx.actor.role)


def return_activity(tx: Tx, activity_id: UUID, reason: str) -> dict[str, Any]:
    """Give a proposal back; refuses `Forbidden` to its proposer."""
    known = repository.lock_activity(tx, activity_id)
    after = save(tx, "return_activity", known, known.returned_by(tx.actor.account_id), reason=reason)
    return view(after, tx.actor.role)


def approve_activity(tx: Tx, activity_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Approve a proposal; refuses `NotReady` with what is missing."""
    known = repository.lock_activity(tx, activity_id)
    after = save(tx, "approve_activity", known, known.move("approve").require(*domain.APPROVING, now=now))
    tx.emit(ActivityApproved, card(after))
    return view(after, tx.actor.role)


def get_activity(tx: Tx, activity_id: UUID | None, slug: str | None) -> dict[str, Any]:
    """The activity by id or slug, as the actor may see it; refuses `NotFound`."""
    if (activity_id is None) == (slug is None):
        raise Invalid([problem("activity_id", "required", "Either the id or the slug.")])
    by_id = repository.find_activity(tx, activity_id) if activity_id else None
    by_slug = repository.find_activity_by_slug(tx, slug) if slug else None
    return view(visible(tx, by_id or by_slug), tx.actor.role)


def list_activities(tx: Tx, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of the calendar: public activities, all for officers; refuses a query of less than two letters."""
    words = None if wanted["words"] is None else words_of(wanted["words"])
    if words is not None and len("".join(words)) < 2:
        raise Invalid([problem("words", "too_short", "At least two letters.")])
    statuses = None if tx.actor.role == OFFICER else list(PUBLIC_STATUSES)
    limit = wanted["limit"]
    after = key_of(wanted["cursor"], datetime, UUID)
    found, total = repository.list_activities(tx, {**wanted, "words": words or []}, statuses, after, limit + 1)
    more = cursor_of(found[limit - 1].record.sort_at, found[limit - 1].activity_id) if len(found) > limit else None
    return {"items": [view(activity, tx.actor.role) for activity in found[:limit]], "next": more, "total": total}


def list_public_activities(tx: Tx, most: int) -> list[Activity]:
    """The latest public activities, at most so many."""
    wanted = dict.fromkeys(("words", "kind", "programme", "topic", "country", "status", "since", "until"))
    return repository.list_activities(tx, {**wanted, "words": [], "order": "desc"}, list(PUBLIC_STATUSES), None, most)[
        0
    ]


def visible_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity, if the actor may see it; refuses `NotFound`."""
    return visible(tx, repository.find_activity(tx, activity_id))


def visible(tx: Tx, activity: Activity | None) -> Activity:
    """Itself, if it is there and the actor may see it; refuses `NotFound`."""
    if activity is None or not (activity.public or tx.actor.role == OFFICER):
        raise NotFound
    return activity


def lock_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity for a change; refuses `NotFound`."""
    return repository.lock_activity(tx, activity_id)


def get_any_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity, whoever asks; refuses `NotFound`."""
    return repository.get_activity(tx, activity_id)


def share_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity, kept from changing until the transaction ends; refuses `NotFound` where the actor may not see it."""
    return visible(tx, repository.share_activity(tx, activity_id))


def lock_activities_due_to_close(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Activities whose deadline for nominations has passed, locked."""
    return repository.claim_activities_due_to_close(tx, now, most)


def lock_activities_due_to_start(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Activities whose start has come, locked."""
    return repository.claim_activities_due_to_start(tx, now, most)


def lock_activities_with_expired_offers(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Activities with offers whose last moment has passed, locked."""
    return repository.claim_activities_with_expired_offers(tx, now, most)


def save(tx: Tx, action: str, before: Activity, after: Activity, **changes: Any) -> Activity:
    """Write the locked activity, note who did it, and answer it as it is now."""
    repository.save_activity(tx, after)
    changes = {"status": [before.status, after.status], "version": after.version, **changes}
    tx.audit(action, f"activity/{after.activity_id}", **changes)
    return repository.get_activity(tx, after.activity_id)


def instant_of(wall: datetime, zone: str) -> datetime | None:
    """The UTC instant of a wall-clock time; None where clocks skip it."""
    return domain.instant_of(wall, zone)


def announceable(activity: Activity, now: datetime) -> Activity:
    """Itself, with all that the public needs; refuses `NotReady` with what is missing."""
    return activity.require(*domain.ANNOUNCING, now=now)


def card(activity: Activity) -> dict[str, Any]:
    """Everything about the activity, with the organisers' names."""
    names = activity.organiser_names
    return {
        **asdict(activity.record), **{name: value for name, value in vars(activity).items() if name != "record"},
        "organisers": [{**o, "names": names.get(o["institution_id"], {})} for o in activity.record.organisers],
    }  # fmt: skip


def view(activity: Activity, role: str) -> dict[str, Any]:
    """The card without what the role may not see: the join link, and a contact that is not public."""
    shown = card(activity)
    if role != OFFICER:
        shown["join_link"] = None
        shown["contact"] = shown["contact"] if (shown["contact"] or {}).get("public") else None
    return shown


def show(tx: Tx, activity_id: UUID) -> dict[str, Any]:
    """The activity as it is now, as the actor may see it."""
    return view(repository.get_activity(tx, activity_id), tx.actor.role)


def _check_references(tx: Tx, record: Record) -> None:
    problems = directory.problems_with_organisers(tx, record.organisers)
    problems += directory.problems_with_project(tx, record.project_id)
    if problems:
        raise Invalid(problems)


def _slug_base(record: Record) -> str:
    title = record.title
    others = [text for code, text in title.items() if code != "source"]
    return slug_of(title.get("en", ""), title.get(source_of(title) or "", ""), *others)


def _digest(record: Record) -> str:
    return sha256(json.dumps(asdict(record), sort_keys=True, default=str).encode()).hexdigest()
