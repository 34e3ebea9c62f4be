"""Rows C of the reliability table: each event takes effect once, whatever dies meanwhile."""

import itertools
import time
import uuid

from amqp.exceptions import AMQPError, NotFound

from chassis.broker import connection_to
from tests.chassis.messaging.conftest import QUEUE
from tests.chassis.promised import in_time


def test_c1_an_event_whose_handler_raises_once_takes_effect_once(little):
    little.start()
    little.publish_note("raise once")

    little.wait_effects(1)
    assert (little.count("effects"), little.count("tries"), little.count("parked")) == (1, 2, 0)


def test_c1_c2_an_event_whose_handler_always_raises_is_tried_six_times_with_pauses_and_parked(little):
    running = little.start()
    began = time.monotonic()
    little.publish_note("raise always")

    row = little.wait_parked(1)[0]

    tries = [one["at"].timestamp() for one in little.sql("select at from tries order by at")]
    assert len(tries) == 6
    assert all(later - earlier > 0.1 for earlier, later in itertools.pairwise(tries))
    assert (row["reason"], row["queue"], little.depth()) == ("failed", QUEUE, 0)
    assert "Trouble" in row["error"]
    assert len(running.output()) / (time.monotonic() - began) < 10_000


def test_c1_what_the_use_case_refuses_is_parked_at_once(little):
    little.start()
    little.publish_note("refuse")

    row = little.wait_parked(1)[0]

    assert row["reason"] == "refused"
    assert "NotFound" in row["error"]


def test_the_same_event_twice_takes_effect_once(little):
    little.start()
    same = str(uuid.uuid4())
    for _ in range(5):
        little.publish_note("again", event_id=same)
    little.publish_note("last")

    little.wait_effects(2)
    assert little.count("effects") == 2


def test_a_failure_in_a_batch_harms_only_itself(little):
    little.start(ready=False).wait_ready()
    for number in range(30):
        little.publish_note("refuse" if number % 10 == 5 else f"note {number}")

    little.wait_effects(27)
    assert len(little.wait_parked(3)) == 3


def test_c3_killed_again_and_again_every_event_takes_effect_once(little):
    running = little.start()
    for number in range(200):
        little.emit(f"note {number}")
        if number % 50 == 49:
            running.process.kill()
            running = little.start(ready=False)

    little.wait_effects(200)
    little.wait(lambda: little.count("unsent") == 0, "all sent")
    assert little.count("effects") == 200
    assert little.sql("select count(distinct note_id) as n from effects")[0]["n"] == 200


def test_c4_when_the_commit_fails_the_event_is_not_lost(little):
    little.sql(
        """create table fuse (burnt boolean);
        create function blow() returns trigger language plpgsql as $$
        begin if exists (select 1 from fuse) then raise 'the fuse is blown'; end if; return null; end $$;
        create constraint trigger at_commit after insert on effects deferrable initially deferred
          for each row execute function blow();
        insert into fuse values (true)"""
    )
    running = little.start()
    little.publish_note("hard to commit")
    little.wait(lambda: "the fuse is blown" in running.output(), "the commit failed")
    assert little.count("effects") == 0

    little.sql("delete from fuse")

    little.wait_effects(1)
    assert running.process.poll() is None


def test_p4_a_broker_that_falls_silent_is_noticed_within_three_heartbeats(little, passage):
    way = passage(little.vhost)
    running = little.start(AMQP_URL=way.url)
    way.hold_answers()
    with in_time(3 * 4):
        little.wait(lambda: "consumer: no connection" in running.output(), "noticed")
    little.emit("while it is silent")

    way.release_answers()

    with in_time(5):
        little.wait_effects(1)


def test_c5_with_the_database_down_no_process_ends_and_all_takes_effect_after(little, passage):
    way = passage(little.database)
    running = little.start(DATABASE_URL=way.url)
    little.publish_note("before")
    little.wait_effects(1)
    way.close()
    for number in range(10):
        little.publish_note(f"while it is down {number}")
    little.wait(lambda: "waits" in running.output() or "no database" in running.output(), "it noticed")
    assert (running.process.poll(), little.count("effects"), little.count("parked")) == (None, 1, 0)

    way.reopen()

    little.wait_effects(11)
    assert (running.process.poll(), little.count("parked"), little.depth()) == (None, 0, 0)


