import re
from datetime import date

from contracts.refusals import Invalid
from tests.gateway.panel_records import DELETED, DRAFT, INTEREST, OFFER, PUBLIC, REVISED
from tests.gateway.seen import send, text


def test_a_returned_draft_shows_the_words_beside_the_field(panel):
    html = text(panel.get(f"/en/{OFFER}/edit/what"))
    assert "Please say which tools people will use." in html
    assert 'id="description-comment-1"' in html
    assert "description-comment-1" in re.search(r'aria-describedby="([^"]*description-comment[^"]*)"', html).group(1)


def test_a_pending_change_shows_old_and_new(panel):
    html = text(panel.get(f"/en/{PUBLIC}"))
    assert "31 January 2027" in html
    assert "15 February 2027" in html
    assert "Statistics for all managers" in html


def test_a_change_of_a_public_one_starts_from_the_pending_change(panel, department):
    department.answers["registry.revise_opportunity"] = lambda f, e: REVISED
    html = text(panel.get(f"/en/{PUBLIC}/edit/when"))
    assert 'value="2027-02-15"' in html
    response = send(panel, f"/en/{PUBLIC}/edit/fee", fee_amount="90.50", fee_currency="USD", version="4")
    assert response.headers["Location"].endswith("?done=revised")
    fields, _ = department.last("registry.revise_opportunity")
    assert fields["fee_amount"] == "90.50"
    assert fields["deadline"] == "2027-02-15"
    assert fields["version"] == 4


def test_cancelling_says_first_what_happens_and_needs_a_reason(panel, department):
    html = text(panel.get(f"/en/{PUBLIC}/cancel"))
    assert "9 people applied." in html
    assert "cannot be taken back" in html
    assert "registry.cancel_opportunity" not in [name for name, _, _ in department.asked]
    assert send(panel, f"/en/{PUBLIC}/cancel").status_code == 422
    department.answers["registry.cancel_opportunity"] = lambda f, e: REVISED
    assert send(panel, f"/en/{PUBLIC}/cancel", reason="The hall burnt down.").status_code == 303


def test_an_answer_goes_to_the_applicant(panel, department):
    department.answers["registry.answer_interest"] = lambda f, e: INTEREST | {"status": "accepted"}
    path = f"/en/{PUBLIC}/applications/{INTEREST['interest_id']}"
    assert send(panel, path, outcome="accepted", note="Welcome").status_code == 303
    assert department.last("registry.answer_interest")[0]["outcome"] == "accepted"


def test_a_problem_without_a_field_of_this_page_is_still_told(panel, department):
    def refuse(fields, envelope):
        raise Invalid([{"field": "deadline", "code": "deadline_passed", "message": "In the future, please."}])

    department.answers["registry.submit_opportunity"] = refuse
    response = send(panel, f"/en/{OFFER}/submit")
    assert response.status_code == 422
    assert "The deadline must lie in the future." in text(response)


def test_a_draft_is_deleted_and_brought_back(panel, department):
    department.answers["registry.delete_opportunity"] = lambda f, e: DELETED
    department.answers["registry.recover_opportunity"] = lambda f, e: DRAFT
    one = f"/en/my/opportunities/{DELETED['opportunity_id']}"
    assert f'href="/en/{OFFER}/delete"' in text(panel.get(f"/en/{OFFER}"))
    assert send(panel, f"/en/{OFFER}/delete").status_code == 303
    assert department.last("registry.delete_opportunity")[0] == {"opportunity_id": DRAFT["opportunity_id"]}
    html = text(panel.get(f"{one}?done=deleted"))
    assert "It was deleted on 20 November 2026." in html
    assert f'href="{one}/recover"' in html
    assert f'href="{one}/submit"' not in html and f'href="{one}/edit/what"' not in html
    assert send(panel, f"{one}/recover").status_code == 303
    assert department.last("registry.recover_opportunity")[0] == {"opportunity_id": DELETED["opportunity_id"]}
    panel.get("/en/my/opportunities?deleted=1")
    assert department.last("registry.list_opportunities")[0]["deleted"] is True


def test_the_deadline_of_a_copy_is_asked_anew(panel, department):
    copied = DRAFT | {"dates_to_check": [{"field": "deadline", "why": "copied", "proposed": date(2027, 1, 29)}]}
    department.answers["registry.get_opportunity"] = lambda f, e: copied
    department.answers["registry.revise_opportunity"] = lambda f, e: DRAFT
    assert "say it anew before you submit; perhaps 29 January 2027" in text(panel.get(f"/en/{OFFER}"))
    html = text(panel.get(f"/en/{OFFER}/edit/when"))
    assert 'name="deadline" type="date" value=""' in html and 'name="start_date" type="date" value=""' not in html
    dates = {"start_date": "2027-03-01", "end_date": "2027-03-05", "zone": "Asia/Dushanbe", "version": "2"}
    assert 'href="#deadline"' in text(send(panel, f"/en/{OFFER}/edit/when", **dates, deadline=""))
    assert send(panel, f"/en/{OFFER}/edit/when", **dates, deadline="2027-01-31").status_code == 303
    said = department.last("registry.revise_opportunity")[0]
    assert (said["deadline"], said["checked"]) == ("2027-01-31", ["start_date", "end_date", "deadline"])
    panel.get(f"/en/{OFFER}/edit/what")
    what = {"title_source": "en", "title_en": "A", "kind": "course", "topic": DRAFT["topic"], "version": "2"}
    send(panel, f"/en/{OFFER}/edit/what", **what)
    assert "checked" not in department.last("registry.revise_opportunity")[0]
