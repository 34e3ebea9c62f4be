"""The fields refuse bad input with a code, and let the real thing through."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from contracts import fields as ours
from contracts.problems import problems_in

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def read(field, value):
    return Schema.from_dict({"it": field})().load({"it": value})["it"]


def code(field, value):
    with pytest.raises(ValidationError) as refused:
        read(field, value)
    return problems_in(refused.value.messages)[0]["code"]


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        (ours.Line(), "two\r\nlines", "line_break"),
        (ours.Line(), "two\u2028lines", "line_break"),
        (ours.Line(), "nul\x00", "control_character"),
        (ours.Line(), "   ", "blank"),
        (ours.Line(most=3), "four", "too_long"),
        (ours.Line(), 5, "wrong_type"),
        (ours.EmailAddress(), "a@b>\r\nRCPT TO:<c@d.org>", "not_an_email"),
        (ours.EmailAddress(), "nobody", "not_an_email"),
        (ours.EmailAddress(), "two@@example.org", "not_an_email"),
        (ours.CountryCode(), "QQ", "unknown_country"),
        (ours.CountryCode(), "tr", "unknown_country"),
        (ours.LanguageCode(), "english", "unknown_language"),
        (ours.ZoneName(), "Mars/Olympus", "unknown_zone"),
        *(
            (ours.ZoneName(), zone, "unknown_zone")
            for zone in ("UTC+04:30", "UTC+15", "UTC-13:00", "UTC+4:00:00", "+04:00")
        ),
        (ours.ZoneName(), "../../etc/passwd", "unknown_zone"),
        (ours.WebAddress(), "javascript:alert(1)", "not_a_web_address"),
        (ours.WebAddress(), "http://", "not_a_web_address"),
        (ours.WebAddress(), "https://a\x00b.org", "not_a_web_address"),
        (ours.WebAddress(), "https://a\ud800.org", "not_a_web_address"),
        (ours.Domain(), "-bad-.org", "not_a_domain"),
        (ours.LocalTime(), "2026-10-22T09:00+05:00", "wrong_type"),
        (ours.Instant(), "2026-10-22T09:00", "wrong_type"),
        (ours.Instant(), "0001-01-01T00:00:00+14:00", "out_of_range"),
        (ours.Instant(), "9999-12-31T23:59:59-12:00", "out_of_range"),
        (ours.Code(("a", "b")), "c", "not_a_choice"),
        (ours.LanguageMap(), {}, "source_missing"),
        (ours.LanguageMap(), {"source": "en", "fr": "Bonjour"}, "source_missing"),
        (ours.LanguageMap(), {"english": "Hello"}, "unknown_language"),
        (ours.LanguageMap(), {"en": "a {mlang fr}b{mlang}"}, "mlang_inside"),
        (ours.LanguageMap(), "{mlang en}open", "unclosed_mlang"),
        (ours.LanguageMap(), ["en"], "not_a_language_map"),
        (ours.LanguageMap(), "in no language that anybody named", "not_a_language_map"),
        *(
            (ours.Amount(), value, "wrong_type")
            for value in ("12.345", 12.345, "1_000", "1e3", "NaN", "١٢", " 1", True, "")
        ),
        *((ours.between(-90, 90), value, "wrong_type") for value in ("12.5", "nan", True, [])),
        *((ours.Flag(), value, "wrong_type") for value in (0, 1, 1.0, "true", "yes", "no", "on", "", [])),
        (ours.whole(1, 5), 9, "out_of_range"),
        (ours.whole(1, 5), True, "wrong_type"),
        (ours.several(ours.Line(), least=1), [], "wrong_count"),
    ],
)
def test_bad_input_is_refused_by_code(field, value, wanted):
    assert code(field, value) == wanted


@pytest.mark.parametrize(
    ("given", "offset"), [("UTC+04:00", 4), ("GMT-3", -3), ("UTC+14", 14), ("UTC-12:00", -12), ("UTC+00:00", 0)]
)
def test_whole_hours_from_utc_are_a_zone(given, offset):
    assert datetime(2026, 7, 1, tzinfo=ZoneInfo(read(ours.ZoneName(), given))).utcoffset() == timedelta(hours=offset)


def test_an_instant_leaves_in_utc():
    schema = Schema.from_dict({"it": ours.Instant()})()

    found = schema.load({"it": "2013-12-20T12:40:00+04:00"})["it"]

    assert found == datetime(2013, 12, 20, 8, 40, tzinfo=UTC)
    assert schema.dump({"it": found}) == {"it": "2013-12-20T08:40:00Z"}


def test_bidi_controls_are_dropped_from_names():
    assert read(ours.Line(), "Mona\u202e Said") == "Mona Said"


@given(st.text(max_size=60))
def test_a_line_never_carries_a_break_or_a_control_character(text):
    try:
        found = read(ours.Line(), text)
    except ValidationError:
        return
    assert found == found.strip()
    assert not any(ord(letter) < 32 for letter in found)


@pytest.mark.parametrize("name", ["addresses.jsonl"])
def test_no_address_of_the_corpus_smuggles_a_line(name):
    path = SHARED / "badinput" / "email" / name
    if not path.exists():
        pytest.skip("the corpus of addresses lies beside the project and is absent here")
    for line in path.read_text("utf-8").strip().split("\n"):
        address = json.loads(line).get("address") or ""
        try:
            found = read(ours.EmailAddress(), address)
        except ValidationError:
            continue
        assert found.count("@") == 1
        assert not any(ord(letter) <= 32 or letter in "<>," for letter in found)


def test_every_naughty_string_is_taken_or_refused():
    path = SHARED / "badinput" / "strings" / "naughty_strings.jsonl"
    if not path.exists():
        pytest.skip("the corpus of strings lies beside the project and is absent here")
    kinds = [
        ours.Line(),
        ours.Words(),
        ours.EmailAddress(),
        ours.LanguageMap(),
        ours.WebAddress(),
        ours.Domain(),
        ours.LanguageCode(),
    ]
    for line in path.read_text("utf-8").strip().split("\n"):
        for value in json.loads(line).values():
            for field in kinds:
                try:
                    read(field, value)
                except ValidationError as refused:
                    assert problems_in(refused.messages)  # noqa: PT017 - taken or refused, both are right
