"""The whole flow of the demo through all five processes, undisturbed and with a service away during steps 3 to 6."""

import json
from collections import Counter
from datetime import timedelta

import psycopg2
import pytest

from deploy.client import until
from deploy.demo.__main__ import flow


def rows(department, service, query):
    connection = psycopg2.connect(department.found["databases"][service])
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


SLOW = [pytest.param(service, marks=pytest.mark.slow) for service in ("", "notifications", "newsletter")]


@pytest.mark.parametrize("outage", ["registry", *SLOW])
def test_the_flow_ends_the_same_whichever_service_is_away(world, fresh_department, outage):
    outside = flow(world, outage)

    _nothing_is_parked_or_unsent(fresh_department)
    _no_mail_came_twice(world)
    _the_outside_subscriber_saw_every_event(outside, fresh_department)


def _nothing_is_parked_or_unsent(department):
    unsent = "select count(*) from unsent"
    for service in ("registry", "scheduling", "notifications", "newsletter"):
        assert rows(department, service, "select count(*) from parked") == [(0,)]
        until(f"{service} has said all", lambda service=service: rows(department, service, unsent) == [(0,)])


def _no_mail_came_twice(world):
    mails = world.mails.get("/messages")
    ids = Counter(next(value for name, value in mail["headers"] if name.lower() == "message-id") for mail in mails)

    assert [name for name, count in ids.items() if count > 1] == []


def _the_outside_subscriber_saw_every_event(outside, department):
    seen = {json.loads(line)["id"] for line in outside.heard.read_text("utf-8").splitlines()}
    # What the broker confirmed a moment before the subscriber ended may not have been printed any more.
    ends = outside.until - timedelta(seconds=3)
    written = {
        str(event_id)
        for service in ("registry", "scheduling", "notifications", "newsletter")
        for event_id, exchange, at in rows(department, service, "select event_id, exchange, created_at from outbox")
        if exchange.endswith(".events") and outside.since < at < ends
    }

    assert len(written) > 200
    assert written <= seen
