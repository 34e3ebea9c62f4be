"""Signed links: for one purpose, one subject, one nonce."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.links import INVITATION, OFFER, UNSUBSCRIBE
from contracts.refusals import LinkInvalid

SECRET = "a secret of at least thirty-two characters"


def test_a_link_opens_what_it_was_made_for():
    subject = uuid4()
    link = urlsplit(OFFER.url("https://training.example.org/", "ar", SECRET, subject))

    assert link.path == f"/ar/offers/{subject}"
    OFFER.verify(SECRET, subject, parse_qs(link.query)["signature"][0])


@pytest.mark.parametrize(
    "other",
    [
        lambda subject: OFFER.sign(SECRET, uuid4()),
        lambda subject: UNSUBSCRIBE.sign(SECRET, subject),
        lambda subject: OFFER.sign("another secret", subject),
        lambda subject: OFFER.sign(SECRET, subject, "2"),
        lambda subject: "",
        lambda subject: "ü" * 22,
    ],
)
def test_a_link_opens_nothing_else(other):
    subject = uuid4()

    with pytest.raises(LinkInvalid):
        OFFER.verify(SECRET, subject, other(subject))


@given(st.text(max_size=30))
def test_a_guess_does_not_open_it(guess):
    with pytest.raises(LinkInvalid):
        INVITATION.verify(SECRET, "subject", guess, "nonce")
