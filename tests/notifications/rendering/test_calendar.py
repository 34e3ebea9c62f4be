"""Calendar objects hold one event of ours, whatever a title says."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from icalendar import Calendar

from services.notifications.rendering.calendar import CANCEL, REQUEST, Entry, Party, calendar

AT = datetime(2026, 10, 22, 4, 0, tzinfo=UTC)
NAUGHTY = [
    "x\r\nATTENDEE:mailto:evil@example.org", "x\nEND:VEVENT\nBEGIN:VEVENT", 'a"b;c,d:e\\f', "\u2028BEGIN:VALARM", "\x00\x07bell",
    "ورشة عمل حول بيانات الهجرة " * 10, "^n^'",
]  # fmt: skip


def made(words="Workshop", method=REQUEST):
    entry = Entry(UUID(int=1), UUID(int=2), AT, AT, words, words, words)
    return calendar(entry, method, 3, (Party(words, "a@example.org"), Party(words, "b@example.org")), AT)


@pytest.mark.parametrize("words", NAUGHTY)
def test_nothing_breaks_out_of_its_property(words):
    ical = made(words)
    parsed = Calendar.from_ical(ical)
    (event,) = parsed.walk("VEVENT")
    assert event["attendee"] == "mailto:b@example.org"
    assert event["organizer"] == "mailto:a@example.org"
    assert {component.name for component in parsed.walk()} == {"VCALENDAR", "VEVENT"}
    assert set(event) == set(next(iter(Calendar.from_ical(made()).walk("VEVENT"))))
    assert all(len(line) <= 75 for line in ical.split(b"\r\n"))
    assert b"\n" not in ical.replace(b"\r\n", b"")
    assert b"\r" not in ical.replace(b"\r\n", b"")


def test_a_cancellation_says_so():
    parsed = Calendar.from_ical(made(method=CANCEL))
    (event,) = parsed.walk("VEVENT")
    assert parsed["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 3
