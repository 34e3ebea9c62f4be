"""The moves of a subscription."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import InvalidTransition, LinkInvalid
from services.newsletter.subscribers.domain import ASK_AGAIN_AFTER, CONFIRM_WITHIN, MOVES, Subscriber

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RECORD = {
    "publication": "e-newsletter", "email": "a@example.org", "name": None, "language": "en", "audience": "other",
    "country": None,
}  # fmt: skip


def subscriber(status, **more):
    return Subscriber(uuid4(), status=status, subscribed_at=NOW, **{**RECORD, **more})


@pytest.mark.parametrize("status", MOVES)
def test_leaving_is_always_possible_and_final_for_the_suppressed(status):
    assert subscriber(status).unsubscribed().status == ("suppressed" if status == "suppressed" else "unsubscribed")


@pytest.mark.parametrize("status", ["unsubscribed", "suppressed"])
def test_an_old_link_brings_nobody_back(status):
    with pytest.raises(InvalidTransition):
        subscriber(status).confirmed()


def test_confirming_twice_is_fine():
    once = subscriber("requested").confirmed()

    assert once.status == "confirmed"
    assert once.confirmed() == once
    assert subscriber("paused").confirmed().status == "paused"


@given(st.sampled_from(sorted(MOVES)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_confirmation_is_mailed_rarely_and_never_to_readers_or_the_suppressed(status, later):
    known = subscriber(status, requested_at=NOW)

    assert known.may_be_asked(NOW + later) == (status in ("requested", "unsubscribed") and later >= ASK_AGAIN_AFTER)


def test_the_link_of_an_unconfirmed_address_expires():
    asked = subscriber("requested").asked(RECORD, NOW)

    asked.check_link(NOW + CONFIRM_WITHIN - timedelta(seconds=1))
    with pytest.raises(LinkInvalid):
        asked.check_link(NOW + CONFIRM_WITHIN)
    asked.confirmed().check_link(NOW + 10 * CONFIRM_WITHIN)


def test_pausing_and_reading_again():
    paused = subscriber("confirmed").changed("fr", True)

    assert (paused.status, paused.language) == ("paused", "fr")
    assert paused.changed(None, False).status == "confirmed"
    with pytest.raises(InvalidTransition):
        subscriber("requested").changed(None, False)
