"""Rows C of the reliability table that need a blocked loop or a missing queue; the others are in tests/chassis/messaging."""

from chassis.broker import connection_to
from tests.chassis.messaging.conftest import QUEUE
from tests.faults.conftest import control

PARKED = "parked.little"
BLOCKING = '        if text.startswith("block "):\n            spin(float(text.split()[1]))\n        tx.run(\n'
SPIN = """

def spin(seconds):
    # Neither sleeps nor waits: nothing else runs in this process meanwhile.
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
"""


def test_c7_a_handler_that_blocks_everything_for_three_heartbeats_has_one_effect(little):
    source = little.tree / "services" / "little" / "service.py"
    text = source.read_text().replace("import os\n", "import os\nimport time\n", 1)
    source.write_text(text.replace("        tx.run(\n", BLOCKING, 1) + SPIN)
    running = little.start(AMQP_HEARTBEAT="2")
    little.publish_note("block 7")
    for number in range(20):
        little.publish_note(f"waits behind {number}")

    little.wait_effects(21, seconds=120)
    little.publish_note("after")
    little.wait_effects(22)
    little.wait(lambda: little.depth() == 0, "all acked")
    assert (little.count("effects"), little.count("parked"), running.process.poll()) == (22, 0, None)


def test_c14_what_is_given_up_while_there_is_no_parking_queue_is_not_lost(little, on_own_broker):
    # The broker's worker asks again after 180 s unless told otherwise.
    control(on_own_broker, "eval", "application:set_env(rabbit, dead_letter_worker_publisher_confirm_timeout, 2000).")
    little.start().terminate()
    assert little.processes[0].process.wait(60) == 0
    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_delete(PARKED)
    for number in range(10):
        little.publish_note(f"never settled {number}")
    for _ in range(21):
        take_and_drop(little)

    little.start()

    rows = little.wait_parked(10, seconds=120)
    assert {row["reason"] for row in rows} == {"delivery_limit"}
    assert (len(rows), little.count("effects")) == (10, 0)


def take_and_drop(little):
    """Take what is ready and die with it, so that the broker counts one more delivery of each."""
    little.wait(lambda: little.depth() in (0, 10), "all are back")
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        while channel.basic_get(QUEUE):
            pass
