"""Scoring many candidates, off the thread that serves everybody else."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

from chassis import offload
from services.registry.duplicates import domain


def scored(
    new: domain.Profile, known: list[domain.Profile], counts: Mapping[str, int]
) -> list[tuple[domain.Likeness, int]]:
    """The likeness of each candidate and its place among them, most alike first."""
    return offload.run(_scored, new, known, counts)


def _scored(
    new: domain.Profile, known: list[domain.Profile], counts: Mapping[str, int]
) -> list[tuple[domain.Likeness, int]]:
    shared = Counter(host for one in known for host in one.domains)
    of = counts.get("", 0)

    @cache
    def rarity(word: str) -> float:
        return domain.rarity_of(counts.get(word, 0), of)

    found = domain.standing_out([domain.likeness(new, one, rarity, shared) for one in known])
    return sorted(zip(found, range(len(found)), strict=True), key=lambda pair: -pair[0].score)
