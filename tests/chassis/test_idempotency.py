"""Asking twice acts once (rel:H5, rel:D9)."""

import threading

import pytest

from chassis import idempotency
from contracts.refusals import Conflict, KeyReused, StillRunning

SECRET = "of this test"
HASH = idempotency.hash_of("do", {"a": 1, "b": [2]}, SECRET)


def ask(pool, key="k", principal="ann", request_hash=HASH, answer="made"):
    """What the chassis does around a use case: the stored answer, or this one."""
    with pool.transaction() as tx:
        stored = idempotency.remembered(tx, principal, key, request_hash)
        if stored is not None:
            return stored
        idempotency.remember(tx, principal, key, {"answer": answer})
        return {"answer": answer}


def test_the_second_gets_the_first_ones_answer(pool):
    assert ask(pool, answer="first") == ask(pool, answer="second") == {"answer": "first"}


def test_keys_belong_to_their_principal(pool):
    ask(pool, answer="first")

    assert ask(pool, principal="bob", answer="his") == {"answer": "his"}


def test_the_same_key_for_another_request_is_refused(pool):
    ask(pool)

    with pytest.raises(KeyReused):
        ask(pool, request_hash=idempotency.hash_of("do", {"a": 2}, SECRET))


def test_an_empty_answer_is_an_answer(pool):
    with pool.transaction() as tx:
        idempotency.remembered(tx, "ann", "k", HASH)
        idempotency.remember(tx, "ann", "k", {})

    assert ask(pool) == {}


def test_a_refused_request_may_be_asked_again(pool):
    def refused():
        with pool.transaction() as tx:
            idempotency.remembered(tx, "ann", "k", HASH)
            raise Conflict

    with pytest.raises(Conflict):
        refused()

    assert ask(pool, answer="now") == {"answer": "now"}


def test_of_two_at_once_the_second_waits_for_the_first(pool):
    second = []
    with pool.transaction() as tx:
        assert idempotency.remembered(tx, "ann", "k", HASH) is None
        thread = threading.Thread(target=lambda: second.append(ask(pool, answer="second")))
        thread.start()
        idempotency.remember(tx, "ann", "k", {"answer": "first"})
    thread.join()

    assert second == [{"answer": "first"}]


def test_of_two_at_once_the_second_is_told_to_come_again_when_the_first_takes_long(pool, monkeypatch):
    monkeypatch.setattr(idempotency, "PATIENCE_SECONDS", 0.05)
    with pool.transaction() as tx:
        assert idempotency.remembered(tx, "ann", "k", HASH) is None
        with pytest.raises(StillRunning) as refused:
            ask(pool, answer="second")
        idempotency.remember(tx, "ann", "k", {"answer": "first"})

    assert refused.value.facts["retry_after"] == 0.05
    assert ask(pool, answer="third") == {"answer": "first"}


def test_whoever_has_the_key_waits_for_other_locks_as_ever(pool):
    with pool.transaction() as tx:
        before = tx.one("show lock_timeout")
        idempotency.remembered(tx, "ann", "k", HASH)
        assert tx.one("show lock_timeout") == before


def test_the_order_of_fields_does_not_change_a_request():
    assert idempotency.hash_of("do", {"b": [2], "a": 1}, SECRET) == HASH
    assert idempotency.hash_of("undo", {"a": 1, "b": [2]}, SECRET) != HASH
    assert idempotency.hash_of("do", {"a": 1, "b": [2]}, "another secret") != HASH


def test_old_answers_are_forgotten(pool):
    ask(pool, key="old")
    ask(pool, key="new")
    with pool.transaction() as tx:
        tx.run("update idempotency set created_at = now() - interval '8 days' where key = 'old'")

    with pool.transaction() as tx:
        assert idempotency.forget(tx) == 1
        assert tx.all("select key from idempotency") == [{"key": "new"}]
