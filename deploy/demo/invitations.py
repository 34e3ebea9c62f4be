"""What the mailed iCalendar messages did to each person's calendar (RFC 5545, RFC 5546)."""

from datetime import datetime
from typing import Any

from icalendar import Calendar

from deploy.client import Answer, until
from deploy.demo.world import PATIENCE, Missing, Person, World, language_of


def replay(world: World, person: Person) -> list[tuple[str, str, int, datetime]]:
    """Every calendar message to a person in order: method, UID, SEQUENCE, start."""
    found = []
    for mail in world.mails_to(person.email):
        if not mail["calendar"]:
            continue
        calendar = Calendar.from_ical(mail["calendar"])
        event: Any = calendar.walk("VEVENT")[0]
        method = str(calendar["METHOD"])
        if mail["method"] != method or language_of(mail) != person.language:
            raise Missing(f"the invitation to {person.email} contradicts itself")
        found.append((method, str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt))
    return found


def check_calendars(world: World, staying: list[Person], moved: Answer) -> None:
    """Everybody who stays has the new dates: one UID for life, SEQUENCE rising, no message twice."""
    starts = datetime.fromisoformat(moved["starts_at"])
    for person in staying:
        messages = _messages_until(world, person, starts)
        _one_life(person, messages)
    world.expect(
        True, f"{len(staying)} calendars show {moved['starts']} ({moved['zone']}), one UID each, SEQUENCE rising"
    )
    _in_own_language(world, staying)


def _messages_until(world: World, person: Person, starts: datetime) -> list[tuple[str, str, int, datetime]]:
    def arrived() -> list[tuple[str, str, int, datetime]] | None:
        messages = replay(world, person)
        return messages if messages and messages[-1][3] == starts else None

    return until(f"{person.email} has the new dates", arrived, seconds=PATIENCE)


def _one_life(person: Person, messages: list[tuple[str, str, int, datetime]]) -> None:
    sequences = [message[2] for message in messages]
    if len({message[1] for message in messages}) != 1 or sequences != sorted(set(sequences)):
        raise Missing(f"the calendar of {person.email}: {messages}")
    if len(messages) != 2 or {message[0] for message in messages} != {"REQUEST"}:
        raise Missing(
            f"{person.email} got {len(messages)} calendar messages instead of an invitation and an update: {messages}"
        )


def _in_own_language(world: World, staying: list[Person]) -> None:
    counted: dict[str, int] = {}
    for person in staying:
        mails = world.mails_to(person.email)
        right = all((('dir="rtl"' in mail["html"]) == (person.language == "ar")) and mail["text"] for mail in mails)
        if not right or {language_of(mail) for mail in mails} != {person.language}:
            raise Missing(f"a mail to {person.email} is not in {person.language}")
        counted[person.language] = counted.get(person.language, 0) + len(mails)
    world.expect(len(counted) == 3, f"text and HTML in each person's language: {counted}")


def check_moved(world: World, leaver: Person, moved: Answer) -> None:
    """Who left got a CANCEL for the same UID, and nothing about the move."""
    until("the CANCEL", lambda: "CANCEL" in [message[0] for message in replay(world, leaver)], seconds=PATIENCE)
    messages = replay(world, leaver)
    methods = [message[0] for message in messages]
    same = len({message[1] for message in messages}) == 1 and messages[-1][2] > messages[0][2]
    world.expect(
        methods == ["REQUEST", "CANCEL"] and same, f"{leaver.name} got a CANCEL with the same UID and a higher SEQUENCE"
    )
