"""Keep how a nomination stands and queue what its person is told."""

from typing import Any

from chassis.tx import Tx
from services.notifications.deliveries.usecases import ask
from services.notifications.nominations import repository


def record(tx: Tx, key: str, event: Any) -> None:
    """Keep the nomination and queue the mail its event prompts, if any."""
    repository.save_nomination(tx, event)
    ask(tx, key, event)
