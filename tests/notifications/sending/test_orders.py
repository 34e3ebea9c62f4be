"""Streams come in any order, with sending in between: every calendar ends right and nobody hears anything twice."""

import random
from collections import Counter

import pytest

from contracts.scheduling import activity_events, nominations
from tests.notifications.conftest import calendar_of
from tests.notifications.story import Story

PEOPLE = ("amina", "omar", "zeynep", "bilal", "fatou")


class Script(Story):
    """Writes down what happens instead of telling it."""

    def __init__(self) -> None:
        self.lines = []
        super().__init__(lambda contract, event: self.lines.append((contract, event)))


def season(chance: random.Random, cancelled: bool) -> tuple[Script, set[str]]:
    """A course of events as it happened, and who has a seat at its end."""
    script, seated = Script(), set()
    script.announced()
    for who in PEOPLE:
        script.contact(who, chance.choice(("en", "ar", "fr")))
        script.selected(who) if who != "fatou" else script.reserved(who)
    steps = [lambda who=who: script.confirmed(who) for who in PEOPLE[:4]] + [script.moved, script.moved]
    chance.shuffle(steps)
    for step in steps:
        step()
    script.withdrawn("omar")
    script.promoted("fatou")
    script.confirmed("fatou")
    script.moved()
    seated.update({"amina", "zeynep", "bilal", "fatou"})
    if cancelled:
        script.cancelled()
        for who in seated:
            script.ended(who)
        seated.clear()
    return script, seated


@pytest.mark.parametrize("seed", range(8))
def test_calendars_end_right_whatever_comes_first(hear, deliver, mailbox, deliveries, seed):
    chance = random.Random(seed)
    script, seated = season(chance, cancelled=seed % 2 == 1)
    lines = script.lines + chance.sample(script.lines, 5)  # some come twice
    # Some runs nearly in order, some not at all.
    lines = [line for _, line in sorted((n + chance.uniform(0, 1 + seed * 4), line) for n, line in by_number(lines))]
    for contract, event in lines:
        hear(contract, event)
        if chance.random() < 0.3:
            deliver()
    deliver()
    for who in PEOPLE:
        check_calendar(mailbox.mails(f"{who}@example.org"), script, who in seated)
    assert not [row for row in deliveries() if row["status"] in ("queued", "ready", "sending", "retry_wait")]
    ids = Counter(mail["message-id"] for mail in mailbox.mails())
    assert set(ids.values()) == {1}


def by_number(lines):
    return [(number, Line(line)) for number, line in enumerate(lines)]


class Line(tuple):
    """A line of the script; two at the same place in time have no order."""

    def __lt__(self, other):
        return False


def check_calendar(mails, script, has_seat):
    """Replays the calendar messages: numbers rise, and what is left is the newest date, or nothing."""
    held, numbers = None, []
    for mail in mails:
        found = calendar_of(mail)
        if found is None:
            continue
        method, calendar = found
        (event,) = calendar.walk("VEVENT")
        numbers.append(int(event["sequence"]))
        held = event["dtstart"].dt if method == "REQUEST" else None
    assert numbers == sorted(set(numbers))
    assert held == (script.card()["starts_at"] if has_seat else None)


def test_a_seat_confirmed_after_a_move_that_is_heard_of_later_gets_the_new_dates(story, hear, deliver, mailbox):
    story.announced()
    story.contact("amina")
    script = []
    story.hear = lambda contract, event: script.append((contract, event))
    story.moved()
    story.confirmed("amina")
    for contract, event in reversed(script):
        hear(contract, event)
        deliver()
    check_calendar(mailbox.mails(), story, True)
    assert [contract for contract, _ in script] == [
        activity_events.ActivityRescheduled,
        nominations.NominationConfirmed,
    ]
