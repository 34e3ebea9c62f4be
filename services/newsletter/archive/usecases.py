"""Sent issues as everybody may read them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.languages import fallbacks
from contracts.paging import key_of, page
from services.newsletter.archive import repository


def list_archive(tx: Tx, publication: str | None, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of the archive, newest first; refuses `Invalid` for a cursor we did not make."""
    after = key_of(cursor, datetime, UUID)
    return page(repository.list_archive(tx, publication, after, limit), limit, "sent_at", "issue_id")


def get_archived(tx: Tx, slug: str, language: str) -> dict[str, Any]:
    """An issue as it was frozen, in the nearest language; refuses `NotFound`."""
    return repository.get_archived(tx, slug, fallbacks(language, "en"))
