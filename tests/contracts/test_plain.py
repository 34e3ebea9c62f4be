"""The quick way of writing a contract says what marshmallow says: the same data, or the same refusal to let it leave."""

import copy
import math
import random
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from marshmallow import fields

from contracts import fields as ours
from contracts.base import EVENTS, Incomplete, View, _schema
from contracts.plain import written
from contracts.problems import problems_in
from deploy.catalogue import load_contracts

load_contracts()
ID = UUID("0199c0de-0000-7000-8000-000000000001")
LOCAL = datetime(2026, 6, 1, 9, tzinfo=UTC).replace(tzinfo=None)
ODD = [
    None, "", " ", "word", "two\nlines", "tab\there", "\x07", "\u202eright to left", "\ud800", "x" * 5000, "ar", "other", "xx-yy", "TR", "QQ",
    "active", str(ID), str(ID).upper(), ID.hex, b"bytes", True, False, 0, 1, -1, 2**40, 1.5, math.nan, math.inf, Decimal("1.5"), ID,
    date(2026, 6, 1), datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=timezone(timedelta(hours=3))),
    LOCAL, [], ["word"], [None], [1], [ID], [{}], ("word",), {}, {"en": "word"}, {"source": "en", "en": "word"},
    {"source": "en", "en": "  word "}, {"source": "en", "en": ""}, {"source": "en", "en": "{mlang en}x{mlang}"}, {"source": "fr", "en": "word"},
    {"source": "en", "en": "two\nlines"}, {"source": "en", "en": "word", "zzzz": "word"}, {"source": "en", "en": 1}, {1: 2}, ...,
]  # fmt: skip
SIMPLE = {
    fields.UUID: ID, ours.Flag: True, fields.Integer: 7, fields.Float: 1.5, ours.Number: 1.5, fields.Date: date(2026, 6, 1),
    ours.LanguageMap: {"source": "en", "en": "Word", "ar": "كلمة"}, ours.LanguageCode: "ar", ours.CountryCode: "TR",
    ours.Instant: datetime(2026, 6, 1, 9, tzinfo=UTC), ours.LocalTime: LOCAL, ours.Amount: Decimal("1.50"),
    ours.EmailAddress: "a@example.org", ours.WebAddress: "https://example.org", ours.Domain: "example.org",
    ours.ZoneName: "Asia/Dushanbe",
}  # fmt: skip


def right(field):
    """A value that the field takes."""
    if isinstance(field, fields.Nested):
        return {name: right(inner) for name, inner in field.schema.fields.items()}
    if isinstance(field, fields.List):
        return [right(field.inner)]
    if isinstance(field, fields.Dict):
        return {"word": right(field.value_field)} if field.value_field else {"word": 1}
    if isinstance(field, ours.Code):
        return field.choices[0]
    return SIMPLE.get(type(field), "word")


def slowly(contract, facts):
    """What `write` says without the quick way."""
    schema = _schema(contract)
    data = schema.dump(facts)
    wrong = schema.validate(data)
    if wrong:
        raise Incomplete(f"{contract.__name__}: {problems_in(wrong)}")
    return data


def said(write, *facts):
    try:
        return repr(write(*facts))
    except Exception as problem:
        return type(problem)


def varied(facts, odd=ODD):
    """The facts with each value in turn, also inside of lists and maps, replaced by an odd one or left out."""
    for name in facts:
        yield {key: value for key, value in facts.items() if key != name}
        yield from ({**facts, name: one} for one in odd)
        listed = isinstance(facts[name], list)
        inner = facts[name][0] if listed else facts[name]
        if isinstance(inner, dict):
            yield from ({**facts, name: [one] if listed else one} for one in varied(inner, (None, "", 7, [])))


def views():
    """Every view that a service shows; pages are lists of these."""
    found, left = set(), [View]
    while left:
        left += (more := left.pop().__subclasses__())
        found |= {one for one in more if one.__module__.startswith("contracts.") and not one.__name__.endswith("Page")}
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


@pytest.mark.parametrize("contract", [*EVENTS.values(), *views()], ids=lambda contract: contract.__name__)
def test_the_quick_way_and_marshmallow_say_the_same(contract):
    facts = {name: right(field) for name, field in contract().fields.items()}
    others = list(varied(facts))
    for one in (facts, {**facts, "unknown": 1}, *random.Random(0).sample(others, min(len(others), 60))):
        before = copy.deepcopy(one)
        assert said(contract.write, one) == said(slowly, contract, before), one


@pytest.mark.parametrize("name", ["InstitutionRegistered", "NominationConfirmed", "OpportunityPublished"])
def test_right_facts_of_an_event_are_written_the_quick_way(name):
    contract = next(one for one in EVENTS.values() if one.__name__ == name)
    facts = {name: right(field) for name, field in contract().fields.items()}
    assert written(_schema(contract)._writer, facts) == slowly(contract, facts)
