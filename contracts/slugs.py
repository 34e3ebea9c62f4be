"""Slugs for permanent web addresses, in ASCII where the writing can be transliterated (P26)."""

import re
from collections.abc import Iterator
from uuid import UUID

from contracts.folding import letters

LONGEST = 80
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچژگٹڈڑںڤ",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y - p ch zh g t d r n v".split(),
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщъыьэюяәғқңөұүһҳҷқ",
        "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya a g q ng o u u h h j q".split(),
        strict=True,
    )
)
_TABLE = str.maketrans({letter: latin.strip("-") for letter, latin in (_ARABIC | _CYRILLIC).items()})


def slug_of(*texts: str) -> str:
    """The slug of the first text that leaves one, at most 80 characters cut between words; "" where none does."""
    for text in texts:
        slug = re.sub(r"[^a-z0-9]+", "-", letters(text).translate(_TABLE)).strip("-")
        if len(slug) > 1:
            return slug if len(slug) <= LONGEST else slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return ""


def candidates(base: str, owner: UUID) -> Iterator[str]:
    """The slugs to try in order; the last one is nobody else's."""
    if base:
        yield base
        yield from (f"{base}-{number}" for number in range(2, 8))
    yield f"{base}-{owner.hex[:12]}".strip("-")
