"""An open transaction and its verbs; repositories and use cases know no more of the database than this."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import psycopg2.errors
import psycopg2.extras
from psycopg2.extensions import AsIs, register_adapter

from chassis import log, outbox
from chassis.identity import SERVICE, Actor
from chassis.json_text import json_text
from chassis.wire import Wire
from contracts.base import Event
from contracts.refusals import Refusal


def _plain(value: Any) -> str:
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


class Json(psycopg2.extras.Json):
    """A value for a json or jsonb column; dicts need no wrapping, lists do."""

    def dumps(self, obj: Any) -> str:
        return json_text(obj, _plain)


register_adapter(dict, Json)
psycopg2.extras.register_uuid()
# psycopg2's own adapter of UUIDs is written in Python; there is one in nearly every statement.
register_adapter(UUID, lambda value: AsIs(f"'{value}'::uuid"))


class Tx:
    """One transaction on behalf of an actor; whoever opened it commits or rolls it back."""

    def __init__(
        self,
        wire: Wire,
        actor: Actor = SERVICE,
        correlation_id: str | None = None,
        causation_id: str | None = None,
        traceparent: str | None = None,
    ) -> None:
        self.actor = actor
        self._correlation_id = correlation_id
        self.causation_id = causation_id
        self.traceparent = traceparent
        self._wire = wire
        self._emitted: list[outbox.Row] = []
        self.hints = True  # False where the relay is told when the transaction has committed
        self.has_emitted = False
        self._savepoints = 0

    @property
    def correlation_id(self) -> str:
        """What everything that follows from the same cause carries."""
        if self._correlation_id is None:
            self._correlation_id = str(uuid4())
        return self._correlation_id

    @correlation_id.setter
    def correlation_id(self, correlation_id: str) -> None:
        self._correlation_id = correlation_id

    def one(self, sql: str, **parameters: Any) -> dict[str, Any] | None:
        """The first row as a dict, or None."""
        cursor = self._ask(sql, parameters)
        row = cursor.fetchone()
        return None if row is None else dict(zip(_names(cursor), row, strict=True))

    def all(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row as a dict."""
        cursor = self._ask(sql, parameters)
        names = _names(cursor)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run(self, sql: str, **parameters: Any) -> int:
        """How many rows the statement touched."""
        return self._ask(sql, parameters).rowcount

    def post(self, sql: str, **parameters: Any) -> None:
        """Have the statement run without waiting for its answer: it travels with the next one, or with the commit."""
        self._write_emitted()
        self._wire.post(sql, parameters)

    def emit(self, event: type[Event], facts: Any) -> UUID:
        """Let the event leave if and only if this transaction commits; answers its id."""
        row = outbox.row_of(event, facts, self.correlation_id, self.causation_id, self.traceparent)
        self._emitted.append(row)
        return UUID(row.event_id)

    def commit(self) -> None:
        """For whoever opened it: all of it holds from now on, or this raises and none does."""
        self._write_emitted()
        self._wire.commit()

    def audit(self, action: str, subject: object, **changes: Any) -> None:
        """Record for ever who did what to what, without e-mail addresses; the changes must not carry secrets or names."""
        self.run(
            """insert into audit (role, account_id, institution_id, action, subject, changes, correlation_id)
               values (%(role)s, %(account_id)s, %(institution_id)s, %(action)s, %(subject)s, %(changes)s,
                 %(correlation_id)s)""",
            role=self.actor.role, account_id=self.actor.account_id, institution_id=self.actor.institution_id,
            action=action, subject=str(subject), changes=log.without_addresses(changes), correlation_id=self.correlation_id,
        )  # fmt: skip

    def audit_all(self, action: str, said: list[tuple[str, dict[str, Any]]]) -> None:
        """Record the same act on many subjects, each with its changes, as `audit` does."""
        text = json_text([{"subject": subject, "changes": changes} for subject, changes in said], _plain)
        if "@" in text:
            found = [{"subject": subject, "changes": log.without_addresses(changes)} for subject, changes in said]
            text = json_text(found, _plain)
        self.post(
            """insert into audit (role, account_id, institution_id, action, subject, changes, correlation_id)
               select %(role)s, %(account_id)s, %(institution_id)s, %(action)s, subject, changes, %(correlation_id)s
               from jsonb_to_recordset(%(said)s::jsonb) as r (subject text, changes jsonb)""",
            role=self.actor.role, account_id=self.actor.account_id, institution_id=self.actor.institution_id,
            action=action, correlation_id=self.correlation_id, said=text,
        )  # fmt: skip

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone when it raises; the transaction stays usable."""
        self._savepoints += 1
        name = f"savepoint_{self._savepoints}"
        self.post(f"savepoint {name}")
        try:
            yield
            self._release(name)
        except BaseException:
            self._undo(name)
            raise

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

    def _release(self, name: str) -> None:
        self._write_emitted()
        # What was posted inside must be found wrong inside.
        send = self._wire.ask if self._wire.posted else self._wire.post
        send(f"release savepoint {name}")

    def _undo(self, name: str) -> None:
        self._emitted.clear()
        if not self._wire.take_back(f"savepoint {name}") and not self._wire.closed:
            # It may never have been made: what was posted before it was wrong already.
            with suppress(psycopg2.errors.InvalidSavepointSpecification):
                self._wire.ask(f"rollback to savepoint {name}")

    def _ask(self, sql: str, parameters: dict[str, Any]) -> Any:
        self._write_emitted()
        return self._wire.ask(sql, parameters)

    def _write_emitted(self) -> None:
        if self._emitted:
            rows, self._emitted = self._emitted, []
            outbox.write(self._wire, rows)
            if self.hints and not self.has_emitted:
                outbox.hint(self._wire)
            self.has_emitted = True


def _names(cursor: Any) -> list[str]:
    return [column.name for column in cursor.description or ()]
