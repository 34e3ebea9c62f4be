"""Putting together what waits for whom."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.institutions import usecases as institutions
from services.registry.interests import usecases as interests
from services.registry.opportunities import usecases as opportunities
from services.registry.panel import repository
from services.registry.pending import usecases as pending
from services.registry.rights import usecases as rights
from services.registry.views import usecases as views

MOST, DAYS = 20, 30


def get_panel(tx: Tx, institution_id: UUID | None, *, now: datetime) -> dict[str, Any]:
    """The overview of one's own institution or of one that the actor may see; refuses `Forbidden` for others."""
    own = institution_id or tx.actor.institution_id
    if own is None:
        raise Invalid([problem("institution_id", "required", "Whose panel?")])
    rights.refuse_strangers(tx, own)
    institution = institutions.get_institution(tx, own, None)
    seen = views.by_day(tx, [own, *repository.list_ids(tx, own)], now.date(), DAYS)
    return {
        "institution": institution,
        "counts": repository.count_opportunities(tx, own, now),
        "expiring": _cards(tx, repository.list_expiring(tx, own, now, MOST), now),
        "stale": _cards(tx, repository.list_stale(tx, own, now, MOST), now),
        "to_do": [*_to_confirm(institution, now), *_to_answer(tx, own), *_steps(tx, own, now)],
        "views_30_days": sum(day["views"] for day in seen),
        "applications_30_days": interests.count_of_institution(tx, own, now - timedelta(days=DAYS)),
        "views_by_day": seen,
    }


def get_review_queue(tx: Tx) -> dict[str, Any]:
    """How much waits for officers in each of their queues."""
    found = {row["queue"]: row for row in repository.count_queues(tx)}
    return {**found, "revisions": pending.count_in_review(tx)}


def _cards(tx: Tx, ids: list[UUID], now: datetime) -> list[dict[str, Any]]:
    return opportunities.all_shown(tx, opportunities.list_cards(tx, ids), now)


def _to_confirm(institution: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    due = institution.get("confirmation_due_at")
    if due is None or due > now:
        return []
    subject = {"subject_id": institution["institution_id"], "title": institution["names"]}
    return [{"kind": "confirm_institution", **subject, "since": due, "count": 1}]


def _to_answer(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    return [
        {**row, "kind": "answer_applications", "subject_id": row["opportunity_id"]}
        for row in interests.list_unanswered(tx, institution_id)[:MOST]
    ]


def _steps(tx: Tx, institution_id: UUID, now: datetime) -> list[dict[str, Any]]:
    return [{**row, "count": 1} for row in repository.list_steps_due(tx, institution_id, now, MOST)]
