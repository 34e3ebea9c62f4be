import json
import re
from xml.etree import ElementTree

import pytest

from contracts.refusals import Conflict, LinkInvalid, NotFound
from contracts.registry.accounts import CredentialsWrong
from tests.gateway.panel_records import PANEL
from tests.gateway.records import DIRECTORY, DUSHANBE, ISSUE, MOES, OFFER, OPPORTUNITY, SUBSCRIPTION, id_of
from tests.gateway.seen import english_left, text

PAGES = [
    "", "institutions", f"institutions/{MOES['slug']}", "activities", "activities?when=past",
    f"activities/{DUSHANBE['slug']}", "opportunities", f"opportunities/{OPPORTUNITY['slug']}", "newsletter",
    f"newsletter/{ISSUE['slug']}", "subscribe", "apply", "sign-in", f"offers/{OFFER['nomination_id']}?signature=s",
    "personal-data", f"personal-data/{id_of('p')}?signature=s", "reset", f"password-resets/{id_of('a')}?signature=s",
    f"institutions/{MOES['institution_id']}/change", f"institutions/{MOES['institution_id']}/confirmation?signature=s",
    f"opportunities/{OPPORTUNITY['slug']}/apply", f"subscriptions/{SUBSCRIPTION['subscriber_id']}?signature=s", f"unsubscribe/{SUBSCRIPTION['subscriber_id']}?signature=s",
    f"applications/{id_of('a')}?signature=s",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_page_renders_in_every_language(client, language, path):
    response = client.get(f"/{language}/{path}")

    assert response.status_code == 200
    html = text(response)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert "{mlang" not in html
    assert "<script" not in html.replace('<script type="application/ld+json">', "")
    assert "style=" not in html
    assert len(response.get_data()) <= 60_000


@pytest.mark.parametrize("path", PAGES)
def test_no_english_word_of_the_interface_is_left_in_arabic(client, path):
    html = text(client.get(f"/ar/{path}"))
    assert english_left(html) == []


@pytest.mark.parametrize(("wanted", "to"), [("ar,en;q=0.5", "/ar/"), ("de", "/en/"), ("fr-CA", "/fr/"), (None, "/en/")])
def test_the_root_leads_to_the_readers_language(client, wanted, to):
    response = client.get("/", headers={"Accept-Language": wanted} if wanted else {})
    assert (response.status_code, response.headers["Location"]) == (302, to)
    assert response.headers["Vary"] == "Accept-Language"


def test_a_page_names_itself_and_its_translations(client):
    html = text(client.get("/ar/institutions?country=TJ&cursor=abc"))
    assert '<link rel="canonical" href="http://training.example/ar/institutions?country=TJ">' in html
    for code in ("en", "ar", "fr"):
        assert f'hreflang="{code}" href="http://training.example/{code}/institutions?country=TJ"' in html


def test_text_in_another_language_is_marked_and_isolated(client):
    html = text(client.get(f"/fr/activities/{DUSHANBE['slug']}"))
    assert '<bdi lang="en" dir="ltr">Strengthen the planning of ICT in education</bdi>' in html
    assert '<bdi lang="ar" dir="rtl">تحديد الأولويات الاستراتيجية</bdi>' in html


def test_an_activity_shows_agenda_speakers_and_outcomes(client):
    html = text(client.get(f"/en/activities/{DUSHANBE['slug']}"))
    for shown in (
        "22–23 Oct 2018", "UTC+5", "Monday, 22 October 2018", "Mr Rahmatulo Mirboboev", "First Deputy Minister",
        "Priority area", "ICT-enhanced EMIS", "Around 30 participants", "contact@example.org", "Donor", "WeiDong Group",
        f"/v1/activities/{DUSHANBE['activity_id']}.ics",
    ):  # fmt: skip
        assert shown in html
    assert f"/en/institutions/{MOES['institution_id']}" in html


def test_a_contact_that_is_not_public_is_not_shown(client):
    assert "hidden@example.org" not in text(client.get(f"/en/institutions/{MOES['slug']}"))


@pytest.mark.parametrize("part", ["scheduling", "registry", "newsletter"])
def test_one_service_away_leaves_the_others_standing(client, department, part):
    department.answers = {m: a for m, a in department.answers.items() if not m.startswith(part)}
    response = client.get("/en/")

    assert response.status_code == 200
    assert "This part is not available right now" in text(response)
    stands = {"scheduling": "Statistics for managers", "registry": "Leveraging ICT", "newsletter": "Leveraging ICT"}
    assert stands[part] in text(response)


def test_a_page_of_a_service_that_is_away_says_so(client, department):
    del department.answers["registry.search_institutions"]
    response = client.get("/ar/institutions")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert 'dir="rtl"' in text(response)


def test_an_old_slug_an_id_and_a_merged_institution_lead_on_for_good(client, department):
    for path in (f"institutions/{MOES['institution_id']}", "institutions/old-name"):
        response = client.get(f"/fr/{path}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/fr/institutions/{MOES['slug']}")
    old = MOES | {"status": "merged", "merged_into": MOES["institution_id"], "slug": "merged-one"}
    department.answers["registry.get_institution"] = lambda f, e: old if f.get("slug") else MOES
    assert client.get("/en/institutions/merged-one").headers["Location"] == f"/en/institutions/{MOES['slug']}"


def test_what_is_not_there_is_a_friendly_page(client, department):
    def refuse(fields, envelope):
        raise NotFound

    department.answers["registry.get_institution"] = refuse
    response = client.get("/en/institutions/nobody")
    assert response.status_code == 404
    assert "There is nothing at this address" in text(response)
    assert client.get("/en/nothing/here").status_code == 404
    assert client.post("/en/institutions").status_code == 405


def test_words_from_outside_are_only_words(client, department):
    evil = '"><script>alert(1)</script>'
    department.answers["registry.search_institutions"] = lambda f, e: (
        DIRECTORY | {"items": [MOES | {"names": {"source": "en", "en": evil}, "city": evil}]}
    )
    html = text(client.get("/en/institutions", query_string={"words": evil}))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_an_issue_keeps_nothing_that_acts(client):
    html = text(client.get(f"/en/newsletter/{ISSUE['slug']}"))
    assert "<h2>News</h2>" in html
    for gone in ("alert(1)", "onclick", "javascript:", "color:red"):
        assert gone not in html


def test_facets_narrow_and_can_be_taken_back(client, department):
    html = text(client.get("/en/institutions?country=TJ&topic=education"))
    assert department.last("registry.search_institutions")[0] == {"country": "TJ", "topic": "education", "limit": 20}
    assert 'href="/en/institutions?topic=education"' in html
    assert "institution_type=university" in html


def test_a_filter_that_is_none_finds_nothing(client):
    response = client.get("/en/institutions?country=nowhere")
    assert response.status_code == 200
    assert "No institution was found" in text(response)


def test_looking_at_an_offer_changes_nothing_and_pressing_does(client, department):
    department.answers["scheduling.confirm_nomination"] = lambda f, e: OFFER | {"status": "confirmed"}
    address = f"/ar/offers/{OFFER['nomination_id']}"
    html = text(client.get(f"{address}?signature=abc"))
    assert [name for name, _, _ in department.asked] == ["scheduling.get_offer"]
    key = re.search(r'name="key" value="([^"]+-confirm)"', html).group(1)

    response = client.post(address, data={"signature": "abc", "key": key, "answer": "confirm"})

    fields, envelope = department.last("scheduling.confirm_nomination")
    assert fields == {"nomination_id": OFFER["nomination_id"], "signature": "abc"}
    assert envelope["_idempotency_key"] == key
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_that_comes_too_late_says_so_beside_the_facts(client, department):
    def late(fields, envelope):
        raise Conflict

    department.answers["scheduling.decline_nomination"] = late
    response = client.post(f"/en/offers/{OFFER['nomination_id']}", data={"signature": "a", "answer": "decline"})
    assert response.status_code == 409
    assert "not possible any more" in text(response)


def test_a_link_that_is_not_valid_is_explained(client, department):
    def refuse(fields, envelope):
        raise LinkInvalid

    department.answers["scheduling.get_offer"] = refuse
    response = client.get(f"/fr/offers/{OFFER['nomination_id']}?signature=wrong")
    assert response.status_code == 403


def test_one_click_unsubscribes_without_cookie_or_form_of_ours(client, department):
    ended = SUBSCRIPTION | {"status": "unsubscribed"}
    department.answers["newsletter.unsubscribe"] = lambda f, e: ended
    address = f"/en/unsubscribe/{SUBSCRIPTION['subscriber_id']}?signature=abc"

    assert "<form" in text(client.get(address))
    assert "newsletter.unsubscribe" not in [name for name, _, _ in department.asked]
    response = client.post(address, data={"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert department.last("newsletter.unsubscribe")[0]["signature"] == "abc"


def test_a_form_with_problems_comes_back_with_what_was_typed(client, department):
    response = client.post("/fr/subscribe", data={"email": "no address", "name": "Amélie"})
    assert response.status_code == 422
    assert 'value="Amélie"' in text(response)
    assert 'id="email-problem"' in text(response)


def test_applying_sends_the_names_in_their_languages(client, department):
    department.answers["registry.apply_for_membership"] = lambda f, e: {
        "application_id": id_of("a"),
        "status": "unverified",
    }
    response = client.post("/ar/apply", data={
        "names_ar": "معهد", "names_fr": "Institut", "country": "DZ", "city": "Alger", "types": ["university"],
        "applicant_name": "A", "applicant_email": "a@example.dz", "key": "fixed-key-1",
    })  # fmt: skip
    fields, envelope = department.last("registry.apply_for_membership")
    assert response.status_code == 200
    assert fields["names"] == {"source": "ar", "ar": "معهد", "fr": "Institut"}
    assert fields["language"] == "ar"
    assert envelope["_idempotency_key"] == "fixed-key-1"


def test_a_form_of_another_site_is_refused(client):
    response = client.post("/en/subscribe", data={"email": "a@b.org"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def signed_in(department, **account):
    view = {
        "token": "t.t.t", "expires_at": "2099-01-01T00:00:00Z", "refresh_token": "r",
        "account": {"account_id": id_of("account"), "username": "moes", "name": "MoES", "email": "m@example.org",
                    "language": "en", "role": "institution", "institution_id": MOES["institution_id"], "country": None,
                    "status": "active"} | account,
    }  # fmt: skip
    department.answers["registry.sign_in"] = lambda f, e: view
    return view


def test_signing_in_keeps_the_session_from_scripts_and_other_sites(client, department):
    signed_in(department)
    response = client.post("/en/sign-in", data={"username": "moes", "password": "correct horse battery"})
    assert response.headers["Location"] == "/en/my"
    for cookie in response.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_wrong_password_is_told_and_the_name_stays(client, department):
    def wrong(fields, envelope):
        raise CredentialsWrong

    department.answers["registry.sign_in"] = wrong
    response = client.post("/fr/sign-in", data={"username": "moes", "password": "not this one"})
    assert response.status_code == 401
    assert 'value="moes"' in text(response)
    assert "not this one" not in text(response)


def test_a_session_that_runs_out_is_refreshed(client, department):
    view = signed_in(department)
    department.answers["registry.sign_in"] = lambda f, e: view | {"expires_at": "2020-01-01T00:00:00Z"}
    department.answers["registry.refresh_session"] = lambda f, e: view | {"token": "new.t.t"}
    department.answers["registry.get_panel"] = lambda f, e: PANEL
    client.post("/en/sign-in", data={"username": "moes", "password": "correct horse battery"})
    assert client.get("/en/my").status_code == 200
    assert department.last("registry.get_panel")[1]["_token"] == "new.t.t"


def test_the_panel_is_closed_without_a_session(client):
    assert client.get("/en/my").headers["Location"] == "/en/sign-in?after=%2Fen%2Fmy"
    client.set_cookie("session", "nonsense")
    assert client.get("/en/office/reviews").headers["Location"] == "/en/sign-in?after=%2Fen%2Foffice%2Freviews"
    assert client.post("/en/sign-out").status_code == 401


EVIL = "</script><script>alert(1)</script><!--\u2028&"


def data_of(html):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def test_an_institution_describes_itself_to_search_engines(client, department):
    found = data_of(text(client.get(f"/ar/institutions/{MOES['slug']}")))
    assert found["@type"] == "GovernmentOrganization"
    assert found["name"] == MOES["names"]["ar"]
    assert found["@id"] == f"http://training.example/ar/institutions/{MOES['slug']}"
    assert found["sameAs"] == ["https://ror.org/00000000"]
    department.answers["registry.get_institution"] = lambda f, e: (
        MOES | {"types": ["university"], "names": {"source": "en", "en": EVIL}}
    )
    html = text(client.get(f"/en/institutions/{MOES['slug']}"))
    assert html.count("<script") == 1
    assert data_of(html)["name"] == EVIL
    assert data_of(html)["@type"] == "CollegeOrUniversity"


def test_an_opportunity_is_a_course_or_an_event(client, department):
    course = data_of(text(client.get(f"/en/opportunities/{OPPORTUNITY['slug']}")))
    assert course["@type"] == "Course"
    assert course["hasCourseInstance"]["courseMode"] == "blended"
    assert course["offers"]["validThrough"] == "2027-01-31"
    assert department.last("registry.get_opportunity")[0]["count_view"] is True
    department.answers["registry.get_opportunity"] = lambda f, e: (
        OPPORTUNITY | {"kind": "webinar", "modality": "online", "title": {"source": "en", "en": EVIL}}
    )
    html = text(client.get(f"/en/opportunities/{OPPORTUNITY['slug']}"))
    assert html.count("<script") == 1
    assert data_of(html)["@type"] == "EducationEvent"
    assert data_of(html)["name"] == EVIL


def test_an_unconfirmed_record_says_so(client, department):
    department.answers["registry.get_institution"] = lambda f, e: MOES | {"status": "unconfirmed"}
    assert "may be out of date" in text(client.get(f"/en/institutions/{MOES['slug']}"))


def test_a_correction_names_only_what_is_otherwise(client, department):
    receipt = {"change_request_id": id_of("change"), "expires_at": "2027-02-08T08:00:00Z"}
    department.answers["registry.propose_change"] = lambda f, e: receipt
    address = f"/en/institutions/{MOES['institution_id']}/change"
    typed = dict(re.findall(r'<input id="(\w+)" name="\w+" type="\w+" value="([^"]*)"', text(client.get(address))))
    ticked = {"types": ["ministry"], "topics": MOES["topics"], "languages": MOES["languages"], "country": "TJ"}
    texts = {f"names_{code}": words for code, words in MOES["names"].items() if code != "source"}
    about = {
        "description_en": MOES["description"]["en"],
        "acronyms": "MoES",
        "domains": "maorif.tj",
        "identifiers": "ror https://ror.org/00000000",
    }
    own = {"reason": "I work there", "proposer_name": "R", "proposer_email": "r@example.org", "names_source": "en"}
    response = client.post(address, data=typed | ticked | texts | about | own | {"city": "Khujand"})
    assert response.status_code == 200
    fields = department.last("registry.propose_change")[0]
    assert fields["changes"] == {"city": "Khujand"}
    assert fields["proposer_email"] == "r@example.org"


def test_applying_needs_consent_and_reaches_the_registry(client, department):
    receipt = {"interest_id": id_of("i"), "opportunity_id": OPPORTUNITY["opportunity_id"], "status": "received"}
    department.answers["registry.apply_for_opportunity"] = lambda f, e: receipt
    department.answers["registry.get_opportunity"] = lambda f, e: OPPORTUNITY
    address = f"/fr/opportunities/{OPPORTUNITY['slug']}/apply"
    typed = {"name": "Moussa", "email": "m@example.ml", "country": "ML", "message": "Bonjour"}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422
    assert 'href="#consent"' in text(refused)
    assert "en route" in text(client.post(address, data=typed | {"consent": "yes"}))
    assert department.last("registry.apply_for_opportunity")[0]["consent"] is True


def test_the_mailed_link_confirms_only_when_pressed(client, department):
    department.answers["registry.confirm_institution"] = lambda f, e: MOES
    address = f"/en/institutions/{MOES['institution_id']}/confirmation"
    client.get(f"{address}?signature=abc")
    assert "registry.confirm_institution" not in [name for name, _, _ in department.asked]
    assert "is confirmed" in text(client.post(address, data={"signature": "abc"}))
    assert department.last("registry.confirm_institution")[0]["signature"] == "abc"


def test_opportunities_are_narrowed_by_facets(client, department):
    html = text(client.get("/en/opportunities?topic=statistics&words=data"))
    fields = department.last("registry.list_opportunities")[0]
    assert fields == {"open_only": True, "words": "data", "topic": "statistics", "limit": 20}
    assert 'href="/en/opportunities?words=data"' in html
    assert "modality=hybrid" in html


def test_what_is_held_is_shown_and_erased_only_when_pressed(client, department):
    held = {"accounts": [{"name": "Souad", "email": "s@example.org"}], "people": []}
    department.answers["registry.export_person"] = lambda f, e: {"email": "s@example.org", "found": held}
    department.answers["registry.erase_person"] = lambda f, e: {"status": "erased"}
    address = f"/en/personal-data/{id_of('p')}"
    assert "cannot be undone" in text(client.get(f"{address}?signature=abc"))
    assert "s@example.org" in text(client.post(address, data={"signature": "abc", "step": "see"}))
    assert "registry.erase_person" not in [name for name, _, _ in department.asked]
    client.post(address, data={"signature": "abc", "step": "erase"})
    assert "registry.erase_person" not in [name for name, _, _ in department.asked]
    assert "Your data is erased" in text(client.post(address, data={"signature": "abc", "step": "erase", "sure": "1"}))
    assert department.last("registry.erase_person")[0] == {"request_id": id_of("p"), "signature": "abc"}


def test_robots_and_sitemap(client):
    robots = text(client.get("/robots.txt"))
    assert "Disallow: /ar/my" in robots
    assert "Disallow: /en/office" in robots
    assert "Sitemap: http://training.example/sitemap.xml" in robots
    index = text(client.get("/sitemap.xml"))
    for part in ("pages", "opportunities", "activities", "institutions-TJ"):
        assert f"<loc>http://training.example/sitemap/{part}.xml</loc>" in index
    part = ElementTree.fromstring(client.get("/sitemap/opportunities.xml").get_data())
    assert len(part) == 3
    assert part[1][0].text == f"http://training.example/ar/opportunities/{OPPORTUNITY['slug']}"
    assert client.get("/sitemap/nothing.xml").status_code == 404


def test_static_files_are_kept_by_their_hash(client):
    address = re.search(r'href="(/static/site.css\?v=\w+)"', text(client.get("/en/"))).group(1)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../service.py").status_code == 404
