"""Which codes there are near a mistyped one, and which countries a group comes to."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from contracts.folding import fold
from contracts.languages import LANGUAGES
from contracts.problems import problem
from contracts.refusals import Invalid

Record = dict[str, Any]
NEAREST = 3


def missing_languages(names: Mapping[str, str]) -> list[str]:
    """The languages of the pages that have no name yet."""
    return [language for language in LANGUAGES if not names.get(language)]


def nearest(code: str, known: Mapping[str, str]) -> list[str]:
    """The codes most like a mistyped code, or whose English name is most like a name given instead of one."""
    given = fold(code)
    scored = [(max(_alike(given, one), _alike(given, fold(name))), one) for one, name in known.items()]
    return [one for score, one in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:NEAREST] if score > 0.3]


def _alike(one: str, other: str) -> float:
    # A code of the same start is nearer than one with the same digits elsewhere.
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    return SequenceMatcher(None, one, other).ratio() + start / (10 * max(len(one), len(other), 1))


def code_problems(
    field: str, codes: Iterable[str], known: Mapping[str, str], replaced: Mapping[str, str]
) -> list[dict[str, str]]:
    """What is wrong with each of the codes: unknown, with the nearest ones, or deprecated, with what stands for it."""
    found = []
    for position, code in enumerate(codes):
        if code in replaced:
            found.append(problem(f"{field}.{position}", "deprecated", f"Not used any more; use {replaced[code]}."))
        elif code not in known:
            near = "; ".join(f"{one} {known[one]}".strip() for one in nearest(code, known))
            found.append(problem(f"{field}.{position}", "unknown_code", f"Not in the list. Nearest: {near or 'none'}."))
    return found


def check_group(group: Record, others: Mapping[str, Record]) -> None:
    """Passes a group with countries whose includes are there and never lead back to it; refuses `Invalid`."""
    code, problems = group["code"], []
    for position, included in enumerate(group["includes"]):
        field = f"includes.{position}"
        if included != code and included not in others:
            problems.append(problem(field, "unknown_group", "No such group."))
        elif code in _reached(included, {**others, code: group}):
            problems.append(problem(field, "cycle", "It would include itself."))
    problems += spell_problems("members", group["members"], "country")
    if not group["members"] and not group["includes"]:
        problems.append(problem("members", "empty", "A group needs a country or another group."))
    if problems:
        raise Invalid(problems)


def spell_problems(field: str, spells: list[Record], key: str) -> list[dict[str, str]]:
    """What is wrong with spells (both days inside): an end before its beginning, two of the same `key` on one day."""
    found: list[dict[str, str]] = []
    last: dict[str, date] = {}
    for position, spell in sorted(enumerate(spells), key=lambda one: one[1]["since"] or date.min):
        since, until = spell["since"] or date.min, spell["until"] or date.max
        if until < since:
            found.append(problem(f"{field}.{position}.until", "ends_before_start", "Not before its beginning."))
        if spell[key] in last and last[spell[key]] >= since:
            found.append(problem(f"{field}.{position}.since", "overlaps", "The one before lasts longer."))
        last[spell[key]] = max(until, last.get(spell[key], date.min))
    return found


def expanded(code: str, groups: Mapping[str, Record], on: date) -> list[str]:
    """The countries in the group on a day, those of included groups too, each once."""
    members = [member for one in _reached(code, groups) for member in groups[one]["members"]]
    return sorted({member["country"] for member in members if in_spell(member, on)})


def in_spell(spell: Record, on: date) -> bool:
    """Whether the day lies between since and until, both inside."""
    return (spell["since"] or date.min) <= on <= (spell["until"] or date.max)


def _reached(code: str, groups: Mapping[str, Record]) -> set[str]:
    reached, ahead = set(), [code]
    while ahead:
        one = ahead.pop()
        if one not in reached and one in groups:
            reached.add(one)
            ahead += groups[one]["includes"]
    return reached
