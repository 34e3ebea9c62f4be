"""Requests: rows R and H3 of the reliability table, who may ask, and what stock clients see."""

import json
import signal
import subprocess
import sys
import uuid
from datetime import UTC, datetime

import pytest

from chassis.asker import AskerClient
from chassis.identity import Actor, issue_token
from chassis.replies import Internal
from contracts.refusals import Forbidden, Invalid, KeyReused, NotFound, Unauthenticated, Unavailable
from tests.chassis.messaging.said import BurnNotes, NoteTaken, ReadNote, WhisperNote, WriteNote
from tests.chassis.promised import in_time


def note(text="hello", note_id=None):
    return {"note_id": note_id or str(uuid.uuid4()), "text": text}


@pytest.fixture
def token_of(key_pair):
    return lambda role: issue_token(key_pair[0], Actor(role, uuid.uuid4()), datetime.now(UTC), 5)


def test_a_refusal_comes_as_its_own_class_with_its_facts(little):
    little.start()
    taken = note()
    little.ask(WriteNote, fields=taken)

    with pytest.raises(NoteTaken):
        little.ask(WriteNote, fields=taken)
    with pytest.raises(NotFound):
        little.ask(ReadNote, fields={"note_id": str(uuid.uuid4())})
    assert little.count("outbox") == 1


def test_all_problems_come_at_once(little):
    little.start()

    with pytest.raises(Invalid) as refused:
        little.ask(WriteNote, fields={"note_id": "x", "surplus": 1})

    assert sorted(problem["field"] for problem in refused.value.problems) == ["note_id", "surplus", "text"]


def test_who_may_not_ask_is_told_apart_from_who_has_not_signed_in(little, token_of, key_pair):
    little.start()

    with pytest.raises(Unauthenticated):
        little.ask(BurnNotes)
    with pytest.raises(Unauthenticated):
        little.ask(BurnNotes, token="not.a.token")
    with pytest.raises(Forbidden):
        little.ask(BurnNotes, token=token_of("institution"))


def test_h3_the_caller_learns_only_an_incident_and_the_log_holds_no_personal_data(little, token_of):
    running = little.start()
    little.ask(WriteNote, fields=note("ann@example.org is here"))

    with pytest.raises(Internal) as told:
        little.ask(BurnNotes, token=token_of("officer"))

    incident = told.value.incident
    assert len(incident) == 12
    assert incident in running.output()
    assert "UniqueViolation" in running.output()
    assert "ann@example.org" not in running.output() + str(told.value)


def test_the_same_write_under_the_same_key_acts_once(little):
    little.start()
    written = note()
    first = little.ask(WriteNote, fields=written, idempotency_key="one")

    assert little.ask(WriteNote, fields=written, idempotency_key="one") == first
    with pytest.raises(KeyReused):
        little.ask(WriteNote, fields=note(), idempotency_key="one")
    assert (little.count("notes"), little.count("outbox")) == (1, 1)


def test_r1_a_callee_that_dies_costs_the_caller_its_timeout_and_no_more(little):
    running = little.start()
    killing = little.when_in_hand(running.process.kill)
    with in_time(5), AskerClient(little.vhost) as other, pytest.raises(Unavailable):
        other.ask(WriteNote, note("sleep 300"), timeout=5)
    killing.join()

    assert running.process.wait(60) == -signal.SIGKILL
    assert little.count("notes") == 0


def test_r1_nobody_there_is_known_at_once(little):
    with in_time(1), pytest.raises(Unavailable):
        little.ask(WriteNote, fields=note(), timeout=60)


def test_r2_a_request_whose_caller_gave_up_never_runs(little):
    little.start().terminate()
    little.processes[0].process.wait(60)
    for _ in range(3):
        with pytest.raises(Unavailable):
            little.ask(WriteNote, fields=note("stale"), timeout=0.3)

    little.start()
    little.ask(WriteNote, fields=note("fresh"))

    assert [row["text"] for row in little.sql("select text from notes")] == ["fresh"]


def test_r6_a_request_that_comes_again_after_a_crash_is_not_run_again(little):
    first = little.start()

    def die_and_come_back():
        first.process.kill()
        little.start()

    dying = little.when_in_hand(die_and_come_back)
    with in_time(60), AskerClient(little.vhost) as other, pytest.raises(Unavailable):
        other.ask(WriteNote, note("sleep 4"), timeout=120)  # so long that it does not expire meanwhile
    dying.join()

    running = little.processes[1]
    little.ask(WriteNote, fields=note("after"))
    running.terminate()  # what is in hand ends before
    assert running.process.wait(60) == 0

    assert [row["text"] for row in little.sql("select text from notes")] == ["after"]


def test_s1_a_request_in_hand_is_answered_before_the_process_leaves(little):
    running = little.start()
    written = note("sleep 2")
    stopping = little.when_in_hand(running.terminate)

    assert little.ask(WriteNote, fields=written, timeout=60) == written
    stopping.join()
    assert running.process.wait(60) == 0


def test_a_request_without_database_is_unavailable_at_once(little, passage):
    way = passage(little.database)
    running = little.start(DATABASE_URL=way.url)
    way.close()

    with pytest.raises(Unavailable):
        little.ask(WriteNote, fields=note())
    assert running.process.poll() is None


@pytest.mark.parametrize("sqlstate", ["40P01", "40001", "55P03", "57014"])
def test_whom_others_are_in_the_way_of_again_and_again_is_asked_to_come_back_and_nothing_is_kept(little, sqlstate):
    little.sql(f"""create function stumble() returns trigger language plpgsql as
                   $$ begin raise exception 'in the way' using errcode = '{sqlstate}'; end $$""")
    little.sql("create trigger stumble after insert on notes execute function stumble()")
    little.start()
    written = note()

    with pytest.raises(Unavailable) as refused:
        little.ask(WriteNote, fields=written, idempotency_key="one")
    assert refused.value.facts["retry_after"] == 1
    assert (little.count("notes"), little.count("outbox")) == (0, 0)

    little.sql("drop trigger stumble on notes")
    assert little.ask(WriteNote, fields=written, idempotency_key="one") == written


def test_a_stock_nameko_client_asks_and_understands(little):
    little.start()
    written = note()
    script = f"""
import json
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.exceptions import RemoteError, MethodNotFound
with ClusterRpcProxy({{"AMQP_URI": {little.vhost!r}}}, timeout=5) as cluster:
    print(json.dumps(cluster.little.write_note(**{written!r})))
    for call in (lambda: cluster.little.write_note(**{written!r}), lambda: cluster.little.no_such()):
        try:
            call()
        except (RemoteError, MethodNotFound) as error:
            print(type(error).__name__, getattr(error, "exc_type", ""))
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=30)

    assert done.stdout.splitlines() == [json.dumps(written), "RemoteError NoteTaken", "MethodNotFound "], done.stderr


def test_an_answer_of_nothing_is_an_empty_object(little):
    little.start()

    assert little.ask(WhisperNote, fields=note()) == {}
