"""How an institution is tied to others: what stands there, one more, one less."""

from typing import Any

from markupsafe import Markup
from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.refusals import NotFound
from contracts.registry.institutions import GetInstitution, ReviseInstitution, SearchInstitutions
from contracts.vocabularies import RELATIONS
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import RADIOS, Field, Group, coded, given
from services.gateway.pages.my.record_form import kept
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


BOTH = (INSTITUTION, OFFICER)
MOST_FOUND = 10
# What is part of an institution, those who act for it may change: no institution takes another by naming it.
OWN_KINDS = tuple(kind for kind in RELATIONS if kind != "child")
HINT = _("What is part of yours says so itself, or an officer enters it.")


def listing(visit: Visit, subject: str) -> Response:
    """The ties of one institution."""
    desk = desks.at(visit, *BOTH)
    found = visit.ask(GetInstitution, institution_id=subject)
    return desk.page("my/relations.html", institution=found, home=_home(subject))


def add(visit: Visit, subject: str) -> Response:
    """Find the other institution by its name, then say what it is to this one."""
    desk = desks.at(visit, *BOTH)
    found = visit.ask(GetInstitution, institution_id=subject)
    words = visit.request.values.get("words", "").strip()[:200]
    others = _found(visit, words, subject)
    form = desk.form((Group("relation", "", _questions(desk, others)),), {})
    form.guard(found["version"])
    form.hidden["words"] = words
    if form.sent and _is_whole(form) and _saved(form, found, [*_ties(found), _typed(form)]):
        return desk.to(_home(subject), "saved")
    return desk.page(
        "my/relation-new.html", status=form.status, form=form, institution=found, home=_home(subject), words=words,
        others=others,
    )  # fmt: skip


def remove(visit: Visit, subject: str, kind: str, other: str) -> Response:
    """Take one tie away."""
    desk = desks.at(visit, *BOTH)
    found = visit.ask(GetInstitution, institution_id=subject)
    gone = {"kind": kind, "institution_id": other.lower()}
    one = next((tie for tie in found["relations"] if _plain(tie) == gone), None)
    if one is None:
        raise NotFound
    form = desk.form((Group("remove", "", ()),), {})
    form.guard(found["version"])
    if form.sent and _saved(form, found, [tie for tie in _ties(found) if tie != gone]):
        return desk.to(_home(subject), "ended")
    reading = visit.reading
    return desk.ask_page(
        form, _("Remove the relation"), _("Remove the relation"), _home(subject), grave=True,
        lead=Markup("{}{}{}").format(reading.label("relation", kind), reading.say(_(": ")), reading.text(one["names"])),
        effect=(reading.say(_("It is gone from both records. Neither record loses anything else.")),),
    )  # fmt: skip


def _home(subject: str) -> str:
    return f"/my/institutions/{subject}/relations"


def _found(visit: Visit, words: str, subject: str) -> list[dict[str, Any]]:
    if not words:
        return []
    found = visit.find(SearchInstitutions, words=words, limit=MOST_FOUND)["items"]
    return [one for one in found if one["institution_id"] != subject.lower()]


def _questions(desk: desks.Desk, others: list[dict[str, Any]]) -> tuple[Field, ...]:
    reading, officer = desk.visit.reading, desk.account["role"] == OFFICER
    named = [
        (one["institution_id"], Markup("{} · <bdi>{}</bdi> {}").format(
            reading.text(one["names"]), one["city"] or "", reading.country(one["country"])))
        for one in others
    ]  # fmt: skip
    kinds = coded("relation", RELATIONS if officer else OWN_KINDS)
    return (
        Field(
            "kind",
            _("Relation of this institution to the other one"),
            RADIOS,
            required=True,
            options=kinds,
            hint="" if officer else HINT,
        ),
        Field("other", _("The other institution"), RADIOS, required=True, options=given(named), path="relations"),
    )


def _is_whole(form: forms.Form) -> bool:
    for name in ("kind", "other"):
        if not form.typed.get(name):
            form.say(name, _("Please choose from the list."))
    return not form.problems


def _typed(form: forms.Form) -> dict[str, str]:
    return {"kind": form.typed["kind"], "institution_id": form.typed["other"]}


def _plain(tie: dict[str, Any]) -> dict[str, str]:
    return {"kind": tie["kind"], "institution_id": tie["institution_id"]}


def _ties(found: dict[str, Any]) -> list[dict[str, str]]:
    return [_plain(tie) for tie in found.get("relations", [])]


def _saved(form: forms.Form, found: dict[str, Any], ties: list[dict[str, str]]) -> bool:
    own = {"institution_id": found["institution_id"], "version": form.version, "relations": ties}
    return form.replace(ReviseInstitution, **kept(found), **own)
