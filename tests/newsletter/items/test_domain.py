"""Plans from candidates, and an editor's hand."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Invalid
from services.newsletter.items.domain import (
    KIND_SECTIONS,
    MOST_SINGLE_INSTITUTIONS,
    Item,
    Plan,
    coverage,
    deadline_passed,
    group_id,
    plan,
    raw_mlang,
    section_of,
    untranslated,
)
from tests.newsletter.news import INSTITUTION, OPPORTUNITY, WORKSHOP

SECTIONS = [
    "editorial",
    "oic-vet",
    "cbp",
    "courses-and-workshops",
    "opportunities",
    "institutions",
    "forums",
    "news",
    "unplaced",
]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ISSUE = UUID("0b0e5ac6-2b0a-4a1e-8f0c-6d8a3c1d2e3f")
CARDS = {"activity": WORKSHOP, "opportunity": OPPORTUNITY, "institution": INSTITUTION}


def heard(kind, applied=False, **facts):
    card = {**CARDS[kind], **facts}
    return {"kind": kind, "source_id": uuid4(), "facts": card, "event_ids": [uuid4()], "applied": applied}


@given(st.lists(st.tuples(st.sampled_from(sorted(CARDS)), st.booleans()), max_size=40))
def test_everything_heard_is_planned_once_or_in_the_group(kinds):
    news = [heard(kind, applied) for kind, applied in kinds]

    plans = plan(ISSUE, news, SECTIONS, NOW)

    crowd = [one for one in news if one["kind"] == "institution" and not one["applied"]]
    grouped = crowd if len(crowd) > MOST_SINGLE_INSTITUTIONS else []
    sources = [one.source_id for one in plans]
    assert len(sources) == len(set(sources))
    assert set(sources) == ({one["source_id"] for one in news} - {one["source_id"] for one in grouped}) | (
        {group_id(ISSUE)} if grouped else set()
    )
    assert [one.position for one in plans] == sorted({one.position for one in plans})


@pytest.mark.parametrize(
    ("programme", "kind", "section"),
    [
        ("OIC-VET", "forum", "oic-vet"),
        ("CBP", "expert_mission", "cbp"),
        ("OTHER", "forum", "forums"),
        ("StatCaB", "training_course", "courses-and-workshops"),
        ("OTHER", "expert_mission", "unplaced"),
        ("OTHER", "something_new", "unplaced"),
    ],
)
def test_activities_go_where_their_programme_or_kind_belongs(programme, kind, section):
    assert section_of("activity", {"programme": programme, "kind": kind}, SECTIONS) == section


@given(st.sampled_from(sorted(KIND_SECTIONS)))
def test_a_publication_without_the_section_loses_nothing(kind):
    assert section_of("activity", {"programme": "OTHER", "kind": kind}, ["opportunities"]) == "unplaced"


def test_the_last_day_to_apply_ends_in_the_opportunitys_own_zone():
    facts = {"deadline": "2026-11-20", "zone": "Asia/Baku"}

    assert not deadline_passed(facts, datetime(2026, 11, 20, 19, 59, tzinfo=UTC))
    assert deadline_passed(facts, datetime(2026, 11, 20, 20, 0, tzinfo=UTC))


LANGUAGE_MAPS = st.dictionaries(st.sampled_from(["en", "ar", "fr"]), st.text("abc", min_size=1), max_size=3)


def an_item(**more):
    base = {"title": {"source": "en", "en": "T"}, "text": {"source": "en", "en": "t", "ar": "t", "fr": "t"}}
    return Item(uuid4(), ISSUE, "activity", uuid4(), "forums", 10, **{**base, **more})


def a_plan(item, **more):
    base = {"section": "news", "position": 90, "facts": {"a": 1}, "event_ids": (), "title": {"en": "New"}, "path": "/x"}
    return Plan(item.kind, item.source_id, **{**base, **more})


@given(LANGUAGE_MAPS, LANGUAGE_MAPS, LANGUAGE_MAPS)
def test_edited_words_lie_over_every_refresh(title, text, fresh):
    item = an_item().revised({"title": title, "text": text}, SECTIONS)

    again = item.refreshed(a_plan(item), {"source": "en", **fresh}, {"source": "en", **fresh})

    assert title.items() <= again.shown_title.items()
    assert text.items() <= again.shown_text.items()
    assert again.refreshed(a_plan(item), {"source": "en", **fresh}, {"source": "en", **fresh}) == again


def test_an_editors_exclusion_outlives_rules_and_a_rules_own_does_not():
    by_editor = an_item().revised({"included": False, "reason": "dull"}, SECTIONS)
    by_rule = an_item().ruled_out("cancelled")

    assert by_editor.ruled_out("cancelled").exclusion_reason == "dull"
    assert not by_editor.ruled_in().included
    assert by_rule.ruled_in().included
    assert by_editor.revised({"included": True}, SECTIONS).exclusion_reason is None


def test_an_unknown_section_is_refused():
    with pytest.raises(Invalid):
        an_item().revised({"section": "gossip"}, SECTIONS)


def test_coverage_names_what_is_open():
    item, lone = an_item(), heard("opportunity")
    plans = [a_plan(item), *plan(ISSUE, [lone], SECTIONS, NOW)]

    report = coverage([item, an_item().ruled_out("cancelled")], plans, ["en", "ar", "fr"])

    assert (report["included"], report["excluded"]) == (1, 1)
    assert [one["source_id"] for one in report["unexplained"]] == [str(lone["source_id"])]
    assert report["missing_translations"][0]["languages"] == ["ar", "fr"]
    assert untranslated(report, ["ar", "fr"]) == []
    assert [one["languages"] for one in untranslated(report, ["ar"])] == [["fr"]]


def test_coverage_names_what_changed_since():
    same, other, gone = an_item(facts={"a": 1}), an_item(facts={"a": 0}), an_item()

    report = coverage([same, other, gone], [a_plan(same), a_plan(other)], ["en"])

    assert [(one["item_id"], one["gone"]) for one in report["changed"]] == [
        (str(other.item_id), False), (str(gone.item_id), True),
    ]  # fmt: skip


def test_a_raw_mlang_tag_is_found():
    assert raw_mlang([an_item(title={"source": "en", "en": "{mlang en}T{mlang}"})])
    assert not raw_mlang([an_item()])
