"""Confirming on PostgreSQL: asked, reminded, missed twice, restored."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.identity import PUBLIC
from contracts.links import CONFIRMATION
from contracts.refusals import Forbidden, InvalidTransition, LinkInvalid, NotFound, Unauthenticated
from contracts.registry.institutions import AlreadyMerged, InstitutionView
from services.registry.confirmations import usecases
from services.registry.confirmations.domain import ANSWER_WITHIN, PERIOD, REMINDER_AFTER
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import SECRET, become, member, register

DAY = timedelta(days=1)


@pytest.fixture
def home(tx, now):
    """An institution that was found to have somebody to ask."""
    institution_id = register(tx, now)
    owner = member(tx, now, institution_id, "owner", "rana")
    usecases.go_on_with_due(tx, lambda: "n", now=now)
    return {"id": institution_id, "owner": owner}


@pytest.fixture
def pass_time(tx):
    """`pass_time(start, end)`: the timer runs every day between."""

    def run(start, end):
        at = start
        while at <= end:
            usecases.go_on_with_due(tx, lambda at=at: f"n{at:%Y%m%d}", now=at)
            at += DAY

    return run


def confirm(tx, institution_id, at, signature=None):
    asked = {"institution_id": institution_id, "signature": signature}
    return usecases.confirm_institution(tx, asked, SECRET, now=at)


def told_of(emitted, *keys):
    return [(key, told) for key, told in emitted() if key in keys]


def test_only_who_has_somebody_to_ask_is_asked(tx, now, home, pass_time, emitted):
    register(tx, now, "Nobody's Academy")
    pass_time(now, now + PERIOD)
    asked = told_of(emitted, "institution.confirmation_due")
    assert [told["institution_id"] for _, told in asked] == [str(home["id"])]


def test_missed_twice_is_unconfirmed_with_its_opportunities_hidden_and_one_confirmation_restores(
    tx, now, home, pass_time, emitted
):
    end = now + 2 * PERIOD + ANSWER_WITHIN
    pass_time(now + DAY, end)
    asked = [told["reminder"] for _, told in told_of(emitted, "institution.confirmation_due")]
    assert asked == [False, True, False, True]
    keys = [key for key, _ in told_of(emitted, "institution.unconfirmed", "institution.status_changed")]
    assert keys == ["institution.status_changed", "institution.unconfirmed"]
    tx.actor = PUBLIC
    seen = InstitutionView.write(institutions.get_institution(tx, home["id"], None))
    assert (seen["status"], seen["missed_confirmations"]) == ("unconfirmed", 2)
    become(tx, home["owner"])
    restored = confirm(tx, home["id"], end)
    assert (restored["status"], restored["missed_confirmations"], restored["confirmed_at"]) == ("active", 0, end)
    assert restored["confirmation_due_at"] == end + PERIOD
    assert [key for key, _ in emitted()[-2:]] == ["institution.status_changed", "institution.confirmed"]


def test_the_timer_repeated_changes_nothing(tx, now, home, emitted):
    for _ in range(3):
        usecases.go_on_with_due(tx, lambda: "n", now=now + PERIOD)
    assert len(told_of(emitted, "institution.confirmation_due")) == 1


def test_a_mailed_link_confirms_without_signing_in_again_and_again(tx, now, home, pass_time, emitted):
    pass_time(now, now + PERIOD)
    [(_, mail)] = told_of(emitted, "institution.confirmation_due")
    tx.actor, at = PUBLIC, now + PERIOD + REMINDER_AFTER
    for _ in range(2):
        assert confirm(tx, home["id"], at, CONFIRMATION.sign(SECRET, home["id"], mail["nonce"]))["confirmed_at"] == at
    for signature in ("x" * 22, CONFIRMATION.sign(SECRET, home["id"], "other")):
        with pytest.raises(LinkInvalid):
            confirm(tx, home["id"], at, signature)
    with pytest.raises(LinkInvalid):
        confirm(tx, uuid4(), at, CONFIRMATION.sign(SECRET, home["id"], mail["nonce"]))
    with pytest.raises(Unauthenticated):
        confirm(tx, home["id"], at)


def test_before_it_was_asked_no_link_works(tx, now, home):
    for nonce in ("", "None"):
        with pytest.raises(LinkInvalid):
            confirm(tx, home["id"], now, CONFIRMATION.sign(SECRET, home["id"], nonce))


@pytest.mark.parametrize(("access", "may"), [("owner", True), ("editor", True), ("viewer", False)])
def test_owners_and_editors_confirm_their_own(tx, now, home, access, may):
    other = register(tx, now, "Other House of Learning")
    become(tx, {**home["owner"], "access": access})
    if may:
        assert confirm(tx, home["id"], now)["freshness"] >= 0
    else:
        with pytest.raises(Forbidden):
            confirm(tx, home["id"], now)
    for foreign in (other, uuid4()):
        with pytest.raises(Forbidden):
            confirm(tx, foreign, now)


def test_a_correction_by_its_people_confirms_and_one_by_an_officer_does_not(tx, now, home):
    record = {**facts.institution(), "institution_id": home["id"], "relations": None}
    assert usecases.revise_institution(tx, {**record, "version": 1, "city": "Izmir"}, now=now)["confirmed_at"] is None
    become(tx, home["owner"])
    later = now + 9 * DAY
    revised = usecases.revise_institution(tx, {**record, "version": 2, "city": "Konya"}, now=later)
    assert (revised["confirmed_at"], revised["confirmation_due_at"]) == (later, later + PERIOD)


def test_what_ended_or_is_planned_cannot_be_confirmed_nor_is_it_asked(tx, now, home, pass_time, emitted):
    tx.actor = OFFICER
    planned = register(tx, now, "Planned School", status="planned")
    with pytest.raises(InvalidTransition):
        confirm(tx, planned, now)
    with pytest.raises(NotFound):
        confirm(tx, uuid4(), now)
    into = register(tx, now, "Larger House", city="Izmir")
    lifecycle.merge_institutions(tx, home["id"], into, "one house", now=now)
    with pytest.raises(AlreadyMerged):
        confirm(tx, home["id"], now)
    pass_time(now + DAY, now + 2 * DAY)  # the accounts moved: the other is asked from now on
    pass_time(now + PERIOD, now + PERIOD + 3 * DAY)
    asked = told_of(emitted, "institution.confirmation_due")
    assert [told["institution_id"] for _, told in asked] == [str(into)]


@pytest.mark.parametrize(("days", "fresh"), [(0, 100), (182, 75), (365, 50), (730, 0), (9000, 0), (-3, 100)])
def test_freshness_falls_from_100_to_0_in_two_years(tx, now, days, fresh):
    row = tx.one("select institution_freshness(%(then)s, %(now)s, %(now)s) as f", then=now - days * DAY, now=now)
    assert row["f"] == fresh
    assert tx.one("select institution_freshness(null, %(now)s, %(now)s) as f", now=now)["f"] == 100
