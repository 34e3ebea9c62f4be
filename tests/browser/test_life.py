"""The whole life of an institution and of an opportunity, by hand, in each language, against the whole department."""

import csv
import uuid

import pytest

from tests.browser.hands import PASSWORD, Hands
from tests.gateway.hostile import FEW

WORDS = {
    "en": ("Institute of statistics", "Statistics for managers"),
    "ar": ("معهد الإحصاء", "الإحصاء للمديرين"),
    "fr": ("Institut de statistique", "La statistique pour les cadres"),
}
OTHERS = ("scheduling", "notifications", "newsletter")


@pytest.fixture
def people(chromium, department):
    """`people(language, name)`: somebody at a browser."""
    made = []

    def make(language, name):
        made.append(Hands(chromium, department, language, name))
        return made[-1]

    yield make
    for one in made:
        one.context.close()


@pytest.fixture
def officers(people, department):
    """`officers(language, "officer")`: an officer who is signed in."""

    def sign_in(language, name):
        hands = people(language, name)
        found = department.found[name]
        hands.sign_in(found["username"], found["password"])
        assert hands.path == "office"
        return hands

    return sign_in


def join(member, officer, language, tag):
    """Apply, prove the address, be approved, accept the invitation, sign in."""
    email = f"owner@institute-{tag}.example"
    member.go("apply")
    member.fill(
        **{f"names_{language}": f"{WORDS[language][0]} {tag}"},
        city="Alger",
        applicant_name="Souad",
        applicant_email=email,
    )
    member.press()
    assert member.page.locator(".wrongs").count() == 1
    member.choose("country", "DZ")
    member.tick("types", "training_institution")
    member.picture("application")
    member.press()
    application = member.follow(email, "applications")
    member.page.click("main form button")
    officer.go(f"office/applications/{application}")
    officer.picture("application")
    officer.go(f"office/applications/{application}/approve")
    officer.tick("which", "new")
    officer.fill(force_reason="Another one of the same town")
    officer.press()
    assert officer.path == "office/applications"
    member.follow(email, "invitations")
    member.fill(username=f"u{tag}", password="short", again="short")
    member.press()
    assert member.page.locator("#password-problem").count() == 1
    assert member.page.input_value("#username") == f"u{tag}"
    member.fill(password=PASSWORD, again=PASSWORD)
    member.press()
    member.sign_in(f"u{tag}", PASSWORD)
    assert member.path == "my"
    member.picture("overview")


def draft(member, language, tag):
    """Begin an opportunity; its end before its start comes back with all that was typed."""
    member.go("my/opportunities/new")
    assert member.page.input_value("#zone") in ("Africa/Algiers", "")
    member.fill(**{f"title_{language}": f"{WORDS[language][1]} {tag}", f"description_{language}": "…"})
    member.fill(start_date="2099-05-03", end_date="2099-05-01", deadline="2099-04-01", zone="Africa/Algiers")
    member.fill(place="Alger", contact_email=f"owner@institute-{tag}.example")
    member.tick("kind", "training_course")
    member.tick("modality", "onsite")
    member.tick("languages", language)
    member.choose("topic", "statistics")
    member.press()
    assert member.page.locator("#end_date-problem").count() == 1
    member.picture("problem")
    member.fill(end_date="2099-05-07")
    member.press()
    assert member.page.locator(".chips .status-draft").count() == 1
    return member.path


def step(member, offer, name, **typed):
    """Take a step: see what it does, then press."""
    member.go(f"{offer}/{name}")
    assert member.page.locator(".note li").count() >= 1
    member.fill(**typed)
    member.press()
    assert member.path == offer, member.page.locator("main").inner_text()


def approve(reviewer, subject):
    """Accept what was handed in."""
    reviewer.go(f"office/reviews/{subject}")
    reviewer.picture("review")
    reviewer.go(f"office/reviews/{subject}/approve")
    reviewer.press()
    if reviewer.page.locator("#force_reason").count():
        reviewer.fill(force_reason="Of another institution")
        reviewer.press()
    assert reviewer.path == "office/reviews", reviewer.page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["ar", *(pytest.param(other, marks=pytest.mark.slow) for other in ("en", "fr"))])
