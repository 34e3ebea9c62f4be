"""Fields of training, country groups and vocabularies on PostgreSQL."""

from datetime import date
from uuid import uuid4

import pytest

from contracts import vocabularies
from contracts.refusals import Invalid, NotFound, StaleVersion
from contracts.registry.institutions import ReviseInstitution
from contracts.registry.reference import (
    CountryGroupView,
    FieldOfTrainingView,
    InUse,
    ListFieldsOfTraining,
    RecordCountryGroup,
    VocabularyView,
)
from services.registry.institutions import usecases as institutions
from services.registry.reference import usecases
from tests.registry import facts

TODAY = date(2026, 6, 1)


def fields(tx, **more):
    return usecases.list_fields(tx, ListFieldsOfTraining.read({"limit": 100} | more))["items"]


def group(tx, code, countries=(), includes=(), **more):
    members = [one if isinstance(one, dict) else {"country": one} for one in countries]
    record = {"code": code, "names": {"en": code.title()}, "members": members, "includes": list(includes)} | more
    return usecases.record_group(tx, RecordCountryGroup.read(record), TODAY)


def test_the_fields_of_training_are_a_tree_of_three_levels(tx):
    broad = fields(tx, level="broad")
    assert [one["code"] for one in broad] == [f"{number:02}" for number in range(11)]
    narrow = fields(tx, parent="06")
    assert {(one["level"], one["parent"]) for one in narrow} == {("narrow", "06")}
    assert [one["code"] for one in fields(tx, words="Software")] == ["0613"]
    assert FieldOfTrainingView.write(narrow[0])["missing_languages"] == ["ar", "fr"]
    every = usecases.list_fields(tx, ListFieldsOfTraining.read({"limit": 100, "level": "detailed", "cursor": None}))
    assert every["next"] and len(every["items"]) == 100


def test_a_translation_closes_a_gap_and_the_english_name_stays(tx):
    names = {"source": "en", "en": "Statistics", "fr": "Statistiques"}
    done = usecases.translate_field(tx, "0542", names, 1)
    assert (done["missing_languages"], done["version"]) == (["ar"], 2)
    assert usecases.translate_field(tx, "0542", names, 2)["version"] == 2
    assert "0542" not in [one["code"] for one in fields(tx, parent="054", missing="fr")]
    with pytest.raises(StaleVersion):
        usecases.translate_field(tx, "0542", names, 1)
    with pytest.raises(Invalid) as refused:
        usecases.translate_field(tx, "0542", {"source": "en", "en": "Numbers"}, 2)
    assert refused.value.problems[0]["code"] == "official_name"


def test_unknown_codes_are_refused_with_the_nearest(tx):
    usecases.check_fields(tx, ["0542", "06"])
    with pytest.raises(Invalid) as refused:
        usecases.check_fields(tx, ["0542", "0543", "statistic"])
    assert [(p["field"], p["code"]) for p in refused.value.problems] == [
        ("fields_of_training.1", "unknown_code"), ("fields_of_training.2", "unknown_code"),
    ]  # fmt: skip
    assert "054" in refused.value.problems[0]["message"]
    assert "Statistics" in refused.value.problems[1]["message"]
    with pytest.raises(NotFound) as missing:
        usecases.get_field(tx, "0543")
    assert missing.value.facts["nearest"]


def test_a_deprecated_field_names_what_replaces_it_and_stays_on_records_that_have_it(tx):
    done = usecases.deprecate_field(tx, "0541", "0542")
    assert (done["deprecated"], done["replaced_by"]) == (True, "0542")
    with pytest.raises(Invalid) as refused:
        usecases.check_fields(tx, ["0541"])
    assert refused.value.problems[0]["code"] == "deprecated"
    usecases.check_fields(tx, ["0541"], kept=["0541"])
    for replacement in ("0542", "0541"):
        with pytest.raises(Invalid):
            usecases.deprecate_field(
                tx, "0542" if replacement == "0542" else "054", "0542" if replacement == "0542" else "0541"
            )


def test_a_group_is_expanded_at_a_date_with_the_groups_it_includes(tx, emitted):
    group(tx, "arab", ["MA", {"country": "SO", "since": "1974-02-14"}])
    group(tx, "central_asia", ["TJ", {"country": "AF", "until": "2020-12-31"}])
    both = group(tx, "both", ["TR", "MA"], ["arab", "central_asia"])
    assert CountryGroupView.write(both)["countries"] == ["MA", "SO", "TJ", "TR"]
    assert usecases.get_group(tx, "both", date(1970, 1, 1))["countries"] == ["AF", "MA", "TJ", "TR"]
    assert [key for key, _ in emitted()] == ["country_group.recorded"] * 3
    assert emitted()[-1][1]["countries"] == ["MA", "SO", "TJ", "TR"]
    assert group(tx, "both", ["TR", "MA"], ["arab", "central_asia"])["version"] == 1
    assert len(emitted()) == 3
    assert usecases.countries_of(tx, ["central_asia"], TODAY) == ["TJ"]


