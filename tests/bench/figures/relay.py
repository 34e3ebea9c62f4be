"""Events per second from the outbox to a quorum queue, each row marked after its confirm; one process."""

import time

from chassis.broker import connection_to
from deploy.local.processes import Failed
from deploy.local.steps import ROOT
from tests.bench import systems
from tests.bench.demand import TEXT
from tests.bench.figures.plan import Plan
from tests.bench.place import Place
from tests.bench.report import Line, at_least, faster
from tests.bench.systems import QUEUE, System

EVENTS, SLOW_EVENTS = 10_000, 2_500
PATIENCE_SECONDS = 120
FILL = """
insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id, payload)
select gen_random_uuid(), 'source.events', 'write.made', 'org.sesric.training.write.made.v1', 'write/' || id, id, 1,
  gen_random_uuid()::text, jsonb_build_object('write_id', id, 'text', %(text)s::text, 'started_at', 0.0)
from (select gen_random_uuid()::text as id from generate_series(1, %(events)s)) as made
"""


def measure(place: Place, plan: Plan) -> list[Line]:
    """Our relay in its service, and a program that waits for each confirm, in turns."""
    ours, slow = systems.ours(place), System(place, "kombu", ["tests.bench.stock.relay"], chassis=True)
    found: dict[str, list[float]] = {"ours": [], "kombu": []}
    for system in (ours, slow):
        bind(system, QUEUE, {"x-queue-type": "quorum"})
    with ours.running("source"):
        for _ in range(plan.runs + 1):
            found["ours"].append(pace(ours, plan.scaled(EVENTS)))
            found["kombu"].append(slow_pace(slow, max(1000, plan.scaled(SLOW_EVENTS))))
    rates = {name: runs[1:] for name, runs in found.items()}  # the first one warmed up
    return [
        faster("relay alone, one process", "events/s", rates["ours"], "kombu, confirm by confirm", rates["kombu"], 5),
        at_least("relay alone, one process", "events/s", rates["ours"], 3000),
    ]


def pace(system: System, events: int) -> float:
    """Fill the outbox in one transaction and see how fast a running relay empties it."""
    system.sql("source", "truncate outbox, unsent")
    began = time.time()
    with system.databases["source"].cursor() as cursor:
        cursor.execute("begin")
        cursor.execute(FILL, {"events": events, "text": TEXT})
        cursor.execute("select pg_notify('outbox', '')")
        began = time.time()
        cursor.execute("commit")
    done, _ = wait_unsent(system, 0)
    purge(system)
    return events / (done - began)


def slow_pace(system: System, events: int) -> float:
    """The same for the program that waits for each confirm, from its first mark on: without the time in which it starts."""
    side = system.sides["source"]
    side.argv = [*side.argv[:-1], "source.events"]
    side.cwd = ROOT
    system.sql("source", "truncate outbox, unsent")
    system.sql("source", FILL, events=events, text=TEXT)
    side.start()
    began, left = wait_unsent(system, events - 1)
    done, _ = wait_unsent(system, 0)
    assert side.process is not None
    side.process.wait(10)
    purge(system)
    return left / (done - began)


def wait_unsent(system: System, most: int) -> tuple[float, int]:
    """Until at most so many rows are not marked; answers when that was, and how many they were."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (left := system.sql("source", "select count(*) as n from unsent")[0]["n"]) > most:
        if time.monotonic() > end:
            raise Failed(f"{system.name}: {left} unsent after {PATIENCE_SECONDS} s")
        time.sleep(0.02)
    return time.time(), left


def bind(system: System, queue: str, arguments: dict) -> None:
    """A queue that gets every event of the writing side, though nobody consumes it."""
    with connection_to(system.amqp_url, 0) as connection:
        channel = connection.channel()
        channel.exchange_declare("source.events", "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(queue, "source.events", "write.made")


def purge(system: System) -> None:
    """Empty the queue again."""
    with connection_to(system.amqp_url, 0) as connection:
        connection.channel().queue_purge(QUEUE)
