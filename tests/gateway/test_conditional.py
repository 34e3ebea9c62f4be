"""Conditional requests: an entity tag names the version for a change and what is shown for a reader."""

import pytest

from tests.gateway.records import MOES, STATE

INSTITUTION = f"/v1/institutions/{MOES['institution_id']}"
KEY = {"Idempotency-Key": "k-1"}
STEP = {"status": "inactive", "reason": "moved"}


@pytest.fixture
def shows(department):
    def show(**facts):
        department.answers["registry.get_institution"] = lambda fields, envelope: MOES | facts

    return show


@pytest.mark.parametrize("changed", [{"confirmed_at": "2026-06-01T00:00:00Z"}, {"freshness": 99}, {"relations": []}])
def test_what_changes_without_a_new_version_is_read_anew(client, shows, changed):
    shows(confirmed_at=None, freshness=100)
    first = client.get(INSTITUTION).headers["ETag"]
    assert client.get(INSTITUTION, headers={"If-None-Match": first}).status_code == 304
    shows(**{"confirmed_at": None, "freshness": 100} | changed)
    again = client.get(INSTITUTION, headers={"If-None-Match": first})
    assert (again.status_code, again.get_json()["version"]) == (200, MOES["version"])
    assert again.headers["ETag"] != first


def test_the_tag_that_was_read_and_the_plain_version_are_good_for_a_change(client, department):
    department.answers["registry.change_institution_status"] = lambda fields, envelope: MOES
    for tag in (client.get(INSTITUTION).headers["ETag"], '"3"'):
        response = client.post(f"{INSTITUTION}/status", json=STEP, headers=KEY | {"If-Match": tag})
        assert response.status_code == 200
        assert department.last("registry.change_institution_status")[0]["version"] == 3


@pytest.mark.parametrize("tag", ['"3-"', '"3-xyz"', '"-3"', '"3-0123456789abcdef0123-"'])
def test_a_tag_that_is_not_ours_names_no_version(client, department, tag):
    response = client.post(f"{INSTITUTION}/status", json={}, headers=KEY | {"If-Match": tag})
    assert (response.status_code, response.get_json()["code"]) == (412, "StaleVersion")
    assert department.asked == []


@pytest.mark.parametrize(("tag", "version"), [(None, None), ("", None), ('"2"', 2)])
def test_where_a_version_may_be_left_out_the_header_still_names_one(client, department, tag, version):
    department.answers["registry.record_member_state"] = lambda fields, envelope: STATE
    record = {
        "names": {"en": "Tajikistan"},
        "language": "tg",
        "time_zones": ["Asia/Dushanbe"],
        "weekends": [{"days": [6]}],
    }
    response = client.put("/v1/member-states/TJ", json=record, headers={} if tag is None else {"If-Match": tag})
    assert response.status_code == 200
    assert department.last("registry.record_member_state")[0].get("version") == version
