"""From what was typed to a contract's fields, and from a record to what stands in the inputs."""

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from contracts.languages import LANGUAGES, source_of
from services.gateway.pages.forms.fields import (
    FLAG,
    LANGUAGES_LIST,
    LINES,
    MULTILINGUAL,
    TICKS,
    Field,
)  # fmt: skip

_CODE = r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Z]{2}|\d{3}))?|other"


def answer(field: Field, typed: MultiDict[str, str], language: str) -> Any:
    """The answer as the contract wants it; None where nothing was given."""
    if field.kind in MULTILINGUAL:
        several = field.kind == LANGUAGES_LIST
        return _maps(field.name, typed, language) if several else language_map(typed, field.name, language)
    if field.kind == TICKS:
        return typed.getlist(field.name)
    if field.kind == FLAG:
        return typed.get(field.name) == "yes"
    if field.kind == LINES:
        return [line.strip() for line in typed.get(field.name, "").splitlines() if line.strip()]
    value = typed.get(field.name, "")
    value = value if field.input == "password" else value.strip()
    return _number(value, field.number) if value else None


def _number(value: str, kind: type[int] | type[float] | None) -> Any:
    wanted = r"[+-]?\d{1,12}" if kind is int else r"[+-]?\d{1,9}(?:[.,]\d{1,12})?"
    return kind(value.replace(",", ".")) if kind and re.fullmatch(wanted, value) else value


def whole_number(text: str) -> int:
    """A version or count as typed; 0, which no record has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def written_in(name: str, typed: MultiDict[str, str]) -> list[str]:
    """The languages that a multilingual field has inputs for: ours, and those the record had."""
    found = (re.fullmatch(rf"{re.escape(name)}_({_CODE})", key) for key in typed)
    return list(dict.fromkeys([*LANGUAGES, *(one.group(1) for one in found if one)]))


def language_map(typed: MultiDict[str, str], name: str, language: str) -> dict[str, str]:
    """The text of the inputs `<name>_en`, `<name>_ar` …; its source stays what it was, else is the page's language."""
    text = {code: typed.get(f"{name}_{code}", "").strip() for code in written_in(name, typed)}
    filled = {code: words for code, words in text.items() if words}
    if not filled:
        return {}
    wished = (typed.get(f"{name}_source", ""), language, next(iter(filled)))
    return {"source": next(code for code in wished if code in filled), **filled}


def _maps(name: str, typed: MultiDict[str, str], language: str) -> list[dict[str, str]]:
    columns = {code: typed.get(f"{name}_{code}", "").splitlines() for code in written_in(name, typed)}
    found = []
    for row in range(max(map(len, columns.values()), default=0)):
        words = {code: lines[row].strip() for code, lines in columns.items() if row < len(lines)}
        filled = {code: text for code, text in words.items() if text}
        if filled:
            found.append({"source": language if language in filled else next(iter(filled)), **filled})
    return found


def inputs(field: Field, value: Any) -> list[tuple[str, str]]:
    """The inputs' names and values that stand for a record's value."""
    if field.kind == LANGUAGES_LIST:
        codes = dict.fromkeys(code for text in value or [] for code in text if code != "source")
        return [(f"{field.name}_{code}", "\n".join(text.get(code, "") for text in value)) for code in codes]
    if field.kind in MULTILINGUAL:
        text = dict(value or {})
        source = [(f"{field.name}_source", source_of(text) or "")] if text else []
        return source + [(f"{field.name}_{code}", words) for code, words in text.items() if code != "source"]
    if field.kind == TICKS:
        return [(field.name, str(one)) for one in value or []]
    if field.kind == FLAG:
        return [(field.name, "yes")] if value else []
    if field.kind == LINES:
        return [(field.name, "\n".join(map(str, value or [])))]
    return [] if value is None else [(field.name, str(value))]
