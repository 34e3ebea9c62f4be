"""`@rpc(Contract)`: requests on the stock nameko protocol, each read, authorised and run in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from nameko.extensions import Entrypoint

from chassis import idempotency, log, outdated, replies, telemetry
from chassis.clock import utcnow
from chassis.database import pool_of
from chassis.deliveries import Delivery
from chassis.identity import Actor, actor_from, check_rights
from chassis.mover import Mover
from chassis.pool import Pool, is_collision, is_outage, is_overrun
from chassis.relay import Relay
from chassis.requests import Requests
from chassis.tx import Tx
from chassis.work import Work, spawn
from contracts.base import PUBLIC, Request
from contracts.refusals import Forbidden, Invalid, Refusal, Unauthenticated, Unavailable

logger = log.logger(__name__)

LONGEST_KEY = 200
COLLISIONS = 3

Key = tuple[str, str, str]  # whose it is, the key, and the hash of the request that it stands for


class Asked(dict):
    """The validated fields, and as attributes who asks and how."""

    def __init__(self, fields: dict[str, Any], actor: Actor, language: str | None, idempotency_key: str | None) -> None:
        super().__init__(fields)
        self.actor, self.language, self.idempotency_key = actor, language, idempotency_key
        self.found: Any = None
        self.outdated = False


@dataclass(frozen=True)
class Call:
    """One request as it came: the fields, and beside them the underscored ones of the envelope."""

    fields: dict[str, Any]
    token: str | None
    key: str | None
    language: str | None
    correlation_id: str

    @classmethod
    def of(cls, kwargs: dict[str, Any]) -> "Call":
        """From nameko's kwargs; an envelope field that is not text counts as absent."""
        extras = {name: value for name, value in kwargs.items() if name.startswith("_") and isinstance(value, str)}
        fields = {name: value for name, value in kwargs.items() if not name.startswith("_")}
        key, correlation_id = extras.get("_idempotency_key"), extras.get("_correlation_id", "")[:200]
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise Invalid([{"field": "_idempotency_key", "code": "too_long", "message": "At most 200 characters."}])
        return cls(fields, extras.get("_token"), key, extras.get("_language"), correlation_id or str(uuid4()))


