"""What people type into forms, as a contract's fields, and its problems as sentences beside the fields."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from contracts.languages import LANGUAGES
from contracts.refusals import Invalid
from services.gateway.pages import labels
from services.gateway.pages.reading import Reading


def language_map(form: MultiDict[str, str], name: str, language: str) -> dict[str, str]:
    """The multilingual text of the inputs `<name>_en`, `<name>_ar`, `<name>_fr`; its source is the page's language if filled."""
    text = {code: form.get(f"{name}_{code}", "").strip() for code in LANGUAGES}
    filled = {code: words for code, words in text.items() if words}
    if not filled:
        return {}
    return {"source": language if language in filled else next(iter(filled)), **filled}


def sentences(refusal: Invalid | None, reading: Reading) -> dict[str, str]:
    """Each field's problem in the reader's language, under its first name (`names.en` counts for `names`)."""
    found: dict[str, str] = {}
    for problem in refusal.problems if refusal else []:
        name, code = problem.get("field", "").partition(".")[0], problem.get("code", "")
        known = code in labels.PROBLEM
        found.setdefault(name, reading.label("problem", code) if known else problem.get("message", code))
    return found


def unplaced(problems: dict[str, str], fields: Iterable[str]) -> list[str]:
    """The sentences about fields that the form does not show."""
    shown = set(fields)
    return [sentence for name, sentence in problems.items() if name not in shown]


def keep(form: MultiDict[str, str], *never: str) -> dict[str, Any]:
    """What was typed, to be shown again; never passwords."""
    return {name: values[0] if len(values) == 1 else values for name, values in form.lists() if name not in never}
