"""Dates, zones and countries as readers of a language write them (CLDR through Babel)."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_name

LOCALES = {"en": "en_GB", "ar": "ar", "fr": "fr"}
OPEN = {"en": "to be announced", "ar": "يُعلن لاحقًا", "fr": "à préciser"}
ONLINE = {"en": "Online", "ar": "عبر الإنترنت", "fr": "En ligne"}


@lru_cache
def locale_of(language: str) -> Locale:
    """The locale whose habits the language's mails follow."""
    return Locale.parse(LOCALES[language])


def country(code: str | None, language: str) -> str:
    """The country's name in the language; the code itself where there is none."""
    return locale_of(language).territories.get(code or "", code or "")


def day(when: date, language: str) -> str:
    """A whole day with its weekday, e.g. `Thursday, 22 October 2026`."""
    return format_date(when, format="full", locale=locale_of(language))


def moment(wall: datetime, language: str) -> str:
    """A wall-clock time, e.g. `Thursday, 22 October 2026, 09:00`."""
    comma = "، " if language == "ar" else ", "
    return f"{day(wall.date(), language)}{comma}{wall:%H:%M}"


def zone_name(wall: datetime, zone: str, language: str) -> str:
    """The zone's name and offset at that time, e.g. `Tajikistan Time, UTC+05:00`."""
    there = wall.replace(tzinfo=ZoneInfo(zone))
    offset = there.strftime("%z")
    name = get_timezone_name(there, width="long", locale=locale_of(language))
    isolated = f"\u2066UTC{offset[:3]}:{offset[3:]}\u2069" if language == "ar" else f"UTC{offset[:3]}:{offset[3:]}"
    return f"{name}{'، ' if language == 'ar' else ', '}{isolated}"


def span(starts: datetime | None, ends: datetime | None, zone: str | None, language: str) -> str:
    """From when to when in wall time of the place, with the zone's name."""
    if starts is None or ends is None or zone is None:
        return OPEN[language]
    until = f"{ends:%H:%M}" if starts.date() == ends.date() else moment(ends, language)
    return f"{moment(starts, language)} – {until} ({zone_name(starts, zone, language)})"


def instant(at: datetime, zone: str, language: str) -> str:
    """An instant in wall time of the zone, with the zone's name."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return f"{moment(wall, language)} ({zone_name(wall, zone, language)})"
