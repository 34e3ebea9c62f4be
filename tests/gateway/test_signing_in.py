"""Signing in, and what a session opens."""

from contracts.registry.accounts import CredentialsWrong
from tests.gateway.panel_records import OWNER, PANEL, session_of
from tests.gateway.seen import text


def open_for(department):
    view = session_of(OWNER)
    department.answers["registry.sign_in"] = lambda f, e: view
    return view


def test_signing_in_keeps_the_session_from_scripts_and_other_sites(client, department):
    open_for(department)
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
    view = open_for(department)
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
