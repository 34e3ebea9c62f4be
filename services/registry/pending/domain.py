"""A pending revision's own small machine, and what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.refusals import InvalidTransition

# from -> command -> to
MOVES: dict[str, dict[str, str]] = {
    "draft": {"revise": "draft", "submit": "in_review", "discard": "discarded"},
    "in_review": {"revise": "draft", "approve": "approved", "return": "draft", "discard": "discarded"},
}
MATERIAL = frozenset({"start_date", "end_date", "deadline", "zone", "modality", "place", "fee_amount", "fee_currency"})
Plain = dict[str, Any]


@dataclass(frozen=True)
class Pending:
    """Where a pending revision stands."""

    status: str
    authors: list[UUID]

    def step(self, command: str) -> str:
        """Where this command leads; refuses `InvalidTransition` with the commands allowed."""
        moves = MOVES[self.status]
        if command not in moves:
            raise InvalidTransition(
                "", **{"from": f"revision_{self.status}", "command": command, "allowed": sorted(moves)}
            )
        return moves[command]

    def is_taken(self, account_id: UUID | None) -> bool:
        """Whether it is in review and somebody else's, so that this account must wait."""
        return self.status == "in_review" and account_id not in self.authors


def differences(public: Mapping[str, Any], proposed: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [public, proposed]} of what differs; both as plain JSON data."""
    return {name: [public[name], proposed[name]] for name in proposed if proposed[name] != public[name]}


def material_fields(changed: Mapping[str, Any]) -> list[str]:
    """Those of the changed fields that people plan by."""
    return sorted(MATERIAL & set(changed))
