"""A record's values as people read them: in summaries, comparisons and before sending."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from services.gateway.pages.forms.fields import (
    CHOICE,
    FLAG,
    LINES,
    MULTILINGUAL,
    RADIOS,
    TICKS,
    Field,
    Group,
    dig,
)  # fmt: skip
from services.gateway.pages.reading import Reading

LINE_BREAK = Markup("<br>")


def value(field: Field, found: Any, reading: Reading) -> Markup:
    """A value as words; empty markup where there is none."""
    if found in (None, "", [], {}):
        return Markup("")
    if field.kind in MULTILINGUAL:
        texts = found if isinstance(found, list) else [found]
        return LINE_BREAK.join(_every_language(text, reading) for text in texts if isinstance(text, Mapping))
    if field.kind == FLAG:
        return Markup(reading.label("flag", "yes" if found else "no"))
    if field.kind in (CHOICE, RADIOS, TICKS) and field.options:
        names = dict(field.options(reading))
        codes = found if isinstance(found, list) else [found]
        return Markup(reading.say(", ")).join(Markup("<bdi>{}</bdi>").format(names.get(str(c), c)) for c in codes)
    if field.kind == LINES or isinstance(found, list):
        return LINE_BREAK.join(Markup("<bdi>{}</bdi>").format(one) for one in found)
    if field.input == "date":
        return Markup("{}").format(reading.day(found))
    direction = Markup(' dir="ltr"') if field.left_to_right else Markup("")
    return Markup("<bdi{}>{}</bdi>").format(direction, found)


def _every_language(text: Mapping[str, str], reading: Reading) -> Markup:
    lines = []
    for code, words in text.items():
        if code != "source":
            name = "" if code == "other" else reading.language_name(code)
            lines.append(Markup('<span class="tongue">{}</span> {}').format(name, reading.in_language(words, code)))
    return LINE_BREAK.join(lines)


def rows(groups: Iterable[Group], record: Mapping[str, Any], reading: Reading) -> list[dict[str, Any]]:
    """Every group with its questions and the record's answers."""
    return [
        {
            "group": group,
            "rows": [(field, value(field, dig(dict(record), field.place), reading)) for field in group.fields],
        }
        for group in groups
    ]


def changes(
    groups: Iterable[Group], changed: Mapping[str, Any], reading: Reading
) -> list[tuple[str, str, Markup, Markup]]:
    """Field, label, old and new of every change {field: [old, new]}; a field that no form asks is shown by its own name."""
    known = {field.place.partition(".")[0]: field for group in groups for field in group.fields}
    found = []
    for name, pair in changed.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        field = known.get(name)
        if field and "." not in field.place:
            found.append((name, reading.say(field.label), value(field, old, reading), value(field, new, reading)))
        else:
            words = reading.say(field.label) if field else name.replace("_", " ")
            found.append((name, words, plain(old, reading), plain(new, reading)))
    return found


def plain(found: Any, reading: Reading) -> Markup:
    """Any value without knowing its question."""
    if found in (None, "", [], {}):
        return Markup("")
    if isinstance(found, Mapping):
        if all(isinstance(words, str) for words in found.values()) and "source" in found:
            return _every_language(found, reading)
        return LINE_BREAK.join(
            Markup("<span>{}</span> {}").format(k, plain(v, reading)) for k, v in found.items() if v is not None
        )
    if isinstance(found, list):
        return LINE_BREAK.join(plain(one, reading) for one in found)
    if isinstance(found, bool):
        return Markup(reading.label("flag", "yes" if found else "no"))
    return Markup("<bdi>{}</bdi>").format(found)
