"""The operators' commands on what is parked, and queues made ahead."""

import pytest

from chassis.broker import connection_to


@pytest.fixture
def operate(little, command):
    def run(*words):
        return command(little.tree, words[0], little.database, *words[1:], AMQP_URL=little.vhost)

    return run


def test_parked_replayed_twice_has_one_effect(little, operate):
    little.start()
    little.publish_note("raise always")
    parked_id = str(little.wait_parked(1)[0]["parked_id"])
    little.sql("create rule heal as on insert to tries do instead nothing")
    note_id = little.sql("select convert_from(body, 'utf8')::jsonb->>'note_id' as id from parked")[0]["id"]
    little.sql(
        "update parked set body = convert_to(replace(convert_from(body, 'utf8'), 'raise always', 'healed'), 'utf8')"
    )

    assert parked_id in operate("parked", "list").stdout
    assert operate("parked", "replay", parked_id).returncode == 0
    little.wait_effects(1)
    little.sql("update parked set state = 'parked'")
    assert operate("parked", "replay", "all").returncode == 0
    little.wait(lambda: little.count("outbox", "id not in (select id from unsent)") == 2, "sent again")
    little.publish_note("last")
    little.wait_effects(2)

    assert little.count("effects", f"note_id = '{note_id}'") == 1
    assert little.count("audit", "action = 'parked.replayed'") == 2


def test_parked_is_shown_without_its_body_and_discarded_with_a_reason(little, operate):
    little.start()
    little.publish(b'{"text": "ann@example.org"')
    parked_id = str(little.wait_parked(1)[0]["parked_id"])

    shown = operate("parked", "show", parked_id)
    refused = operate("parked", "replay", parked_id)
    discarded = operate("parked", "discard", parked_id, "a", "test")
    again = operate("parked", "discard", parked_id, "a", "test")

    assert "reason: no_event_id" in shown.stdout
    assert "ann@" not in shown.stdout
    assert (refused.returncode, discarded.returncode, again.returncode) == (1, 0, 1)
    assert little.sql("select state, note from parked")[0] == {"state": "discarded", "note": "a test"}


def test_queues_made_ahead_miss_nothing_that_is_published_before_the_first_start(little, operate):
    done = operate("declare")
    assert done.returncode == 0, done.stderr
    with connection_to(little.vhost, 0) as connection:
        channel = connection.channel()
        channel.exchange_declare("little.events", "topic", durable=True, auto_delete=False)
    little.publish({"note_id": "5b8d4f8e-4b7e-4b59-93cf-52d5c1d8a8a1", "text": "early"}, exchange="little.events",
                   key="note.written", message_id="0b8d4f8e-4b7e-4b59-93cf-52d5c1d8a8a1")  # fmt: skip

    little.start()

    little.wait_effects(1)
