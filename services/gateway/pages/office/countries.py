"""Groups of countries with dated memberships, and the member states' names, weekends and zones."""

from datetime import date
from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.refusals import Invalid, NotFound, StaleVersion
from contracts.registry.member_states import GetMemberState, ListMemberStates, MemberStateFacts, RecordMemberState
from contracts.registry.reference import GetCountryGroup, ListCountryGroups, RecordCountryGroup
from services.gateway.pages import desk as desks
from services.gateway.pages import forms
from services.gateway.pages.forms import LANGUAGES_LINE, LINES, TICKS, Field, Group, given
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


GROUPS, STATES = "/office/reference/groups", "/office/reference/states"
CODE = Field("code", _("Code"), required=True, input="code", hint=_("Small letters, digits and _, such as central_asia. It stays for good."))  # fmt: skip
GROUP_NAMES = Field("names", _("Name"), LANGUAGES_LINE, required=True)
MEMBERS = Field("members", _("Countries"), LINES, rows=12, input="code", hint=_(
    "One a line: the two letters of the country, the first day and the last day, such as SY 1945-03-22 2011-11-16. Days may be left out; a dash stands for no first day."
))  # fmt: skip
FORMER = Field("former_until", _("Day from which the new name holds"), input="date", path="former_names", hint=_(
    "If the state was renamed: records from before that day keep the old name. Leave it empty to correct a mistake."
))  # fmt: skip
ZONES = Field("time_zones", _("Time zones"), LINES, required=True, rows=3, input="code", hint=_("One a line, the capital’s first, such as Asia/Dushanbe."))  # fmt: skip
SINCE = Field("weekend_since", _("These weekend days hold from"), input="date", hint=_(
    "A day after the present one adds a change; the days before keep their weekend. Empty: they always did."
))  # fmt: skip
FACTS = tuple(MemberStateFacts().fields)


def groups(visit: Visit) -> Response:
    """The groups and how many countries are in each today."""
    desk = desks.at(visit, OFFICER)
    return desk.page("office/groups.html", found=visit.ask(ListCountryGroups, **visit.query("cursor"), limit=100))


def new_group(visit: Visit) -> Response:
    """Enter a group."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("group", "", (CODE, GROUP_NAMES, MEMBERS, *_includes(visit, ""))),), {})
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
    form = desk.form((Group("group", "", (GROUP_NAMES, MEMBERS, *_includes(visit, code))),), record)
    form.hidden = {"version": visit.request.form.get("version") or str(found["version"])}
    if form.sent:
        version = forms.whole_number(form.hidden["version"])
        if form.replace(RecordCountryGroup, **_group(form, code), expected_version=version):
            return desk.to(GROUPS, "saved")
        if forms.is_stale(form.refusal):
            form.hidden["version"] = str(found["version"])
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


def states(visit: Visit) -> Response:
    """The member states by their names."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("words")
    try:
        found = visit.ask(ListMemberStates, **asked, limit=100)
    except Invalid:
        found = {"items": [], "next": None}
    return desk.page("office/states.html", found=found, asked=asked)


def state(visit: Visit, code: str) -> Response:
    """A member state's names, weekend and time zones."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetMemberState, code=code)
    present = _present(found)
    days = Field("weekend", _("Weekend"), TICKS, required=True, path="weekends", options=given(_weekdays(visit)))
    form = desk.form(
        (Group("names", _("Names"), (GROUP_NAMES, FORMER)), Group("week", _("Weekend"), (days, SINCE)), Group("zones", _("Time zones"), (ZONES,))),
        {**found, "weekends": present["days"], "weekend_since": present.get("since"), "former_names": None},
    )  # fmt: skip
    form.hidden = {"version": visit.request.form.get("version") or str(found["version"])}
    if form.sent and _recorded(form, found, present):
        return desk.to(STATES, "saved")
    if forms.is_stale(form.refusal):
        form.hidden["version"] = str(found["version"])
    return desk.ask_page(
        form, _("Change a member state"), _("Save"), STATES, lead=visit.reading.country(code), about=_history(visit, found)
    )  # fmt: skip


def _present(found: dict[str, Any]) -> dict[str, Any]:
    return max(found["weekends"], key=lambda spell: spell.get("since") or "")


def _weekdays(visit: Visit) -> list[tuple[str, str]]:
    return [(str(day), visit.reading.day_of_week(day)) for day in range(1, 8)]


def _recorded(form: forms.Form, found: dict[str, Any], present: dict[str, Any]) -> bool:
    if form.hidden["version"] != str(found["version"]):
        form.refuse(StaleVersion(version=found["version"]))
        return False
    typed = form.data()
    since = typed.get("weekend_since")
    weekend = {"days": sorted(map(int, filter(str.isdecimal, typed["weekends"]))), "since": since}
    earlier = [spell for spell in found["weekends"] if spell is not present]
    if (since or "") > (present.get("since") or ""):
        earlier.append(present)
    whole = {name: found[name] for name in FACTS if found.get(name) is not None}
    changed = {"names": typed["names"], "time_zones": typed["time_zones"], "weekends": [*earlier, weekend]}
    if until := typed.get("former_names"):
        changed["former_names"] = [*found.get("former_names", []), {"names": found["names"], "until": until}]
    return form.replace(RecordMemberState, **whole | changed)


def _history(visit: Visit, found: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What stays as it is: former names and earlier weekends."""
    reading = visit.reading
    former = [f"{reading.plain(one['names'])} ({reading.day(one['until'])})" for one in found.get("former_names", [])]
    spells = sorted(found["weekends"], key=lambda spell: spell.get("since") or "")[:-1]
    earlier = [
        reading.say(_(", ")).join(reading.day_of_week(day) for day in spell["days"])
        + (f" ({reading.day(date.fromisoformat(spell['since']))})" if spell.get("since") else "")
        for spell in spells
    ]
    told = ((_("Former names"), former), (_("Earlier weekends"), earlier))
    return tuple((label, "; ".join(lines)) for label, lines in told if lines)
