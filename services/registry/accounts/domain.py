"""What credentials must satisfy, and what may become of an account."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from contracts.folding import letters
from contracts.problems import problem
from contracts.refusals import InvalidTransition

MOVES: dict[str, frozenset[str]] = {
    "invited": frozenset({"active", "disabled"}),
    "active": frozenset({"disabled"}),
    "disabled": frozenset(),
}
INVITATION = timedelta(days=14)
SHORTEST, LONGEST = 12, 128
LONGEST_FOLDED = 300  # a letter can fold to a dozen, and an index takes 2,700 bytes
_USERNAME = re.compile(r"[\w][\w.@+-]{1,58}[\w]")


def move(status: str, to: str) -> str:
    """The new status; refuses `InvalidTransition` with the moves possible from here."""
    if to not in MOVES[status]:
        raise InvalidTransition("", **{"from": status, "to": to, "allowed": sorted(MOVES[status])})
    return to


def is_last_owner(account: dict[str, Any], owners: list[dict[str, Any]]) -> bool:
    """Whether nobody who could take over is left without it: an active one beside an active one, else anybody open."""
    others = [owner for owner in owners if owner["account_id"] != account["account_id"]]
    is_owner = account["access"] == "owner" and account["status"] != "disabled"
    enough = any(owner["status"] == "active" or account["status"] != "active" for owner in others)
    return is_owner and not enough


def fold_username(username: str) -> str:
    """The form in which usernames are compared: `İbrahim` and `ibrahim` are one."""
    return "".join(letters(username).split())[:LONGEST_FOLDED]


def fold_email(email: str) -> str:
    """The form in which addresses are compared."""
    return email.strip().casefold()


def credential_problems(username: str, password: str, common: Collection[str]) -> list[dict[str, str]]:
    """Everything wrong with a chosen username and password."""
    found = []
    if not _USERNAME.fullmatch(username):
        found.append(problem("username", "not_a_username", "3 to 60 letters, digits and . _ @ + - between them."))
    if len(password) < SHORTEST:
        found.append(problem("password", "too_short", f"At least {SHORTEST} characters."))
    if len(password) > LONGEST:
        found.append(problem("password", "too_long", f"At most {LONGEST} characters."))
    if password.casefold() in common or len(set(password)) < 4:
        found.append(problem("password", "too_common", "Everybody tries this one first."))
    if fold_username(username) and fold_username(username) == fold_username(password):
        found.append(problem("password", "is_the_username", "Not the username."))
    return found
