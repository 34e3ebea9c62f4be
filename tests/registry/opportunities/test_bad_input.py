"""Strings that break other programs, through every text field of an opportunity and its applications, on PostgreSQL."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from contracts.refusals import Invalid
from contracts.registry.interests import ApplyForOpportunity, InterestView
from contracts.registry.opportunities import ListOpportunities, OpportunityView
from services.registry.interests import domain, repository
from services.registry.interests import usecases as interests
from services.registry.listings import usecases as listings
from services.registry.opportunities import usecases
from tests.registry import facts

BAD = Path(__file__).resolve().parents[4] / "shared" / "data" / "badinput"
OWN = [
    "\x00", "a\x00b", "\ud800", "a\ud800b", "\u202eevil", "' or 1=1 --", "%(id)s", "%s %", "{{7*7}}", "{mlang en}x{mlang}", "\u0001",
    "=1+1", "<script>alert(1)</script>", "\r\nBcc: a@b.c", "a" * 5000, "ﷺ" * 300, "🇹🇷", "\u0000\u202e", "  ", "\ufeff", "'", "\\", "&:*!|",
]  # fmt: skip


def strings():
    """Our own ones, and of those on this machine so many that the tests stay quick."""
    found = list(OWN)
    for path, name, every in (("strings/naughty_strings.jsonl", "text", 2), ("html/xss_vectors.jsonl", "payload", 10)):
        if (BAD / path).exists():
            lines = (BAD / path).read_text("utf-8").split("\n")[:-1:every]
            found += [row[name] for row in map(json.loads, lines) if isinstance(row.get(name), str)]
    return found


def asked(read):
    """What is read of it, or None where it is refused as what it is."""
    try:
        return read()
    except Invalid as refused:
        if not all(one["field"] and one["code"] for one in refused.problems):
            raise
        return None


def same(text):
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())


def test_an_opportunity_of_bad_strings_is_refused_or_kept_as_it_is(tx, own, now):
    kept = 0
    for text in strings():
        words = {"title": {"en": text}, "description": {"en": text}, "eligibility": {"en": text}}
        wanted = asked(lambda words=words: facts.opportunity(own["institution_id"], **words))
        if wanted:
            card = usecases.draft_opportunity(tx, wanted, now=now, new_id=uuid4())
            seen = json.loads(json.dumps(OpportunityView.write(card)))
            assert {seen[name]["en"] for name in words} == {same(text)}
            kept += 1
    assert kept > 5


@pytest.mark.parametrize("field", ["place", "url", "contact_email", "zone", "fee_currency", "kind", "topic"])
def test_a_bad_line_is_refused_or_kept(tx, own, now, field):
    for text in strings():
        wanted = asked(lambda text=text: facts.opportunity(own["institution_id"], **{field: text}))
        if wanted:
            asked(lambda wanted=wanted: usecases.draft_opportunity(tx, wanted, now=now, new_id=uuid4()))


def test_dates_that_nobody_can_mean_are_refused(tx, own, draft, now):
    far = {name: date(9999, 1, 1) for name in ("start_date", "end_date", "deadline")}
    for attempt in (
        lambda: usecases.draft_opportunity(
            tx, facts.opportunity(own["institution_id"], **{name: str(day) for name, day in far.items()}), now=now, new_id=uuid4()
        ),
        lambda: usecases.check_record(tx, draft() | far, draft(), now=now),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            attempt()
        assert {(one["field"], one["code"]) for one in refused.value.problems} == {
            (name, "out_of_range") for name in far
        }
    stored = draft() | far
    usecases.check_record(tx, stored, stored, now=now)


def test_an_application_of_bad_strings_is_refused_or_kept(tx, published, as_actor, now, monkeypatch):
    monkeypatch.setattr(domain, "MOST_PER_OPPORTUNITY", 10_000)
    card = published()
    one = {"opportunity_id": str(card["opportunity_id"]), "country": "SN", "consent": True}
    for number, text in enumerate(strings()):
        as_actor("public")
        person = {"name": text, "email": f"a{number}@example.org", "message": text}
        wanted = asked(lambda person=person: ApplyForOpportunity.read({**one, **person}))
        if wanted:
            made = interests.apply_for_opportunity(tx, wanted, now=now, new_id=uuid4())
            found = repository.find_interest_of(tx, card["opportunity_id"], made["folded_email"])
            assert InterestView.write(found)["message"] == same(text)


def test_bad_words_find_or_find_not(tx, published, as_actor, now):
    published()
    as_actor("public")
    for text in strings():
        wanted = asked(lambda text=text: ListOpportunities.read({"words": text}))
        if wanted:
            asked(lambda wanted=wanted: listings.list_opportunities(tx, wanted, now=now))


def test_bad_cursors_are_refused(tx, now):
    for text in [*strings(), "WzFd", "WyI5OTk5LTk5LTk5IiwgIngiXQ==", "W251bGwsIG51bGxd"]:
        with pytest.raises(Invalid):
            listings.list_opportunities(tx, ListOpportunities.read({"cursor": text}), now=now)
