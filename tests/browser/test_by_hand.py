"""What a reader does with the whole department: forms and mailed links; in Arabic, without scripts."""

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
    page.email = f"reader@institute-{page.tag}.example"
    yield page
    context.close()


def open_link(page, purpose):
    subject, signature = page.world.link(page.email, purpose)
    page.goto(f"{page.home}/ar/{purpose}/{subject}?signature={signature}")
    return subject


def fill(page, **values):
    for name, value in values.items():
        page.fill(f"#{name}", value)


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
