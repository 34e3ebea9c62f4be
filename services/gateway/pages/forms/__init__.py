"""Forms as people fill them in: questions in groups, what was typed kept, problems beside their fields."""

from services.gateway.pages.forms.fields import (
    CHOICE,
    FLAG,
    LANGUAGES_LINE,
    LANGUAGES_LIST,
    LANGUAGES_LONG,
    LINE,
    LINES,
    LONG,
    RADIOS,
    TICKS,
    Field,
    Group,
    coded,
    countries,
    find,
    given,
    languages,
    own_names,
)  # fmt: skip
from services.gateway.pages.forms.form import RESUMED, Form, reason, row_sentence, sentence
from services.gateway.pages.forms.shown import rows
from services.gateway.pages.forms.typed import answer, whole_number

__all__ = [
    "CHOICE", "FLAG", "LANGUAGES_LINE", "LANGUAGES_LIST", "LANGUAGES_LONG", "LINE", "LINES", "LONG", "RADIOS", "RESUMED", "TICKS",
    "Field", "Form", "Group", "answer", "coded", "countries", "find", "given", "languages", "own_names", "reason", "row_sentence", "rows", "sentence", "whole_number",
]  # fmt: skip
