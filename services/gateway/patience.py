"""How long a reader waits for a service: not again the full time for one that just did not answer."""

import time
from typing import Any

from contracts.base import Request
from contracts.refusals import Unavailable
from services.gateway.asking import Ask

REMEMBERED_SECONDS = 10.0
SHORT_SECONDS = 0.5


class Patience:
    """Asks like `ask`; reads get little time of a service that was silent in the last seconds, an answer restores trust."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._silent: dict[str, float] = {}

    def __call__(
        self,
        contract: type[Request],
        fields: dict[str, Any],
        token: str | None = None,
        idempotency_key: str | None = None,
        language: str | None = None,
        timeout: float = 5,
    ) -> dict[str, Any]:
        service = contract.service()
        lost = contract.reads and time.monotonic() - self._silent.get(service, float("-inf")) < REMEMBERED_SECONDS
        seconds = min(timeout, SHORT_SECONDS) if lost else timeout
        try:
            answer = self._ask(contract, fields, token, idempotency_key, language, seconds)
        except Unavailable:
            if not lost:
                self._silent[service] = time.monotonic()
            raise
        self._silent.pop(service, None)
        return answer
