"""The whole flow of the demo through all five processes, undisturbed and with a service away during steps 3 to 6."""

import json
from collections import Counter

import psycopg2
import pytest

from deploy.demo.__main__ import flow


def rows(department, service, query):
    connection = psycopg2.connect(department.found["databases"][service])
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("outage", ["", "notifications", "newsletter", "registry"])
def test_the_flow_ends_the_same_whichever_service_is_away(world, fresh_department, outage):
    flow(world, outage)

    _nothing_is_parked_or_unsent(fresh_department)
    _no_mail_came_twice(world)
    _the_outside_subscriber_saw_every_event(world, fresh_department)


def _nothing_is_parked_or_unsent(department):
    for service in ("registry", "scheduling", "notifications", "newsletter"):
        assert rows(department, service, "select count(*) from parked") == [(0,)]
        assert rows(department, service, "select count(*) from outbox where sent_at is null") == [(0,)]


def _no_mail_came_twice(world):
    mails = world.mails.get("/messages")
    ids = Counter(next(value for name, value in mail["headers"] if name.lower() == "message-id") for mail in mails)

    assert [name for name, count in ids.items() if count > 1] == []


def _the_outside_subscriber_saw_every_event(world, department):
    seen = {json.loads(line)["id"] for line in (world.home / "outside.jsonl").read_text("utf-8").splitlines()}
    begun = min(line for line in _times(world))
    written = {
        str(event_id)
        for service in ("registry", "scheduling", "notifications", "newsletter")
        for event_id, exchange, at in rows(department, service, "select event_id, exchange, created_at from outbox")
        if exchange.endswith(".events") and at.isoformat() > begun
    }

    assert written <= seen


def _times(world):
    for line in (world.home / "outside.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)["time"].replace("Z", "+00:00")
