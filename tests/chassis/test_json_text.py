"""JSON text is the standard library's, whoever writes it."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.json_text import json_text
from chassis.tx import _plain

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_what_is_written_reads_as_it_was(value):
    assert json.loads(json_text(value)) == value


@given(VALUES)
def test_the_order_of_names_can_be_made_one(value):
    assert list(json.loads(json_text({"b": 1, "a": value}, in_order=True))) == ["a", "b"]


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=5.5))),
        date(2026, 6, 1), Decimal("12.30"), UUID(int=7),
    ],
)  # fmt: skip
def test_times_amounts_and_ids_are_the_same_text_as_by_the_standard_library(value):
    assert json_text([value], _plain) == json.dumps([value], default=_plain)


@pytest.mark.parametrize("value", [2**64, -(2**70), {1: 2}, "\ud800", [[[]]] * 3])
def test_what_the_quick_writer_refuses_is_written_all_the_same(value):
    assert json_text(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_nesting_may_be_deep():
    nested = value = []
    for _ in range(400):
        value.append([])
        value = value[0]
    assert json.loads(json_text(nested)) == nested


def test_what_is_not_json_is_our_own_bug():
    with pytest.raises(TypeError):
        json_text({"what": object()}, _plain)
