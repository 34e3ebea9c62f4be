"""How alike two records are: rare words they share, general words in any language taken as what they mean."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from contracts.folding import LATIN, SMALL_WORDS, SOUND, bare, fold, sound
from contracts.general_words import FIELDS, KINDS, NATIONS, RANKS

_APART = re.compile(r"[,(\\–—\"“«/]|\s-\s|-(?=[A-Z])| named after | nomidagi | имени | атындағы ")
_SEPARATE_UNITS = frozenset({"hospital", "campus", "ministry", "center"})

DECISIVE = 0.75
STANDS_OUT = 0.08
SHARED_BY_MANY = 3
# So many institutions are looked at for the words they share.
MOST_BY_WORDS = 600
Token = tuple[str, str]
Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Profile:
    """What of a record is compared."""

    names: tuple[str, ...]
    acronyms: frozenset[str]
    country: str | None
    city: str
    domains: frozenset[str]
    external_ids: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Likeness:
    """How alike two records are, 0 to 1, what is the same, and whether a person should look before both stand in the directory."""

    score: float
    reasons: tuple[str, ...]
    decisive: bool


def profile_of(record: Mapping[str, Any]) -> Profile:
    """The record's names in every language, acronyms, place, hosts and ids."""
    others = record["other_names"]
    labels = [text for code, text in record["names"].items() if code != "source"]
    labels += [other["name"] for other in others if other["kind"] != "acronym"]
    hosts = {*record["domains"], host_of(record["website"])} - {""}
    return Profile(
        tuple(dict.fromkeys(labels)), frozenset(fold(o["name"]) for o in others if o["kind"] == "acronym") - {""},
        record["country"], fold(record["city"] or ""), frozenset(host.removeprefix("www.") for host in hosts),
        frozenset((found["scheme"], found["value"]) for found in record["external_ids"]),
    )  # fmt: skip


def host_of(website: str | None) -> str:
    """The host of a web address, without www., "" where there is none."""
    found = re.match(r"https?://(?:[^/@]*@)?([^/:?#]+)", (website or "").lower())
    return found.group(1).removeprefix("www.") if found else ""


def rarity_of(institutions: int, of: int) -> float:
    """What a word weighs that stands in so many institutions of so many: 0.3 to 1 (inverse document frequency)."""
    whole = math.log(max(of, 1000))
    return min(1.0, max(0.3, 1.1 * (whole - math.log(max(institutions, 1))) / whole))


def telling_words(names: Sequence[str]) -> list[str]:
    """The folded words that are not general ones, each once."""
    return list(dict.fromkeys(word for name in names for group, word in tokens_of(name) if group == "word"))


def keys_of(names: Sequence[str]) -> dict[Token, tuple[str, ...]]:
    """For each telling or field word of the names the forms under which an index of words knows it and its like."""
    found = dict.fromkeys(token for name in names for token in tokens_of(name) if token[0] in ("word", "field"))
    return {token: _forms_of(token) for token in found}


def query_of(keys: Mapping[Token, tuple[str, ...]], counts: Mapping[str, int]) -> str:
    """A text search for institutions that may be alike: any of the rarest words, and where the directory knows none of these all of the common ones."""
    number = {key: sum(counts.get(form, 0) for form in forms) for key, forms in keys.items()}
    rare: list[tuple[str, ...]] = []
    room = MOST_BY_WORDS
    for key in sorted((key for key in keys if key[0] == "word"), key=lambda key: (number[key], key)):
        room -= number[key]
        if room >= 0:
            rare.append(keys[key])
    parts = [f"'{form}'" for forms in rare for form in forms]
    if not any(form in counts for forms in rare for form in forms):
        common = sorted((key for key in keys if number[key]), key=lambda key: (number[key], key))[:4]
        parts += (
            [" & ".join("(" + " | ".join(f"'{form}'" for form in keys[key]) + ")" for key in common)] if common else []
        )
    return " | ".join(parts)


def likeness(new: Profile, known: Profile, rarity: Rarity, shared_by: Mapping[str, int]) -> Likeness:
    """Names weigh most, then a web host that few share; an acronym alone never decides (ROR issue 246)."""
    apart = bool(new.country and known.country and new.country != known.country)
    places = _places_of(new.city, known.city)
    name = max((name_likeness(a, b, places, rarity) for a in new.names for b in known.names), default=0.0)
    same_city = not apart and bool(new.city) and new.city == known.city
    acronym = bool(new.acronyms & known.acronyms)
    hosts = new.domains & known.domains
    own_host = any(shared_by.get(host, 1) <= SHARED_BY_MANY for host in hosts)
    score = name * (0.5 if apart else 1) + (0.02 * (same_city + acronym) if name >= 0.5 else 0)
    if own_host:
        score = max(score, 0.77 + 0.23 * score) if not apart else max(score, DECISIVE)
    elif new.domains and known.domains and not hosts:
        score *= 0.9
    same_id = bool(new.external_ids & known.external_ids)
    same = {"external_id": same_id, "name": name >= 0.97, "similar_name": DECISIVE <= name < 0.97, "domain": bool(hosts),
            "city": same_city, "acronym": acronym}  # fmt: skip
    score = 1.0 if same_id else round(min(score, 1.0), 3)
    return Likeness(score, tuple(what for what, found in same.items() if found), score >= DECISIVE)


def standing_out(found: Sequence[Likeness]) -> list[Likeness]:
    """The same, in the same order, but where one is clearly more alike than others, those are not decisive."""
    best = max((one.score for one in found), default=0.0)
    return [replace(one, decisive=False) if one.decisive and one.score < best - STANDS_OUT else one for one in found]


