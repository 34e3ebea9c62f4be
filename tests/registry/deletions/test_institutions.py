"""Deleting institutions that were entered by mistake, and recovering them, on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import InvalidTransition, NotFound, StaleVersion
from contracts.registry.duplicates import FindLookalikes
from contracts.registry.institution_deletions import (
    DeletedInstitutionView,
    DeleteInstitution,
    IdTakenMeanwhile,
    InstitutionInUse,
    InstitutionIsDeleted,
    ListDeletedInstitutions,
    RecoverInstitution,
)
from contracts.registry.institutions import AlreadyMerged, InstitutionView, SearchInstitutions
from services.registry.deletions import institutions as deletions
from services.registry.deletions import repository
from services.registry.directory import usecases as directory
from services.registry.duplicates import usecases as duplicates
from services.registry.imports import usecases as imports
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from services.registry.transfers import exports
from tests.registry import facts
from tests.registry.imports.test_usecases import ror, ror_id
from tests.registry.people_of import member

OWN_ID = {"scheme": "ror", "value": ror_id(1)}


@pytest.fixture
def enter(tx, now):
    def one(name="Institute of Mistakes", **more):
        return institutions.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())

    return one


@pytest.fixture
def delete(tx, now):
    return lambda one: deletions.delete_institution(tx, one["institution_id"], one["version"], "Typed twice.", now=now)


@pytest.fixture
def recover(tx, now):
    return lambda one, version=None: deletions.recover_institution(tx, one["institution_id"], version, now=now)


def found(tx):
    asked = SearchInstitutions.read({"words": "mistakes"})
    return [one["institution_id"] for one in directory.search_institutions(tx, asked)["items"]]


def exported(tx):
    return "Mistakes" in exports.export_records(tx, "institutions", None, now=None)["content"]


def alike(tx):
    return duplicates.answer_lookalikes(tx, FindLookalikes.read({"names": {"en": "Institute of Mistakes"}}))["items"]


def deleted(tx):
    page = deletions.list_deleted(tx, ListDeletedInstitutions.read({}))
    return [DeletedInstitutionView.write(one) for one in page["items"]]


def test_only_officers_delete_institutions():
    for contract in (DeleteInstitution, RecoverInstitution, ListDeletedInstitutions):
        assert contract.allowed == ("officer",)


def test_it_leaves_every_list_and_comes_back_as_it_was(tx, enter, delete, recover, as_actor, emitted):
    one = enter(external_ids=[OWN_ID])
    before = InstitutionView.write(institutions.get_institution(tx, one["institution_id"], None))
    assert found(tx) == [one["institution_id"]]
    assert exported(tx) and alike(tx)
    gone = delete(one)
    key, told = emitted()[-1]
    assert (key, told["previous_status"], told["status"]) == ("institution.status_changed", "active", "closed")
    assert (gone["status"], gone["external_ids"], gone["version"]) == ("closed", [], 2)
    assert (found(tx), exported(tx), alike(tx)) == ([], False, [])
    assert [(item["institution_id"], item["status_before"], item["external_ids"]) for item in deleted(tx)] == [
        (str(one["institution_id"]), "active", [OWN_ID])
    ]
    as_actor("public")
    with pytest.raises(NotFound):
        institutions.get_institution(tx, one["institution_id"], None)
    as_actor("officer")
    after = InstitutionView.write(recover(one, 2))
    same = {name: value for name, value in before.items() if name not in ("version", "freshness")}
    assert {name: after[name] for name in same} == same
    assert (after["version"], found(tx), deleted(tx)) == (3, [one["institution_id"]], [])
    assert [told["status"] for _, told in emitted()[-1:]] == ["active"]


def test_the_same_again_changes_nothing(tx, enter, delete, recover, emitted):
    one = enter()
    assert recover(one)["version"] == 1
    gone = delete(one)
    told = len(emitted())
    assert delete(one)["version"] == gone["version"]
    with pytest.raises(StaleVersion):
        recover(one, 1)
    assert len(emitted()) == told


def test_a_deleted_one_is_recovered_before_any_other_change(tx, enter, delete, recover, now):
    one, other = enter(), enter("The Right Academy", country="MA")
    version = delete(one)["version"]
    corrected = facts.institution("Institute of Corrections")
    words = {**corrected, "institution_id": one["institution_id"], "version": version, "relations": None}
    step = {"institution_id": one["institution_id"], "status": "active", "reason": "It is there.", "version": version}
    for change in (
        lambda: institutions.revise_institution(tx, words, now=now),
        lambda: lifecycle.change_institution_status(tx, step, now=now),
        lambda: lifecycle.merge_institutions(tx, other["institution_id"], one["institution_id"], "The same.", now=now),
    ):
        with pytest.raises(InstitutionIsDeleted), tx.savepoint():
            change()
    again = recover(one)
    assert (
        institutions.revise_institution(tx, words | {"version": again["version"]}, now=now)["names"] == words["names"]
    )


def test_recovering_names_the_id_that_another_took_meanwhile(tx, enter, delete, recover):
    one = enter(external_ids=[OWN_ID])
    delete(one)
    other = enter("The Right Academy", country="MA", external_ids=[OWN_ID])
    with pytest.raises(IdTakenMeanwhile) as refused, tx.savepoint():
        recover(one)
    assert refused.value.facts["held_by"] == [{**OWN_ID, "institution_id": str(other["institution_id"])}]
    assert [item["institution_id"] for item in deleted(tx)] == [str(one["institution_id"])]


def test_an_import_that_names_its_id_does_not_bring_it_back(tx, enter, delete, recover, now):
    one = enter(external_ids=[OWN_ID])
    delete(one)
    row = {"line": 1, "record": ror(1, "Institute of Mistakes")}
    made = imports.import_institutions(tx, [row], False, now=now, new_id=uuid4)["results"][0]
    assert made["outcome"] == "added" and made["institution_id"] != one["institution_id"]
    assert institutions.get_institution(tx, one["institution_id"], None)["status"] == "closed"
    with pytest.raises(IdTakenMeanwhile), tx.savepoint():
        recover(one)
    imported = institutions.get_institution(tx, made["institution_id"], None)
    with pytest.raises(InstitutionInUse) as refused:
        delete(imported)
    assert refused.value.facts == {"because": ["source"]}


def test_what_something_hangs_on_is_not_deleted(tx, enter, delete, now, published, own):
    published()
    member(tx, now, own["institution_id"], "owner")
    merged = enter("Another Institute of Mistakes", country="MA")
    lifecycle.merge_institutions(tx, merged["institution_id"], own["institution_id"], "The same.", now=now)
    own = institutions.get_institution(tx, own["institution_id"], None)
    with pytest.raises(InstitutionInUse) as refused:
        delete(own)
    assert refused.value.facts == {"because": ["account", "merged", "opportunity"]}
    with pytest.raises(AlreadyMerged):
        delete(merged)
    closed = enter("Closed Institute", country="TR")
    ended = institutions.change_status(tx, closed["institution_id"], "closed", "It ended.")
    with pytest.raises(InvalidTransition):
        delete(ended)
    assert repository.list_hanging(tx, closed["institution_id"]) == []
