"""The history: every event is delivered once its turn is sure, nothing is left out (rel:P10, rel:D8)."""

import uuid

import pytest
from marshmallow import fields

from chassis import feed, outbox
from contracts.base import Event
from contracts.refusals import Gone, Invalid
from deploy.local.processes import wait_until


class Leaf(Event):
    """A noun of these tests."""

    @classmethod
    def service(cls):
        return "little"


class LeafGrown(Leaf):
    """A leaf came."""

    about = "leaf"
    leaf_id = fields.UUID(required=True)
    name = fields.String(required=True)


class LeafFallen(Leaf):
    """A leaf went."""

    about = "leaf"
    leaf_id = fields.UUID(required=True)
    name = fields.String(required=True)


class LeafTraced(Leaf):
    """Whose leaf it is."""

    about = "leaf"
    internal = True
    leaf_id = fields.UUID(required=True)
    name = fields.String(required=True)


def emit(tx, *names, event=LeafGrown):
    for name in names:
        tx.emit(event, {"leaf_id": uuid.uuid4(), "name": name})


@pytest.fixture
def read(pool):
    def page(cursor=None, **options):
        with pool.transaction(read_only=True) as tx:
            return feed.read(tx, "little", cursor, **options)

    return page


@pytest.fixture
def read_on(read):
    """`read_on(number, cursor)`: names of that many events after the cursor, and where to go on."""

    def until(number, cursor=None, **options):
        names = []

        def enough():
            # Other transactions of the same server hold the history back for a moment.
            nonlocal cursor
            found = read(cursor, **options)
            names.extend(item["data"]["name"] for item in found["items"])
            cursor = found["next"]
            return len(names) >= number and not found["more"]

        wait_until(enough, f"{number} events of the history")
        return names, cursor

    return until


def test_of_two_interleaved_transactions_both_are_delivered(pool, read, read_on):
    with pool.transaction() as slow:
        emit(slow, "early id, late commit")
        slow.one("select 1")  # what was emitted goes with the next statement
        with pool.transaction() as quick:
            emit(quick, "late id, early commit")
        held = read()
    names, _ = read_on(2, held["next"])

    assert held["items"] == []
    assert names == ["early id, late commit", "late id, early commit"]


def test_a_reader_goes_on_where_it_stood_and_sees_each_event_once(pool, read, read_on):
    with pool.transaction() as tx:
        emit(tx, *"abcde")
    first, cursor = read_on(5, limit=2)
    with pool.transaction() as tx:
        emit(tx, "f")
    second, cursor = read_on(1, cursor)

    assert (first, second) == (list("abcde"), ["f"])
    assert read(cursor)["next"] == cursor


def test_internal_events_and_replays_are_never_in_it(pool, read_on):
    with pool.transaction() as tx:
        emit(tx, "secret", event=LeafTraced)
        emit(tx, "open")
        tx.run("insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id,"
               " payload) select event_id, '', 'evt-x', type, 'replay/1', subject, 1, 'c', payload from outbox")  # fmt: skip

    assert read_on(1)[0] == ["open"]


def test_types_choose_and_the_cursor_moves_past_the_others(pool, read, read_on):
    with pool.transaction() as tx:
        emit(tx, *(str(n) for n in range(1200)))
        emit(tx, "fell", event=LeafFallen)

    names, cursor = read_on(1, types=["leaf.fallen"])

    assert names == ["fell"]
    assert read(cursor)["items"] == []


def test_an_event_reads_as_a_cloud_event(pool, read, read_on):
    with pool.transaction(correlation_id="c-1", causation_id="e-0") as tx:
        emit(tx, "a")
    read_on(1)

    (item,) = read()["items"]
    assert item["type"] == "org.sesric.training.leaf.grown.v1"
    assert (item["source"], item["sequence"], item["specversion"]) == ("/little", "1", "1.0")
    assert (item["correlationid"], item["causationid"], item["data"]["name"]) == ("c-1", "e-0", "a")


@pytest.mark.parametrize(
    "cursor", ["", "x", "1", "1.", "-1.2", "1.2.3", f"{2**64}.1", f"1.{2**63}", "١.٢", "1.2\n", "1;2"]
)
def test_a_cursor_that_nobody_gave_is_refused(read, cursor):
    with pytest.raises(Invalid) as refused:
        read(cursor)

    assert refused.value.problems[0]["field"] == "cursor"


def test_a_cursor_older_than_what_is_kept_is_gone(pool, read, read_on):
    with pool.transaction() as tx:
        emit(tx, *"abc")
    _, behind = read_on(1, limit=1)
    with pool.transaction() as tx:
        cursor = feed.read(tx, "little", limit=1)["next"]
        tx.run("delete from unsent")
        tx.run("update outbox set created_at = now() - interval '500 days'")
        outbox.purge(tx)
        emit(tx, "d")

    with pytest.raises(Gone):
        read(cursor)
    assert read_on(1)[0] == ["d"]
    assert read_on(1, behind)[0] == ["d"]


def test_a_transaction_that_does_not_end_shows_as_lag(pool):
    with pool.transaction() as tx:
        emit(tx, "a")
        tx.run("update outbox set created_at = now() - interval '60 seconds'")
        assert feed.lag(tx) >= 60
