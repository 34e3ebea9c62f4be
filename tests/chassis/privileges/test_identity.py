"""Who asks is said by a signed token in the request and by nothing else (rel:3.7)."""

import json
import uuid

import amqp
import pytest

from chassis.asker import reply_queue, request_message
from chassis.broker import connection_to
from chassis.clock import utcnow
from chassis.identity import Actor, issue_token
from tests.chassis.messaging.conftest import little
from tests.chassis.messaging.said import BurnNotes

__all__ = ["little"]
FORGED = {"nameko.auth_token": "officer", "nameko.user_id": "1", "nameko.role": "officer", "role": "officer",
          "x-user": "officer", "nameko.call_id_stack": ["officer.burn_notes.1"]}  # fmt: skip


@pytest.fixture
def ask(little):
    """`ask(headers, **extras)`: what an officers' request answers that carries these headers and fields."""
    little.start()

    def send(headers, **extras):
        answers = []
        with connection_to(little.vhost, 0) as connection:
            channel = connection.channel()
            message = request_message(BurnNotes, {}, reply_queue(channel, answers.append), 10, **extras)
            properties = {**message.properties, "application_headers": headers}
            sent = amqp.basic_message.Message(message.body, **properties)
            channel.basic_publish(sent, message.exchange, message.routing_key)
            while not answers:
                connection.drain_events(timeout=60)
        return json.loads(answers[0].body)

    return send


def test_no_header_makes_an_officer(ask, key_pair):
    genuine = issue_token(key_pair[0], Actor("officer", uuid.uuid4()), utcnow(), 5)

    by_header = ask(FORGED | {"token": genuine, "Authorization": f"Bearer {genuine}", "_token": genuine})
    by_field = ask(FORGED, role="officer", user_id="officer")
    by_token = ask({}, token=genuine)

    assert "Unauthenticated" in json.dumps(by_header)
    assert "Unauthenticated" in json.dumps(by_field) or "unknown_field" in json.dumps(by_field)
    assert by_token["error"] is None


def test_a_token_of_another_key_makes_nobody(ask, key_pair):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    forged = issue_token(key, Actor("officer", uuid.uuid4()), utcnow(), 5)

    assert "Unauthenticated" in json.dumps(ask({}, token=forged))
