"""The pages by which people see or erase the data about them."""

import pytest

from tests.gateway.records import id_of

ID = id_of("request")
PATH = f"/en/personal-data/{ID}"
FOUND = {"accounts": [{"name": "<b>Rana</b>", "email": "rana@example.org", "username": None}], "people": []}


@pytest.fixture
def held(department):
    department.answers["registry.export_person"] = lambda f, e: {"email": "rana@example.org", "found": FOUND}
    department.answers["registry.erase_person"] = lambda f, e: {"status": "erased"}
    department.answers["registry.request_personal_data"] = lambda f, e: {"status": "sent"}
    return department


def asked(department):
    return [(method, fields) for method, fields, _ in department.asked if method.endswith(("_person", "_data"))]


def test_asking_is_answered_the_same_for_every_address(client, held):
    response = client.post("/fr/personal-data", data={"email": "rana@example.org", "key": "k" * 20})
    assert response.status_code == 200
    assert "Si nous détenons" in response.text
    assert asked(held) == [("registry.request_personal_data", {"email": "rana@example.org", "language": "fr"})]


def test_opening_the_link_acts_on_nothing(client, held):
    response = client.get(f"{PATH}?signature=s")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert asked(held) == []


def test_the_data_is_shown_by_a_press_and_nothing_in_it_is_run(client, held):
    response = client.post(PATH, data={"signature": "s", "key": "k" * 20, "step": "see"})
    assert "&lt;b&gt;Rana&lt;/b&gt;" in response.text
    assert "<b>Rana" not in response.text
    assert asked(held) == [("registry.export_person", {"request_id": ID, "signature": "s"})]


def test_erasing_needs_the_tick(client, held):
    form = {"signature": "s", "key": "k" * 20, "step": "erase"}
    client.post(PATH, data=form)
    assert asked(held) == []
    assert "Your data is erased" in client.post(PATH, data={**form, "sure": "1"}).text
    assert asked(held) == [("registry.erase_person", {"request_id": ID, "signature": "s"})]
