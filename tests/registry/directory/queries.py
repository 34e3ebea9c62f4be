"""Queries as people type real names: other case, accents, hamza, ta marbuta, dotless i, order of words, no punctuation."""

import json
import random
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from contracts.folding import fold

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "institutions" / "ror_oic.jsonl"
SEED = 17


def queries(names: list[tuple[str, str]], number: int, seed: int = SEED) -> list[tuple[str, str]]:
    """(what is typed, id that is meant) for so many names, those that two bear left out: nobody could tell which is meant."""
    chosen = random.Random(seed)
    bearers = Counter(key for key, _ in {(fold(name), one) for name, one in names})
    told = [(name, one) for name, one in names if bearers[fold(name)] == 1 and len(name.split()) > 1]
    picked = chosen.sample(told, number)
    return [(respelt(name, chosen), one) for name, one in picked]


def respelt(name: str, chosen: random.Random) -> str:
    """The name after two of the changes that fit its writing."""
    for change in chosen.sample(CHANGES, 2):
        name = change(name, chosen)
    return name


def other_case(name: str, chosen: random.Random) -> str:
    return chosen.choice((str.lower, str.upper, str.title))(name)


def without_marks(name: str, chosen: random.Random) -> str:
    plain = unicodedata.normalize("NFD", name)
    kept = "".join(c for c in plain if unicodedata.category(c) != "Mn" or unicodedata.combining(c) in (0, 7, 9))
    return unicodedata.normalize("NFC", kept)


def dotless(name: str, chosen: random.Random) -> str:
    return name.translate(chosen.choice((str.maketrans("ıİ", "iI"), str.maketrans("iI", "ıİ"))))


def other_hamza(name: str, chosen: random.Random) -> str:
    return name.translate(str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ة": "ه", "ى": "ي"}))


def tatweel(name: str, chosen: random.Random) -> str:
    return re.sub("([بتثجحخسشصضطظعغفقكلمنهي])(?=[\u0621-\u064a])", "\\1ـ", name, count=2)


def other_order(name: str, chosen: random.Random) -> str:
    words = name.split()
    chosen.shuffle(words)
    return " ".join(words)


def without_punctuation(name: str, chosen: random.Random) -> str:
    return " ".join(re.sub(r"[^\w\s]", chosen.choice(("", " ")), name).split())


CHANGES = [other_case, without_marks, dotless, other_hamza, tatweel, other_order, without_punctuation]


def names_of(record: dict[str, Any]) -> list[str]:
    """The names of a ROR record, not its acronyms."""
    return [name["value"] for name in record["names"] if "acronym" not in name["types"]]


def real() -> list[dict[str, Any]]:
    """The records of ROR."""
    with REAL.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
