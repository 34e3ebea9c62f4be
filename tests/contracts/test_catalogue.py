"""The catalogue: every event has a frozen example that is readable for ever, and the published documents are current."""

import json

import pytest

from contracts.base import Event, Incomplete
from contracts.refusals import FAMILY, Invalid, refusal_from
from deploy.catalogue import load_contracts
from deploy.catalogue.examples import FOLDER, example_of

EVENTS, REQUESTS = load_contracts()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key_in_service())
def test_an_example_published_once_stays_readable(event):
    facts = event.read(example_of(event))

    assert event.write(facts).keys() == example_of(event).keys()


def test_every_example_belongs_to_an_event():
    known = {f"{event.exchange()}.{event.key()}.json" for event in EVENTS}

    assert {path.name for path in FOLDER.glob("*.json")} == known


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key_in_service())
def test_readers_ignore_what_they_do_not_know(event):
    assert event.read({**example_of(event), "added_later": 1}) == event.read(example_of(event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key_in_service())
def test_an_incomplete_event_never_leaves(event):
    facts = event.read(example_of(event))
    facts.pop(f"{event.about}_id")

    with pytest.raises(Incomplete):
        event.write(facts)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key_in_service())
def test_an_event_leaves_as_plain_json(event):
    text = json.dumps(event.write(event.read(example_of(event))))

    assert "__type__" not in text


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key_in_service())
def test_an_open_event_carries_no_address(event):
    assert event.internal or not any("email" in name for name in event().fields)


def test_no_two_events_share_an_address():
    assert len({event.key_in_service() for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: f"{request.service()}.{request.method()}")
def test_every_request_says_what_it_does_and_for_whom(request_):
    assert request_.purpose() and request_.allowed


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_a_refusal_crosses_as_its_own_class(name):
    sent = FAMILY[name].__new__(FAMILY[name])
    super(Invalid, sent).__init__("why", seen=1) if isinstance(sent, Invalid) else sent.__init__("why", seen=1)

    arrived = refusal_from(json.loads(json.dumps(sent.as_dict())))

    assert (type(arrived), arrived.detail, arrived.facts) == (FAMILY[name], "why", {"seen": 1})


def test_the_address_of_an_event_comes_from_its_class():
    class NominationMovedV2(Event):
        """Moved."""

        about = "nomination"

    assert NominationMovedV2.key() == "nomination.moved.v2"
    assert NominationMovedV2.type() == "org.sesric.training.nomination.moved.v2"
