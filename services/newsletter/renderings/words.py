"""How one language says dates, places, lists and codes."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from contracts.languages import MlangProblem, direction, has_mlang, parse_mlang, pick

FOLDER = Path(__file__).parent.parent / "templates" / "words"
LATIN = re.compile("[A-Za-zÀ-ɏ]")
ISOLATE, END = "\u2068", "\u2069"


class Words:
    """One of the languages of the newsletter."""

    def __init__(self, language: str) -> None:
        self.language, self.direction = language, direction(language)
        self.locale = Locale(language)
        self.known: dict[str, dict[str, str]] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
        self.labels = self.known["labels"]

    def pick(self, text: Mapping[str, str] | None) -> str:
        """The text in this language or the nearest; never an mlang tag; apart in direction where it must be (P21, P25)."""
        words, found = pick(dict(text or {}), self.language)
        if has_mlang(words):
            words, found = _without_mlang(words, self.language)
        return self.apart(words, found if found != "other" else None)

    def apart(self, words: str, language: str | None = None) -> str:
        """The words, isolated where they run the other way: by their language, or by their letters where it is unknown."""
        strange = (
            direction(language) != self.direction if language else self.direction == "rtl" and bool(LATIN.search(words))
        )
        return f"{ISOLATE}{words}{END}" if words and strange else words

    def code(self, group: str, code: str) -> str:
        """The word for a code of a vocabulary; the code in plain words where we have none."""
        return self.known[group].get(code, code.replace("_", " "))

    def country(self, code: str | None) -> str:
        """The name of a country, empty for none."""
        return self.locale.territories.get(code, code) if code else ""

    def tongue(self, code: str) -> str:
        """The name of a language."""
        return self.locale.languages.get(code.split("-")[0], code)

    def listed(self, words: Iterable[str]) -> str:
        """Several as a phrase."""
        return format_list([word for word in words if word], locale=self.locale)

    def joined(self, words: Iterable[str]) -> str:
        """Those that are not empty, with this language's comma."""
        return self.labels["separator"].join(word for word in words if word)

    def day(self, day: date | datetime) -> str:
        """A whole date."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """A span of days, saying month and year once."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last)}"
        start = "d MMMM" if first.year == last.year else "d MMMM y"
        return f"{format_date(first, start, locale=self.locale)} – {self.day(last)}"

    def half_year(self, period: str) -> str:
        """`2026-H2` in words."""
        year, half = period.split("-H")
        return self.labels["first_half" if half == "1" else "second_half"].format(year=year)

    def numbering(self, issue: Mapping[str, Any]) -> str:
        """Volume, number and half-year of an issue."""
        volume = self.labels["volume"].format(volume=issue["volume"], number=issue["number"])
        return f"{volume} ({self.half_year(issue['period'])})"


@cache
def words_of(language: str) -> Words:
    """The words of a language that the newsletter has."""
    return Words(language)


def _without_mlang(words: str, language: str) -> tuple[str, str]:
    try:
        return pick(parse_mlang(words), language)
    except MlangProblem:
        return words.replace("{", "(").replace("}", ")"), language
