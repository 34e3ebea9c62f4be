"""What is looked for: words with their variants as one query of PostgreSQL's text search, ever less strictly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from contracts.folding import LONGEST_WORD, SOUND, bare, fold, query_words, sound

STRICT, NEAR, LOOSE = range(3)
LEVELS = (STRICT, NEAR, LOOSE)
# Of longer queries the rest is not looked for; leaving out each word in turn costs as many searches as there are words.
MOST_WORDS, MOST_LOOSE = 20, 6
# Two consonants are heard in too many words.
LEAST_SOUND = 3


@dataclass(frozen=True)
class Query:
    """The telling words, each with the forms any of which will do, and the whole phrase."""

    phrase: str
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str | None) -> "Query":
        """What somebody typed, nothing for no words."""
        typed = query_words(text) if text else []
        return cls(fold(text or ""), tuple(tuple(forms) for forms in typed[:MOST_WORDS]))

    @property
    def says_something(self) -> bool:
        """Whether a word has two letters or more."""
        return any(len(forms[0]) > 1 for forms in self.words)

    def strict(self) -> str:
        """Every word as it is, of the last one its beginning."""
        *first, last = self.words
        return " & ".join([*(_any_of(forms) for forms in first), _any_of(last, ":*")])

    def whole(self) -> str:
        """Every word as it is."""
        return " & ".join(_any_of(forms) for forms in self.words)

    def near(self, similar: Mapping[str, list[str]]) -> str:
        """Every word by its beginning, its sound or one of the similar words of the directory."""
        return " & ".join(self._near(similar))

    def loose(self, similar: Mapping[str, list[str]]) -> str:
        """As near, but for one word of three to six."""
        words = self._near(similar)
        if not 3 <= len(words) <= MOST_LOOSE:
            return " & ".join(words)
        return " | ".join(f"({' & '.join(kept)})" for kept in combinations(words, len(words) - 1))

    def _near(self, similar: Mapping[str, list[str]]) -> list[str]:
        return [f"({' | '.join(_near_forms(forms, similar))})" for forms in self.words]


@dataclass(frozen=True)
class Group:
    """Results that carry the same facets; of few results their ids."""

    facet_key: int
    number: int
    facets: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """All results by the facets that they carry."""

    groups: Sequence[Group]

    @property
    def total(self) -> int:
        """How many results there are."""
        return sum(group.number for group in self.groups)

    def carrying(self, chosen: list[str]) -> "Counts":
        """Of those that carry all of the chosen values."""
        return Counts([group for group in self.groups if set(chosen) <= set(group.facets)]) if chosen else self

    def by_facet(self) -> dict[str, list[dict[str, Any]]]:
        """For each facet that any carries how many carry each of its values, most frequent first."""
        number: Counter[str] = Counter()
        for group in self.groups:
            for carried in group.facets:
                number[carried] += group.number
        found: dict[str, list[dict[str, Any]]] = {}
        for carried, count in sorted(number.items(), key=lambda told: (-told[1], told[0])):
            facet, _, value = carried.partition(":")
            if value:
                found.setdefault(facet, []).append({"value": value, "count": count})
        return found


def close_words(asked: str, known: list[str]) -> list[str]:
    """Those of the known words that one slip makes of the asked one, in longer words two."""
    slips = 1 if len(asked) < 6 else 2
    return [word for word in known if distance(asked, word, slips) <= slips]


def distance(one: str, other: str, enough: int) -> int:
    """How many letters to insert, drop, change or swap with a neighbour; anything above `enough` once it is above."""
    if abs(len(one) - len(other)) > enough:
        return enough + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > enough:
            return enough + 1
    return row[-1]


def _any_of(forms: tuple[str, ...], ending: str = "") -> str:
    # Folded words hold letters, digits and marks only: nothing in them can break a tsquery or stand for a wildcard.
    return "(" + " | ".join(f"'{form}'{ending}" for form in forms) + ")"


def _near_forms(forms: tuple[str, ...], similar: Mapping[str, list[str]]) -> Iterator[str]:
    for form in forms:
        yield f"'{form}':*" if len(form) > 2 else f"'{form}'"
        heard = sound(bare(form))[:LONGEST_WORD]
        if len(heard) >= LEAST_SOUND:
            yield f"'{SOUND}{heard}'"
        yield from (f"'{word}'" for word in similar.get(form, ()))