def test_the_whole_life_of_an_institution_and_of_its_opportunity(people, officers, language):
    tag = uuid.uuid4().hex[:8]
    member, reviewer = people(language, "member"), officers(language, "reviewer")
    join(member, reviewer, language, tag)
    offer = draft(member, language, tag)
    subject = offer.rsplit("/", 1)[1]
    member.picture("draft")
    step(member, offer, "submit")

    reviewer.go(f"office/reviews/{subject}/return")
    reviewer.fill(about_description="Which tools will people use?")
    reviewer.press()
    assert reviewer.path == "office/reviews"
    member.go(f"{offer}/edit/what")
    assert member.sees("Which tools will people use?")
    member.picture("returned")
    member.fill(**{f"description_{language}": f"R, Python {tag}"})
    member.press()
    step(member, offer, "submit")
    approve(reviewer, subject)
    step(member, offer, "publish")
    reader = people(language, "reader")
    reader.go(f"opportunities/{subject}")
    assert reader.sees(f"R, Python {tag}")
    reader.picture("public")

    member.go(f"{offer}/edit/fee")
    member.fill(fee_amount="75.00", fee_currency="USD")
    member.press()
    assert member.page.locator("table.changes").count() == 1
    member.picture("change")
    reader.go(f"opportunities/{subject}")
    assert not reader.sees('"price":"75.00"')
    step(member, offer, "submit-revision")
    approve(reviewer, subject)
    reader.go(f"opportunities/{subject}")
    assert reader.sees('"price":"75.00"')
    reader.picture("amended")


def finished(officer):
    """Look at an import again until it is over."""
    for _look in range(300):
        again = officer.page.locator("main .note[role=status] a.button")
        if not again.count():
            return
        again.click()
    raise AssertionError(officer.page.locator("main").inner_text())


def test_an_officer_tries_a_table_keeps_it_and_finds_every_word_as_it_was(officers, tmp_path):
    officer, tag = officers("en", "officer"), uuid.uuid4().hex[:8]
    name, city = f"{FEW[1]} {tag}", 'Oran & <b>"co"</b>'
    rows = [
        ("names.en", "types", "country", "city"),
        (name, "university", "DZ", city),
        ("Nowhere", "university", "XX", "=1+1"),
    ]
    with (tmp_path / "members.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    officer.go("office/imports/new")
    officer.page.set_input_files("#file", tmp_path / "members.csv")
    officer.press()
    finished(officer)
    assert officer.page.locator("table.grid th[scope=row]").all_inner_texts() == ["3"]
    officer.picture("trial")
    officer.tick("partial", "yes")
    officer.press()
    finished(officer)

    officer.go(f"office/institutions?words={tag}")
    with officer.page.expect_download() as download:
        officer.page.click(".more-links a[href*=csv]")
    exported = list(csv.reader(download.value.path().open(encoding="utf-8-sig", newline="")))
    [record] = [dict(zip(exported[0], row, strict=True)) for row in exported[1:]]
    assert (record["names.en"], record["city"]) == (name, city)
    found = officer.page.locator(".desk-main .rowlist a")
    assert found.all_inner_texts() == [name]
    found.click()
    officer.go(f"{officer.path.replace('office', 'my')}/edit/place")
    assert officer.page.input_value("#city") == city


def test_an_officer_keeps_reference_data(officers):
    officer, tag = officers("fr", "officer"), uuid.uuid4().hex[:8]
    officer.go("office/reference/fields/0542")
    officer.fill(fr=f"Statistique {tag}")
    officer.press()
    assert officer.path == "office/reference/fields"
    officer.go(f"office/reference/fields?words={tag}")
    assert officer.page.locator(".rowlist li a").first.inner_text() == f"Statistique {tag}"
    officer.go("office/reference/groups/new")
    officer.fill(code=f"g_{tag}", names_fr=f"Groupe {tag}", members="DZ 1962-08-16\nSY – 2011-11-16")
    officer.press()
    assert officer.path == "office/reference/groups", officer.page.locator("main").inner_text()
    officer.go(f"office/reference/groups/g_{tag}")
    assert officer.page.locator(".facts-list dd").all_inner_texts() == ["Algérie"]
    assert officer.page.input_value("#members") == "DZ 1962-08-16\nSY - 2011-11-16"


def test_the_panel_reads_and_writes_while_the_other_services_are_down(people, officers, department):
    tag = uuid.uuid4().hex[:8]
    member = people("en", "outage")
    join(member, officers("en", "officer"), "en", tag)
    offer = draft(member, "en", tag)
    for service in OTHERS:
        department.stop(service)
    try:
        member.go("my")
        member.go("my/institution")
        member.go(f"{member.path}/edit/place")
        member.fill(city="Oran")
        member.press()
        assert member.sees("Oran")
        member.go(f"{offer}/edit/where")
        member.fill(place="Oran, the new hall")
        member.press()
        assert member.sees("Oran, the new hall")
        step(member, offer, "submit")
        for path in ("my/opportunities", "my/colleagues", "my/account", "institutions", "opportunities"):
            member.go(path)
    finally:
        for service in OTHERS:
            department.start(service)
        for service in OTHERS:
            department.wait_ready(service)
