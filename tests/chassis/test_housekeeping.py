"""What nobody asks for again goes, what is young stays."""

from chassis import housekeeping


def test_old_answers_and_inbox_rows_go(pool):
    with pool.transaction() as tx:
        for days in (1, 60):
            tx.run(
                """insert into idempotency (principal, key, request_hash, created_at)
                   select 'ann', %(days)s || '-' || n, 'x', now() - %(days)s * interval '1 day'
                   from generate_series(1, 1500) as n""",
                days=days,
            )
            tx.run(
                """insert into inbox (consumer, event_id, done_at)
                   select 'c', gen_random_uuid(), now() - %(days)s * interval '1 day'
                   from generate_series(1, 1500)""",
                days=days,
            )
    for chore in housekeeping.CHORES:
        housekeeping.sweep(pool, chore)

    with pool.transaction() as tx:
        assert tx.one("select (select count(*) from idempotency) as answers, (select count(*) from inbox) as done") == {
            "answers": 1500,
            "done": 1500,
        }
