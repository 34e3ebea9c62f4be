"""Groups of countries with dated memberships."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.refusals import Invalid, NotFound
from contracts.registry.reference import GetCountryGroup, ListCountryGroups, RecordCountryGroup
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import LANGUAGES_LINE, LINES, TICKS, Field, Group, given
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


GROUPS = "/office/reference/groups"
CODE = Field("code", _("Code"), required=True, input="code", hint=_("Small letters, digits and _, such as central_asia. It stays for good."))  # fmt: skip
NAMES = Field("names", _("Name"), LANGUAGES_LINE, required=True)
MEMBERS = Field("members", _("Countries"), LINES, rows=12, input="code", hint=_(
    "One a line: the two letters of the country, the first day and the last day, such as SY 1945-03-22 2011-11-16. Days may be left out; a dash stands for no first day."
))  # fmt: skip


def groups(visit: Visit) -> Response:
    """The groups and how many countries are in each today."""
    desk = desks.at(visit, OFFICER)
    return desk.page("office/groups.html", found=visit.ask(ListCountryGroups, **visit.query("cursor"), limit=100))


def new_group(visit: Visit) -> Response:
    """Enter a group."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("group", "", (CODE, NAMES, MEMBERS, *_includes(visit, ""))),), {})
    if form.sent:
        code = form.typed.get("code", "").strip()
        if _is_taken(visit, code):
            form.say("code", _("Another record has this already."))
        elif form.replace(RecordCountryGroup, **_group(form, code)):
            return desk.to(GROUPS, "saved")
    return desk.ask_page(form, _("New group of countries"), _("Save"), GROUPS)


def group(visit: Visit, code: str) -> Response:
    """A group's names and countries."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetCountryGroup, code=code)
    record = {**found, "members": [_line(spell) for spell in found["members"]]}
    form = desk.form((Group("group", "", (NAMES, MEMBERS, *_includes(visit, code))),), record)
    form.guard(found["version"])
    if form.sent and form.replace(RecordCountryGroup, **_group(form, code), expected_version=form.version):
        return desk.to(GROUPS, "saved")
    reading = visit.reading
    today = reading.say(_(", ")).join(reading.country(one) for one in found["countries"])
    return desk.ask_page(
        form, _("Change a group of countries"), _("Save"), GROUPS, lead=reading.text(found["names"]),
        about=((_("In it today"), today),),
    )  # fmt: skip


def _includes(visit: Visit, code: str) -> tuple[Field, ...]:
    others = [one for one in visit.ask(ListCountryGroups, limit=100)["items"] if one["code"] != code]
    named = [(one["code"], visit.reading.text(one["names"])) for one in others]
    asked = Field("includes", _("Groups that belong to it as a whole"), TICKS, options=given(named))
    return (asked,) if named else ()


def _is_taken(visit: Visit, code: str) -> bool:
    try:
        return bool(visit.ask(GetCountryGroup, code=code))
    except (NotFound, Invalid):
        return False


def _group(form: forms.Form, code: str) -> dict[str, Any]:
    typed = form.data()
    return {
        "code": code, "names": typed["names"], "includes": typed.get("includes", []),
        "members": [_spell(line) for line in typed["members"]],
    }  # fmt: skip


def _line(spell: dict[str, Any]) -> str:
    since = spell.get("since") or ("-" if spell.get("until") else "")
    return f"{spell['country']} {since} {spell.get('until') or ''}".strip()


def _spell(line: str) -> dict[str, str]:
    country, since, until = (*line.split(None, 2), "", "")[:3]
    told = {"since": since, "until": until.strip()}
    return {"country": country.upper(), **{name: day for name, day in told.items() if day not in ("", "-", "–")}}
