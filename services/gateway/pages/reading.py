"""How a reader of one language sees text, dates, places and numbers."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_interval, format_time, get_timezone_location
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

from contracts.iso3166 import COUNTRIES
from contracts.languages import direction, pick
from services.gateway.pages import labels

LOCALES = {"en": "en_GB", "ar": "ar", "fr": "fr"}


class Reading:
    """Everything that differs between readers of different languages."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language, self.direction, self.translations = language, direction(language), translations
        self.locale = Locale.parse(LOCALES[language])

    def label(self, group: str, code: str) -> str:
        """The name of a vocabulary's code."""
        return self.translations.gettext(labels.english(group, code))

    def say(self, message: str) -> str:
        """A sentence of the interface."""
        return self.translations.gettext(message) if message else ""

    def in_language(self, words: str, code: str) -> Markup:
        """Words that are known to be in a language, isolated and marked (UAX 9, WCAG 3.1.2)."""
        return _marked("bdi", words, code, self.language)

    def plain(self, text: Mapping[str, str] | None) -> str:
        """The words of a multilingual text without markup."""
        return pick(dict(text or {}), self.language)[0]

    def text(self, text: Mapping[str, str] | str | None) -> Markup:
        """The words isolated from their surroundings, and marked where they are in another language (UAX 9, WCAG 3.1.2)."""
        if not text or isinstance(text, str):
            return Markup("<bdi>{}</bdi>").format(text or "")
        words, found = pick(dict(text), self.language)
        return _marked("bdi", words, found, self.language)

    def paragraphs(self, text: Mapping[str, str] | None) -> Markup:
        """The words as paragraphs, split at blank lines."""
        words, found = pick(dict(text or {}), self.language)
        pieces = [piece.strip() for piece in words.split("\n\n") if piece.strip()]
        return Markup("").join(_marked("p", piece, found, self.language) for piece in pieces)

    def country(self, code: str | None) -> str:
        """The country's name (CLDR)."""
        return self.locale.territories.get(code, code) if code else ""

    def countries(self) -> list[tuple[str, str]]:
        """Every country by its name, in the order of the names."""
        named = ((code, self.country(code)) for code in COUNTRIES)
        return sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]))

    def language_name(self, code: str) -> str:
        """The language's name (CLDR)."""
        try:
            name = Locale.parse(code, sep="-").get_display_name(self.locale)
        except (ValueError, UnknownLocaleError):
            return code
        return name[:1].upper() + name[1:] if name else code

    def number(self, value: float) -> str:
        """A number with the reader's separators."""
        return format_decimal(value, locale=self.locale)

    def money(self, amount: str, currency: str) -> str:
        """An amount in its currency."""
        return format_currency(float(amount), currency, locale=self.locale)

    def day(self, value: str | date | None, form: str = "long") -> str:
        """A day, e.g. 22 October 2018."""
        return format_date(_day(value), form, locale=self.locale) if value else ""

    def days(self, first: str | date, last: str | date | None) -> str:
        """A span of days, e.g. 22–23 October 2018."""
        begin, end = _day(first), _day(last or first)
        if begin == end:
            return self.day(begin)
        return format_interval(begin, end, skeleton="yMMMMd", locale=self.locale)

    def weekday(self, value: str | date) -> str:
        """A day with its weekday."""
        return format_date(_day(value), "full", locale=self.locale)

    def day_of_week(self, number: int) -> str:
        """A weekday's name, from its number (ISO 8601, Monday is 1)."""
        return format_date(date(2024, 1, number), "EEEE", locale=self.locale)  # 1 January 2024 was a Monday

    def month(self, value: str) -> str:
        """A month or year as a heading, from `2018-10` or `2018`."""
        if len(value) == 4:
            return value
        return format_date(date(int(value[:4]), int(value[5:7]), 1), "LLLL y", locale=self.locale)

    def short_month(self, value: str | date) -> str:
        """The month's short name."""
        return format_date(_day(value), "LLL", locale=self.locale)

    def times(self, starts: str, ends: str) -> str:
        """From when to when on one day, e.g. 09:00–10:30."""
        begin, end = (format_time(datetime.fromisoformat(v), "HH:mm", locale=self.locale) for v in (starts, ends))
        return f"{begin}–{end}"

    def moment(self, instant: str, zone: str | None) -> str:
        """A moment on the clock of a place."""
        moment = datetime.fromisoformat(instant.replace("Z", "+00:00"))
        zoned = ZoneInfo(zone or "UTC")
        return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=zoned, locale=self.locale)

    def zone(self, name: str | None, at: str | None = None) -> str:
        """A time zone by its city, with its distance from UTC at that time."""
        if not name:
            return ""
        when = datetime.fromisoformat(at) if at else datetime(2026, 1, 1)  # noqa: DTZ001 - wall time of that zone
        offset = when.replace(tzinfo=ZoneInfo(name)).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        sign, (hours, rest) = "+" if minutes >= 0 else "\u2212", divmod(abs(minutes), 60)
        from_utc = f"\u2066UTC{sign}{hours}{f':{rest:02}' if rest else ''}\u2069"
        if name.startswith("Etc/"):
            return from_utc
        city = get_timezone_location(name, locale=self.locale, return_city=True)
        return f"{city} ({from_utc})"


def _marked(tag: str, words: str, found: str, language: str) -> Markup:
    if found in (language, "other") or not words:
        return Markup(f"<{tag}>{{}}</{tag}>").format(words)
    return Markup(f'<{tag} lang="{{}}" dir="{{}}">{{}}</{tag}>').format(found, direction(found), words)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
