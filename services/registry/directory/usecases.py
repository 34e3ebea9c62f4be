"""Searching the directory."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.directory import domain, repository
from services.registry.institutions.usecases import shown

FACETS = ("country", "institution_type", "topic", "language", "programme")
# Likeness takes some 10 microseconds a name; above this nobody compares every name with what is typed.
FEW = 300
Counts = list[dict[str, Any]]


def search_institutions(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of active institutions with facets over all results; refuses words without one of two characters or more."""
    asked = domain.Query.of(request["words"])
    if request["words"] is not None and not asked.says_something:
        raise Invalid([problem("words", "too_short", "A word of at least two letters is needed.")])
    chosen = [f"{facet}:{request[facet]}" for facet in FACETS if request[facet] is not None]
    key = _key_of(request["cursor"])
    level, query, counts = _found(tx, asked, chosen, key and key[0] // 2)
    few = key[0] % 2 if key else int(bool(query) and counts[0]["count"] <= FEW)
    search = repository.search_few if few else repository.search_many
    terms = {"query": query, "phrase": asked.phrase, "whole": asked.whole() if asked.words else ""}
    rows = search(tx, terms, chosen, key and key[1:], request["limit"])
    plan = {"plan": 2 * level + few}
    found = paging.page(
        [{**row, **plan} for row in rows], request["limit"], "plan", "rank", "sort_name", "institution_id"
    )
    return {**found, "items": [shown(row, tx.actor) for row in found["items"]], **_totals(counts)}


def _key_of(cursor: str | None) -> tuple[int, int, str, UUID] | None:
    key = paging.key_of(cursor, int, int, str, UUID)
    if key is not None and key[0] not in range(2 * len(domain.LEVELS)):
        raise Invalid([problem("cursor", "bad_cursor", "Not a cursor that this list gave.")])
    return key


def _found(tx: Tx, asked: domain.Query, chosen: list[str], level: int | None) -> tuple[int, str, Counts]:
    """The strictest level that finds anything (the given one, where a page was read at it) with its query and counts."""
    if not asked.words:
        return domain.STRICT, "", repository.count_facets(tx, "", chosen)
    similar: dict[str, list[str]] = {}
    queries: list[str] = []
    for tried in domain.LEVELS if level is None else (level,):
        if tried != domain.STRICT:
            similar = similar or _similar(tx, asked)
        queries.append(_query(asked, tried, similar))
        if queries[-1] in queries[:-1]:
            break
        counts = repository.count_facets(tx, queries[-1], chosen)
        # A facet that has nothing does not make a search less strict: its count was none before it was chosen.
        if counts[0]["count"] or (chosen and repository.is_found(tx, queries[-1])):
            break
    return tried, queries[-1], counts


def _query(asked: domain.Query, level: int, similar: dict[str, list[str]]) -> str:
    if level == domain.STRICT:
        return asked.strict()
    return asked.near(similar) if level == domain.NEAR else asked.loose(similar)


def _similar(tx: Tx, asked: domain.Query) -> dict[str, list[str]]:
    words = [forms[0] for forms in asked.words]
    known = repository.list_similar_words(tx, words)
    return {word: domain.close_words(word, found) for word, found in known.items()}


def _totals(counts: Counts) -> dict[str, Any]:
    facets: dict[str, list[dict[str, Any]]] = {facet: [] for facet in FACETS}
    for row in counts:
        if row["facet"]:
            facets[row["facet"]].append({"value": row["value"], "count": row["count"]})
    return {"total": counts[0]["count"], "facets": facets}
