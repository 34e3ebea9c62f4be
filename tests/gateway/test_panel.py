import re

import pytest

from contracts.refusals import Forbidden, StaleVersion, Unauthenticated, Unavailable
from contracts.registry.accounts import LastOwner
from tests.gateway.panel_records import (
    APPROVED,
    COLLEAGUE,
    DELETED,
    INTEREST,
    OFFER,
    OWN,
    OWNER,
    PUBLIC,
    RECORD,
    TRANSLATIONS,
    panel_answers,
    session_of,
)
from tests.gateway.records import MOES, id_of
from tests.gateway.seen import english_left, proof, send, text

TIE = MOES["relations"][0]
TIES = [
    f"{OWN}/relations",
    f"{OWN}/relations/new",
    f"{OWN}/relations/new?words=korea",
    f"{OWN}/relations/{TIE['kind']}/{TIE['institution_id']}",
]
PAGES = [
    "my", OWN, *(f"{OWN}/edit/{part}" for part in ("names", "kind", "place", "reach", "about", "numbers")),
    "my/opportunities", "my/opportunities?status=draft&words=open", "my/opportunities/new", OFFER, PUBLIC, f"{OFFER}/preview",
    *(f"{OFFER}/edit/{part}" for part in ("what", "when", "where", "fee", "apply", "rules")), f"{OFFER}/submit",
    f"my/opportunities/{APPROVED['opportunity_id']}", f"my/opportunities/{APPROVED['opportunity_id']}/publish",
    f"{OFFER}/delete", f"my/opportunities/{DELETED['opportunity_id']}",
    f"my/opportunities/{DELETED['opportunity_id']}/recover", "my/opportunities?deleted=1", *TIES, f"{OFFER}/withdraw", f"{PUBLIC}/cancel", f"{PUBLIC}/extend", f"{PUBLIC}/copy", f"{PUBLIC}/applications",
    f"{PUBLIC}/applications/{INTEREST['interest_id']}", "my/colleagues", "my/colleagues/invite",
    f"my/colleagues/{COLLEAGUE['account_id']}/access", f"my/colleagues/{COLLEAGUE['account_id']}/end", "my/account",
    "my/account/password", "my/account/tokens/new",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_panel_renders_in_every_language(panel, path):
    for language in ("en", "fr", "ar"):
        response = panel.get(f"/{language}/{path}")
        html = text(response)
        assert response.status_code == 200, (language, path)
        assert response.headers["Cache-Control"] == "no-store"
        assert "<script" not in html
        assert "style=" not in html
        assert html.count("<h1") == 1
        assert len(response.get_data()) <= 60_000
    assert english_left(html) == []


def test_the_overview_leads_to_what_waits(panel):
    html = text(panel.get("/en/my"))
    assert f'href="/en/{PUBLIC}/applications"' in html
    assert f'href="/en/{OFFER}"' in html
    assert "Confirm that your record is right" in html


def test_a_viewer_is_offered_nothing_to_change(panel, department):
    department.answers["registry.sign_in"] = lambda f, e: session_of(OWNER | {"access": "viewer"})
    panel.post("/en/sign-in", data={"username": "moes", "password": "correct horse battery"})
    offers_to_change = (
        "/edit/",
        "/translations/",
        "New opportunity",
        "All of it is right",
        "Invite a colleague",
        "Submit for review",
    )
    for path in ("my", OWN, OFFER, "my/opportunities", "my/colleagues"):
        html = text(panel.get(f"/en/{path}"))
        assert "You may read here and change nothing." in html
        assert [words for words in offers_to_change if words in html] == [], path


def test_one_part_of_the_record_is_changed_and_the_rest_stays(panel, department):
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    response = send(panel, f"/en/{OWN}/edit/place", country="TJ", city="Khujand", version="3", key="fixed-key-1")
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/{OWN}?done=saved")
    fields, envelope = department.last("registry.revise_institution")
    assert (fields["city"], fields["country"], fields["version"]) == ("Khujand", "TJ", 3)
    assert fields["names"] == MOES["names"]
    assert fields["other_names"] == MOES["other_names"]
    assert fields["international"] is False
    assert "latitude" not in fields
    assert envelope["_idempotency_key"] == "fixed-key-1"


def test_a_name_in_a_language_of_its_own_is_shown_and_kept(panel, department):
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    html = text(panel.get(f"/en/{OWN}/edit/names"))
    assert 'name="names_tg"' in html
    typed = {
        "names_en": "Ministry",
        "names_tg": "Вазорат",
        "names_source": "tg",
        "acronyms": "MoES\nMES",
        "aliases": "Old ministry",
    }
    send(panel, f"/en/{OWN}/edit/names", version="3", **typed)
    fields, _ = department.last("registry.revise_institution")
    assert fields["names"] == {"source": "tg", "en": "Ministry", "tg": "Вазорат"}
    assert fields["other_names"] == [
        {"name": "MoES", "kind": "acronym", "language": "en"}, {"name": "MES", "kind": "acronym"},
        {"name": "Old ministry", "kind": "alias"},
    ]  # fmt: skip


def test_problems_stand_beside_their_fields_and_lead_there(panel):
    response = send(panel, "/en/my/opportunities/new", title_en="A course", place="Here")
    html = text(response)
    assert response.status_code == 422
    assert "<title>Error:" in html
    for anchor in ("start_date", "kind-1", "languages-1", "contact_email"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert 'aria-invalid="true" aria-describedby="start_date-problem"' in html
    assert 'value="A course"' in html
    assert html.index('role="alert"') < html.index('<form method="post" novalidate')


def test_what_was_typed_outlives_an_outage_under_the_same_key(panel, department):
    def away(fields, envelope):
        raise Unavailable

    department.answers["registry.draft_opportunity"] = away
    typed = {
        "title_en": "A course", "kind": "workshop", "topic": "statistics", "start_date": "2099-05-03", "end_date": "2099-05-04",
        "deadline": "2099-04-01", "zone": "Asia/Dushanbe", "modality": "online", "languages": "en", "contact_email": "a@b.org",
    }  # fmt: skip
    response = send(panel, "/en/my/opportunities/new", key="fixed-key-2", **typed)
    assert response.status_code == 503
    assert 'value="A course"' in text(response)
    assert 'name="key" value="fixed-key-2"' in text(response)


def test_what_was_typed_outlives_the_session(panel, department):
    response = panel.get("/en/my/opportunities/new")
    form_proof = proof(text(response))
    panel.delete_cookie("session")

    lost = panel.post(
        "/en/my/opportunities/new", data={"proof": form_proof, "title_en": 'Half "a" course', "languages": ["en", "ar"]}
    )
    assert lost.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', text(lost)).group(1)
    after = re.search(r'name="after" value="([^"]+)"', text(lost)).group(1)
    back = panel.post(
        "/en/sign-in", data={"username": "moes", "password": "correct horse battery", "kept": kept, "after": after}
    )
    assert 'action="/en/my/opportunities/new"' in text(back)
    again = panel.post(
        after,
        data={"proof": proof(text(back)), "resumed": "yes", "title_en": 'Half "a" course', "languages": ["en", "ar"]},
    )
    assert again.status_code == 200
    assert 'value="Half &#34;a&#34; course"' in text(again)
    assert "registry.draft_opportunity" not in [name for name, _, _ in department.asked]


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example/my", "/en/institutions", "/en/my\\@evil", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, department, after):
    department.answers.update(panel_answers())
    response = client.post(
        "/en/sign-in", data={"username": "moes", "password": "correct horse battery", "after": after}
    )
    assert response.headers["Location"] == "/en/my"


def test_a_session_that_was_ended_elsewhere_leads_to_the_sign_in(panel, department):
    def ended(fields, envelope):
        raise Unauthenticated

    department.answers["registry.get_panel"] = ended
    response = panel.get("/fr/my")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/sign-in?after=%2Ffr%2Fmy")


def test_a_form_that_was_not_made_for_the_session_changes_nothing(panel, department):
    response = panel.post(f"/en/{OFFER}/submit", data={"proof": "0" * 64})
    assert response.status_code == 403
    assert "registry.submit_opportunity" not in [name for name, _, _ in department.asked]


def test_somebody_elses_change_is_told_and_the_next_try_names_the_new_version(panel, department):
    def stale(fields, envelope):
        raise StaleVersion

    department.answers["registry.revise_institution"] = stale
    response = send(panel, f"/en/{OWN}/edit/place", country="TJ", city="Khujand", version="2")
    assert response.status_code == 412
    assert 'name="version" value="3"' in text(response)
    assert 'value="Khujand"' in text(response)


def test_the_last_owner_stays(panel, department):
    def last(fields, envelope):
        raise LastOwner

    department.answers["registry.disable_account"] = last
    response = send(panel, f"/en/my/colleagues/{OWNER['account_id']}/end", reason="left")
    assert response.status_code == 409
    assert "at least one owner" in text(response)


def test_a_token_is_shown_once(panel, department):
    department.answers["registry.issue_api_token"] = lambda f, e: {
        "token_id": id_of("new"), "name": f["name"], "scopes": f["scopes"], "created_at": "2026-11-21T08:00:00Z",
        "expires_at": f["expires_at"], "last_used_at": None, "status": "active", "token": "shown-once-1234",
    }  # fmt: skip
    response = send(panel, "/en/my/account/tokens/new", name="Export", scopes="read", expires_at="2027-01-31")
    assert "shown-once-1234" in text(response)
    assert department.last("registry.issue_api_token")[0]["expires_at"].startswith("2027-01-31T23:59")


def test_two_passwords_that_differ_are_not_sent(panel, department):
    response = send(panel, "/en/my/account/password", current="c" * 12, password="a" * 12, again="b" * 12)
    assert response.status_code == 422
    assert "registry.change_password" not in [name for name, _, _ in department.asked]
    assert "a" * 12 not in text(response)


def test_a_forgotten_password_gets_the_same_answer_for_everybody(client, department):
    department.answers["registry.request_password_reset"] = lambda f, e: {"status": "sent"}
    assert "If we know this name" in text(client.post("/en/reset", data={"login": "nobody"}))
    department.answers["registry.reset_password"] = lambda f, e: None
    typed = {"password": "four quiet words", "again": "four quiet words", "signature": "s"}
    response = client.post(f"/en/password-resets/{id_of('a')}", data=typed)
    assert response.status_code == 200
    assert department.last("registry.reset_password")[0] == {
        "account_id": id_of("a"), "signature": "s", "password": "four quiet words",
    }  # fmt: skip


def test_another_institutions_record_is_refused_as_its_owner_does(panel, department):
    def refuse(fields, envelope):
        raise Forbidden

    department.answers["registry.revise_institution"] = refuse
    assert send(panel, f"/en/my/institutions/{id_of('other')}/edit/place", city="X").status_code == 403


@pytest.mark.parametrize(("path", "field"), [(OWN, "institution_id"), (OFFER, "opportunity_id")])
def test_a_translation_is_reviewed_at_the_version_that_was_read(panel, department, path, field):
    department.answers["registry.review_translation"] = lambda f, e: TRANSLATIONS
    html = text(panel.get(f"/en/{path}"))
    assert f'action="/en/{path}/translations/ar"' in html
    assert f'action="/en/{path}/translations/fr"' not in html
    assert "The original has changed" in html
    assert "Description: Not reviewed" in html
    response = send(panel, f"/en/{path}/translations/ar", version="3", key="fixed-key-3")
    assert response.headers["Location"].endswith(f"/{path}?done=saved")
    fields, envelope = department.last("registry.review_translation")
    assert fields == {field: path.rpartition("/")[2], "language": "ar", "version": 3}
    assert envelope["_idempotency_key"] == "fixed-key-3"
