"""The panel and the office in Chromium: accessible, on a phone, by keyboard, and deaf to hostile words."""

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from contracts.refusals import Invalid
from tests.browser.test_pages import CONTRAST, DESK, PATHS, PHONE, Seen
from tests.gateway.department import CONTRACTS
from tests.gateway.hostile import words
from tests.gateway.panel_records import IMPORT
from tests.gateway.records import KOICA, MOES, OPPORTUNITY, id_of
from tests.gateway.test_office import PAGES as OFFICE
from tests.gateway.test_panel import PAGES as PANEL

AXE = AXE_FILE_PATH.read_text()
PUBLIC = [
    *PATHS.values(), "sign-in", "reset", f"password-resets/{id_of('a')}?signature=s", f"opportunities/{OPPORTUNITY['slug']}/apply",
    f"institutions/{MOES['institution_id']}/change", f"institutions/{MOES['institution_id']}/confirmation?signature=s",
    "nothing/here",
]  # fmt: skip
PEOPLE = {"nobody": PUBLIC, "moes": PANEL, "officer": OFFICE}
FITS = "[document.documentElement.scrollWidth, window.innerWidth, document.querySelectorAll('h1').length]"


def violations(page):
    """What axe-core finds wrong with the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def opened(person, language, signed_in, gateway, chromium, **options):
    if person != "nobody":
        return signed_in(person, language, **options)
    return chromium.new_context(**options).new_page()


LOOKS = {"en": (0, DESK), "ar": (1, PHONE), "fr": (2, PHONE)}


def looked_at(page, home, paths):
    """What is wrong with any of the pages: they must fit the screen and axe must find nothing."""
    wrong = []
    for path in paths:
        page.goto(f"{home}/{path}")
        width, screen, headings = page.evaluate(FITS)
        wrong += [(path, "too wide", width)] if width > screen else []
        wrong += [(path, "headings", headings)] if headings != 1 else []
        wrong += [(path, *one) for one in violations(page)]
    return wrong


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("language", LOOKS)
def test_pages_fit_the_screen_and_axe_finds_no_violation(signed_in, gateway, chromium, person, language):
    turn, size = LOOKS[language]
    page = opened(person, language, signed_in, gateway, chromium, viewport=size, locale=language)
    seen, paths = Seen(page, gateway.url), PEOPLE[person][turn::3]
    assert looked_at(page, f"{gateway.url}/{language}", paths) == []
    assert seen.strangers == []
    assert [words for words in seen.complaints if "404" not in words] == []


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_no_violation_on_any_page_in_any_language(signed_in, gateway, chromium, person, language):
    page = opened(person, language, signed_in, gateway, chromium, viewport=LOOKS[language][1], locale=language)
    assert looked_at(page, f"{gateway.url}/{language}", PEOPLE[person]) == []


def test_axe_finds_no_violation_in_the_dark_or_on_a_form_with_problems(signed_in, gateway):
    page = signed_in("moes", viewport=DESK, color_scheme="dark")
    for path in ("my", "my/opportunities/new", "my/account", f"my/institutions/{MOES['institution_id']}"):
        page.goto(f"{gateway.url}/en/{path}")
        assert violations(page) == [], path
        assert page.evaluate(CONTRAST) == [], path
    page.goto(f"{gateway.url}/en/my/opportunities/new")
    page.fill("#zone", "nowhere")
    page.click("main form.form .button")
    assert page.locator(".wrongs").count() == 1
    assert violations(page) == []


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40)")


def tab_to(page, wanted, most=80):
    for _ in range(most):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {wanted}; at {focused(page)}")


def test_a_form_is_filled_corrected_and_left_by_keyboard_alone(signed_in, gateway):
    page = signed_in("moes", viewport=DESK, java_script_enabled=True)
    page.goto(f"{gateway.url}/en/my/opportunities/new")
    tab_to(page, "title_en")
    page.keyboard.type("A course by keyboard")
    tab_to(page, "Save as draft")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrongs")
    assert page.evaluate("document.activeElement.className") == "wrongs"
    assert page.title().startswith("Error:")
    assert page.input_value("#title_en") == "A course by keyboard"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#kind-1"
    assert focused(page) == "kind-1"
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelectorAll('input[name=kind]:checked').length") == 1


def test_what_was_typed_comes_back_after_signing_in_again(signed_in, gateway):
    page = signed_in("moes", viewport=PHONE)
    page.goto(f"{gateway.url}/fr/my/opportunities/new")
    page.fill("#title_fr", "Cours « d’été »\u00a0& <b>plus</b>")
    page.fill("#description_fr", "Première ligne\n\nDeuxième")
    page.check("#languages-1")
    page.context.clear_cookies(name="session")
    page.click("main form.form .button")
    page.fill("#username", "moes")
    page.fill("#password", "correct horse battery")
    page.click("main form .button")
    page.click("main form .button")
    assert page.url == f"{gateway.url}/fr/my/opportunities/new"
    assert page.input_value("#title_fr") == "Cours « d’été »\u00a0& <b>plus</b>"
    assert page.input_value("#description_fr") == "Première ligne\n\nDeuxième"
    assert page.is_checked("#languages-1")


FORMS = {
    "apply": ("names_en", "city", "website", "description_en", "applicant_name", "applicant_email"),
    "my/opportunities/new": ("title_en", "zone", "place", "fee_currency", "description_ar", "contact_email"),
    f"opportunities/{OPPORTUNITY['slug']}/apply": ("name", "email", "message"),
}


def watched(page, home):
    """What fires on the page: dialogs and requests to others."""
    fired = []
    page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith((home, "data:")) or fired.append(request.url))
    return fired


def test_hostile_words_in_forms_do_nothing(signed_in, gateway):
    page = signed_in("moes", viewport=DESK)
    fired = watched(page, gateway.url)
    strings = words()
    for path, names in FORMS.items():
        for at in range(0, len(strings), 40 * len(names)):
            chunk = strings[at : at + 40 * len(names)]
            page.goto(f"{gateway.url}/en/{path}")
            for index, name in enumerate(names):
                value = "\n".join(chunk[index :: len(names)])[:3000]
                page.evaluate("([id, value]) => { document.getElementById(id).value = value }", [name, value])
            with page.expect_navigation() as arrived:
                page.click("main form.form .button")
            assert arrived.value.status < 500, (path, at)
            assert page.locator("h1").count() == 1
    assert fired == []


FILL = """([form, words]) => [...document.querySelectorAll('main form')[form].elements].filter(
  field => /^(text|search|email|url|tel|textarea)$/.test(field.type)).map((field, at) => {
    field.value = words[at % words.length].slice(0, field.maxLength > 0 ? field.maxLength : undefined) }).length"""


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_hostile_words_in_every_form_do_nothing(signed_in, gateway, chromium, answering, person):
    def refuse(fields, envelope):
        raise Invalid([{"field": "", "code": "of_its_owner", "message": "No."}])

    page = opened(person, "en", signed_in, gateway, chromium, viewport=DESK)
    answering.answers = {**dict.fromkeys(CONTRACTS, refuse), **answering.answers}
    fired, strings = watched(page, gateway.url), words()
    chunks = ["\n".join(strings[at : at + 40])[:3000] for at in range(0, len(strings), 40)]
    for path in PEOPLE[person]:
        page.goto(f"{gateway.url}/en/{path}")
        for form in range(page.locator("main form").count()):
            page.goto(f"{gateway.url}/en/{path}")
            at = 0  # a form that was refused stands there again, to be filled with what follows
            while at < len(chunks) and (fields := page.evaluate(FILL, [form, chunks[at:] + chunks[:at]])):
                with page.expect_navigation() as arrived:
                    page.evaluate("form => document.querySelectorAll('main form')[form].submit()", form)
                assert arrived.value.status < 500, (path, at)
                at += fields
                if arrived.value.status != 422 or page.locator("main form").count() <= form:
                    page.goto(f"{gateway.url}/en/{path}")
    assert fired == []


def test_another_institution_is_tied_by_keyboard_alone(signed_in, gateway, answering):
    page = signed_in("moes", viewport=DESK)
    answering.answers["registry.revise_institution"] = lambda fields, envelope: MOES
    page.goto(f"{gateway.url}/en/my/institutions/{MOES['institution_id']}/relations/new")
    tab_to(page, "words")
    page.keyboard.type("korea")
    page.keyboard.press("Enter")
    page.wait_for_selector("#other-1")
    for wanted in ("kind-1", "other-1"):
        tab_to(page, wanted)
        page.keyboard.press("Space")
    tab_to(page, "Add the relation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/relations?done=saved")
    tie = answering.last("registry.revise_institution")[0]["relations"][-1]
    assert tie == {"kind": "parent", "institution_id": KOICA["institution_id"]}


def test_a_table_is_tried_kept_and_downloaded_without_scripts(signed_in, gateway, answering, tmp_path):
    page = signed_in("officer", viewport=PHONE, java_script_enabled=False)
    pieces, table = [], tmp_path / "members.csv"
    table.write_text("names.en,types\n" + "Institut supérieur,university\n" * 30_000)
    answering.answers |= {
        "registry.start_import": lambda fields, envelope: IMPORT | fields,
        "registry.add_import_rows": lambda fields, envelope: pieces.append(fields["content"]) or IMPORT,
        "registry.finish_import": lambda fields, envelope: IMPORT,
        "registry.export_records": lambda fields, envelope: {"content": "[]", "next": None},
    }
    page.goto(f"{gateway.url}/ar/office/imports/new")
    page.set_input_files("#file", table)
    page.click("main form.form .button")
    assert page.url == f"{gateway.url}/ar/office/imports/{IMPORT['import_id']}"
    assert "".join(pieces) == table.read_text()
    page.check("#partial")
    page.click("main form.form .button")
    assert answering.last("registry.start_import")[0]["partial"] is True
    page.goto(f"{gateway.url}/ar/office/imports")
    with page.expect_download() as download:
        page.click("button[formaction*='institutions/json']")
    assert download.value.suggested_filename == "institutions.json"
