"""Issues from review to the freeze: who approves, what is missing, what comes too late."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chassis.identity import Actor
from contracts.newsletter.issues import CoverageIncomplete, ThinIssue
from contracts.refusals import Forbidden, InvalidTransition, NotReady
from services.newsletter.issues import usecases
from services.newsletter.renderings import usecases as renderings
from tests.newsletter.conftest import APPROVER, EDITOR, PUBLIC_URL
from tests.newsletter.issues.seen import items, shown


def test_a_thin_issue_needs_a_reason(tx, now, news, issue):
    news.opportunity()
    with pytest.raises(ThinIssue):
        usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert usecases.assemble_issue(tx, issue.issue_id, "a quiet half-year", now).status == "draft"


def test_an_issue_without_any_item_is_never_sent(tx, now, issue):
    usecases.assemble_issue(tx, issue.issue_id, "nothing happened", now)

    with pytest.raises(ThinIssue):
        usecases.submit_issue(tx, issue.issue_id, [], now)


def test_nothing_of_the_period_is_forgotten(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    late = three_things.opportunity()

    with pytest.raises(CoverageIncomplete) as refused:
        usecases.submit_issue(tx, issue.issue_id, ["ar", "fr"], now)
    assert [one["source_id"] for one in refused.value.facts["missing"]] == [str(late)]


def test_missing_translations_are_waived_by_language(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    with pytest.raises(NotReady) as refused:
        usecases.submit_issue(tx, issue.issue_id, ["fr"], now)

    assert {tuple(one["languages"]) for one in refused.value.facts["missing"]} == {("ar",)}
    assert usecases.submit_issue(tx, issue.issue_id, ["fr", "ar"], now).status == "in_review"


def test_the_last_editor_does_not_approve(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    usecases.submit_issue(tx, issue.issue_id, ["ar", "fr"], now)
    for actor in (EDITOR, Actor("officer")):
        tx.actor = actor
        with pytest.raises(Forbidden):
            usecases.approve_issue(tx, issue.issue_id, PUBLIC_URL, now)


def test_who_changed_words_last_is_the_last_editor(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    tx.actor = APPROVER
    new = {
        "kind": "editorial",
        "title": {"source": "en", "en": "Foreword"},
        "text": {"source": "en", "en": "Dear reader"},
    }
    usecases.add_item(tx, issue.issue_id, new)
    usecases.submit_issue(tx, issue.issue_id, ["ar", "fr"], now)

    with pytest.raises(Forbidden):
        usecases.approve_issue(tx, issue.issue_id, PUBLIC_URL, now)
    tx.actor = EDITOR
    assert usecases.approve_issue(tx, issue.issue_id, PUBLIC_URL, now).status == "approved"


def test_changes_can_be_requested_and_content_is_closed_under_review(tx, now, three_things, issue):
    usecases.assemble_issue(tx, issue.issue_id, "", now)
    usecases.submit_issue(tx, issue.issue_id, ["ar", "fr"], now)
    with pytest.raises(InvalidTransition):
        usecases.assemble_issue(tx, issue.issue_id, "", now)

    assert usecases.request_changes(tx, issue.issue_id, "shorter please", now).status == "draft"


def test_an_approved_issue_is_frozen_in_three_languages(tx, now, approved, news):
    pages = {page["language"]: page for page in renderings.list_renderings(tx, approved.issue_id)}

    assert set(pages) == {"en", "ar", "fr"}
    for language, page in pages.items():
        for part in (page["html"], page["text"], page["body"], page["subject"]):
            assert "mlang" not in part
        assert page["html"].count("%%UNSUBSCRIBE_URL%%") == 1
        assert "%%UNSUBSCRIBE_URL%%" in page["text"]
        assert "%%" not in page["body"]
        assert f"{PUBLIC_URL}/{language}/activities/ict-and-oer-dushanbe" in page["body"]
    assert 'dir="rtl"' in pages["ar"]["html"]
    assert "ورشة عمل، 23–24 أكتوبر 2026" in pages["ar"]["body"]
    assert "Atelier, 23–24 octobre 2026" in pages["fr"]["text"]


def test_a_change_after_the_freeze_is_flagged_and_changes_nothing(tx, now, approved, news):
    workshop = next(item for item in items(tx, approved, now, "activity"))
    before = shown(tx, approved, now)["coverage"]["changed"]
    news.cancelled(UUID(workshop["source_id"]))

    assert before == []
    assert shown(tx, approved, now)["coverage"]["changed"] == [
        {"item_id": workshop["item_id"], "title": workshop["title"], "gone": True}
    ]
    assert items(tx, approved, now, "activity") == [workshop]


def test_a_frozen_rendering_cannot_be_touched(tx, approved):
    with pytest.raises(Exception, match="never changed"), tx.savepoint():
        tx.run("update renderings set subject = 'x'")


def test_news_after_the_freeze_goes_to_the_next_issue(tx, now, approved, news):
    late = news.institution(at=now + timedelta(hours=1), stored_at=now + timedelta(hours=1))
    delayed = news.opportunity(published_at="2026-11-01T00:00:00Z", deadline="2027-03-01")
    tx.run(
        "update candidate_moments set stored_at = %(at)s where source_id = %(id)s",
        at=now + timedelta(days=2),
        id=delayed,
    )
    spring = datetime(2027, 1, 10, tzinfo=UTC)
    following = usecases.open_issue(tx, "e-newsletter", "2027-H1", spring)
    usecases.assemble_issue(tx, following.issue_id, "early", spring)

    assert {item["source_id"] for item in items(tx, following, spring)} == {str(late), str(delayed)}
    assert shown(tx, approved, spring)["coverage"]["unexplained"] == []
