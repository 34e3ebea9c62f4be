"""The public feed on PostgreSQL."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chassis.identity import Actor
from contracts.refusals import Invalid
from contracts.registry.feed import InstitutionFeedView, OpportunityFeedView
from deploy.local.processes import wait_until
from services.registry.confirmations import usecases as confirmations
from services.registry.feed import usecases
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from tests.registry import facts
from tests.registry.conftest import OFFICER

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def register(pool, name, **more):
    with pool.transaction(OFFICER) as tx:
        record = facts.institution(name, force_reason="test", **more)
        return institutions.register_institution(tx, record, now=NOW, new_id=uuid4())["institution_id"]


def settled(pool):
    """Other transactions of the same server hold a feed back until they end."""
    held = """select exists (select from institutions where changed_xid >= pg_snapshot_xmin(pg_current_snapshot())) as held"""

    def free():
        with pool.transaction() as tx:
            return not tx.one(held)["held"]

    wait_until(free, "the feed is not held back", seconds=120)


def read(pool, since=None, limit=100):
    with pool.transaction(Actor("public")) as tx:
        return InstitutionFeedView.write(usecases.read_institutions(tx, since, limit))


def names(answer):
    return [item["institution"]["names"]["en"] if item["institution"] else None for item in answer["items"]]


def test_each_institution_comes_once_at_its_latest_and_then_only_changes(pool):
    first, _ = register(pool, "First"), register(pool, "Second")
    register(pool, "Planned", status="planned")
    settled(pool)
    began = read(pool)
    assert (names(began), began["more"]) == (["First", "Second"], False)
    assert read(pool, began["next"])["items"] == []
    assert read(pool, began["next"])["next"] == began["next"]
    with pool.transaction(OFFICER) as tx:
        step = {"institution_id": first, "status": "inactive", "version": 1, "reason": "gone"}
        lifecycle.change_institution_status(tx, step, now=NOW)
    settled(pool)
    [gone] = read(pool, began["next"])["items"]
    assert gone == {"institution_id": str(first), "deleted": True, "redirect": None, "institution": None}


def test_a_merged_institution_is_a_tombstone_that_leads_to_the_other(pool):
    one, two = register(pool, "One"), register(pool, "Two")
    with pool.transaction(OFFICER) as tx:
        lifecycle.merge_institutions(tx, one, two, "the same", now=NOW)
    settled(pool)
    found = {item["institution_id"]: item for item in read(pool)["items"]}
    assert (found[str(one)]["deleted"], found[str(one)]["redirect"]) == (True, str(two))
    assert found[str(two)]["deleted"] is False


def test_the_one_that_others_were_merged_into_comes_anew_with_its_next_version_and_their_ids(pool):
    held = [{"scheme": "wikidata", "value": "Q42"}]
    one, two = register(pool, "One", external_ids=held), register(pool, "Two")
    settled(pool)
    began = read(pool)
    with pool.transaction(OFFICER) as tx:
        assert lifecycle.merge_institutions(tx, one, two, "the same", now=NOW)["external_ids"] == held
    settled(pool)
    found = {item["institution_id"]: item["institution"] for item in read(pool, began["next"])["items"]}
    assert (found[str(two)]["version"], found[str(two)]["external_ids"]) == (2, held)


def test_a_confirmation_comes_without_a_new_version(pool):
    first, _ = register(pool, "First"), register(pool, "Second")
    settled(pool)
    began = read(pool)
    with pool.transaction(OFFICER) as tx:
        asked = {"institution_id": first, "signature": None}
        confirmations.confirm_institution(tx, asked, "secret", now=NOW)
    settled(pool)
    [item] = read(pool, began["next"])["items"]
    assert (item["institution"]["confirmed_at"], item["institution"]["version"]) == ("2026-06-01T00:00:00Z", 1)


def test_pages_go_on_where_the_one_before_ended(pool):
    for number in range(5):
        register(pool, f"Name {number}")
    settled(pool)
    seen, since = [], None
    while True:
        answer = read(pool, since, 2)
        seen, since = seen + names(answer), answer["next"]
        if not answer["more"]:
            break
    assert seen == [f"Name {number}" for number in range(5)]


def test_a_change_committed_late_is_not_missed(pool):
    with pool.transaction(OFFICER) as late:
        record = facts.institution("Late", force_reason="test")
        institutions.register_institution(late, record, now=NOW, new_id=uuid4())
        register(pool, "Early")
        before = read(pool)
        assert names(before) == []
    settled(pool)
    assert sorted(names(read(pool, before["next"]))) == ["Early", "Late"]


def test_only_public_fields_are_told(pool):
    register(pool, "Shy", contact={"email": "inside@example.org", "public": False})
    settled(pool)
    assert read(pool)["items"][0]["institution"]["contact"] is None


@pytest.mark.parametrize("since", ["x", "1", "1.x", "-1." + "0" * 32, "9" * 30 + "." + "0" * 32])
def test_a_place_that_is_not_ours_is_refused(tx, since):
    with pytest.raises(Invalid) as refused:
        usecases.read_institutions(tx, since, 10)
    assert refused.value.problems[0]["field"] == "since"


def test_opportunities_never_published_are_not_told(tx, now):
    assert OpportunityFeedView.write(usecases.read_opportunities(tx, None, 10, now=now))["items"] == []
