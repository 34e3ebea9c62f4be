"""How well the finder links university domains to ROR: `python -m tests.registry.duplicates.linkage` prints figures and the worst errors."""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.registry.duplicates import domain
from services.registry.imports.reading import read

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "institutions"
FILES = ("ror_oic.jsonl", "university_domains_oic.jsonl", "linkage_by_domain.jsonl")


@dataclass(frozen=True)
class Pair:
    """A compared pair, whether the finder takes it for one institution, and whether it is."""

    university: str
    ror: str
    found: domain.Likeness
    true: bool

    @property
    def error(self) -> float:
        """How far from the truth, 0 where right."""
        return 0.0 if self.found.decisive == self.true else 1 - self.found.score if self.true else self.found.score


def half_of(university: str) -> str:
    """`tuned` or `kept`, by a hash of the id: weights were chosen by looking at the first half alone."""
    return ("tuned", "kept")[hashlib.sha256(university.encode()).digest()[-1] % 2]


def compared(*, by_domain: bool) -> list[Pair]:
    """Every university against the ROR records of its country, of those that occur in the linkage."""
    rors, universities, links = (_lines(name) for name in FILES)
    known = {record["id"][-9:]: domain.profile_of(_facts(read(record)[1], by_domain)) for record in rors}
    asked = {one["_id"]: _facts(_record(one), by_domain) for one in universities}
    true = {(one["univ_id"], one["ror"]) for one in links if one["univ_id"] in asked and one["ror"] in known}
    rarity, shared = _rarity(known.values()), Counter(host for one in known.values() for host in one.domains)
    near = defaultdict(list)
    for ror in sorted({ror for _, ror in true}):
        near[known[ror].country].append(ror)
    return [
        Pair(university, ror, found, (university, ror) in true)
        for university in sorted({university for university, _ in true})
        for ror, found in _judged(domain.profile_of(asked[university]), near, known, rarity, shared)
    ]


def figures(pairs: list[Pair]) -> tuple[float, float]:
    """Precision and recall."""
    right = sum(1 for pair in pairs if pair.true and pair.found.decisive)
    return right / sum(1 for pair in pairs if pair.found.decisive), right / sum(1 for pair in pairs if pair.true)


def worst(pairs: list[Pair], number: int = 10) -> list[Pair]:
    """The errors farthest from the truth."""
    return sorted((pair for pair in pairs if pair.error), key=lambda pair: -pair.error)[:number]


def _judged(asked: domain.Profile, near: Any, known: Any, rarity: Any, shared: Any) -> Iterator[tuple[str, Any]]:
    candidates = near[asked.country]
    found = [domain.likeness(asked, known[ror], rarity, shared) for ror in candidates]
    return zip(candidates, domain.standing_out(found), strict=True)


def _lines(name: str) -> list[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _record(university: dict[str, Any]) -> dict[str, Any]:
    names, domains = {"source": "en", "en": university["name"]}, university["domains"]
    pages = university["web_pages"]
    return {
        "names": names, "other_names": [], "country": university["alpha_two_code"], "city": None, "external_ids": [],
        "domains": domains, "website": pages[0] if pages else None,
    }  # fmt: skip


def _facts(facts: dict[str, Any], by_domain: bool) -> dict[str, Any]:
    return facts if by_domain else {**facts, "domains": [], "website": None}


def _rarity(known: Any) -> Any:
    counts = Counter(word for one in known for word in domain.telling_words(one.names))
    return lambda word: domain.rarity_of(counts[word], len(known))


def main() -> None:
    """Print it."""
    for by_domain in (False, True):
        pairs = compared(by_domain=by_domain)
        print(f"{'with' if by_domain else 'without'} domains, {sum(pair.true for pair in pairs)} true pairs")
        for half in ("tuned", "kept"):
            precision, recall = figures([pair for pair in pairs if half_of(pair.university) == half])
            print(f"  {half}: precision {precision:.3f}, recall {recall:.3f}")
        for pair in worst(pairs):
            kind = "missed" if pair.true else "false"
            print(f"    {kind} {pair.found.score:.2f} {pair.university} – {pair.ror} {half_of(pair.university)}")


if __name__ == "__main__":
    sys.exit(main())
