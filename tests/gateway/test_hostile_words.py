"""Hostile words in every text field of every form: nothing breaks, nothing acts, and what was typed stands there again."""

import itertools
from urllib.parse import urlsplit

import pytest
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from contracts.fields import Line
from contracts.refusals import Invalid
from services.gateway.app import App
from tests.gateway.department import CONTRACTS
from tests.gateway.hostile import FEW, Page, filled, words
from tests.gateway.seen import text
from tests.gateway.test_office import PAGES as OFFICE
from tests.gateway.test_pages import PAGES as PUBLIC
from tests.gateway.test_panel import PAGES as PANEL

PEOPLE = {"nobody": PUBLIC, "moes": PANEL, "officer": OFFICE}
WALKS = [(person, path) for person, paths in PEOPLE.items() for path in paths]
TOGETHER, APART = 20, 16  # of a collection too large to pass through every form one by one, so many share a field


@pytest.fixture(scope="module")
def app(asker):
    """As everywhere, but a busy machine is no silent service: hundreds of questions are asked here."""

    def ask(contract, fields, token=None, idempotency_key=None, language=None, timeout=5):
        return asker.ask(contract, fields, token, idempotency_key, language, 10 * timeout)

    return App(ask, "http://training.example", "a secret for tests")


@pytest.fixture
def browse(client, signed_in, department):
    """`browse("moes")`: a browser of that person, in which every change is refused with words of its owner."""

    def refuse(fields, envelope):
        raise Invalid([{"field": "", "code": "of_its_owner", "message": FEW[0]}])

    def begin(person):
        browser = client if person == "nobody" else signed_in(person)
        for method in CONTRACTS:
            department.answers.setdefault(method, refuse)
        return browser

    return begin


def submit(browser, path, form, values):
    """Send the form as a browser would."""
    address = form["action"] or path
    if form["method"].lower() == "get":
        return browser.get(urlsplit(address).path, query_string=MultiDict(values))
    kind = "multipart/form-data" if any(one["type"] == "file" for one in form["fields"]) else None
    return browser.post(address, data=MultiDict(values), content_type=kind)


def walk(browser, path, turns):
    """What went wrong with the page's forms, each sent once for every turn of strings; and how many texts came back."""
    wrong, back = [], 0
    for number, form in enumerate(Page(text(browser.get(path))).forms):
        for strings in turns:
            values, typed = filled(form, strings)
            if not typed:
                break
            response = submit(browser, path, form, values)
            page = Page(text(response)) if response.mimetype == "text/html" else Page("")
            told = (path, number, response.status_code)
            wrong += [told] if response.status_code >= 500 else []
            wrong += [(*told, page.acts)] if page.acts else []
            if response.status_code in (200, 422) and form["method"] == "post":
                stands = page.standing(typed)
                wrong += [(*told, name, typed[name], value) for name, value in stands.items() if value != typed[name]]
                back += len(stands)
    return wrong, back


@pytest.mark.parametrize("person", PEOPLE)
def test_hostile_words_in_every_form_do_nothing_and_stay_as_typed(browse, person):
    browser, came_back = browse(person), 0
    for number, path in enumerate(PEOPLE[person]):
        at = 3 * number % len(FEW)
        wrong, back = walk(browser, f"/en/{path}", [FEW[at:] + FEW[:at]])
        assert wrong == []
        came_back += back
    assert came_back > 30


@pytest.mark.slow
@pytest.mark.parametrize(("person", "path"), WALKS)
def test_every_hostile_string_in_every_form_does_nothing_and_stays_as_typed(browse, person, path):
    strings, turn = words(), WALKS.index((person, path))
    chunks = ["\n".join(strings[at : at + TOGETHER]) for at in range(0, len(strings), TOGETHER)]
    alone = strings[turn % APART :: APART]
    turns = [[one] for one in itertools.chain(chunks, alone)]
    assert walk(browse(person), f"/en/{path}", turns)[0] == []


def kept(strings):
    """Those that a record can have: one line, without characters that are refused."""
    for one in strings:
        try:
            if Line(most=100).deserialize(one) == one and "{mlang" not in one:
                yield one
        except ValidationError:
            continue


TEXTS = {"city", "place", "name", "applicant_name", "message", "comment", "reason", "note", "proposer_name", "label", "cause", "queue", "shape"}  # fmt: skip


def spoilt(value, evil, within=""):
    """The same view with these words in place of every free text."""
    if isinstance(value, dict):
        if "source" in value:
            return {code: words if code == "source" else evil for code, words in value.items()}
        return {name: spoilt(one, evil, name) for name, one in value.items()}
    if isinstance(value, list):
        return [spoilt(one, evil, within) for one in value]
    return evil if within in TEXTS and isinstance(value, str) else value


def stands_as_stored(browser, department, person, evil):
    """What acts or is altered on any page whose records have these words in all their texts."""
    answers = dict(department.answers)
    for method, answer in answers.items():
        department.answers[method] = lambda f, e, answer=answer: spoilt(answer(f, e), evil)
    wrong = []
    for path in PEOPLE[person]:
        response = browser.get(f"/en/{path}")
        page = Page(text(response))
        wrong += [(path, response.status_code)] if response.status_code >= 500 else []
        wrong += [(path, page.acts)] if page.acts else []
        stood = page.standing({"names_en", "title_en", "description_en", "city", "place"})
        wrong += [(path, name, value) for name, value in stood.items() if value not in (evil, "")]
    department.answers = answers
    return wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_hostile_words_of_records_are_shown_as_they_are(browse, department, person):
    browser = browse(person)
    assert stands_as_stored(browser, department, person, FEW[1] + FEW[3] + FEW[4]) == []


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_every_hostile_string_of_records_is_shown_as_it_is(browse, department, person):
    browser = browse(person)
    strings = list(kept(words()))
    assert len(strings) > 800
    wrong = [(one, *stands_as_stored(browser, department, person, one)) for one in strings[::9]]
    assert [found for found in wrong if len(found) > 1] == []
