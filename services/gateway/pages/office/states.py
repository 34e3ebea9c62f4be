"""The member states: their names, weekends and zones, and when each was a member."""

from datetime import date
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.registry.member_states import GetMemberState, ListMemberStates, MemberStateFacts, RecordMemberState
from services.gateway.pages import desk as desks
from services.gateway.pages import forms, labels
from services.gateway.pages.forms import CHOICE, LANGUAGES_LINE, LINES, TICKS, Field, Group, given
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


STATES = "/office/reference/states"
NAMES = Field("names", _("Name"), LANGUAGES_LINE, required=True)
FORMER = Field("former_until", _("Day from which the new name holds"), input="date", path="former_names", hint=_(
    "If the state was renamed: records from before that day keep the old name. Leave it empty to correct a mistake."
))  # fmt: skip
ZONES = Field("time_zones", _("Time zones"), LINES, required=True, rows=3, input="code", hint=_("One a line, the capital’s first, such as Asia/Dushanbe."))  # fmt: skip
HOLIDAYS = Field("holidays", _("Holidays"), LINES, rows=8, hint=_(
    "One a line: the day and its name, such as 2027-03-21 Nowruz. Copies of courses are proposed days beside them."
))  # fmt: skip
SINCE = Field("weekend_since", _("These weekend days hold from"), input="date", hint=_(
    "A day after the present one adds a change; the days before keep their weekend. Empty: they always did."
))  # fmt: skip
FACTS = tuple(MemberStateFacts().fields)
EVER_AFTER = date.max.isoformat()
DAYS = ("since", "until")
SPELL = (*DAYS, "state")
HINTS = (_("Empty both days to take the entry out."), _("Leave it empty where there is nothing to add."))
LINE_BREAK = Markup("<br>")


def states(visit: Visit) -> Response:
    """The member states by their names."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("words")
    found = visit.find(ListMemberStates, **asked, limit=100)
    return desk.page("office/states.html", found=found, asked=asked)


def state(visit: Visit, code: str) -> Response:
    """A member state's names, weekend, time zones and holidays."""
    desk = desks.at(visit, OFFICER)
    found = _record(visit, code)
    present = _present(found)
    days = Field("weekend", _("Weekend"), TICKS, required=True, path="weekends", options=given(_weekdays(visit)))
    holidays = sorted(found.get("holidays", []), key=lambda one: str(one["day"]))
    groups = (
        Group("names", _("Names"), (NAMES, FORMER)), Group("week", _("Weekend"), (days, SINCE)),
        Group("zones", _("Time zones"), (ZONES,)), Group("rest", _("Holidays"), (HOLIDAYS,)),
    )  # fmt: skip
    record = {**found, "weekends": present["days"], "weekend_since": present.get("since"), "former_names": None}
    form = desk.form(groups, {**record, "holidays": [f"{one['day']} {one['name']}" for one in holidays]})
    return _asked(desk, form, found, STATES, _("Change a member state"), _changed(form, found, present))


def memberships(visit: Visit, code: str) -> Response:
    """When the state was a member and when that was suspended: one entry each, and one more to fill in."""
    desk = desks.at(visit, OFFICER)
    found = _record(visit, code)
    spells = _in_order(found["memberships"])
    form = desk.form(_entries(visit, spells), {"memberships": {str(n): spell for n, spell in enumerate(spells)}})
    form.typed = _closed_up(form.typed, len(spells) + 1)
    typed = form.data()["memberships"].values()
    change = {"memberships": [spell for spell in typed if spell.keys() & {*DAYS}]}
    return _asked(desk, form, found, f"{STATES}/{code}", _("Change the membership"), change)


def _record(visit: Visit, code: str) -> dict[str, Any]:
    # As it stands, not as of today: a name that begins later would be lost when the page is saved.
    return visit.ask(GetMemberState, code=code, on=EVER_AFTER)


def _asked(
    desk: desks.Desk, form: forms.Form, found: dict[str, Any], back: str, heading: str, change: dict[str, Any]
) -> Response:
    """The page of a form whose answers replace a part of the state's record."""
    form.guard(found["version"])
    whole = {name: found[name] for name in FACTS if found.get(name) is not None}
    if form.sent and form.replace(RecordMemberState, **whole | change, version=form.version):
        return desk.to(back, "saved")
    about = (_membership(desk.visit, found), *_history(desk.visit, found)) if back == STATES else ()
    return desk.ask_page(form, heading, _("Save"), back, lead=desk.visit.reading.country(found["code"]), about=about)


