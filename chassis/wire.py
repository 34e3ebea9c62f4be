"""Statements on their way to the database: those whose answers nobody waits for travel with the next one."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_AHEAD = 256 * 1024  # bytes that may wait for company


class RolledBack(Exception):
    """Our own bug: a transaction was to commit after an error that somebody swallowed."""


class Wire:
    """One transaction on a connection in autocommit: where it begins and ends is said in so many words."""

    def __init__(self, connection: Any, begin: str = "begin") -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._begin = begin.encode()
        self._ahead: list[bytes] = [self._begin]
        self._size = 0

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return bool(self._connection.closed)

    @property
    def posted(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._ahead)

    def post(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> None:
        """Send it with the next statement, before it; what is wrong with it is then raised there."""
        text = self._cursor.mogrify(sql, parameters or None)
        self._ahead.append(text)
        self._size += len(text)
        if self._size > MOST_AHEAD:
            self.ask("select 1")

    def ask(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> Any:
        """Send it after what was posted and wait; answers the cursor with its result."""
        text = self._cursor.mogrify(sql, parameters or None)
        if self._ahead:
            text = b";\n".join((*self._ahead, text))
            self._ahead.clear()
            self._size = 0
        self._cursor.execute(text)
        return self._cursor

    def take_back(self, sql: str) -> bool:
        """Forget what was posted from this statement on; False when it was sent already, then all is forgotten."""
        text = sql.encode()
        kept = self._ahead.index(text) if text in self._ahead else 0
        unsent = text in self._ahead
        del self._ahead[kept:]
        return unsent

    def commit(self) -> None:
        """Everything sent or posted holds from now on; a transaction that asked for nothing sends nothing."""
        # A transaction in which a statement failed and nobody said so answers "ROLLBACK", and no error.
        if self._ahead != [self._begin] and self.ask("commit").statusmessage != "COMMIT":
            raise RolledBack("a statement failed before, and its error was swallowed")
