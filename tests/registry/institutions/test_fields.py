"""Fields of training and programmes of an institution: checked, kept by who does not know them, in every copy of the record."""

from uuid import uuid4

import pytest

from contracts.refusals import Invalid
from contracts.registry.institutions import InstitutionView, ReviseInstitution
from services.registry.institutions import domain, usecases
from tests.registry import facts

LATER = {
    "programmes": ["StatCaB"], "fields_of_training": ["0542", "0421"], "capacity": 120,
    "facilities": [{"source": "en", "en": "A room for computers"}],
}  # fmt: skip


@pytest.fixture
def register(tx, now):
    def enter(**more):
        return usecases.register_institution(tx, facts.institution(**more), now=now, new_id=uuid4())

    return enter


def revise(tx, made, now, **more):
    plain = facts.plain({field: made[field] for field in usecases.RECORD if field not in LATER})
    ids = {"institution_id": str(made["institution_id"]), "version": made["version"]}
    return usecases.revise_institution(tx, ReviseInstitution.read({**plain, **ids, **more}), now=now)


def test_both_are_shown_once_each_and_changed(tx, now, register):
    made = register(programmes=["StatCaB", "CBP", "StatCaB"], fields_of_training=["0542", "0542"])
    shown = InstitutionView.write(usecases.get_institution(tx, made["institution_id"], None))
    assert (shown["programmes"], shown["fields_of_training"]) == (["StatCaB", "CBP"], ["0542"])
    changed = revise(tx, made, now, programmes=[], fields_of_training=["0421"])
    assert (changed["programmes"], changed["fields_of_training"], changed["version"]) == ([], ["0421"], 2)


def test_facilities_and_capacity_are_told_and_taken_back(tx, register, now):
    made = register(**LATER)
    shown = InstitutionView.write(usecases.get_institution(tx, made["institution_id"], None))
    assert (shown["facilities"], shown["capacity"]) == (LATER["facilities"], 120)
    changed = revise(tx, made, now, facilities=[], capacity=0)
    assert (changed["facilities"], changed["capacity"], changed["version"]) == ([], None, 2)
    again = revise(tx, changed, now, capacity=0)
    assert again["version"] == 2


def test_a_record_that_does_not_know_them_leaves_them(tx, now, register):
    made = register(**LATER)
    changed = revise(tx, made, now, city="Konya")
    assert {field: changed[field] for field in LATER} == LATER
    assert revise(tx, changed, now, city="Konya")["version"] == changed["version"]


def test_an_unknown_field_is_refused_with_the_nearest(register):
    with pytest.raises(Invalid) as refused:
        register(fields_of_training=["0542", "0543"])
    [wrong] = refused.value.problems
    assert (wrong["field"], wrong["code"]) == ("fields_of_training.1", "unknown_code")
    assert "Nearest: 05" in wrong["message"]


def test_who_registered_before_they_came_may_repeat_it(register):
    institution_id = str(uuid4())
    assert register(institution_id=institution_id)["version"] == register(institution_id=institution_id)["version"]
    before = {"names": {"en": "X"}, "topics": []}
    assert domain.said({**before, "programmes": [], "fields_of_training": []}) == before
    assert domain.said({**before, **LATER}) == {**before, **LATER}
