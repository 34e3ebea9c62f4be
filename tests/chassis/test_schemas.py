"""What the published schemas say is what the fields take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from marshmallow import Schema, ValidationError, fields

from chassis.schemas import schemas_of
from contracts import fields as ours
from contracts.base import Contract


class Sample(Contract):
    """One field of every kind whose limits a schema can say."""

    line = ours.Line(most=10)
    blank_line = ours.Line(most=10, blank=True)
    words = ours.Words(most=10, blank=False)
    language = ours.LanguageCode()
    count = ours.whole(1, 5)
    degrees = ours.between(-90, 90)
    items = ours.several(fields.Integer(), most=3, least=1)


SCHEMA = Draft202012Validator(schemas_of([Sample])["Sample"])


def is_taken(schema: type[Schema], data) -> bool:
    try:
        schema().load(data)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line", "a"), ("line", " a "), ("line", ""), ("line", " \t "), ("line", "a\nb"), ("line", "a\x00"),
        ("line", "a\u2028b"), ("line", "\u200f"), ("line", "كلمة"), ("line", "漢字"), ("line", "01234567890"), ("line", 1),
        ("blank_line", ""), ("blank_line", "a\x07"), ("words", "a\nb"), ("words", ""), ("words", "a\x0bb"),
        ("language", "en"), ("language", "fr-CA"), ("language", "zh-Hant"), ("language", "other"), ("language", "EN"),
        ("count", 1), ("count", 5), ("count", 0), ("count", 6), ("degrees", 90.5), ("degrees", -90),
        ("items", []), ("items", [1]), ("items", [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_a_value_fits_the_schema_exactly_where_the_field_takes_it(field, value):
    assert SCHEMA.is_valid({field: value}) is is_taken(Sample, {field: value})


@given(st.text(max_size=10))
def test_no_line_that_the_schema_allows_is_refused(text):
    if SCHEMA.is_valid({"line": text}):
        assert is_taken(Sample, {"line": text})
