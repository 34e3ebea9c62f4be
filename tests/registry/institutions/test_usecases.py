"""Institutions on PostgreSQL."""

from uuid import UUID, uuid4

import pytest

from contracts.refusals import Conflict, Duplicate, Forbidden, Invalid, InvalidTransition, NotFound, StaleVersion
from contracts.registry.institution_cards import CARD, in_view
from contracts.registry.institutions import ConfirmationNeeded, InstitutionFacts, InstitutionView, SearchInstitutions
from services.registry.directory import usecases as directory
from services.registry.institutions import usecases
from tests.registry import facts


@pytest.fixture
def register(tx, now):
    def enter(name, **more):
        return usecases.register_institution(tx, facts.institution(name, **more), now=now, new_id=uuid4())

    return enter


def revision(view, **more):
    record = {field: view[field] for field in usecases.RECORD}
    return {**record, "institution_id": view["institution_id"], "version": view["version"], "relations": None, **more}


def test_a_registered_institution_can_be_seen_and_is_told_once(tx, register, emitted):
    made = register("Institut supérieur de statistique", domains=["iss.example.org"], established=1999)

    assert (
        InstitutionView.write(usecases.get_institution(tx, made["institution_id"], None))["slug"]
        == "institut-superieur-de-statistique"
    )
    assert [key for key, _ in emitted()] == ["institution.registered"]
    assert emitted()[0][1]["names"]["en"] == "Institut supérieur de statistique"


def test_the_same_registration_again_changes_nothing_and_other_facts_are_a_duplicate(tx, register, emitted, now):
    chosen = str(uuid4())
    first = register("Water Academy", institution_id=chosen)

    assert InstitutionView.write(register("Water Academy", institution_id=chosen)) == InstitutionView.write(first)
    assert len(emitted()) == 1
    with pytest.raises(Duplicate) as refused:
        register("Water Academy of the North", institution_id=chosen)
    assert refused.value.facts["institution_id"] == chosen


def test_lookalikes_need_a_reason(register):
    known = register("Statistical Centre of Testland", city="Ankara")
    with pytest.raises(ConfirmationNeeded) as refused:
        register("Statistical Center of Testland", city="Ankara")
    assert refused.value.facts["candidates"][0]["institution_id"] == str(known["institution_id"])
    register("Statistical Center of Testland", force_reason="two offices in one city")


def test_the_same_ministry_of_two_countries_is_no_lookalike(register):
    register("Ministry of Health", country="TR")
    register("Ministry of Health", country="MA", city="Rabat")


def test_an_acronym_alone_does_not_make_a_lookalike(register):
    acronym = [{"name": "SIT", "kind": "acronym"}]
    register("Sanitary Inspectorate", other_names=acronym)
    register("School of Islamic Trade", other_names=acronym)


def test_all_problems_of_a_record_come_at_once(register):
    with pytest.raises(Invalid) as refused:
        register(
            "Nowhere",
            country=None,
            established=2050,
            latitude=1.0,
            external_ids=[{"scheme": "isni", "value": "0000 0005 2466 4221"}],
        )
    assert {p["field"] for p in refused.value.problems} == {
        "country",
        "established",
        "longitude",
        "external_ids.0.value",
    }


def test_an_external_id_belongs_to_one_institution(tx, register):
    ror = [{"scheme": "ror", "value": "https://ror.org/0001hr526"}]
    assert register("First", external_ids=ror)["external_ids"] == [{"scheme": "ror", "value": "0001hr526"}]
    with pytest.raises(Conflict):
        register("Second entirely different", external_ids=ror)


def test_slugs_collide_with_a_suffix_and_old_ones_still_lead_there(tx, register, now):
    first = register("Ministry of Labour", country="TR")
    second = register("Ministry of Labour", country="MA")
    assert (first["slug"], second["slug"]) == ("ministry-of-labour", "ministry-of-labour-2")

    renamed = usecases.revise_institution(
        tx, revision(first, names={"source": "en", "en": "Ministry of Work"}), now=now
    )
    assert renamed["slug"] == "ministry-of-work"
    assert usecases.get_institution(tx, None, "ministry-of-labour")["institution_id"] == first["institution_id"]
    again = usecases.revise_institution(tx, revision(renamed, names=first["names"]), now=now)
    assert again["slug"] == "ministry-of-labour"


def test_a_revision_tells_what_changed_and_whether_it_matters(tx, register, emitted, now):
    made = register("Institute")
    usecases.revise_institution(tx, revision(made, website="https://example.org"), now=now)
    key, told = emitted()[-1]
    assert (key, told["changed_fields"], told["material"], told["version"]) == (
        "institution.updated",
        ["website"],
        False,
        2,
    )


def test_a_revision_to_the_same_changes_nothing(tx, register, emitted, now):
    made = register("Institute")
    assert usecases.revise_institution(tx, revision(made), now=now)["version"] == 1
    assert len(emitted()) == 1


