"""What nobody asks for again goes, what is young, unsent or parked stays, and nobody waits for it."""

from types import SimpleNamespace

import pytest

from chassis import housekeeping, outbox

RULE = SimpleNamespace(outbox_days=400, inbox_days=14, parked_days=90)
OLD_AND_YOUNG = """
insert into idempotency (principal, key, request_hash, created_at)
  select 'ann', %(days)s || '-' || n, 'x', now() - %(days)s * interval '1 day' from generate_series(1, 1500) as n;
insert into inbox (consumer, event_id, done_at)
  select 'c', gen_random_uuid(), now() - %(days)s * interval '1 day' from generate_series(1, 1500);
insert into trials (consumer, event_id, begun_at)
  select 'c', gen_random_uuid(), now() - %(days)s * interval '1 day' from generate_series(1, 3);
"""
EVENTS = """
insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id, payload,
  created_at)
select gen_random_uuid(), 'x.events', 'k', 't', %(name)s || n, 's', n, 'c', '{}', now() - %(days)s * interval '1 day'
from generate_series(1, %(number)s) as n
"""
MESSAGES = """
insert into parked (queue, reason, body, first_seen_at, state, settled_at)
values ('q', 'failed', 'x', now() - interval '500 days', 'parked', null),
       ('q', 'failed', 'x', now() - interval '500 days', 'replayed', now() - interval '91 days'),
       ('q', 'failed', 'x', now() - interval '500 days', 'discarded', now() - interval '1 day')
"""


@pytest.fixture
def sweep(pool):
    def all_chores():
        for chore in housekeeping.chores(RULE):
            housekeeping.sweep(pool, chore)

    return all_chores


def count(pool, what):
    with pool.transaction() as tx:
        return tx.one(f"select count(*) as n from {what}")["n"]


def write_events(pool, sent, **values):
    with pool.transaction() as tx:
        tx.run(EVENTS, **values)
        if sent:
            tx.run("delete from unsent where aggregate like %(name)s || '%%'", **values)


def test_old_answers_inbox_rows_and_trials_go(pool, sweep):
    with pool.transaction() as tx:
        for days in (1, 60):
            tx.run(OLD_AND_YOUNG, days=days)

    sweep()

    assert [count(pool, table) for table in ("idempotency", "inbox", "trials")] == [1500, 1500, 3]


def test_sent_events_older_than_the_rule_go_and_unsent_ones_never(pool, sweep):
    write_events(pool, name="stuck/", days=500, sent=False, number=1100)
    write_events(pool, name="old/", days=401, sent=True, number=2500)
    write_events(pool, name="young/", days=399, sent=True, number=10)

    sweep()

    assert count(pool, "unsent") == 1100
    assert count(pool, "outbox where aggregate not like 'stuck/%'") == 10
    assert count(pool, "outbox where aggregate like 'young/%'") == 10


def test_open_parked_messages_stay_whatever_their_age(pool, sweep):
    with pool.transaction() as tx:
        tx.run(MESSAGES)

    sweep()

    with pool.transaction() as tx:
        assert [row["state"] for row in tx.all("select state from parked order by state")] == ["discarded", "parked"]


def test_a_sweep_looks_at_few_rows_where_nothing_is_old(pool):
    write_events(pool, name="young/", days=1, sent=True, number=20_000)
    with pool.transaction() as tx:
        tx.run("analyze outbox")
        tx.run("set local enable_seqscan = off")
        outbox.purge(tx)
        looked_at = tx.one("select pg_stat_get_xact_tuples_fetched('outbox_pkey'::regclass) as n")["n"]

    assert 0 < looked_at <= 1100


def test_a_sweep_waits_for_nobody_and_nobody_for_it(pool, sweep):
    with pool.transaction() as tx:
        tx.run(OLD_AND_YOUNG, days=60)
    with pool.transaction() as holding:
        held = holding.one("select event_id from inbox limit 1 for update")
        sweep()  # leaves what is held, does not stop at it
        holding.run("update inbox set done_at = now() where event_id = %(event_id)s", **held)
    with pool.transaction() as sweeping, pool.transaction() as writing:
        housekeeping.chores(RULE)[3](sweeping)
        writing.run("set local lock_timeout = '200ms'")
        writing.run(EVENTS, name="new/", days=0, number=1)

    assert count(pool, "inbox") == 1