def name_likeness(one: str, other: str, places: frozenset[str], rarity: Rarity) -> float:
    """0 to 1; what follows a comma, a bracket or `named after` in one of them may be missing in the other."""
    a, b = tokens_of(one), tokens_of(other)
    score = _overlap(a, b, places, rarity)
    if score < 0.97:
        for cut, whole in ((_head(one), b), (_head(other), a)):
            if cut:
                score = max(score, 0.96 * _overlap(cut, whole, places, rarity))
    return score


@lru_cache(maxsize=1000)
def _places_of(city: str, other: str) -> frozenset[str]:
    """Words that say where the two are more than which ones they are."""
    return _PLACES | frozenset(city.split()) | frozenset(other.split())


@lru_cache(maxsize=50_000)
def tokens_of(name: str) -> tuple[Token, ...]:
    """The name's words as (group, meaning), small words left out, each once."""
    return tuple(dict.fromkeys(_token(word) for word in fold(name).split() if word not in SMALL_WORDS))


@lru_cache(maxsize=20_000)
def _token(word: str) -> Token:
    plain = bare(word)
    for form in (word, plain, plain.removeprefix("و")):
        if form in _MEANINGS:
            return _MEANINGS[form]
    heard = sound(plain)
    return _BY_SOUND.get(heard, ("word", plain)) if len(heard) > 4 else ("word", plain)


@lru_cache(maxsize=20_000)
def _head(name: str) -> tuple[Token, ...]:
    cut = _APART.search(name, 6)
    head = tokens_of(name[: cut.start()]) if cut else ()
    return head if len(head) > 1 and any(group != "kind" for group, _ in head) else ()


def _overlap(a: tuple[Token, ...], b: tuple[Token, ...], places: frozenset[str], rarity: Rarity) -> float:
    pairs = _paired(a, b)
    if not pairs:
        return 0.0
    # Where nothing but places and general words agree, those general words are what tells the two apart.
    bland = not any(token[0] == "word" and token[1] not in places and len(token[1]) > 3 for token in pairs)
    weight = {token: _weight(token, places, bland, rarity) for token in {*a, *b}}
    whole = sum([weight[token] for token in a]) + sum([weight[token] for token in b])
    if not whole:
        return 0.0
    score = sum([(weight[token] + weight[other]) * near for token, (other, near) in pairs.items()]) / whole
    taken = {other for other, _ in pairs.values()}
    return score * _discord([t for t in a if t not in pairs], [t for t in b if t not in taken])


def _paired(a: tuple[Token, ...], b: tuple[Token, ...]) -> dict[Token, tuple[Token, float]]:
    pairs = {token: (token, 1.0) for token in a if token in b}
    free = [token for token in b if token[0] == "word" and token not in pairs]
    for token in a if free else ():
        if free and token[0] == "word" and token not in pairs:
            found = max([(near, other) for other in free if (near := _near(token[1], other[1]))], default=None)
            if found:
                pairs[token] = (found[1], found[0])
                free.remove(found[1])
    return pairs


def _weight(token: Token, places: frozenset[str], bland: bool, rarity: Rarity) -> float:
    group, word = token
    if group == "kind":
        return 0.4 if bland else 0.12
    if group == "field":
        return 0.5
    if group == "rank":
        return 0.5 if bland else 0.2
    if word in places:
        return 0.35
    return 0.3 if len(word) < 4 and not word.isdecimal() else rarity(word)


def _discord(a: list[Token], b: list[Token]) -> float:
    """Less than 1 where each has something that the other has not, or one is a part of the other."""
    mine, theirs = ({group for group, word in side if group != "word" or len(word) > 2} for side in (a, b))
    factor = 0.85 if "word" in mine & theirs else 1.0
    factor *= 0.9 if mine & {"field", "rank"} and theirs & {"field", "rank"} else 1.0
    return factor * (0.78 if any(word in _SEPARATE_UNITS for group, word in a + b if group == "kind") else 1.0)


@lru_cache(maxsize=50_000)
def _near(one: str, other: str) -> float:
    """How alike two words are written, 0 where less than four letters in five."""
    one, other = _latin(one), _latin(other)
    for mine, theirs in ((one, other), (other, one)):
        if mine == theirs or (len(mine) > 5 and mine[:2] in ("al", "el") and mine[2:] == theirs):
            return 0.95
    if abs(len(one) - len(other)) > 3 or min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 0.0
    near = 1 - _edits(one, other) / max(len(one), len(other))
    if len(sound(one)) > 2 and sound(one) == sound(other) and near >= 0.5:
        return max(near, 0.9)
    return near if near >= (0.8 if len(one) > 4 else 1) else 0.0


@lru_cache(maxsize=20_000)
def _latin(word: str) -> str:
    return word.translate(LATIN)


def _edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row = row, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
    return row[-1]


def _forms_of(token: Token) -> tuple[str, ...]:
    group, word = token
    if group == "field":
        return tuple(fold(FIELDS[word]).split())
    heard = sound(word)
    return (word, SOUND + heard) if heard else (word,)


def _meanings() -> dict[str, Token]:
    groups = (("kind", KINDS), ("field", FIELDS), ("rank", RANKS))
    return {
        word: (group, meaning)
        for group, table in groups
        for meaning, words in table.items()
        for word in fold(words).split()
    }


_MEANINGS = _meanings()
_BY_SOUND = {sound(word): meaning for word, meaning in _MEANINGS.items() if len(word) > 6}
_PLACES = frozenset(fold(NATIONS).split())