def test_empty_cyclic_and_unknown_groups_are_refused(tx):
    group(tx, "one", ["MA"])
    group(tx, "two", [], ["one"])
    for wrong, field, code in (
        ({"countries": [], "includes": []}, "members", "empty"),
        ({"countries": ["MA"], "includes": ["two"]}, "includes.0", "cycle"),
        ({"countries": ["MA"], "includes": ["one"]}, "includes.0", "cycle"),
        ({"countries": ["MA"], "includes": ["nowhere"]}, "includes.0", "unknown_group"),
        (
            {"countries": [{"country": "MA", "since": "2020-01-01", "until": "2019-01-01"}]},
            "members.0.until",
            "ends_before_start",
        ),
        ({"countries": ["MA", "MA"]}, "members.1.since", "overlaps"),
    ):
        with pytest.raises(Invalid) as refused:
            group(tx, "one", **wrong)
        assert [(p["field"], p["code"]) for p in refused.value.problems] == [(field, code)]
    with pytest.raises(StaleVersion):
        group(tx, "one", ["TR"], expected_version=7)


def test_the_vocabularies_are_those_of_the_contracts_named_in_three_languages(tx):
    found = {one["name"]: one for one in usecases.list_vocabularies(tx, None, 100)["items"]}
    codes = {name: tuple(term["code"] for term in one["terms"]) for name, one in found.items()}
    assert codes["topics"] == vocabularies.FIELDS
    assert codes["institution_types"] == vocabularies.INSTITUTION_TYPES
    assert codes["opportunity_kinds"] == vocabularies.OPPORTUNITY_KINDS
    assert codes["audiences"] == vocabularies.AUDIENCES
    assert codes["sdgs"] == tuple(map(str, vocabularies.SDGS))
    assert [t["code"] for one in found.values() for t in one["terms"] if t["missing_languages"]] == []
    VocabularyView.write(found["topics"])


def test_a_term_is_deprecated_with_a_replacement_and_raises_the_version(tx):
    done = usecases.deprecate_term(tx, "topics", "ict_in_education", "ict")
    assert done["version"] == 2
    with pytest.raises(Invalid) as refused:
        usecases.check_terms(tx, "topics", ["ict", "ict_in_education"], field="topics")
    assert [(p["field"], p["code"]) for p in refused.value.problems] == [("topics.1", "deprecated")]
    with pytest.raises(Invalid):
        usecases.deprecate_term(tx, "topics", "education", "ict_in_education")
    with pytest.raises(NotFound):
        usecases.deprecate_term(tx, "topics", "no_such", "ict")


def test_a_term_in_use_cannot_be_removed_and_a_free_one_can(tx, now):
    institutions.register_institution(tx, facts.institution(topics=["water"]), now=now, new_id=uuid4())
    with pytest.raises(InUse) as refused:
        usecases.remove_term(tx, "topics", "water")
    assert refused.value.facts == {"uses": {"institutions": 1}}
    with pytest.raises(InUse):
        usecases.remove_term(tx, "audiences", "other")
    left = usecases.remove_term(tx, "topics", "tourism")
    assert "tourism" not in [term["code"] for term in left["terms"]]
    with pytest.raises(Invalid):
        usecases.check_terms(tx, "topics", ["tourism"], field="topics")


def test_an_institution_takes_no_deprecated_term_but_keeps_those_it_has(tx, now):
    made = institutions.register_institution(
        tx, facts.institution(topics=["ict_in_education"]), now=now, new_id=uuid4()
    )
    usecases.deprecate_term(tx, "topics", "ict_in_education", "ict")
    record = facts.institution("Another House", topics=["law", "ict_in_education"])
    with pytest.raises(Invalid) as refused:
        institutions.register_institution(tx, record, now=now, new_id=uuid4())
    assert [(p["field"], p["code"]) for p in refused.value.problems] == [("topics.1", "deprecated")]
    plain = facts.plain({field: made[field] for field in institutions.RECORD})
    change = {
        **plain,
        "topics": ["ict_in_education", "law"],
        "institution_id": str(made["institution_id"]),
        "version": 1,
    }
    assert institutions.revise_institution(tx, ReviseInstitution.read(change), now=now)["version"] == 2
