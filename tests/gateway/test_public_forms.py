"""Forms and mailed links of people without an account."""

import re

from contracts.refusals import Conflict, LinkInvalid
from tests.gateway.records import MOES, OFFER, OPPORTUNITY, SUBSCRIPTION, id_of
from tests.gateway.seen import text


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
