"""Which opportunities and institutions can be deleted."""

from contracts.refusals import InvalidTransition

UNSEEN = frozenset({"draft", "withdrawn"})  # never public: what was ends by being cancelled, withdrawn or archived
STANDING = frozenset({"planned", "active", "unconfirmed", "inactive"})


def refuse_seen(status: str) -> None:
    """Passes what nobody outside can have seen; refuses `InvalidTransition`."""
    _refuse_but(UNSEEN, status)


def refuse_ended(status: str) -> None:
    """Passes an institution that has not ended otherwise; refuses `InvalidTransition`."""
    _refuse_but(STANDING, status)


def _refuse_but(allowed: frozenset[str], status: str) -> None:
    if status not in allowed:
        raise InvalidTransition("", **{"from": status, "command": "delete", "allowed": sorted(allowed)})
