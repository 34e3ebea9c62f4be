import re

import pytest

from contracts.refusals import Duplicate
from contracts.registry.institution_deletions import IdTakenMeanwhile
from contracts.registry.institutions import ConfirmationNeeded
from services.registry.opportunities.domain import MOVES
from services.registry.opportunities.usecases import DUE
from tests.gateway.panel_records import (
    APPLICATION,
    CHANGE,
    ENTRY,
    IMPORT,
    PAIR,
    PARKED,
    REVISED,
    SUBMITTED,
    panel_answers,
)
from tests.gateway.records import KOICA, MOES
from tests.gateway.seen import english_left, send, text

RECORD, OTHER = f"office/institutions/{MOES['institution_id']}", KOICA["institution_id"]
ASKING, REVIEW = f"office/applications/{APPLICATION['application_id']}", f"office/reviews/{SUBMITTED['opportunity_id']}"
CHANGED, CORRECTION = f"office/reviews/{REVISED['opportunity_id']}", f"office/changes/{CHANGE['change_request_id']}"
MESSAGE = f"office/parked/registry/{PARKED['parked_id']}"
REFERENCE = "office/reference"
PAGES = [
    "office", "office/applications", ASKING, f"{ASKING}/approve", f"{ASKING}/decline", "office/reviews",
    "office/reviews?pending=yes", REVIEW, CHANGED, f"{REVIEW}/approve", f"{REVIEW}/return", f"{CHANGED}/return", f"{CHANGED}/hide",
    "office/institutions", "office/institutions?words=x&country=TJ", RECORD, f"{RECORD}/status", f"{RECORD}/merge",
    f"{RECORD}/merge?other={OTHER}", f"{RECORD}/invite", f"{RECORD}/deletion", f"{RECORD}/recovery", "office/institutions/deleted", f"office/audit/institution/{MOES['institution_id']}",
    "office/duplicates", f"office/duplicates/{PAIR['pair_id']}", "office/changes", CORRECTION, f"{CORRECTION}/accept", f"{CORRECTION}/decline", "office/accounts", "office/accounts/focal-point",
    "office/imports", "office/imports/new", f"office/imports/{IMPORT['import_id']}", REFERENCE, f"{REFERENCE}/fields",
    f"{REFERENCE}/fields/0542", f"{REFERENCE}/fields/0542/end", f"{REFERENCE}/vocabularies", f"{REFERENCE}/vocabularies/topics",
    f"{REFERENCE}/vocabularies/topics/water", f"{REFERENCE}/vocabularies/topics/water/end", f"{REFERENCE}/vocabularies/topics/water/removal", f"{REFERENCE}/groups",
    f"{REFERENCE}/groups/new", f"{REFERENCE}/groups/arab", f"{REFERENCE}/states", f"{REFERENCE}/states/TJ", f"{REFERENCE}/states/TJ/memberships",
    "office/parked", MESSAGE, f"{MESSAGE}/discard",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_office_renders_in_every_language(office, path):
    for language in ("en", "fr", "ar"):
        response = office.get(f"/{language}/{path}")
        html = text(response)
        assert response.status_code == 200, (language, path)
        assert "<script" not in html
        assert html.count("<h1") == 1
        assert len(response.get_data()) <= 60_000
    assert english_left(html) == []


def test_officers_begin_in_the_office_and_institutions_do_not_come_in(client, department):
    department.answers.update(panel_answers())
    response = client.post("/en/sign-in", data={"username": "officer", "password": "correct horse battery"})
    assert response.headers["Location"] == "/en/office"
    client.post("/en/sign-in", data={"username": "moes", "password": "correct horse battery"})
    assert client.get("/en/office").status_code == 403
    assert client.get(f"/en/{ASKING}").status_code == 403


def test_an_application_becomes_an_account_of_a_record_that_stands_there(office, department):
    department.answers["registry.approve_application"] = lambda f, e: APPLICATION | {"status": "approved"}
    assert MOES["names"]["en"] in text(office.get(f"/en/{ASKING}"))
    assert send(office, f"/en/{ASKING}/approve", which=MOES["institution_id"]).status_code == 303
    assert department.last("registry.approve_application")[0] == {
        "application_id": APPLICATION["application_id"], "institution_id": MOES["institution_id"],
    }  # fmt: skip


def test_a_look_alike_asks_for_a_word_why_it_is_another(office, department):
    def alike(fields, envelope):
        raise ConfirmationNeeded

    department.answers["registry.approve_application"] = alike
    response = send(office, f"/en/{ASKING}/approve", which="new")
    assert response.status_code == 409
    assert 'id="force_reason-problem"' in text(response)


def test_comments_are_given_field_by_field(office, department):
    department.answers["registry.return_opportunity"] = lambda f, e: SUBMITTED | {"status": "draft"}
    assert send(office, f"/en/{REVIEW}/return").status_code == 422
    response = send(
        office, f"/en/{REVIEW}/return", about_title="In French too, please.", about_fee_amount="In which currency?"
    )
    assert response.status_code == 303
    assert department.last("registry.return_opportunity")[0]["comments"] == [
        {"field": "title", "comment": "In French too, please."}, {"field": "fee_amount", "comment": "In which currency?"},
    ]  # fmt: skip


def test_a_change_is_approved_at_the_version_that_was_read(office, department):
    department.answers["registry.approve_revision"] = lambda f, e: REVISED | {"pending_revision": None}
    assert send(office, f"/en/{CHANGED}/approve").status_code == 303
    assert department.last("registry.approve_revision")[0]["version"] == REVISED["version"]


def test_one_that_is_like_another_needs_a_reason(office, department):
    def like(fields, envelope):
        raise Duplicate

    department.answers["registry.approve_opportunity"] = like
    response = send(office, f"/en/{REVIEW}/approve")
    assert response.status_code == 409
    assert 'name="force_reason"' in text(response)


def test_merging_shows_both_and_what_will_happen_first(office, department):
    department.answers["registry.get_institution"] = lambda f, e: KOICA if f.get("institution_id") == OTHER else MOES
    html = text(office.get(f"/en/{RECORD}/merge?other={OTHER}"))
    assert "Korea International" in html
    assert "Tajikistan" in html
    assert "3 opportunities move." in html
    assert "registry.merge_institutions" not in [name for name, _, _ in department.asked]
    department.answers["registry.merge_institutions"] = lambda f, e: MOES
    assert send(office, f"/en/{RECORD}/merge?other={OTHER}", reason="The same house").status_code == 303
    assert department.last("registry.merge_institutions")[0] == {
        "from_id": OTHER, "into_id": MOES["institution_id"], "reason": "The same house",
    }  # fmt: skip


def test_the_history_shows_old_and_new(office):
    html = text(office.get(f"/en/office/audit/institution/{MOES['institution_id']}"))
    assert "Dushanbe city" in html
    assert "Ministry of Education" in html
    assert "2 November 2026" in html


def test_the_history_shows_names_and_lists_as_words(office, department):
    entry = ENTRY | {"notes": {"names": {"source": "en", "en": "An Institute"}, "countries": ["TR", "AF"]}}
    department.answers["registry.list_audit"] = lambda f, e: {"items": [entry], "next": None}
    html = text(office.get(f"/en/office/audit/institution/{MOES['institution_id']}"))
    assert "Names: An Institute" in re.sub(r"<[^>]+>", "", html)
    assert "Countries: TR, AF" in re.sub(r"<[^>]+>", "", html)


def test_the_history_says_in_the_readers_language_what_was_done(office, department):
    done = {f"{command}_opportunity" for moves in MOVES.values() for command in moves} - {"extend_opportunity"}
    done |= {f"{command}_opportunity" for command in (*DUE, "draft", "amend", "delete", "recover")}
    done |= {"register_institution", "revise_institution", "change_institution_status", "merge_institutions"}
    entries = [ENTRY | {"action": action, "notes": {"reason": "حريق"}} for action in sorted(done)]
    department.answers["registry.list_audit"] = lambda f, e: {"items": entries, "next": None}
    page = f"office/audit/opportunity/{REVISED['opportunity_id']}"
    html = text(office.get(f"/ar/{page}"))
    assert english_left(html) == []
    assert 'lang="en">Publish' not in html and html.count("السبب") == len(done)
    entries[0]["action"] = "count_stars"
    assert '<bdi lang="en" dir="ltr">Count stars</bdi>' in text(office.get(f"/ar/{page}"))
    assert "Publication, immédiate ou à un moment choisi" in text(office.get(f"/fr/{page}"))


def test_one_services_parked_messages_are_seen_while_another_is_away(office, department):
    del department.answers["newsletter.list_newsletter_parked"]
    html = text(office.get("/en/office/parked"))
    assert PARKED["queue"] in html
    assert "This part is not available right now" in html


def test_a_message_goes_back_to_its_queue(office, department):
    department.answers["registry.replay_registry_parked"] = lambda f, e: PARKED | {"state": "replayed"}
    assert send(office, f"/en/{MESSAGE}").status_code == 303
    assert department.last("registry.replay_registry_parked")[0] == {"parked_id": PARKED["parked_id"]}


def test_a_pair_is_kept_apart_with_a_reason(office, department):
    department.answers["registry.dismiss_duplicate"] = lambda f, e: PAIR | {"reason": f["reason"]}
    address = f"/en/office/duplicates/{PAIR['pair_id']}"
    assert send(office, address).status_code == 422
    assert send(office, address, reason="One is the ministry, one its institute.").status_code == 303
    assert department.last("registry.dismiss_duplicate")[0]["pair_id"] == PAIR["pair_id"]


def test_an_institution_entered_by_mistake_is_deleted_and_brought_back(office, department):
    for name in ("delete_institution", "recover_institution"):
        department.answers[f"registry.{name}"] = lambda f, e: MOES
    assert f'href="/en/{RECORD}/deletion"' in text(office.get(f"/en/{RECORD}"))
    assert 'href="#reason"' in text(send(office, f"/en/{RECORD}/deletion", version="1"))
    assert send(office, f"/en/{RECORD}/deletion", reason="Typed twice", version="1").status_code == 303
    assert department.last("registry.delete_institution")[0] == {
        "institution_id": MOES["institution_id"], "reason": "Typed twice", "version": 1,
    }  # fmt: skip
    html = text(office.get("/en/office/institutions/deleted"))
    assert f'href="/en/{RECORD}/recovery"' in html and "00x0z1472" in html

    def taken(fields, envelope):
        raise IdTakenMeanwhile(held_by=[{"scheme": "ror", "value": "00x0z1472"}])

    department.answers["registry.recover_institution"] = taken
    response = send(office, f"/en/{RECORD}/recovery")
    assert response.status_code == 409
    assert "Another institution has one of its numbers by now." in text(response)
