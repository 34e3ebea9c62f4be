"""A service's requests asked in this process: its own class and database, no broker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

from chassis.database import Database
from chassis.identity import issue_token
from chassis.rpc import Call, RpcHandler


class Doorway:
    """Asks one service as its rpc entrypoint does, and tells it events as its handlers are called."""

    def __init__(self, service, pool, key_pair):
        self.service, self.pool, self.private = service(), pool, key_pair[0]
        database = Database()
        database.pool = pool
        settings = SimpleNamespace(token_public_key=key_pair[1], link_secret="a secret of links")
        self.container = SimpleNamespace(
            config={"settings": settings}, dependencies=[database], service_cls=service, service_name="tests"
        )

    def token(self, actor, age=timedelta(minutes=1), **changes):
        """A token of the actor that was given out some time ago and lives for a quarter of an hour."""
        return issue_token(self.private, replace(actor, **changes), datetime.now(UTC) - age, 15)

    def ask(self, contract, token=None, key=None, **fields):
        """The answer as plain data; raises the refusal."""
        handler = RpcHandler(contract)
        handler.container, handler.method_name = self.container, contract.method()
        envelope = {"_token": token, "_idempotency_key": key, "_correlation_id": str(uuid4())}
        return handler._result(Call.of({**fields, **envelope}), partial(getattr(self.service, contract.method())))

    def tell(self, event, sequence=1, **facts):
        """One event, handled and committed."""
        received = type("Told", (dict,), {"sequence": sequence})(event.read(event.write(facts)))
        with self.pool.transaction() as tx:
            getattr(self.service, f"on_{event.key().replace('.', '_')}")(tx, received)
