"""The whole department: what one machine runs, with an outage of a single service."""

import json
import urllib.request
from pathlib import Path

import pytest

from deploy.local.department import NO_PROXY, says_yes
from deploy.local.processes import wait_until
from deploy.requirements import SERVICES

MOST_MEGABYTES = 130
MOST_SECONDS_TO_STOP = 10  # far less than the deadline of a stop that waits in vain; the bench measures the time


def megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_small_stops_quickly_and_comes_back(department, service):
    # Checking a password takes 19 MB for a moment (that is its purpose), so look until the service is idle.
    pid = department.process(service).pid
    wait_until(lambda: megabytes(pid) <= MOST_MEGABYTES, f"{service} takes {MOST_MEGABYTES} MB or less")

    assert department.stop(service) <= MOST_SECONDS_TO_STOP
    assert not says_yes(department.ops(service) + "/livez")

    department.start(service)
    department.wait_ready(service)


def test_starting_again_leaves_what_runs_as_it_is(department):
    before = [department.process(service) for service in SERVICES]

    assert [department.start(service) for service in SERVICES] == [False] * len(SERVICES)
    assert [department.process(service) for service in SERVICES] == before


def test_endpoints_hold_a_token_that_the_gateway_takes(department):
    found = json.loads((department.home / "endpoints.json").read_text())
    request = urllib.request.Request(f"{found['gateway']}/v1/account")
    request.add_header("Authorization", f"Bearer {found['reviewer']['token']}")

    with NO_PROXY.open(request) as answer:
        assert json.load(answer)["username"] == "reviewer"


def test_secrets_and_endpoints_are_for_their_owner_only(department):
    files = [department.home / "endpoints.json", *(department.home / "secrets").iterdir()]

    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_service_never_sees_the_database_of_another(department):
    import psycopg2

    own, other = (department.found["databases"][name] for name in ("registry", "newsletter"))
    psycopg2.connect(own).close()
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(own.rsplit("/", 1)[0] + "/" + other.rsplit("/", 1)[1])
