"""The failed sign-ins, per folded name tried and source."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx


def list_failures(tx: Tx, keys: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The failed sign-ins under these names and sources, known or not."""
    return tx.all(
        """select f.* from sign_in_failures as f
           join unnest(%(names)s::text[], %(sources)s::text[]) as k (name, source)
             on k.name = f.folded_username and k.source = f.source""",
        names=[name for name, _ in keys], sources=[source for _, source in keys],
    )  # fmt: skip


def lock_failures(tx: Tx, name: str, source: str, now: datetime) -> dict[str, Any]:
    """The failed sign-ins under a name and source, to add one."""
    row = tx.one(
        """insert into sign_in_failures (folded_username, source, failures, failed_at)
           values (%(name)s, %(source)s, 0, %(now)s)
           on conflict (folded_username, source) do update set failures = sign_in_failures.failures returning *""",
        name=name, source=source, now=now,
    )  # fmt: skip
    assert row is not None
    return row


def save_failures(tx: Tx, row: dict[str, Any]) -> None:
    """Write how often sign-in failed under this name and source, when last, and until when it waits."""
    tx.run(
        """update sign_in_failures set failures = %(failures)s, failed_at = %(failed_at)s, locked_until = %(locked_until)s
           where folded_username = %(folded_username)s and source = %(source)s""",
        **row,
    )


def clear_failures(tx: Tx, keys: list[tuple[str, str]]) -> None:
    """Forget the failed sign-ins under these names and sources."""
    tx.run(
        """delete from sign_in_failures where (folded_username, source) in
             (select * from unnest(%(names)s::text[], %(sources)s::text[]))""",
        names=[name for name, _ in keys], sources=[source for _, source in keys],
    )  # fmt: skip


def clear_name(tx: Tx, name: str) -> None:
    """Forget every failed sign-in under this name."""
    tx.run("delete from sign_in_failures where folded_username = %(name)s", name=name)


def remove_old_failures(tx: Tx, before: datetime, barred_before: datetime, most: int) -> int:
    """Forget failures older than this, a hundred and more only when older than that; answers how many rows."""
    return tx.run(
        """delete from sign_in_failures
           where failed_at < case when failures >= %(most)s then %(barred)s::timestamptz else %(before)s::timestamptz end""",
        before=before, barred=barred_before, most=most,
    )  # fmt: skip
