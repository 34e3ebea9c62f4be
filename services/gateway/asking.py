"""How the gateway asks the other services."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from contracts.base import Request


class Ask(Protocol):
    """Asks the owner of a contract over RPC; answers its view as plain data or raises its refusal."""

    def __call__(
        self,
        contract: type[Request],
        fields: dict[str, Any],
        token: str | None = None,
        idempotency_key: str | None = None,
        language: str | None = None,
        timeout: float = 5,
    ) -> dict[str, Any]: ...


class Together(Protocol):
    """Runs several questions; each answer, or the exception instead, by its name."""

    def __call__(self, questions: Mapping[str, Callable[[], Any]]) -> dict[str, Any]: ...


def one_by_one(questions: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """The questions one after the other, where no event loop runs."""
    answers: dict[str, Any] = {}
    for name, question in questions.items():
        try:
            answers[name] = question()
        except Exception as problem:  # noqa: BLE001 - handed to who asked
            answers[name] = problem
    return answers