def test_a_stale_version_is_refused_with_the_current_one(tx, register, now):
    made = register("Institute")
    usecases.revise_institution(tx, revision(made, city="Izmir"), now=now)
    with pytest.raises(StaleVersion) as refused:
        usecases.revise_institution(tx, revision(made, city="Bursa"), now=now)
    assert refused.value.facts == {"version": 2}


def test_an_institution_may_change_only_itself_and_learns_nothing_of_others(tx, register, as_actor, now):
    made = register("Institute")
    as_actor("institution", institution_id=uuid4())
    for target in (made["institution_id"], uuid4()):
        with pytest.raises(Forbidden):
            usecases.revise_institution(tx, revision(made, institution_id=target), now=now)
    as_actor("institution", institution_id=made["institution_id"])
    assert usecases.revise_institution(tx, revision(made, city="Izmir"), now=now)["city"] == "Izmir"


def test_relations_hold_both_ways_and_cycles_are_refused(tx, register):
    unesco = register("UNESCO Headquarters")
    parent = [{"kind": "parent", "institution_id": str(unesco["institution_id"])}]
    office = register("Tashkent Office", country="UZ", relations=parent)

    seen = usecases.get_institution(tx, unesco["institution_id"], None)
    assert [(r["kind"], r["institution_id"]) for r in seen["relations"]] == [("child", office["institution_id"])]
    below = [{"kind": "child", "institution_id": str(unesco["institution_id"])}]
    with pytest.raises(Invalid):
        register("Wrong", relations=[*parent, *below])
    with pytest.raises(Invalid):
        register("Lost", relations=[{"kind": "parent", "institution_id": str(uuid4())}])


def test_nobody_takes_an_institution_by_calling_it_a_part_of_the_own_one(tx, register, as_actor, now):
    own, other, third = register("Ministry"), register("Free institute"), register("Academy of music")

    def tie(one, kind, to):
        change = revision(one, relations=[{"kind": kind, "institution_id": to["institution_id"]}])
        return usecases.revise_institution(tx, change, now=now)

    as_actor("institution", institution_id=own["institution_id"], covers_children=True)
    with pytest.raises(Invalid) as refused:
        tie(own, "child", other)
    assert refused.value.problems[0]["field"] == "relations.0.institution_id"
    with pytest.raises(Forbidden):
        usecases.revise_institution(tx, revision(other, city="Mine"), now=now)
    as_actor("institution", institution_id=other["institution_id"])
    assert tie(other, "parent", own)["relations"][0]["kind"] == "parent"
    as_actor("officer")
    assert tie(own, "child", third)["relations"][0]["institution_id"] == third["institution_id"]


def test_an_institution_is_not_related_to_itself(register):
    own = str(uuid4())
    with pytest.raises(Invalid) as refused:
        register("Narcissus", institution_id=own, relations=[{"kind": "related", "institution_id": own}])
    assert refused.value.problems[0]["code"] == "self_relation"


def test_contact_is_shown_to_officers_and_itself_unless_public(tx, register, as_actor):
    made = register("Institute", contact={"email": "office@example.org", "public": False})
    as_actor("public")
    assert usecases.get_institution(tx, made["institution_id"], None)["contact"] is None


def test_the_public_sees_active_institutions_only(tx, register, as_actor):
    made = register("Planned", status="planned")
    as_actor("public")
    with pytest.raises(NotFound):
        usecases.get_institution(tx, made["institution_id"], None)


def test_a_status_moves_along_its_life_cycle_only(tx, register, emitted):
    made = register("Institute")
    usecases.change_status(tx, made["institution_id"], "closed", "dissolved")
    assert emitted()[-1][0] == "institution.status_changed"
    with pytest.raises(InvalidTransition) as refused:
        usecases.change_status(tx, made["institution_id"], "active", "again")
    assert refused.value.facts == {"from": "closed", "to": "active", "allowed": []}


def test_a_record_registered_again_after_it_was_merged_leads_to_the_other(tx, register, now):
    chosen = str(uuid4())
    register("Alpha House", institution_id=chosen)
    other = register("Borealis Centre")
    usecases.become_part_of(tx, UUID(chosen), other["institution_id"], "one house")
    assert register("Alpha House", institution_id=chosen)["institution_id"] == other["institution_id"]


@pytest.mark.parametrize("letter", ["\u3300", "\ufdfa", "ß", "x"])
def test_the_longest_name_of_the_widest_letters_can_be_stored_and_found(tx, register, letter):
    made = register(letter * 300, city=letter * 120)
    request = SearchInstitutions.read({"words": letter * 200})
    found = directory.search_institutions(tx, request)
    assert [item["institution_id"] for item in found["items"]] == [made["institution_id"]]


def test_the_basic_view_is_a_card_that_says_at_least_what_events_say(register):
    made = register("Alpha House", website="https://alpha.example.org", description={"source": "en", "en": "Old."})
    basic, complete = (InstitutionView.write(in_view(view, made)) for view in ("basic", "complete"))
    assert basic.items() <= complete.items() and {"website", "fields_of_training"} <= set(basic) == set(CARD)
    assert set(InstitutionFacts().fields) <= set(basic) and "description" in set(complete) - set(basic)
