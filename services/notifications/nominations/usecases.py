"""Keep how a nomination stands and queue what its person is told."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.notifications.deliveries.usecases import ask
from services.notifications.nominations import repository


def record(tx: Tx, key: str, event: Any) -> None:
    """Keep the nomination and queue the mail its event prompts, if any."""
    repository.save_nomination(tx, event)
    ask(tx, key, event)


def of_activity(tx: Tx, activity_id: UUID) -> list[dict[str, Any]]:
    """Every nomination for an activity."""
    return repository.list_nominations(tx, activity_id)


def take_changed(tx: Tx, limit: int) -> list[dict[str, Any]]:
    """Nominations that changed since they were last taken here, each once over all replicas."""
    changed = repository.claim_unspread_nominations(tx, limit)
    repository.mark_nominations_spread(tx, [nomination["nomination_id"] for nomination in changed])
    return changed
