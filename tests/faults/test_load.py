"""Many publishers at once while the broker is restarted twice: Watermill's test, at its size."""

import threading
import uuid

import pytest

from chassis.pool import Pool
from tests.chassis.messaging.said import NoteWritten

EVENTS, PUBLISHERS = 10_000, 100


class Publisher(threading.Thread):
    """Commits its share of the events, one transaction each."""

    def __init__(self, pool, number):
        super().__init__(daemon=True)
        self.pool, self.number, self.done = pool, number, 0

    def run(self):
        for _ in range(self.number):
            with self.pool.transaction() as tx:
                tx.emit(NoteWritten, {"note_id": uuid.uuid4(), "text": "one of many"})
            self.done += 1


@pytest.mark.slow
def test_ten_thousand_events_of_a_hundred_publishers_arrive_although_the_broker_is_restarted_twice(
    little, on_own_broker
):
    little.start()
    little.start()
    pool = Pool(little.database, "publishers", size=PUBLISHERS, checkout_seconds=120)
    publishers = [Publisher(pool, EVENTS // PUBLISHERS) for _ in range(PUBLISHERS)]
    for publisher in publishers:
        publisher.start()
    for share in (3, 2):
        little.wait(lambda share=share: little.count("outbox") >= EVENTS // share, "a share is written", seconds=300)
        on_own_broker.restart()
    for publisher in publishers:
        publisher.join(300)
    pool.close()

    little.wait_effects(EVENTS, seconds=300)
    little.wait(lambda: little.count("unsent") == 0, "all sent", seconds=60)
    assert sum(publisher.done for publisher in publishers) == EVENTS
    assert (little.count("effects"), little.count("parked")) == (EVENTS, 0)
    assert little.sql("select count(distinct note_id) as n from effects")[0]["n"] == EVENTS
    assert all(running.process.poll() is None for running in little.processes)
