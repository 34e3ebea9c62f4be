"""People on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Invalid, NotFound
from contracts.registry.people import PersonView, RegisterPerson
from services.registry.people import usecases


def person(**more):
    return RegisterPerson.read({"name": "Kadri Öz", "honorific": "Dr", "email": "kadri@example.org", **more})


def test_the_same_facts_again_change_nothing_and_others_bring_it_up_to_date(tx, emitted):
    chosen = str(uuid4())
    made = [
        usecases.register_person(tx, person(person_id=chosen, **more), uuid4())["version"]
        for more in ({}, {}, {"country": "TR"})
    ]
    assert made == [1, 1, 2]
    assert [key for key, _ in emitted()] == ["person.registered"] * 2
    assert "email" not in emitted()[0][1]


def test_the_address_is_for_officers(tx, as_actor):
    made = usecases.register_person(tx, person(), uuid4())
    assert PersonView.write(usecases.get_person(tx, made["person_id"]))["email"] == "kadri@example.org"
    as_actor("public")
    assert usecases.get_person(tx, made["person_id"])["email"] is None


def test_an_unknown_institution_is_refused_by_its_field(tx):
    with pytest.raises(Invalid) as refused:
        usecases.register_person(tx, person(institution_id=str(uuid4())), uuid4())
    assert refused.value.problems[0]["field"] == "institution_id"


def test_people_are_listed_by_name_in_pages(tx):
    for name in ("Öz", "Nur", "Öz"):
        usecases.register_person(tx, person(name=name), uuid4())
    first = usecases.list_people(tx, None, 2)
    rest = usecases.list_people(tx, first["next"], 2)
    assert [p["name"] for p in first["items"] + rest["items"]] == ["Nur", "Öz", "Öz"]


def test_a_stranger_is_not_found(tx):
    with pytest.raises(NotFound):
        usecases.get_person(tx, uuid4())
