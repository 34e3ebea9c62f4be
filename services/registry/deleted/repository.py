"""Deleted institutions and what brings them back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx


def find_deleted(tx: Tx, institution_id: UUID) -> dict[str, Any] | None:
    """What brings the deleted institution back, or None where it is not deleted."""
    return tx.one(
        "select status_before, external_ids, deleted_at from deleted_institutions where institution_id = %(id)s",
        id=institution_id,
    )


def add_deleted(tx: Tx, institution: dict[str, Any], now: datetime) -> None:
    """Keep what brings a locked institution back."""
    tx.run(
        """insert into deleted_institutions (institution_id, status_before, external_ids, deleted_at)
           values (%(id)s, %(status)s, %(external_ids)s, %(now)s)""",
        id=institution["institution_id"], status=institution["status"],
        external_ids=Json(institution["external_ids"]), now=now,
    )  # fmt: skip


def remove_deleted(tx: Tx, institution_id: UUID) -> None:
    """Forget that a locked institution was deleted."""
    tx.run("delete from deleted_institutions where institution_id = %(id)s", id=institution_id)


def list_deleted(tx: Tx, before: tuple[datetime, UUID] | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 deleted institutions before a key (moment, id), the latest first."""
    moment, institution_id = before or (None, None)
    return tx.all(
        """select institution_id, names, country, d.status_before, d.external_ids, d.deleted_at
           from deleted_institutions as d join institutions as i using (institution_id)
           where %(moment)s::timestamptz is null or (d.deleted_at, institution_id) < (%(moment)s, %(id)s::uuid)
           order by d.deleted_at desc, institution_id desc limit %(limit)s + 1""",
        moment=moment, id=institution_id, limit=limit,
    )  # fmt: skip
