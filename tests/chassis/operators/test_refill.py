"""One command fills a handler from the history (P7), and what it handled before has no second effect."""

from chassis.broker import connection_to
from tests.chassis.messaging.conftest import QUEUE

NEW = "evt-little-note.written--other.on_note_written"


KEEPER = """
    @event(NoteWritten)
    def on_note_kept(self, tx, event):
        tx.run("insert into kept values (%(note_id)s)", **event)
"""


def test_a_release_with_a_new_handler_knows_all_that_happened_once(little, operate):
    little.sql("create table kept (note_id uuid not null)")
    before = little.start()
    past = [little.emit(f"past {n}") for n in range(30)]
    little.wait_effects(30)
    before.terminate()
    before.process.wait(60)

    service = little.tree / "services" / "little" / "service.py"
    service.write_text(service.read_text() + KEEPER)
    assert operate("prepare").returncode == 0
    little.start()
    live = [little.emit(f"live {n}") for n in range(5)]
    done = operate("refill", "evt-little-note.written--little.on_note_kept", "all")

    assert done.returncode == 0, done.stderr
    little.wait(lambda: little.count("kept") >= 35, "all are kept")
    little.wait(lambda: little.depth("evt-little-note.written--little.on_note_kept") == 0, "nothing is left")
    little.publish_note("the last one through the old handler")
    little.wait_effects(36)
    assert sorted(str(row["note_id"]) for row in little.sql("select note_id from kept")) == sorted(past + live)


def test_a_new_handler_gets_the_whole_history_in_order(little, operate):
    little.start()
    notes = [little.emit(f"note {n}") for n in range(30)]
    little.wait_effects(30)
    little.wait(lambda: little.count("outbox", "id not in (select id from unsent)") == 30, "sent")
    with connection_to(little.vhost, 0) as connection:
        connection.channel().queue_declare(NEW, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})

    done = operate("refill", NEW, "all")

    assert done.stdout == f"30 events put into {NEW}\n", done.stderr
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        little.wait(lambda: little.depth(NEW) == 30, "30 messages")
        got = [channel.basic_get(NEW, no_ack=True) for _ in notes]
    sent = little.sql("select event_id::text as event_id from outbox order by id")
    assert [message.properties["message_id"] for message in got] == [row["event_id"] for row in sent]
    assert little.count("audit", "action = 'history.refilled'") == 1


def test_what_was_handled_before_has_no_second_effect(little, operate):
    little.start()
    for n in range(5):
        little.emit(f"note {n}")
    little.wait_effects(5)
    little.wait(lambda: little.count("outbox", "id not in (select id from unsent)") == 5, "sent")

    assert operate("refill", QUEUE, "10").returncode == 0
    little.publish_note("last")
    little.wait_effects(6)

    assert little.count("effects") == 6


def test_a_queue_that_is_not_there_or_not_of_this_service_is_said(little, operate):
    little.start()
    little.emit("one")
    little.wait_effects(1)
    little.wait(lambda: little.count("outbox", "id not in (select id from unsent)") == 1, "sent")

    missing, foreign, unclear = (
        operate("refill", NEW, "all"),
        operate("refill", "evt-other-note.written--little.on_note_written", "all"),
        operate("refill", QUEUE, "sometimes"),
    )

    assert (missing.returncode, foreign.returncode, unclear.returncode) == (1, 2, 2)
    assert "does not take it" in missing.stderr
