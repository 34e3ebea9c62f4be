"""Scoring many candidates, off the thread that serves everybody else."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from chassis import offload
from services.registry.duplicates import domain


def scored(
    new: domain.Profile, known: list[dict[str, Any]], counts: Mapping[str, int]
) -> list[tuple[domain.Likeness, dict[str, Any]]]:
    """Each candidate with its likeness, most alike first."""
    return offload.run(_scored, new, known, counts)


def _scored(
    new: domain.Profile, known: list[dict[str, Any]], counts: Mapping[str, int]
) -> list[tuple[domain.Likeness, dict[str, Any]]]:
    profiles = [domain.profile_of(one) for one in known]
    shared = Counter(host for one in profiles for host in one.domains)
    of = counts.get("", 0)

    def rarity(word: str) -> float:
        return domain.rarity_of(counts.get(word, 0), of)

    found = domain.standing_out([domain.likeness(new, one, rarity, shared) for one in profiles])
    return sorted(zip(found, known, strict=True), key=lambda pair: -pair[0].score)
