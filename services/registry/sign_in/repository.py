"""The failed sign-ins, per folded name tried."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx


def find_failures(tx: Tx, folded_username: str) -> dict[str, Any] | None:
    """The failed sign-ins under a name, known or not."""
    return tx.one("select * from sign_in_failures where folded_username = %(name)s", name=folded_username)


def lock_failures(tx: Tx, folded_username: str, now: datetime) -> dict[str, Any]:
    """The failed sign-ins under a name, to add one."""
    row = tx.one(
        """insert into sign_in_failures (folded_username, failures, failed_at) values (%(name)s, 0, %(now)s)
           on conflict (folded_username) do update set failures = sign_in_failures.failures returning *""",
        name=folded_username, now=now,
    )  # fmt: skip
    assert row is not None
    return row


def save_failures(tx: Tx, folded_username: str, failures: int, now: datetime, locked_until: datetime | None) -> None:
    """Write how often sign-in failed under this name and until when it waits."""
    tx.run(
        """update sign_in_failures set failures = %(failures)s, failed_at = %(now)s, locked_until = %(until)s
           where folded_username = %(name)s""",
        name=folded_username, failures=failures, now=now, until=locked_until,
    )  # fmt: skip


def clear_failures(tx: Tx, folded_username: str) -> None:
    """Forget the failed sign-ins under this name."""
    tx.run("delete from sign_in_failures where folded_username = %(name)s", name=folded_username)


def remove_old_failures(tx: Tx, before: datetime) -> int:
    """Forget failures older than this; answers how many names."""
    return tx.run("delete from sign_in_failures where failed_at < %(before)s", before=before)
