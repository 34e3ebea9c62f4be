"""Drafting to approval on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Duplicate, Forbidden, Invalid, InvalidTransition, NotFound, NotReady, StaleVersion
from contracts.scheduling.activities import ActivityView, DraftActivity, ListActivities
from services.scheduling.activities import usecases
from services.scheduling.directory import repository as directory
from tests.scheduling.facts import (
    CLOSED,
    UNESCO,
    announced,
    approved,
    drafted,
    institution,
    revision,
    workshop,
)


def draft(tx, now, **changes):
    request = DraftActivity.read(workshop(**changes))
    return usecases.draft_activity(tx, request, request["activity_id"], now=now)


def codes(refusal):
    return {(problem["field"], problem["code"]) for problem in refusal.value.problems}


def listed(tx, **wanted):
    return usecases.list_activities(tx, ListActivities.read(wanted))


def test_a_draft_knows_its_instants_and_its_organisers_names(tx, now):
    shown = ActivityView.write(draft(tx, now))

    assert shown["starts_at"] == "2027-10-21T04:00:00Z"
    assert [organiser["names"]["en"] for organiser in shown["organisers"]] == [
        "UNESCO Almaty",
        "Ministry of Education and Science",
    ]
    assert (shown["status"], shown["version"], shown["slug"]) == (
        "draft",
        1,
        "workshop-on-leveraging-ict-and-oer-to-achieve-sdg-4",
    )


def test_the_same_facts_under_the_same_id_change_nothing(tx, now, emitted):
    activity_id = str(uuid4())
    first = draft(tx, now, activity_id=activity_id)

    assert draft(tx, now, activity_id=activity_id) == first
    assert emitted() == []


def test_other_facts_under_the_same_id_are_a_duplicate(tx, now):
    activity_id = str(uuid4())
    draft(tx, now, activity_id=activity_id)

    with pytest.raises(Duplicate):
        draft(tx, now, activity_id=activity_id, seats=31)


def test_what_was_drafted_once_may_come_again_after_a_revision(tx, now):
    activity_id = str(uuid4())
    draft(tx, now, activity_id=activity_id)
    usecases.revise_activity(tx, revision(activity_id, 1, seats=40), now=now)

    assert draft(tx, now, activity_id=activity_id)["seats"] == 40


def test_unknown_merged_and_closed_organisers_and_unknown_projects_are_all_listed(tx, now):
    merged = institution("Old", "merged", into_id=UNESCO)
    directory.save_institution(tx, merged, 3)
    organisers = [
        {"institution_id": str(i), "role": "organiser"} for i in (UNESCO, uuid4(), merged["institution_id"], CLOSED)
    ]

    with pytest.raises(Invalid) as refusal:
        draft(tx, now, organisers=organisers, project_id=str(uuid4()))

    assert codes(refusal) == {
        ("organisers.1.institution_id", "unknown_institution"),
        ("organisers.2.institution_id", "merged_institution"),
        ("organisers.3.institution_id", "closed_institution"),
        ("project_id", "unknown_project"),
    }


def test_a_time_that_clocks_skip_is_refused_where_it_stands(tx, now):
    # In 2028 clocks in Beirut go forward at midnight of 26 March.
    times = {"starts": "2028-03-26T00:30", "ends": "2028-03-26T12:00", "nomination_deadline": None}

    with pytest.raises(Invalid) as refusal:
        draft(tx, now, zone="Asia/Beirut", **times)

    assert codes(refusal) == {("starts", "nonexistent_time")}


def test_history_may_know_the_month_only_but_lies_in_the_past(tx, now):
    times = {"starts": None, "ends": None, "zone": None, "nomination_deadline": None, "historic": True}
    assert draft(tx, now, period="2013-12", **times)["starts_at"] is None

    with pytest.raises(Invalid) as refusal:
        draft(tx, now, period="2030", **times)
    assert codes(refusal) == {("historic", "not_past")}
    with pytest.raises(Invalid) as refusal:
        draft(tx, now, period="2013-13", **times)
    assert codes(refusal) == {("period", "not_a_partial_date")}


def test_a_proposal_needs_objectives_organisers_and_dates_and_says_so_at_once(tx, now):
    activity_id = drafted(tx, now, objectives=[], organisers=[], starts=None, ends=None, nomination_deadline=None)

    with pytest.raises(NotReady) as refusal:
        usecases.propose_activity(tx, activity_id, now=now)

    assert [missing["field"] for missing in refusal.value.facts["missing"]] == ["objectives", "organisers", "starts"]


def test_a_proposer_may_not_return_the_own_proposal(tx, now, as_actor):
    activity_id = drafted(tx, now)
    usecases.propose_activity(tx, activity_id, now=now)

    with pytest.raises(Forbidden):
        usecases.return_activity(tx, activity_id, "No")
    as_actor("officer")
    assert usecases.return_activity(tx, activity_id, "Dates")["status"] == "draft"


def test_steps_out_of_turn_name_the_steps_allowed(tx, now):
    activity_id = drafted(tx, now)

    with pytest.raises(InvalidTransition) as refusal:
        usecases.approve_activity(tx, activity_id, now=now)

    assert refusal.value.facts == {"from": "draft", "command": "approve", "allowed": ["cancel", "propose", "revise"]}


def test_proposal_and_approval_are_told_with_the_whole_card(tx, now, emitted):
    approved(tx, now)

    assert [(key, facts["status"]) for key, facts in emitted()] == [
        ("activity.proposed", "proposed"),
        ("activity.approved", "approved"),
    ]
    assert emitted()[0][1]["organisers"][1]["names"]["en"] == "Ministry of Education and Science"
    assert "join_link" not in emitted()[0][1]
    assert "contact" not in emitted()[0][1]


def test_a_revision_needs_the_version_read(tx, now):
    activity_id = drafted(tx, now)
    usecases.revise_activity(tx, revision(activity_id, 1), now=now)

    with pytest.raises(StaleVersion) as refusal:
        usecases.revise_activity(tx, revision(activity_id, 1), now=now)
    assert refusal.value.facts == {"version": 2}


def test_a_new_title_gives_a_new_slug_and_the_old_one_still_leads_there(tx, now):
    activity_id = drafted(tx, now)
    title = {"source": "en", "en": "Seminar on open resources"}
    revised = usecases.revise_activity(tx, revision(activity_id, 1, title=title), now=now)

    found = usecases.get_activity(tx, None, "workshop-on-leveraging-ict-and-oer-to-achieve-sdg-4")

    assert revised["slug"] == "seminar-on-open-resources"
    assert (found["activity_id"], found["slug"]) == (activity_id, "seminar-on-open-resources")


def test_a_second_activity_of_the_same_title_gets_a_suffix(tx, now):
    slugs = {draft(tx, now)["slug"] for _ in range(3)}

    base = "workshop-on-leveraging-ict-and-oer-to-achieve-sdg-4"
    assert slugs == {base, f"{base}-2", f"{base}-3"}


def test_the_public_sees_no_draft_no_join_link_and_no_private_contact(tx, now, as_actor):
    hidden = drafted(tx, now)
    shown = announced(tx, now, join_link="https://meet.example/1", modality="hybrid")
    as_actor("public")

    with pytest.raises(NotFound):
        usecases.get_activity(tx, hidden, None)
    view = usecases.get_activity(tx, shown, None)
    assert (view["join_link"], view["contact"]) == (None, None)
    assert [item["activity_id"] for item in listed(tx)["items"]] == [shown]


@pytest.mark.parametrize("words", ["Dushanbe", "DUSHANBE", "ورشه عمل", "دوشنبة", "odd 4", "l'odd", "WORKSHOP dushanbe"])
def test_words_are_found_however_they_are_written(tx, now, words):
    activity_id = announced(tx, now)

    assert [item["activity_id"] for item in listed(tx, words=words)["items"]] == [activity_id]


@pytest.mark.parametrize("words", ["a%b", "du_hanbe", "Astana"])
def test_other_words_and_wildcards_find_nothing(tx, now, words):
    announced(tx, now)

    assert listed(tx, words=words)["items"] == []


@pytest.mark.parametrize("words", ["", "a", " %_ "])
def test_a_query_of_less_than_two_letters_is_refused(tx, words):
    with pytest.raises(Invalid):
        usecases.list_activities(tx, {**ListActivities.read({}), "words": words})


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_show_every_activity_once_in_order(tx, now, order):
    for day in (20, 5, 5, 12, 28):
        announced(tx, now, starts=f"2027-10-{day:02}T09:00", ends=f"2027-10-{day:02}T17:00")
    seen, cursor = [], None
    for _ in range(3):
        page = listed(tx, limit=2, cursor=cursor, order=order)
        seen += [item["starts"].day for item in page["items"]]
        cursor = page["next"]

    assert seen == sorted([20, 5, 5, 12, 28], reverse=order == "desc")
    assert (cursor, page["total"]) == (None, 5)


def test_filters_narrow_the_list(tx, now):
    activity_id = announced(tx, now)
    history = {"starts": "2013-12-16T09:00", "ends": "2013-12-20T17:00", "nomination_deadline": None, "historic": True}
    old = announced(tx, now, kind="expert_mission", topics=["ict"], **history)

    assert [item["activity_id"] for item in listed(tx, until="2013-12-16")["items"]] == [old]
    assert [item["activity_id"] for item in listed(tx, since="2013-12-20", kind="workshop")["items"]] == [activity_id]
    assert [item["activity_id"] for item in listed(tx, country="TJ", topic="ict")["items"]] == [old]
    assert listed(tx, status="completed")["items"] == []


def test_a_foreign_cursor_is_refused(tx):
    with pytest.raises(Invalid):
        listed(tx, cursor="nonsense")


def test_a_title_in_mlang_is_read_as_a_map(tx, now):
    title = "{mlang en}Training of trainers{mlang}{mlang ar}تدريب المدربين{mlang}"

    assert draft(tx, now, title=title)["title"] == {
        "source": "en",
        "en": "Training of trainers",
        "ar": "تدريب المدربين",
    }


def test_every_write_is_in_the_audit_without_the_contact(tx, now):
    activity_id = approved(tx, now)

    rows = tx.all(
        "select action, changes::text from audit where subject = %(s)s order by audit_id", s=f"activity/{activity_id}"
    )
    assert [row["action"] for row in rows] == ["draft_activity", "propose_activity", "approve_activity"]
    assert not any("miao" in row["changes"] for row in rows)
