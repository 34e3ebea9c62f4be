"""Institutions as officers keep them: find, change the status, compare two, merge."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.institutions import (
    ChangeInstitutionStatus,
    GetInstitution,
    MergeInstitutions,
    SearchInstitutions,
)  # fmt: skip
from contracts.registry.opportunities import ListOpportunities
from contracts.registry.translations import GetTranslations
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, RADIOS, Field, Group, coded, shown
from services.gateway.pages.my.record_form import GROUPS, unfolded
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("It stays in the history of the record."))
STATUS = Field(
    "status",
    _("New state"),
    RADIOS,
    required=True,
    options=coded("status", ("active", "unconfirmed", "inactive", "closed")),
)
EFFECTS = (
    _("Inactive, closed and unconfirmed institutions cannot publish; their open opportunities are hidden."),
    _("Active again, their opportunities come back, closed where their deadline has passed."),
)
MERGE = (
    _("The record on the right goes; its address leads to the one on the left for good."),
    _("Its accounts, opportunities and relations move to the one on the left."),
    _("This cannot be taken back."),
)


def listing(visit: Visit) -> Response:
    """Find a record."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("words", "country", "sort")
    found = visit.find(SearchInstitutions, **asked, **visit.query("cursor"), limit=20)
    sorts = visit.sorts(SearchInstitutions)
    return desk.page("office/institutions.html", found=found, asked=asked, sorts=sorts)


def institution(visit: Visit, subject: str) -> Response:
    """One record with what an officer can do with it."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetInstitution, institution_id=subject)
    return desk.page(
        "office/institution.html", institution=found, answers=shown.rows(GROUPS, unfolded(found), visit.reading),
        translations=visit.ask(GetTranslations, institution_id=subject),
    )  # fmt: skip


def status(visit: Visit, subject: str) -> Response:
    """Move it along its life cycle."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetInstitution, institution_id=subject)
    form = desk.form((Group("status", "", (STATUS, REASON)),), {})
    if form.sent and form.send(ChangeInstitutionStatus, institution_id=subject, version=found["version"]) is not None:
        return desk.to(f"/office/institutions/{subject}", "saved")
    say = visit.reading.say
    return desk.ask_page(
        form, _("Change the state"), _("Change the state"), f"/office/institutions/{subject}",
        effect=[say(line) for line in EFFECTS], lead=visit.reading.text(found["names"]),
    )  # fmt: skip


def merge(visit: Visit, subject: str) -> Response:
    """Find the other record, compare both, and let the first stand for both."""
    desk = desks.at(visit, OFFICER)
    kept = visit.ask(GetInstitution, institution_id=subject)
    other = visit.request.args.get("other", "")
    if not other:
        return desk.page(
            "office/merge-find.html", kept=kept, found=_candidates(visit, kept), asked=visit.query("words")
        )
    gone = visit.ask(GetInstitution, institution_id=other)
    form = desk.form((Group("merge", "", (REASON,)),), {})
    if form.sent and form.send(MergeInstitutions, from_id=gone["institution_id"], into_id=subject) is not None:
        return desk.to(f"/office/institutions/{subject}", "merged")
    return desk.page(
        "office/merge.html", status=form.status, form=form, kept=kept, gone=gone, pairs=_pairs(visit, kept, gone),
        effects=[visit.reading.say(line) for line in MERGE], offers=_offers(visit, gone),
    )  # fmt: skip


def _candidates(visit: Visit, kept: dict[str, Any]) -> list[dict[str, Any]]:
    words = visit.query("words").get("words") or visit.reading.plain(kept["names"])[:200]
    found = visit.find(SearchInstitutions, words=words, limit=20)["items"]
    return [one for one in found if one["institution_id"] != kept["institution_id"]]


def _offers(visit: Visit, gone: dict[str, Any]) -> int:
    found = visit.ask(ListOpportunities, institution_id=gone["institution_id"], limit=1)
    return found.get("total") or len(found["items"])


def _pairs(visit: Visit, kept: dict[str, Any], gone: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    left, right = (shown.rows(GROUPS, unfolded(one), visit.reading) for one in (kept, gone))
    return [
        (visit.reading.say(one.label), words, other)
        for mine, theirs in zip(left, right, strict=True)
        for (one, words), (_same, other) in zip(mine["rows"], theirs["rows"], strict=True)
        if words or other
    ]
