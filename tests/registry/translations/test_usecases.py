"""Where translations stand, on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Forbidden, Invalid, NotReady, StaleVersion
from contracts.registry.deletions import OpportunityIsDeleted
from contracts.registry.institutions import ReviseInstitution
from contracts.registry.translations import GetTranslations, ReviewTranslation, TranslationsView
from services.registry.deletions import usecases as deletions
from services.registry.institutions import usecases as institutions
from services.registry.institutions.registrations import register_many
from services.registry.revisions import usecases as revisions
from services.registry.translation_reviews import usecases
from tests.registry import facts

NAMES = {"source": "en", "en": "Water House", "ar": "بيت الماء", "fr": "Maison de l'eau"}
TITLE = {"source": "en", "en": "Pumps", "ar": "مضخات"}


@pytest.fixture
def house(tx, now, as_actor):
    """An institution with three names, written by an officer who is somebody else from here on."""
    made = institutions.register_institution(tx, facts.institution(names=NAMES), now=now, new_id=uuid4())
    as_actor("institution", institution_id=made["institution_id"], access="editor")
    return made


def seen(tx, **of):
    view = TranslationsView.write(usecases.get_translations(tx, GetTranslations.read(facts.plain(of))))
    return {one["language"]: one for one in view["languages"]}


def statuses(tx, **of):
    return {language: one["status"] for language, one in seen(tx, **of).items()}


def review(tx, now, language, version, **of):
    asked = ReviewTranslation.read(facts.plain({**of, "language": language, "version": version}))
    return usecases.review_translation(tx, asked, now=now)


def revise(tx, now, institution_id, **more):
    old = institutions.get_institution(tx, institution_id, None)
    record = facts.plain({field: old[field] for field in institutions.RECORD})
    asked = ReviseInstitution.read(record | more | {"institution_id": str(institution_id), "version": old["version"]})
    return institutions.revise_institution(tx, asked, now=now)


def test_what_is_written_is_a_draft_until_somebody_else_reviews_it_and_stale_when_its_source_changes(tx, now, house):
    of = {"institution_id": house["institution_id"]}
    assert statuses(tx, **of) == {"en": "source", "ar": "draft", "fr": "draft"}
    review(tx, now, "ar", 1, **of)
    assert statuses(tx, **of) == {"en": "source", "ar": "reviewed", "fr": "draft"}
    renamed = NAMES | {"en": "House of Water", "fr": "Maison des eaux"}
    version = revise(tx, now, **of, names=renamed)["version"]
    assert statuses(tx, **of) == {"en": "source", "ar": "stale", "fr": "draft"}
    review(tx, now, "ar", version, **of)
    assert statuses(tx, **of)["ar"] == "reviewed"
    revise(tx, now, **of, names=renamed | {"en": "  House of   Water "}, city="Izmir")
    assert statuses(tx, **of)["ar"] == "reviewed"
    revise(tx, now, **of, names=renamed | {"en": "Houses of Water"})
    assert statuses(tx, **of) == {"en": "source", "ar": "stale", "fr": "stale"}


def test_who_wrote_a_translation_does_not_review_it(tx, now, house, as_actor):
    of = {"institution_id": house["institution_id"]}
    version = revise(tx, now, **of, names=NAMES | {"ar": "دار الماء"})["version"]
    assert [seen(tx, **of)[code]["reviewable"] for code in ("ar", "fr")] == [False, True]
    with pytest.raises(Forbidden):
        review(tx, now, "ar", version, **of)
    officer = as_actor("officer")
    review(tx, now, "ar", version, **of)
    (names,) = seen(tx, **of)["ar"]["texts"]
    assert (names["status"], names["reviewed_by"]) == ("reviewed", str(officer.account_id))


def test_the_same_review_again_changes_nothing(tx, now, house):
    of = {"institution_id": house["institution_id"]}
    first = review(tx, now, "ar", 1, **of)
    assert review(tx, now.replace(year=2027), "ar", 1, **of) == first
    assert tx.one("select count(*) as n from audit where action = 'review_translation'")["n"] == 1


def test_a_review_names_the_version_that_was_read_and_words_that_are_there(tx, now, house):
    of = {"institution_id": house["institution_id"]}
    revise(tx, now, **of, description={"source": "fr", "fr": "Nous formons."}, names={"en": "Water House"})
    assert statuses(tx, **of) == {"en": "missing", "ar": "missing", "fr": "missing"}
    with pytest.raises(StaleVersion):
        review(tx, now, "ar", 1, **of)
    with pytest.raises(NotReady):
        review(tx, now, "ar", 2, **of)


def test_what_came_in_by_the_thousand_is_known_from_its_first_change_on(tx, now, as_actor):
    institution_id = uuid4()
    assert register_many(tx, {0: facts.institution(names=NAMES)}, now=now, new_id=lambda: institution_id) == {0}
    assert tx.one("select count(*) as n from translation_marks")["n"] == 0
    assert statuses(tx, institution_id=institution_id)["ar"] == "draft"
    revise(tx, now, institution_id, names=NAMES | {"en": "House of Water"})
    assert statuses(tx, institution_id=institution_id) == {"en": "source", "ar": "stale", "fr": "stale"}


def test_another_institution_sees_and_reviews_nothing(tx, now, house, as_actor):
    of = {"institution_id": house["institution_id"]}
    as_actor("institution", institution_id=uuid4())
    for institution_id in (house["institution_id"], uuid4()):
        with pytest.raises(Forbidden):
            seen(tx, institution_id=institution_id)
        with pytest.raises(Forbidden):
            review(tx, now, "ar", 1, institution_id=institution_id)
    as_actor("institution", institution_id=house["institution_id"], access="viewer")
    assert seen(tx, **of)["ar"]["reviewable"] is False
    with pytest.raises(Forbidden):
        review(tx, now, "ar", 1, **of)


def test_exactly_one_record_is_asked_for(tx, house):
    for wrong in ({}, {"institution_id": house["institution_id"], "opportunity_id": uuid4()}):
        with pytest.raises(Invalid):
            seen(tx, **wrong)


def test_an_approved_change_of_a_public_one_belongs_to_who_proposed_it(tx, now, published, as_actor):
    card = published(title=TITLE, modules=[{"title": TITLE, "hours": 6}])
    of = {"opportunity_id": card["opportunity_id"]}
    writer = as_actor("institution", institution_id=card["institution_id"])
    review(tx, now, "ar", card["version"], **of)
    record = facts.opportunity(card["institution_id"], title=TITLE | {"ar": "المضخات"}, modules=card["modules"])
    revised = revisions.revise_opportunity(tx, record | of | {"version": card["version"]}, now=now, new_id=uuid4())
    revisions.submit_revision(tx, card["opportunity_id"], now=now)
    assert statuses(tx, **of) == {"en": "source", "ar": "reviewed", "fr": "missing"}
    as_actor("officer")
    version = revisions.approve_revision(tx, card["opportunity_id"], None, now=now)["version"]
    assert {one["field"]: one["status"] for one in seen(tx, **of)["ar"]["texts"]} == {
        "title": "draft",
        "modules": "reviewed",
    }
    assert version > revised["version"]
    tx.actor = writer
    with pytest.raises(Forbidden):
        review(tx, now, "ar", version, **of)
    as_actor("officer")
    review(tx, now, "ar", version, **of)
    assert statuses(tx, **of)["ar"] == "reviewed"


def test_nothing_of_a_deleted_draft_is_reviewed(tx, now, draft):
    card = draft(title=TITLE)
    of = {"opportunity_id": card["opportunity_id"]}
    assert seen(tx, **of)["ar"]["reviewable"] is True
    version = deletions.delete_opportunity(tx, card["opportunity_id"], now=now)["version"]
    assert seen(tx, **of)["ar"]["reviewable"] is False
    with pytest.raises(OpportunityIsDeleted):
        review(tx, now, "ar", version, **of)
