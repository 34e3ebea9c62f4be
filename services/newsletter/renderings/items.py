"""The words of one item in one language, from its facts alone."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.newsletter.renderings.words import Words, words_of

# What an editor may write, and what still reads as one item of many.
MOST_TEXT, MOST_OUTCOMES, MOST_OUTCOME = 6000, 12, 400
FOLDER = Path(__file__).parent.parent / "templates"
# Plain text: what makes HTML of it escapes.
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "items"), undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
)
TEMPLATES.filters["capfirst"] = lambda words: words[:1].upper() + words[1:]


def group_title(language: str) -> str:
    """The title of many new institutions together."""
    return words_of(language).labels["grouped"]


def text(kind: str, facts: Mapping[str, Any], language: str) -> str:
    """What an item of this kind says, in paragraphs parted by an empty line."""
    said = TEMPLATES.get_template(f"{kind}.{language}.j2").render(VALUES[kind](words_of(language), facts))
    whole = re.sub(r"\n\s*\n\s*", "\n\n", "\n".join(line.strip() for line in said.splitlines())).strip()
    return _shortened(whole, MOST_TEXT)


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _activity(words: Words, facts: Mapping[str, Any]) -> dict[str, Any]:
    organisers = [words.pick(one.get("names")) for one in facts.get("organisers") or []]
    return {
        "held": facts.get("held"),
        "kind": words.code("kinds", facts["kind"]),
        "when": _when(words, facts),
        "place": _place(words, facts.get("venue")),
        "organisers": words.listed(dict.fromkeys(organisers)),
        "headcount": facts.get("headcount"),
        "exact": facts.get("exact", True),
        "countries": len(facts.get("by_country") or {}),
        "outcomes": [_outcome(words, one) for one in (facts.get("outcomes") or [])[:MOST_OUTCOMES]],
    }


def _when(words: Words, facts: Mapping[str, Any]) -> str:
    if facts.get("starts"):
        first = datetime.fromisoformat(facts["starts"])
        last = datetime.fromisoformat(facts.get("ends") or facts["starts"])
        return words.days(first.date(), last.date())
    return facts.get("period") or ""


def _place(words: Words, venue: Mapping[str, Any] | None) -> str:
    if not venue:
        return ""
    return words.joined([words.pick(venue.get("city")), words.country(venue.get("country"))])


def _named_place(words: Words, place: str, country: str | None) -> str:
    name = words.country(country)
    # People often write the country into the place.
    said = bool(name) and any(known.casefold() in place.casefold() for known in (name, words_of("en").country(country)))
    return words.joined([words.apart(place), "" if said else name])


def _outcome(words: Words, outcome: Mapping[str, Any]) -> str:
    kind = words.code("outcomes", outcome.get("kind") or "finding")
    return f"{kind}{words.labels['colon']}{_shortened(words.pick(outcome.get('text')), MOST_OUTCOME)}"


def _opportunity(words: Words, facts: Mapping[str, Any]) -> dict[str, Any]:
    start, end = date.fromisoformat(facts["start_date"]), date.fromisoformat(facts["end_date"])
    return {
        "kind": words.code("kinds", facts["kind"]),
        "institution": words.pick(facts["institution_names"]),
        "when": words.days(start, end),
        "modality": words.code("modalities", facts["modality"]),
        "place": _named_place(words, facts.get("place") or "", facts.get("country")),
        "deadline": words.day(date.fromisoformat(facts["deadline"])),
        "languages": words.listed(words.tongue(code) for code in facts["languages"]),
    }


def _institution(words: Words, facts: Mapping[str, Any]) -> dict[str, Any]:
    counts = sorted((facts.get("by_country") or {}).items(), key=lambda one: (-one[1], one[0]))
    return {
        "count": facts.get("count"),
        "by_country": [(words.country(code) or "–", number) for code, number in counts],
        "first_names": words.joined(words.pick(names) for names in facts.get("first_names") or []),
        "types": words.joined(words.code("types", code) for code in facts.get("types") or ["other"]),
        "place": _named_place(words, facts.get("city") or "", facts.get("country")),
    }


VALUES = {"activity": _activity, "opportunity": _opportunity, "institution": _institution}
