"""The far side of RPC: answers requests from records over a real broker, each written through its real contract."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import amqp

from chassis import replies
from chassis.broker import connection_to
from chassis.topology import RPC_EXCHANGE, declare_exchange
from contracts.refusals import Refusal
from services.gateway.routes import ROUTES

CONTRACTS = {f"{route.contract.service()}.{route.contract.method()}": route.contract for route in ROUTES}

Answer = Callable[[dict[str, Any], dict[str, Any]], Any]


class Department:
    """Stands in for the four services; `answers["registry.get_institution"] = lambda fields, envelope: {...}`."""

    def __init__(self, amqp_url: str) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(amqp_url,), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopping.set()
        self._thread.join(5)

    def last(self, method: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Fields and envelope of the last request of this method."""
        return next((fields, envelope) for name, fields, envelope in reversed(self.asked) if name == method)

    def _run(self, amqp_url: str) -> None:
        connection = connection_to(amqp_url, 0, "department")
        channel = connection.channel()
        channel.auto_decode = False
        declare_exchange(channel, RPC_EXCHANGE)
        queue = channel.queue_declare("", exclusive=True).queue
        for service in ("registry", "scheduling", "notifications", "newsletter"):
            channel.queue_bind(queue, RPC_EXCHANGE, f"{service}.*")
        channel.basic_consume(queue, no_ack=True, callback=lambda message: self._answer(channel, message))
        self._ready.set()
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                connection.drain_events(timeout=0.1)
        connection.close()

    def _answer(self, channel: amqp.Channel, message: Any) -> None:
        method = message.delivery_info["routing_key"]
        said = self._said(method, bytes(message.body))
        if said is not None:
            reply = amqp.basic_message.Message(
                replies.encode(said), correlation_id=message.properties["correlation_id"]
            )
            channel.basic_publish(reply, RPC_EXCHANGE, message.properties["reply_to"])

    def _said(self, method: str, body: bytes) -> dict[str, Any] | None:
        kwargs = replies.json.loads(body)["kwargs"]
        fields = {name: value for name, value in kwargs.items() if not name.startswith("_")}
        envelope = {name: value for name, value in kwargs.items() if name.startswith("_")}
        self.asked.append((method, fields, envelope))
        contract = CONTRACTS[method]
        try:
            contract.read(fields)
            if method not in self.answers:
                return None
            view = self.answers[method](fields, envelope)
            return replies.answered(contract.returns.write(view) if contract.returns else {})
        except Refusal as refusal:
            return replies.refused(refusal)
        except Exception as problem:
            return replies.failed(type(problem).__name__)
