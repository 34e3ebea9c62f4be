"""How many applications are taken, whom the rules of an opportunity let in, and for how long they are kept."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MOST_PER_ADDRESS, MOST_PER_OPPORTUNITY = 10, 200  # in a day, in an hour
KEPT = timedelta(days=365)  # after the opportunity's end


def over_limit(of_address: int, of_opportunity: int) -> timedelta | None:
    """After how long to try again where this many came already, or None."""
    if of_address >= MOST_PER_ADDRESS:
        return A_DAY
    return AN_HOUR if of_opportunity >= MOST_PER_OPPORTUNITY else None


def is_eligible(country: str, rules: Mapping[str, Any], in_groups: frozenset[str]) -> bool | None:
    """Whether the rules let this country in; None where they say nothing of countries; `in_groups` are those of its groups."""
    if not rules["eligible_countries"] and not rules["eligible_groups"]:
        return None
    return country in rules["eligible_countries"] or country in in_groups
