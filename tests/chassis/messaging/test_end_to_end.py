"""A request, its event, its effect."""

import uuid

from tests.chassis.messaging.said import ReadNote, WriteNote


def test_a_request_becomes_an_event_and_the_event_an_effect(little):
    little.start()
    note_id = str(uuid.uuid4())

    view = little.ask(WriteNote, fields={"note_id": note_id, "text": "hello"})

    assert view == {"note_id": note_id, "text": "hello"}
    little.wait_effects(1)
    assert little.ask(ReadNote, fields={"note_id": note_id}) == view
    little.wait(lambda: little.count("unsent") == 0, "it is marked as sent")
