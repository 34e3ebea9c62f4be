"""An officer at the real registry: institutions tied by their names, a timed publication, a state's memberships."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deploy.client import until
from tests.browser.hands import Hands
from tests.system.members import course

PATIENCE = 120  # the timer that publishes comes every half a minute


@pytest.fixture
def officer(chromium, department):
    hands = Hands(chromium, department, "en", "office-walk")
    hands.sign_in(department.found["officer"]["username"], department.found["officer"]["password"])
    yield hands
    hands.context.close()


def registered(api, name, city):
    record = {"names": {"source": "en", "en": name}, "country": "SN", "city": city, "types": ["university"]}
    return api.post("/v1/institutions", record)["institution_id"]


def approved(world, institution_id):
    path = f"/v1/opportunities/{world.officer.post('/v1/opportunities', course(institution_id))['opportunity_id']}"
    world.officer.post(f"{path}/submission")
    world.reviewer.post(f"{path}/approval")
    return path


def publish(officer, path, moment=None):
    """Let it become public at a moment, by the clock of its zone, or at once."""
    offer = path.replace("/v1/", "my/")
    officer.go(f"{offer}/publish")
    wall = moment.astimezone(ZoneInfo("Africa/Dakar")).strftime("%Y-%m-%dT%H:%M:%S") if moment else ""
    officer.fill(publish_at=wall)
    officer.press()
    assert officer.path == offer, officer.page.locator("main").inner_text()


def tie(officer, own, name, other):
    """Find the other institution by its name and say that this one is part of it; each tells of the other then."""
    officer.go(f"my/institutions/{own}/relations/new")
    officer.fill(words=name)
    officer.page.click("main form.filters button")
    officer.press()
    assert officer.page.locator(".wrongs li").count() == 2
    officer.tick("kind", "parent")
    officer.tick("other", other)
    officer.picture("relation")
    officer.press()
    assert officer.page.locator(".rowlist li").all_inner_texts()[0].startswith(f"Part of: {name}")
    officer.go(f"my/institutions/{other}/relations")
    assert officer.page.locator(f".rowlist a[href*='{own}']").count() > 0


def enter_memberships(officer, state, *days):
    officer.go(f"office/reference/states/{state}/memberships")
    for number, (since, until_) in enumerate(days):
        officer.fill(**{f"since-{number}": since, f"until-{number}": until_})
    officer.choose("state-1", "suspended")
    officer.press()


def correct(officer, state):
    """A suspension is entered; what overlaps is refused by name; a name that begins later is kept by both pages."""
    officer.go(f"office/reference/states/{state}")
    officer.fill(names_en="Republic of Tomorrow", former_until="2098-01-01")
    officer.press()
    assert officer.path == "office/reference/states"
    enter_memberships(officer, state, ("1992-12-01", "2001-03-01"), ("2000-01-01", ""))
    assert officer.page.locator(".wrongs a").get_attribute("href") == "#since-1"
    officer.picture("memberships")
    officer.fill(**{"since-1": "2001-03-01"})
    officer.press()
    assert officer.path == f"office/reference/states/{state}"
    assert officer.sees("Membership suspended: since 1 March 2001")


def test_an_officer_ties_institutions_and_corrects_a_state(officer):
    world, tag = officer.world, uuid.uuid4().hex[:8]
    name = f"University of tides {tag}"
    other, own = registered(world.officer, name, f"Saly {tag}"), registered(world.officer, f"Faculty {tag}", tag)
    tie(officer, own, name, other)

    state = {"code": "BF", "names": {"en": "Burkina Faso"}, "language": "fr", "time_zones": ["Africa/Ouagadougou"]}
    state |= {"memberships": [{"since": "1974-09-25"}], "weekends": [{"days": [6, 7]}]}
    version = world.officer.put("/v1/member-states/BF", state)["version"]
    correct(officer, "BF")
    record = world.public.get("/v1/member-states/BF", on="2099-01-01")
    assert (record["names"]["en"], record["version"]) == ("Republic of Tomorrow", version + 2)
    assert [spell["state"] for spell in record["memberships"]] == ["member", "suspended"]
    assert world.public.get("/v1/member-states/BF")["names"]["en"] == "Burkina Faso"


def test_an_opportunity_waits_for_its_moment_and_may_still_be_published_at_once(officer):
    world, tag = officer.world, uuid.uuid4().hex[:8]
    path = approved(world, registered(world.officer, f"College {tag}", tag))
    publish(officer, path, datetime.now(UTC) + timedelta(days=9))
    assert officer.sees("It becomes public at that moment.")
    assert world.officer.get(path)["status"] == "approved"
    publish(officer, path)
    assert world.public.get(path)["status"] == "published"


@pytest.mark.slow
def test_an_opportunity_becomes_public_at_its_moment(officer):
    world, tag = officer.world, uuid.uuid4().hex[:8]
    path = approved(world, registered(world.officer, f"Academy {tag}", tag))
    publish(officer, path, datetime.now(UTC) + timedelta(seconds=2))
    until("its moment came", lambda: world.officer.get(path)["status"] == "published", seconds=PATIENCE)
