"""Slugs for permanent web addresses, in ASCII where the writing can be transliterated (P26)."""

import re
from collections.abc import Iterator
from uuid import UUID

from contracts.folding import LATIN, letters

LONGEST = 80


def slug_of(*texts: str) -> str:
    """The slug of the first text that leaves one, at most 80 characters cut between words; "" where none does."""
    for text in texts:
        slug = re.sub(r"[^a-z0-9]+", "-", letters(text).translate(LATIN)).strip("-")
        if len(slug) > 1:
            return slug if len(slug) <= LONGEST else slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return ""


def candidates(base: str, owner: UUID) -> Iterator[str]:
    """The slugs to try in order; the last one is nobody else's."""
    if base:
        yield base
        yield from (f"{base}-{number}" for number in range(2, 8))
    # Ids of version 7 that are made in the same millisecond begin alike.
    yield from (f"{base}-{part}".strip("-") for part in (owner.hex[:12], owner.hex))