def test_c6_a_connection_reset_while_a_handler_runs_ends_no_process(little, passage):
    way = passage(little.vhost)
    running = little.start(AMQP_URL=way.url)
    little.publish_note("sleep 1.5")
    little.wait(lambda: little.depth() == 0, "in hand")

    way.reset()

    little.wait_effects(1)
    little.publish_note("after")
    little.wait_effects(2)
    little.wait(lambda: little.depth() == 0, "all acked")
    assert (running.process.poll(), little.count("effects")) == (None, 2)


def test_c8_after_the_broker_is_back_events_flow_within_five_seconds(little, own_broker):
    broker = own_broker()
    little.vhost = broker.add_vhost("c8")
    little.start()
    broker.kill()
    little.emit("while it is away")

    broker.restart()
    little.wait(lambda: serves(little), "the broker has its queues again", seconds=120)

    with in_time(5):
        little.wait_effects(1)


def test_c9_no_more_is_taken_from_the_queue_than_the_prefetch(little):
    little.start()
    little.publish_note("sleep 300")
    for number in range(250):
        little.publish_note(f"waits {number}")

    assert little.depth() >= 51 - 1


def test_c11_a_queue_with_other_arguments_ends_the_process_with_a_clear_line(little):
    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_declare(QUEUE, durable=True, auto_delete=False)

    running = little.start(ready=False)

    assert running.process.wait(60) == 1
    assert "other arguments" in running.output()
    assert QUEUE in running.output()


def test_c12_a_deleted_queue_is_made_again_without_a_restart(little):
    running = little.start()
    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_delete(QUEUE)
    little.wait(lambda: exists(little), "declared again")

    little.emit("after")

    little.wait_effects(1)
    assert running.process.poll() is None


def test_c13_an_event_that_kills_the_process_is_parked_and_its_neighbours_are_not(little):
    little.start()
    for number in range(3):
        little.publish_note(f"before {number}")
    little.wait_effects(3)
    little.publish_note("exit")
    for number in range(5):
        little.publish_note(f"after {number}")

    deaths = live_until_parked(little)

    little.wait_effects(8)
    assert [row["reason"] for row in little.sql("select reason from parked")] == ["kills_the_process"]
    assert 1 < deaths <= 8


def test_c14_what_the_broker_gives_up_comes_to_the_parking_lot(little):
    little.start().terminate()
    assert little.processes[0].process.wait(60) == 0
    little.publish_note("never settled")
    for _ in range(21):
        with connection_to(little.vhost, 0) as connection:
            channel = connection.channel()
            little.wait(lambda: channel.basic_get(QUEUE) or little.depth("parked.little"), "comes again")  # noqa: B023

    little.start()

    row = little.wait_parked(1)[0]
    assert (row["queue"], row["reason"]) == (QUEUE, "delivery_limit")


def test_c15_a_handlers_exception_is_in_the_log_with_its_traceback(little):
    running = little.start()
    little.publish_note("raise once")
    little.wait_effects(1)

    assert "Traceback" in running.output()
    assert "Trouble: with raise once" in running.output()


def test_s1_what_is_in_hand_is_finished_before_the_connection_closes(little):
    running = little.start()
    little.publish_note("sleep 2")
    little.wait(lambda: little.depth() == 0, "in hand")

    running.terminate()

    assert running.process.wait(60) == 0
    assert (little.count("effects"), little.depth()) == (1, 0)


def test_s3_a_stop_while_the_broker_is_down_does_not_wait_for_it(little, passage):
    way = passage(little.vhost)
    running = little.start(AMQP_URL=way.url)
    way.close()
    little.wait(lambda: running.get("/readyz")[0] == 503, "it noticed")

    with in_time(5):
        running.terminate()
        assert running.process.wait(60) == 0


def test_s5_started_before_the_broker_it_becomes_ready_when_there_is_one(little, passage):
    way = passage(little.vhost)
    way.close()
    running = little.start(ready=False, AMQP_URL=way.url)
    little.wait(lambda: running.get("/readyz")[0] == 503, "it runs and is not ready")

    way.reopen()

    running.wait_ready()


def live_until_parked(little):
    """Start the service again whenever it died, until something is parked; answers how often it died."""
    deaths = 0
    while not little.count("parked"):
        running = little.processes[-1]
        if running.process.poll() is not None:
            deaths += 1
            assert deaths < 12, "too many deaths"
            little.start(ready=False)
        little.wait(lambda: little.count("parked") or little.processes[-1].process.poll() is not None, "died or parked")
    return deaths


def serves(little):
    """Whether the broker answers about the handler's queue: after a crash that is later than its port."""
    try:
        little.depth()
    except (OSError, AMQPError):
        return False
    return True


def exists(little):
    try:
        little.depth()
    except NotFound:
        return False
    return True
