"""What a person does with the whole department: forms, mailed links, the own panel; in Arabic, without scripts."""

import uuid

import pytest

from deploy.demo.world import World


@pytest.fixture
def person(chromium, department):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.world = World(department.home / "endpoints.json")
    page.home = department.found["gateway"]
    page.tag = uuid.uuid4().hex[:8]
    page.email = f"souad@institute-{page.tag}.example"
    yield page
    context.close()


def open_link(page, purpose):
    subject, signature = page.world.link(page.email, purpose)
    page.goto(f"{page.home}/ar/{purpose}/{subject}?signature={signature}")
    return subject


def fill(page, **values):
    for name, value in values.items():
        page.fill(f"#{name}", value)


def test_an_institution_joins_and_offers_a_course_by_hand(person):
    person.goto(f"{person.home}/ar/apply")
    fill(person, names_ar=f"معهد {person.tag}", names_fr=f"Institut {person.tag}", city="الجزائر")
    fill(person, applicant_name="سعاد", applicant_email=person.email)
    person.select_option("#country", "DZ")
    person.check("input[name=types][value=training_institution]")
    person.click("form.form button")
    application_id = open_link(person, "applications")
    person.click("main form button")
    other = {"force_reason": "a test before left one of nearly the same name"}
    person.world.officer.post(f"/v1/applications/{application_id}/approval", other)

    open_link(person, "invitations")
    password = {"password": "four quiet words here", "again": "four quiet words here"}
    fill(person, username=f"u{person.tag}", password="short", again="short")
    person.click("main form button")
    assert person.locator("#password-problem").count() == 1
    assert person.input_value("#username") == f"u{person.tag}"
    fill(person, **password)
    person.click("main form button")
    person.click("main a.button")
    fill(person, username=f"u{person.tag}", password=password["password"])
    person.click("main form button")
    assert person.url.endswith("/ar/my")

    person.click("main .actions a >> nth=0")
    fill(person, title_ar="دورة في الإحصاء", start_date="2099-05-03", end_date="2099-05-01", deadline="2099-04-01")
    fill(person, zone="Africa/Algiers", place="الجزائر", contact_email=person.email)
    for name, value in {"kind": "training_course", "topic": "statistics", "modality": "onsite"}.items():
        person.select_option(f"#{name}", value)
    person.check("input[name=languages][value=ar]")
    person.click("main form button")
    assert person.locator("#end_date-problem").count() == 1
    fill(person, end_date="2099-05-07")
    person.click("main form button")
    assert person.locator(".status-draft").count() == 1
    person.click("button[value=submit]")
    assert person.locator(".status-in_review").count() == 1
    person.click("main .title-row button")
    person.goto(f"{person.home}/ar/my")
    assert person.url.endswith("/ar/sign-in")


def test_a_reader_subscribes_changes_pauses_and_leaves_by_hand(person):
    def state():
        return person.locator("dl.details dd").all_inner_texts()

    person.goto(f"{person.home}/en/subscribe")
    fill(person, email=person.email)
    person.click("main form button")
    open_link(person, "subscriptions")
    assert state()[0] == "في انتظار تأكيدك"
    person.click("button[value=confirm]")
    assert state() == ["مشترك", "الإنجليزية"]
    person.select_option("#language", "fr")
    person.click("button[value=language]")
    assert state() == ["مشترك", "الفرنسية"]
    person.click("button[value=pause]")
    assert state()[0] == "موقوف مؤقتًا"
    person.click("button[value=resume]")
    person.click("button[value=end]")
    assert state()[0] == "غير مشترك"