class RpcHandler(Entrypoint):
    """Answers one request of the contract; the method gets an open transaction and the request."""

    requests = Requests()
    mover = Mover()
    relay = Relay()

    def __init__(self, contract: type[Request], first: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.contract = contract
        self.first = first

    def setup(self) -> None:
        if self.method_name != self.contract.method():
            raise TypeError(f"{self.method_name} must be called {self.contract.method()}, as its contract says")
        self.requests.add(self.method_name, self._run)

    def stop(self) -> None:
        self.requests.finish()

    @property
    def pool(self) -> Pool:
        """The service's database."""
        pool = pool_of(self.container)
        assert pool is not None, "an rpc method needs `db = Database()` on the service"
        return pool

    def _run(self, delivery: Delivery, kwargs: dict[str, Any], answer: Callable[[dict], None]) -> bool:
        return spawn(self, Work(partial(self._work, kwargs, answer)))

    def _work(self, kwargs: dict[str, Any], answer: Callable[[dict], None], method: Callable[..., Any]) -> None:
        said = replies.failed("stopped")
        try:
            said = self._said(kwargs, method)
        finally:
            answer(said)

    def _said(self, kwargs: dict[str, Any], method: Callable[..., Any]) -> dict[str, Any]:
        try:
            call = Call.of(kwargs)
        except Refusal as refusal:
            return replies.refused(refusal)
        with log.bound(entrypoint=self.method_name, correlation_id=call.correlation_id):
            try:
                with telemetry.measured(self.container.service_name, self.method_name):
                    return replies.answered(self._result(call, method))
            except Refusal as refusal:
                return replies.refused(refusal)
            except Exception as problem:  # noqa: BLE001 - the caller learns nothing but the incident
                incident = uuid4().hex[:12]
                logger.error("request failed", incident=incident, exc_info=problem)
                return replies.failed(incident)

    def _result(self, call: Call, method: Callable[..., Any]) -> Any:
        settings = self.container.config["settings"]
        actor = actor_from(call.token, settings.token_public_key, utcnow())
        if actor.role not in self.contract.allowed:
            raise Unauthenticated() if actor.role == PUBLIC else Forbidden()
        request = Asked(self.contract.read(call.fields), actor, call.language, call.key)
        for attempt in range(COLLISIONS):
            try:
                before = self._go_first(call, request, method)
                return self._transaction(call, request, method) if before is None else before
            except Exception as problem:
                request.outdated = request.outdated or outdated.is_told(problem)
                _refuse_or_repeat(problem, last=attempt == COLLISIONS - 1)
        raise AssertionError("unreachable")

    def _go_first(self, call: Call, request: Asked, method: Callable[..., Any]) -> Any:
        """What was answered to this before, else None, and what goes before the transaction is done."""
        if self.first is None or request.found is not None:
            return None
        assert isinstance(method, partial)
        key, before = self._key(call, request), None
        if key is not None or request.actor.role != PUBLIC:
            with self._begun(call, request) as tx:
                before = idempotency.recalled(tx, *key) if key else None
        if before is None:
            request.found = getattr(method.args[0], self.first)(request)
        return before

    def _transaction(self, call: Call, request: Asked, method: Callable[..., Any]) -> Any:
        key = self._key(call, request)
        with self._begun(call, request) as tx:
            return self._once(tx, key, request, method) if key else self._view(method(tx, request))

    @contextmanager
    def _begun(self, call: Call, request: Asked) -> Iterator[Tx]:
        reads = self.contract.reads
        with self.pool.transaction(request.actor, call.correlation_id, read_only=reads) as tx:
            self._admit(tx, request)
            yield tx

    def _admit(self, tx: Tx, request: Asked) -> None:
        """Let the service say, in the same transaction, whether the token still holds and what its bearer may do now."""
        admit = getattr(self.container.service_cls, "admit", None)
        if admit is not None and request.actor.session_id is not None:
            admit = outdated.renewed if request.outdated else admit
            tx.actor = request.actor = admit(tx, request.actor)
        try:
            check_rights(request.actor, self.contract)
        except Forbidden:
            tx.one("select 1")  # whose token is outdated may be allowed it by now
            raise

    def _once(self, tx: Tx, key: Key, request: Asked, method: Callable[..., Any]) -> Any:
        before = idempotency.remembered(tx, *key)
        if before is not None:
            return before
        view = self._view(method(tx, request))
        idempotency.remember(tx, *key[:2], view)
        return view

    def _key(self, call: Call, request: Asked) -> Key | None:
        """Under what the answer is kept; None where it is not: without a key, of a read, or where it holds a secret."""
        secret = self.contract.returns is not None and self.contract.returns.secret
        if call.key is None or self.contract.reads or secret:
            return None
        salt = self.container.config["settings"].link_secret
        return request.actor.principal, call.key, idempotency.hash_of(self.method_name, call.fields, salt)

    def _view(self, result: Any) -> Any:
        if self.contract.returns is None or result is None:
            return {}
        return self.contract.returns.write(result)


def _refuse_or_repeat(problem: Exception, last: bool) -> None:
    """Returns where the same may succeed at once; refuses what may later, raises what is our own bug."""
    if is_outage(problem):
        logger.warning("no database", problem=type(problem).__name__)
        raise Unavailable(retry_after=5) from None
    met = is_collision(problem) or outdated.is_told(problem)
    if is_overrun(problem) or (met and last):
        logger.warning("database busy", problem=type(problem).__name__, exc_info=problem)
        raise Unavailable("Others are at work on the same; try again shortly.", retry_after=1) from None
    if not met:
        raise problem
