"""Every service that takes tokens and keeps no sessions hears which of them are outdated."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chassis import housekeeping, operators
from chassis.commands import service_class
from chassis.identity import Actor
from chassis.pool import Pool
from contracts.newsletter.issues import ListIssues
from contracts.notifications.deliveries import ListDeliveries
from contracts.refusals import Unauthenticated
from contracts.registry.credentials import AccountRightsChanged, SessionsEnded
from contracts.scheduling.activities import ListActivities
from deploy.requirements import SERVICES
from tests.chassis.doorway import Doorway
from tests.chassis.test_housekeeping import RULE

READS = {"scheduling": ListActivities, "notifications": ListDeliveries, "newsletter": ListIssues}


@pytest.fixture(params=READS)
def door(request, database, key_pair):
    pool = Pool(database(request.param), "tests", 2)
    yield Doorway(service_class(request.param), pool, key_pair)
    pool.close()


def test_a_revoked_session_is_refused_from_the_next_request_on_and_others_are_not(door):
    contract, soon = READS[door.service.name], datetime.now(UTC) + timedelta(minutes=15)
    early, here, there = (Actor("officer", uuid.uuid4(), session_id=uuid.uuid4()) for _ in range(3))

    def end(actor, until=soon):
        door.tell(SessionsEnded, sessions_id=actor.account_id, session_ids=[actor.session_id], until=until)

    end(early)  # before anybody asked with it
    assert all(door.ask(contract, door.token(actor))["items"] == [] for actor in (here, there))
    for _ in range(2):
        end(here)
        with pytest.raises(Unauthenticated):
            door.ask(contract, door.token(here))
    with pytest.raises(Unauthenticated):
        door.ask(contract, door.token(early))
    assert door.ask(contract, door.token(there))["items"] == []

    end(there, until=soon - timedelta(hours=3))
    for chore in housekeeping.chores(RULE):
        housekeeping.sweep(door.pool, chore)
    with door.pool.transaction() as tx:
        assert tx.one("select count(*) as n from ended_sessions") == {"n": 2}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "gateway"])
def test_every_service_that_takes_tokens_looks_at_them(name):
    assert callable(service_class(name).admit)
    heard = {event for event, _ in operators.handled(name)}
    assert name == "registry" or heard >= {SessionsEnded, AccountRightsChanged}
