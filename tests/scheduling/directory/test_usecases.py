"""Copies of the registry's facts on PostgreSQL."""

from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.scheduling.nominations import NominationView
from services.scheduling.activities import usecases as activities
from services.scheduling.directory import repository, usecases
from services.scheduling.nominations import usecases as nominations
from tests.scheduling.facts import MINISTRY, UNESCO, announced, drafted, institution, nomination


def named(name, institution_id):
    return institution(name, institution_id=institution_id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(1, 6)))
def test_the_newest_facts_win_in_whatever_order_they_come(tx, order):
    institution_id = uuid4()
    for sequence in order:
        usecases.follow_institution(tx, named(f"Name {sequence}", institution_id), sequence)

    assert usecases.find_institution(tx, institution_id)["names"]["en"] == "Name 5"


def test_a_new_name_shows_at_once(tx, now):
    activity_id = drafted(tx, now)
    usecases.follow_institution(tx, named("UNESCO Regional Office", UNESCO), 2)

    organisers = activities.get_activity(tx, activity_id, None)["organisers"]
    assert organisers[0]["names"]["en"] == "UNESCO Regional Office"


def test_after_a_merger_activities_name_the_one_that_stands_for_both_once_in_a_role(tx, now):
    roles = [(UNESCO, "organiser"), (MINISTRY, "organiser"), (MINISTRY, "host")]
    organisers = [{"institution_id": str(found), "role": role} for found, role in roles]
    activity_id = drafted(tx, now, organisers=organisers)
    merged = institution("Ministry", "merged", institution_id=MINISTRY, into_id=UNESCO)
    for _ in range(2):
        usecases.follow_merger(tx, merged, 2)

    found = activities.get_activity(tx, activity_id, None)["organisers"]
    assert [(o["institution_id"], o["role"]) for o in found] == [(UNESCO, "organiser"), (UNESCO, "host")]
    assert usecases.find_institution(tx, MINISTRY)["merged_into"] == UNESCO


def test_after_a_merger_nominations_are_those_of_the_one_that_stands_for_both(tx, now, as_actor):
    activity_id = announced(tx, now)
    as_actor("institution", institution_id=MINISTRY)
    request = nomination(activity_id, institution_id=str(MINISTRY))
    nomination_id = nominations.nominate(tx, request, uuid4(), now=now)["nomination_id"]
    usecases.follow_merger(tx, institution("M", "merged", institution_id=MINISTRY, into_id=UNESCO), 2)
    as_actor("institution", institution_id=UNESCO)

    view = NominationView.write(nominations.get_nomination(tx, nomination_id))
    assert view["nominee"]["institution_id"] == str(UNESCO)


def test_an_update_that_comes_late_does_not_undo_a_merger(tx):
    usecases.follow_merger(tx, institution("M", "merged", institution_id=MINISTRY, into_id=UNESCO), 5)
    usecases.follow_institution(tx, named("Ministry", MINISTRY), 4)

    assert usecases.find_institution(tx, MINISTRY)["status"] == "merged"


def test_what_was_recorded_is_known(tx):
    person, project = uuid4(), uuid4()
    repository.save_person(tx, {"person_id": person, "name": "Lina Benete"}, 1)
    repository.save_project(tx, {"project_id": project, "title": {"source": "en", "en": "P"}}, 1)
    repository.save_member_state(tx, {"code": "UZ", "names": {"source": "en", "en": "Uzbekistan"}, "language": "uz"}, 1)

    assert usecases.unknown_people(tx, [person, project]) == {project}
    assert usecases.problems_with_project(tx, project) == []
    assert usecases.is_member_state(tx, "UZ")
    assert not usecases.is_member_state(tx, "DE")
