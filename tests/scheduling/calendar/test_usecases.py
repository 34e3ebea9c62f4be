"""iCalendar documents, read back by a stock parser."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from contracts.refusals import NotFound
from services.scheduling.activities import usecases as activities
from services.scheduling.calendar import usecases
from services.scheduling.lifecycle import usecases as lifecycle
from tests.scheduling.facts import announced, drafted, reschedule

URL = "https://training.example.org/"
HISTORY = {"historic": True, "starts": None, "ends": None, "zone": None, "nomination_deadline": None, "period": "2013"}


def document(tx, activity_id, language="en"):
    return usecases.get_activity_calendar(tx, activity_id, language, URL)["ical"]


def events(tx, activity_id, language="en"):
    return Calendar.from_ical(document(tx, activity_id, language)).walk("VEVENT")


def test_times_are_utc_and_the_uid_is_stable_while_the_sequence_grows(tx, now):
    activity_id = announced(tx, now)
    before = events(tx, activity_id)[0]
    version = activities.get_activity(tx, activity_id, None)["version"]
    reschedule(tx, activity_id, "2027-10-22T09:00", "2027-10-23T17:00", version, now)
    after = events(tx, activity_id)[0]

    assert before["uid"] == after["uid"] == f"{activity_id}@training.sesric.org"
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert before.decoded("dtstart") == datetime(2027, 10, 21, 4, tzinfo=UTC)
    assert after.decoded("dtend") == datetime(2027, 10, 23, 12, tzinfo=UTC)
    assert "DTSTART:20271021T040000Z" in before.to_ical().decode()


def test_lines_end_in_crlf_and_fold_at_75_octets_on_whole_characters(tx, now):
    title = {"source": "ar", "ar": "ورشة عمل حول تسخير تكنولوجيا المعلومات والاتصالات والموارد التعليمية المفتوحة " * 3}
    raw = document(tx, announced(tx, now, title=title), "ar").encode()

    assert raw.count(b"\n") == raw.count(b"\r\n") > 0
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert str(Calendar.from_ical(raw).walk("VEVENT")[0]["summary"]) == title["ar"].strip()


def test_what_breaks_lines_in_a_title_stays_inside_it(tx, now):
    description = {"source": "en", "en": "One\nATTENDEE:mailto:x@example.org\nEND:VEVENT; two, three\\"}
    (event,) = events(tx, announced(tx, now, description=description))

    assert str(event["description"]) == description["en"]
    assert "attendee" not in event


def test_nothing_private_is_in_it(tx, now):
    activity_id = announced(tx, now, join_link="https://meet.example/1", modality="hybrid")

    assert "meet.example" not in document(tx, activity_id)
    assert "miao" not in document(tx, activity_id).lower()


def test_a_public_contact_is_the_organizer(tx, now):
    contact = {"name": "Fengchun Miao", "email": "f.miao@unesco.org", "public": True}
    (event,) = events(tx, announced(tx, now, contact=contact))

    assert str(event["organizer"]) == "mailto:f.miao@unesco.org"


def test_it_speaks_the_readers_language_or_the_next_best(tx, now):
    activity_id = announced(tx, now)

    arabic, turkish = events(tx, activity_id, "ar")[0], events(tx, activity_id, "tr")[0]
    assert (arabic["summary"].params["language"], turkish["summary"].params["language"]) == ("ar", "en")
    assert arabic["location"] == "دوشنبه, TJ"


def test_all_announced_ones_are_in_the_feed_and_a_cancelled_one_says_so(tx, now):
    first, second = announced(tx, now), announced(tx, now)
    drafted(tx, now)
    announced(tx, now, **HISTORY)
    lifecycle.cancel_activity(tx, second, "No visas")

    found = {str(event["uid"]).partition("@")[0]: str(event["status"]) for event in events(tx, None)}
    assert found == {str(first): "CONFIRMED", str(second): "CANCELLED"}


def test_a_draft_and_what_has_no_dates_are_not_found(tx, now):
    for activity_id in (drafted(tx, now), announced(tx, now, **HISTORY)):
        with pytest.raises(NotFound):
            document(tx, activity_id)
