"""Which opportunities can be deleted."""

from contracts.refusals import InvalidTransition

UNSEEN = frozenset({"draft", "withdrawn"})  # never public: what was ends by being cancelled, withdrawn or archived


def refuse_seen(status: str) -> None:
    """Passes what nobody outside can have seen; refuses `InvalidTransition`."""
    if status not in UNSEEN:
        raise InvalidTransition("", **{"from": status, "command": "delete", "allowed": sorted(UNSEEN)})
