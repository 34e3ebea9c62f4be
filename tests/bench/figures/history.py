"""Whether a long history makes an event dearer: the same load beside ten thousand events of the past and beside ten million."""

from tests.bench.demand import Demand
from tests.bench.figures.plan import Plan
from tests.bench.load import one_run, used
from tests.bench.place import Place
from tests.bench.report import Line, cheaper
from tests.bench.systems import System
from tests.bench.usage import cpu_seconds

SHORT, LONG, AT_ONCE = 10_000, 10_000_000, 1_000_000
EVENTS = 2000
# The outbox keeps what was sent, each event of an aggregate of its own; keys are put on afterwards, as that is quicker.
BEFORE = """
set synchronous_commit = off;
alter table outbox disable trigger all;
alter table outbox drop constraint outbox_pkey;
drop index outbox_by_transaction;
alter table aggregates drop constraint aggregates_pkey;
"""
FILL = """
with made as (
  insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id, payload,
    created_at)
  select gen_random_uuid(), 'source.events', 'write.made', 'org.sesric.training.write.made.v1', 'write/' || id, id, 1,
    id, '{}', now() - interval '30 days'
  from (select gen_random_uuid()::text as id from generate_series(1, %(events)s)) as ids
  returning aggregate)
insert into aggregates select aggregate, 1 from made
"""
AFTER = """
set maintenance_work_mem = '512MB';
alter table outbox add constraint outbox_pkey primary key (id);
create index outbox_by_transaction on outbox (xid, id);
alter table aggregates add constraint aggregates_pkey primary key (aggregate);
alter table outbox enable trigger all;
"""


def measure(place: Place, plan: Plan) -> list[Line]:
    """Two systems on the same servers, in turns; the cost is the CPU time of our processes and of PostgreSQL."""
    short = System(place, "short", ["chassis", "run"], chassis=True)
    long = System(place, "long", ["chassis", "run"], chassis=True)
    fill(short, SHORT)
    fill(long, plan.scaled(LONG))
    costs: dict[str, list[float]] = {short.name: [], long.name: []}
    with short.running(), long.running():
        for turn in range(plan.runs + 1):
            for system in (short, long):
                cost = cost_of_a_thousand(place, system, plan.scaled(EVENTS))
                if turn:  # the first one filled the caches
                    costs[system.name].append(cost)
    title = f"cost of 1,000 events beside {plan.scaled(LONG):,} past ones"
    line = cheaper(title, "s", costs["long"], f"beside {SHORT:,}", costs["short"], 1.1)
    return [line]


def cost_of_a_thousand(place: Place, system: System, events: int) -> float:
    """CPU seconds of both sides and of every process of PostgreSQL."""
    before = used(system) + cpu_seconds(place.postgres.process.pid, with_children=True)
    one_run(system, Demand(events, 1, None))
    return (used(system) + cpu_seconds(place.postgres.process.pid, with_children=True) - before) * 1000 / events


def fill(system: System, events: int) -> None:
    """So many events that left long ago, as if they had been written one by one."""
    system.sql("source", BEFORE)
    for left in range(events, 0, -AT_ONCE):
        system.sql("source", FILL, events=min(left, AT_ONCE))
    system.sql("source", AFTER)
    for table in ("outbox", "aggregates"):
        system.sql("source", f"vacuum (analyze, freeze) {table}")
    system.sql("source", "checkpoint")
