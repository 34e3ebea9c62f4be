"""From events to a frozen issue."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest

from contracts.refusals import Invalid
from contracts.registry.opportunity_events import OpportunityAmended, OpportunityRestored, OpportunitySuspended
from services.newsletter.issues import usecases
from tests.newsletter.conftest import EDITOR
from tests.newsletter.issues.seen import items, shown
from tests.newsletter.news import workshop_events


def test_the_issue_has_its_volume_number_and_title(tx, emitted, issue):
    assert (issue.volume, issue.number, issue.slug) == (17, 2, "e-newsletter-vol-17-no-2")
    assert issue.title["en"] == "E-Newsletter, Vol. 17 No. 2 (July–December 2026)"
    assert "يوليو–ديسمبر 2026" in issue.title["ar"]
    assert [key for key, _ in emitted()] == ["issue.opened"]


def test_a_half_year_has_one_issue_even_when_opened_twice_at_once(pool, now):
    found = []

    def open_it():
        with pool.transaction(EDITOR) as tx:
            found.append(usecases.open_issue(tx, "e-newsletter", "2026-H2", now).issue_id)

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with pool.transaction() as tx:
        assert tx.one("select count(*)::int as n from outbox")["n"] == 1
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.parametrize("period", ["2027-H1", "soon", "2009-H1"])
def test_only_half_years_that_have_begun_and_have_a_number_are_opened(tx, now, period):
    with pytest.raises(Invalid):
        usecases.open_issue(tx, "e-newsletter", period, now)


def test_the_timer_opens_the_half_year_and_catches_up(tx, now):
    usecases.open_due_issues(tx, now)
    tx.run("update issues set opened_by = null")
    usecases.open_due_issues(tx, now + timedelta(days=400))
    usecases.open_due_issues(tx, now + timedelta(days=400))

    assert [row["period"] for row in tx.all("select period from issues order by period")] == [
        "2026-H2",
        "2027-H1",
        "2027-H2",
    ]


def test_what_happened_is_in_the_issue_once_with_final_facts(tx, now, three_things, issue, emitted):
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    view = shown(tx, issue, now)
    assert sorted((item["kind"], item["section"]) for item in view["items"]) == [
        ("activity", "courses-and-workshops"), ("institution", "institutions"), ("opportunity", "opportunities"),
    ]  # fmt: skip
    workshop = next(item for item in view["items"] if item["kind"] == "activity")
    assert "23–24 October 2026, Dushanbe, Tajikistan" in workshop["text"]["en"]
    assert "Participants: 30, from 2 countries" in workshop["text"]["en"]
    assert "– Priority area: ICT-enhanced EMIS" in workshop["text"]["en"]
    assert len(workshop["event_ids"]) == 7
    assert view["status"] == "draft"
    assert view["coverage"]["unexplained"] == []
    assert emitted()[-1][0] == "issue.assembled"


def test_assembling_again_changes_nothing_but_the_version(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    before = items(tx, issue, now)
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert items(tx, issue, now) == before


def test_words_of_an_editor_survive(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    item = items(tx, issue, now, "opportunity")[0]
    changes = {"title": {"source": "fr", "fr": "Cours de statistique"}, "section": "news", "position": 7}
    usecases.revise_item(tx, issue.issue_id, item["item_id"], changes)
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    again = items(tx, issue, now, "opportunity")[0]
    assert again["title"] == {"source": "en", "en": "Course on statistics", "fr": "Cours de statistique"}
    assert (again["section"], again["position"], again["edited"]) == ("news", 7, True)
    assert again["missing_languages"] == ["ar"]


def test_an_exclusion_needs_a_reason_and_stays(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    item = items(tx, issue, now, "institution")[0]
    with pytest.raises(Invalid):
        usecases.revise_item(tx, issue.issue_id, item["item_id"], {"included": False, "reason": ""})
    usecases.revise_item(tx, issue.issue_id, item["item_id"], {"included": False, "reason": "next time"})
    usecases.assemble_issue(tx, issue.issue_id, "few things happened", now)

    again = items(tx, issue, now, "institution")[0]
    assert (again["included"], again["exclusion_reason"]) == (False, "next time")


def test_what_was_called_off_drops_out(tx, now, three_things, issue):
    activity_id, opportunity_id = three_things.announced(), three_things.opportunity()
    institution_id = three_things.institution()
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    three_things.cancelled(activity_id)
    three_things.opportunity_ended(opportunity_id, "cancelled")
    three_things.institution_merged(institution_id)
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    out = {item["source_id"]: item["exclusion_reason"] for item in items(tx, issue, now) if not item["included"]}
    assert out == {str(activity_id): "cancelled", str(opportunity_id): "cancelled", str(institution_id): "merged"}


def test_an_opportunitys_copy_follows_what_is_amended_hidden_and_shown_again(tx, now, three_things, issue):
    opportunity_id = three_things.opportunity()

    def item():
        usecases.assemble_issue(tx, issue.issue_id, "", now)
        return next(one for one in items(tx, issue, now) if one["source_id"] == str(opportunity_id))

    assert item()["included"]
    amended = {"revision": 2, "changes": {}, "material": True, "material_fields": ["deadline"]}
    three_things.opportunity_changed(OpportunityAmended, opportunity_id, 5, deadline="2026-12-30", **amended)
    assert item()["facts"]["deadline"] == "2026-12-30"
    three_things.opportunity_changed(OpportunitySuspended, opportunity_id, 6, status="suspended", deadline="2026-12-30")
    assert (item()["included"], item()["exclusion_reason"]) == (False, "suspended")
    three_things.opportunity_changed(OpportunityRestored, opportunity_id, 7, deadline="2026-12-30")
    three_things.opportunity_changed(OpportunityAmended, opportunity_id, 5, deadline="2026-12-01", **amended)
    assert (item()["included"], item()["facts"]["deadline"]) == (True, "2026-12-30")


def test_an_opportunity_past_its_deadline_is_not_offered(tx, now, three_things, issue):
    three_things.opportunity(deadline="2026-11-19")
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert [item["exclusion_reason"] for item in items(tx, issue, now) if not item["included"]] == ["deadline_passed"]


def test_an_upcoming_activity_is_one_and_becomes_held(tx, now, three_things, issue):
    activity_id = uuid4()
    told = workshop_events(activity_id)
    three_things.take(told[0])
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    before = next(item for item in items(tx, issue, now) if item["source_id"] == str(activity_id))
    three_things.take(*told[1:])
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    after = next(item for item in items(tx, issue, now) if item["source_id"] == str(activity_id))
    assert before["text"]["en"].startswith("Upcoming: workshop, 22–23 October 2026")
    assert after["text"]["en"].startswith("Workshop, 23–24 October 2026")
    assert after["item_id"] == before["item_id"]


def test_thousands_of_new_institutions_make_one_item_and_applicants_their_own(tx, now, three_things, issue):
    for number in range(20):
        three_things.institution(names={"source": "en", "en": f"School {number}"}, country="AZ" if number % 4 else "KZ")
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    found = items(tx, issue, now, "institution")
    group = next(item for item in found if item["facts"].get("count"))
    assert len(found) == 2
    assert group["facts"]["by_country"] == {"AZ": 15, "KZ": 5}
    assert group["text"]["fr"].startswith("Nouvelles institutions dans le répertoire : 20.")
    assert group["missing_languages"] == []


def test_single_institutions_give_way_to_the_group(tx, now, three_things, issue):
    for _ in range(12):
        three_things.institution()
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    three_things.institution()
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert len([item for item in items(tx, issue, now, "institution") if item["included"]]) == 2


def test_history_is_in_no_present_issue(tx, now, three_things, issue):
    three_things.announced(historic=True, status="completed", ends_at="2018-10-23T12:00:00Z")
    usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert len(items(tx, issue, now)) == 3


def test_the_list_of_issues_goes_by_pages(tx, now, issue):
    usecases.open_issue(tx, "trop-bulletin", "2026-H2", now)
    usecases.open_issue(tx, "e-newsletter", "2026-H1", now)
    first = usecases.list_issues(tx, None, 2, None, now)
    rest = usecases.list_issues(tx, None, 2, first["next"], now)

    assert [one["period"] for one in first["items"] + rest["items"]] == ["2026-H2", "2026-H2", "2026-H1"]
    assert rest["next"] is None
