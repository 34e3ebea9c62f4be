"""The public pages in every language."""

import pytest

from contracts.refusals import NotFound
from tests.gateway.panel_records import TRAINING_FIELD
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
    assert "programme=OIC-VET" in html


def test_an_institution_leads_to_those_of_the_same_programme(client):
    assert 'href="/fr/institutions?programme=OIC-VET"' in text(client.get(f"/fr/institutions/{MOES['slug']}"))


def test_an_institution_says_what_it_has_and_teaches(client, department):
    html = text(client.get(f"/fr/institutions/{MOES['slug']}"))
    assert "A lecture hall with interpretation" in html
    assert "240 personnes à la fois" in html
    assert "Fields of training" not in html and "Domaines de formation" in html


def test_the_directory_is_narrowed_by_language(client, department):
    assert 'href="/fr/institutions?language=tg"' in text(client.get("/fr/institutions"))
    html = text(client.get("/fr/institutions?language=tg"))
    assert department.last("registry.search_institutions")[0]["language"] == "tg"
    assert "Tadjik" in html


def test_a_filter_that_is_none_finds_nothing(client):
    response = client.get("/en/institutions?country=nowhere")
    assert response.status_code == 200
    assert "No institution was found" in text(response)


def test_an_unconfirmed_record_says_so(client, department):
    department.answers["registry.get_institution"] = lambda f, e: MOES | {"status": "unconfirmed"}
    assert "may be out of date" in text(client.get(f"/en/institutions/{MOES['slug']}"))


def test_an_opportunity_says_for_whom_and_in_which_fields_it_is(client, department):
    rules = {
        "eligible_countries": ["TR"],
        "eligible_groups": ["arab", "gone"],
        "attendance": "first_time",
        "fields_of_training": ["0542"],
    }
    department.answers["registry.get_opportunity"] = lambda f, e: OPPORTUNITY | rules
    department.answers["registry.get_field_of_training"] = lambda f, e: TRAINING_FIELD
    html = text(client.get(f"/ar/opportunities/{OPPORTUNITY['slug']}"))
    for words in ("تركيا", "<bdi>الدول العربية</bdi>", "<bdi>gone</bdi>", "من يأتون لأول مرة", "<bdi>الإحصاء</bdi>"):
        assert words in html, words


def test_opportunities_are_narrowed_by_facets(client, department):
    html = text(client.get("/en/opportunities?topic=statistics&words=data"))
    fields = department.last("registry.list_opportunities")[0]
    assert fields == {"open_only": True, "words": "data", "topic": "statistics", "limit": 20}
    assert 'href="/en/opportunities?words=data"' in html
    assert "modality=hybrid" in html
