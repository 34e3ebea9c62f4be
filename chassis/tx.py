"""An open transaction and its verbs; repositories and use cases know no more of the database than this."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import psycopg2.errors
import psycopg2.extras
from psycopg2.extensions import register_adapter

from chassis import outbox
from chassis.identity import SERVICE, Actor
from contracts.base import Event
from contracts.refusals import Refusal


def _plain(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


class Json(psycopg2.extras.Json):
    """A value for a json or jsonb column; dicts need no wrapping, lists do."""

    def dumps(self, obj: Any) -> str:
        return json.dumps(obj, ensure_ascii=False, default=_plain)


register_adapter(dict, Json)
psycopg2.extras.register_uuid()


class Tx:
    """One transaction on behalf of an actor; whoever opened it commits or rolls it back."""

    def __init__(
        self,
        connection: Any,
        actor: Actor = SERVICE,
        correlation_id: str | None = None,
        causation_id: str | None = None,
        traceparent: str | None = None,
    ) -> None:
        self.actor = actor
        self.correlation_id = correlation_id or str(uuid4())
        self.causation_id = causation_id
        self.traceparent = traceparent
        self._connection = connection
        self._hinted = False
        self._savepoints = 0

    def one(self, sql: str, **parameters: Any) -> dict[str, Any] | None:
        """The first row as a dict, or None."""
        with self._executed(sql, parameters) as cursor:
            row = cursor.fetchone()
            return None if row is None else dict(row)

    def all(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row as a dict."""
        with self._executed(sql, parameters) as cursor:
            return [dict(row) for row in cursor.fetchall()]

    def run(self, sql: str, **parameters: Any) -> int:
        """How many rows the statement touched."""
        with self._executed(sql, parameters) as cursor:
            return cursor.rowcount

    def emit(self, event: type[Event], facts: Any) -> UUID:
        """Let the event leave if and only if this transaction commits; answers its id."""
        event_id = outbox.add(self, event, facts)
        if not self._hinted:
            self._hinted = True
            outbox.hint(self)
        return event_id

    def audit(self, action: str, subject: object, **changes: Any) -> None:
        """Record for ever who did what to what; the changes must not carry secrets."""
        self.run(
            """insert into audit (role, account_id, institution_id, action, subject, changes, correlation_id)
               values (%(role)s, %(account_id)s, %(institution_id)s, %(action)s, %(subject)s, %(changes)s,
                 %(correlation_id)s)""",
            role=self.actor.role, account_id=self.actor.account_id, institution_id=self.actor.institution_id,
            action=action, subject=str(subject), changes=changes, correlation_id=self.correlation_id,
        )  # fmt: skip

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone when it raises; the transaction stays usable."""
        self._savepoints += 1
        name = f"savepoint_{self._savepoints}"
        self.run(f"savepoint {name}")
        try:
            yield
        except BaseException:
            if not self._connection.closed:
                self.run(f"rollback to savepoint {name}")
            raise
        self.run(f"release savepoint {name}")

    @contextmanager
    def refusing(self, constraint: str, refusal: Refusal | type[Refusal]) -> Iterator[None]:
        """A violation of the named constraint inside is this refusal; the transaction stays usable."""
        try:
            with self.savepoint():
                yield
        except psycopg2.IntegrityError as violation:
            if violation.diag.constraint_name != constraint:
                raise
            raise refusal from None

    @contextmanager
    def _executed(self, sql: str, parameters: dict[str, Any]) -> Iterator[Any]:
        with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, parameters or None)
            yield cursor