def _entries(visit: Visit, spells: list[dict[str, Any]]) -> list[Group]:
    known = {**labels.GROUPS["membership"], **{spell["state"]: "" for spell in spells}}
    standing = given((code, visit.reading.label("membership", code)) for code in known)
    return [
        Group(f"spell-{number}", title, (
            Field(f"since-{number}", _("First day"), required=number < len(spells), input="date", path=f"memberships.{number}.since"),
            Field(f"until-{number}", _("Day on which it ended"), input="date", path=f"memberships.{number}.until"),
            Field(f"state-{number}", _("Standing"), CHOICE, required=True, path=f"memberships.{number}.state", options=standing),
        ), hint=HINTS[number == len(spells)])
        for number, title in enumerate(_titles(visit, len(spells)))
    ]  # fmt: skip


def _titles(visit: Visit, count: int) -> list[str]:
    numbered = [visit.reading.say(_("Entry %(num)s")) % {"num": visit.reading.number(n + 1)} for n in range(count)]
    return [*numbered, _("One more entry")]


def _closed_up(typed: MultiDict[str, str], count: int) -> MultiDict[str, str]:
    """The entries that have a day, without gaps, so that what is wrong stands beside the entry that is meant."""
    entries = [{name: typed.get(f"{name}-{number}", "") for name in SPELL} for number in range(count)]
    dated = [entry for entry in entries if any(entry[name].strip() for name in DAYS)]
    empty = [dict.fromkeys(DAYS, "") | {"state": "member"}] * (count - len(dated))
    kept = MultiDict(typed)
    for number, entry in enumerate([*dated, *empty]):
        for name, value in entry.items():
            kept[f"{name}-{number}"] = value
    return kept


def _present(found: dict[str, Any]) -> dict[str, Any]:
    return max(found["weekends"], key=lambda spell: spell.get("since") or "")


def _in_order(spells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(spells, key=lambda spell: str(spell["since"]))


def _weekdays(visit: Visit) -> list[tuple[str, str]]:
    return [(str(day), visit.reading.day_of_week(day)) for day in range(1, 8)]


def _changed(form: forms.Form, found: dict[str, Any], present: dict[str, Any]) -> dict[str, Any]:
    typed = form.data()
    since = typed.get("weekend_since")
    weekend = {"days": sorted(map(int, filter(str.isdecimal, typed["weekends"]))), "since": since}
    earlier = [spell for spell in found["weekends"] if spell is not present]
    if (since or "") > (present.get("since") or ""):
        earlier.append(present)
    changed = {"names": typed["names"], "time_zones": typed["time_zones"], "weekends": [*earlier, weekend]}
    changed["holidays"] = [_holiday(line) for line in typed.get("holidays", [])]
    if until := typed.get("former_names"):
        changed["former_names"] = [*found.get("former_names", []), {"names": found["names"], "until": until}]
    return changed


def _holiday(line: str) -> dict[str, str]:
    day, *name = line.split(maxsplit=1)
    return {"day": day, "name": name[0] if name else ""}


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


def _membership(visit: Visit, found: dict[str, Any]) -> tuple[str, Markup]:
    """When it was a member, a line each, and the way to change it."""
    lines = [_spell(visit, spell) for spell in _in_order(found["memberships"])]
    change = Markup('<a href="{}">{}<span class="sr"> {}</span></a>').format(
        visit.url(f"{STATES}/{found['code']}/memberships"), visit.reading.say(_("Change")), visit.reading.say(_("Membership"))
    )  # fmt: skip
    return _("Membership"), LINE_BREAK.join([*lines, change])


def _spell(visit: Visit, spell: dict[str, Any]) -> Markup:
    reading, since, until = visit.reading, spell["since"], spell.get("until")
    days = reading.days(since, until) if until else reading.say(_("since %(day)s")) % {"day": reading.day(since)}
    return Markup("{}{}{}").format(reading.label("membership", spell["state"]), reading.say(_(": ")), days)
