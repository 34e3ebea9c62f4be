"""What an institution says of itself among others, for whom an opportunity is, and when it becomes public."""

from contracts.refusals import Invalid, StaleVersion
from tests.gateway.panel_records import APPROVED, COLLEAGUE, DRAFT, RECORD, REVISED
from tests.gateway.records import KOICA, MOES
from tests.gateway.seen import send, text

OWN, TIE = f"/en/my/institutions/{MOES['institution_id']}/relations", MOES["relations"][0]
EDIT = f"/en/my/institutions/{MOES['institution_id']}/edit"
STANDS = {"kind": TIE["kind"], "institution_id": TIE["institution_id"]}
NEW = {"kind": "predecessor", "institution_id": KOICA["institution_id"]}
ACCESS = f"/en/my/colleagues/{COLLEAGUE['account_id']}/access"


def test_another_institution_is_found_by_its_name_and_tied(panel, department):
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    html = text(panel.get(f"{OWN}/new?words=korea"))
    assert f'value="{KOICA["institution_id"]}"' in html
    assert f'value="{MOES["institution_id"]}"' not in html
    assert 'value="child"' not in html
    typed = {"words": "korea", "kind": "predecessor", "other": KOICA["institution_id"], "version": "3"}
    assert send(panel, f"{OWN}/new", **typed).status_code == 303
    fields, _ = department.last("registry.revise_institution")
    assert fields["relations"] == [STANDS, NEW]
    assert fields["names"] == MOES["names"]
    assert fields["version"] == 3


def test_a_relation_that_is_refused_keeps_what_was_chosen(panel, department):
    def cycle(fields, envelope):
        raise Invalid([{"field": "relations", "code": "cycle", "message": "It would be its own parent."}])

    department.answers["registry.revise_institution"] = cycle
    assert 'href="#kind-1"' in text(send(panel, f"{OWN}/new", words="korea"))
    typed = {"words": "korea", "kind": "parent", "other": KOICA["institution_id"]}
    html = text(send(panel, f"{OWN}/new", **typed))
    assert 'href="#other-1"' in html
    assert f'value="{KOICA["institution_id"]}" checked' in html
    assert 'value="parent" checked' in html


def test_a_relation_goes_after_its_effect_was_shown(panel, department):
    address = f"{OWN}/{TIE['kind']}/{TIE['institution_id']}"
    assert "It is gone from both records." in text(panel.get(address))
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    assert send(panel, address).status_code == 303
    assert department.last("registry.revise_institution")[0]["relations"] == []
    assert panel.get(f"{OWN}/parent/{KOICA['institution_id']}").status_code == 404


def test_officers_say_what_is_part_of_an_institution(office):
    assert 'value="child"' in text(office.get(f"{OWN}/new?words=korea"))


def test_who_acts_for_institutions_below_is_said_by_officers_alone(signed_in, department):
    department.answers["registry.change_access"] = lambda f, e: COLLEAGUE
    assert 'name="covers_children"' not in text(signed_in("moes").get(ACCESS))
    browser = signed_in("officer")
    assert 'name="covers_children"' in text(browser.get(ACCESS))
    send(browser, ACCESS, access="editor", covers_children="yes")
    assert department.last("registry.change_access")[0] == {
        "account_id": COLLEAGUE["account_id"], "access": "editor", "covers_children": True,
    }  # fmt: skip


def test_an_opportunity_is_for_countries_and_groups_of_them(panel, department):
    department.answers["registry.revise_opportunity"] = lambda f, e: DRAFT
    path = f"/en/my/opportunities/{DRAFT['opportunity_id']}/edit/rules"
    assert "Arab states" in text(panel.get(path))
    send(panel, path, eligible_groups="arab", version="2")
    assert department.last("registry.revise_opportunity")[0]["eligible_groups"] == ["arab"]


def test_a_moment_of_publication_is_on_the_clock_of_its_zone(panel, department):
    path = f"/en/my/opportunities/{APPROVED['opportunity_id']}"
    assert "10 January 2027, 09:00" in text(panel.get(path))
    department.answers["registry.publish_opportunity"] = lambda f, e: APPROVED
    response = send(panel, f"{path}/publish", publish_at="2027-01-10T09:00")
    assert response.headers["Location"].endswith("done=timed")
    assert department.last("registry.publish_opportunity")[0]["publish_at"] == "2027-01-10T09:00:00+05:00"
    html = text(send(panel, f"{path}/publish", publish_at="next week"))
    assert 'href="#publish_at"' in html
    assert 'value="next week"' in html
    department.answers["registry.publish_opportunity"] = lambda f, e: REVISED
    assert send(panel, f"{path}/publish").headers["Location"].endswith("done=published")


def test_somebody_elses_change_does_not_lose_the_relation(panel, department):
    def stale(fields, envelope):
        raise StaleVersion

    department.answers["registry.revise_institution"] = stale
    typed = {"words": "korea", "kind": "parent", "other": KOICA["institution_id"], "version": "2"}
    html = text(send(panel, f"{OWN}/new", **typed))
    assert 'name="version" value="3"' in html
    assert 'value="parent" checked' in html


def test_programmes_and_fields_of_training_are_told_and_taken_back(panel, department):
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    assert 'value="OIC-VET" checked' in text(panel.get(f"{EDIT}/kind"))
    send(panel, f"{EDIT}/kind", types="ministry", fields_of_training="0114\n0542", version="3")
    said = department.last("registry.revise_institution")[0]
    assert (said["programmes"], said["fields_of_training"]) == ([], ["0114", "0542"])
    assert said["capacity"] == 240


def test_an_emptied_capacity_is_taken_back(panel, department):
    department.answers["registry.revise_institution"] = lambda f, e: RECORD
    assert 'value="240"' in text(panel.get(f"{EDIT}/about"))
    send(panel, f"{EDIT}/about", capacity="", facilities_en="A studio\nA library", version="3")
    said = department.last("registry.revise_institution")[0]
    assert (said["capacity"], [one["en"] for one in said["facilities"]]) == (0, ["A studio", "A library"])
