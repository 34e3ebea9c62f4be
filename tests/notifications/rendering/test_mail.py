"""A mail's bytes: one recipient, no header that was not ours, kept whole over the wire."""

import json
import os
import re
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from services.notifications.rendering.mail import (
    ORGANISATION,
    AddressRefused,
    ListHeaders,
    Mail,
    compose,
    masked,
    safe_address,
)

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
CORPUS = (
    Path(os.environ.get("SHARED", Path(__file__).resolve().parents[4] / "shared"))
    / "data/badinput/email/addresses.jsonl"
)
INJECTIONS = [
    "a@b.org>\r\nRCPT TO:<c@d.org", "a@b.org\r\nBcc: c@d.org", "a@b.org\nX: y", "a@b.org\r", "a@b.org\u2028Bcc: c@d.org",
    "a@b.org,c@d.org", "A <a@b.org>", "a@b.org\x00", "=?utf-8?q?a=0d=0aBcc:_c?=@d.org\n", "a b@c.org", "<a@b.org>", "a@b@c.org",
]  # fmt: skip


def mail(**changes):
    facts = {
        "sender": "training@sesric.org", "name": "Amina", "email": "amina@example.org", "language": "en",
        "subject": "Hello", "text": "Hello\n", "html": "<p>Hello</p>", "message_id": "<1@sesric.org>",
    }  # fmt: skip
    return Mail(**{**facts, **changes})


def parsed(made):
    return BytesParser(policy=policy.default).parsebytes(made)


def names(made):
    head = made.split(b"\r\n\r\n", 1)[0]
    return {line.split(b":", 1)[0].lower() for line in re.split(rb"\r\n(?![ \t])", head)}


@pytest.mark.parametrize("address", INJECTIONS)
def test_an_address_with_anything_more_in_it_is_refused(address):
    with pytest.raises(AddressRefused):
        compose(mail(email=address), NOW)


def test_the_address_corpus_never_adds_a_header_or_a_recipient():
    if not CORPUS.exists():
        pytest.skip(f"no corpus at {CORPUS}")
    plain, taken = names(compose(mail(), NOW)), 0
    for line in CORPUS.read_text().splitlines():
        address = json.loads(line)["address"]
        try:
            made = compose(mail(email=address, name=address, subject=f"For {address[:50]}".splitlines()[0]), NOW)
        except AddressRefused:
            continue
        taken += 1
        assert names(made) == plain, address
        assert len(parsed(made)["to"].addresses) == 1, address
    assert taken > 50


@pytest.mark.parametrize(
    "name",
    [
        "A\r\nBcc: x@y.org",
        "A\nB",
        "A\x00B",
        "A\u2028Bcc: x@y.org",
        "a" * 5000,
        '"; x',
        "<x@y.org>",
        "x@y.org, z@y.org",
        "=?utf-8?q?x?=",
    ],
)
def test_a_name_stays_inside_its_header(name):
    made = compose(mail(name=name), NOW)
    assert names(made) == names(compose(mail(), NOW))
    assert [a.addr_spec for a in parsed(made)["to"].addresses] == ["amina@example.org"]


def test_a_header_with_a_line_break_is_refused():
    for changes in (
        {"subject": "a\r\nBcc: x@y.org"},
        {"message_id": "<a>\r\nX: y"},
        {"list": ListHeaders("a>\r\nX: y", "https://x")},
    ):
        with pytest.raises(ValueError):
            compose(mail(**changes), NOW)


def test_international_domains_travel_in_ascii():
    assert safe_address("amina@bücher.example") == "amina@xn--bcher-kva.example"


def test_an_address_is_masked_for_the_log():
    assert masked("amina@example.org") == "a***@example.org"


def test_text_and_html_arrive_as_they_were_written():
    text = "السلام عليكم \u2068Amina\u2069\n.dot at the start\nFrom here\n" + "x" * 2000 + "\n"
    made = compose(mail(language="ar", text=text, html=f"<p>{text}</p>", subject="دعوة " * 30), NOW)
    assert max(len(line) for line in made.split(b"\r\n")) <= 998
    assert made.isascii()
    message = parsed(made)
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    assert message["content-language"] == "ar"
    assert message["auto-submitted"] == "auto-generated"
    assert message["subject"].strip() == ("دعوة " * 30).strip()


@pytest.mark.parametrize("language", ORGANISATION)
def test_our_own_name_is_whole_for_every_reader(language):
    assert parsed(compose(mail(language=language), NOW))["from"].addresses[0].display_name == ORGANISATION[language]
