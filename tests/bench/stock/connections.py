"""The least that a stock nameko service needs for psycopg2: connections kept open, one transaction to a block."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import psycopg2.extras
from nameko.extensions import DependencyProvider


class Connections(DependencyProvider):
    """`with self.transaction() as cursor`: commits when the block ends, rolls back when it raises."""

    def __init__(self) -> None:
        self._idle: list[Any] = []

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self._transaction

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        connection = self._idle.pop() if self._idle else psycopg2.connect(os.environ["DATABASE_URL"])
        try:
            with connection, connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                yield cursor
        finally:
            self._idle.append(connection)
