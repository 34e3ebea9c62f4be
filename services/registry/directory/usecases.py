"""Searching the directory."""

from sys import intern
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.problems import problem
from contracts.refusals import Invalid
from contracts.registry.institution_cards import in_view
from services.registry.directory import domain, repository
from services.registry.institutions.usecases import shown

RELEVANCE = "relevance"
FACETS = ("country", "institution_type", "topic", "language", "programme")
# Likeness takes some 10 microseconds a name; above this nobody compares every name with what is typed.
FEW = 300
# Counts of so many results are worth asking whether they still hold; so many are kept by each process, of so many groups.
KEPT_FROM, MOST_KEPT, MOST_GROUPS = 1000, 40, 2000
Terms = dict[str, Any]
_KEPT: dict[str, tuple[int, domain.Counts]] = {}


def search_institutions(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of active institutions with facets over all results; refuses words without one of two characters or more."""
    asked = domain.Query.of(request["words"])
    if request["words"] is not None and not asked.says_something:
        raise Invalid([problem("words", "too_short", "A word of at least two letters is needed.")])
    key = _key_of(request["cursor"]) if request["sort"] == RELEVANCE else None
    level, query, everything = _found(tx, asked, key and key[0] // 2)
    chosen = [f"{facet}:{request[facet]}" for facet in FACETS if request[facet] is not None]
    counts = everything.carrying(chosen)
    terms = _terms(asked, query, counts, chosen) if counts.total else None
    if request["sort"] == RELEVANCE:
        few = key[0] % 2 if key else int(bool(query) and counts.total <= FEW)
        found = _most_relevant(tx, terms, 2 * level + few, key and key[1:], request["limit"])
    else:
        found = _in_order(tx, terms, repository.ORDERS[request["sort"]], request["cursor"], request["limit"])
    totals = {"total": counts.total, "facets": {facet: [] for facet in FACETS} | counts.by_facet()}
    return {**found, "items": [in_view(request["view"], shown(row, tx.actor)) for row in found["items"]], **totals}


def _most_relevant(tx: Tx, terms: Terms | None, plan: int, after: repository.After, limit: int) -> dict[str, Any]:
    """A page of the best matches; `plan` says in its cursor how they were found."""
    search = repository.search_few if plan % 2 else repository.search_many
    rows = search(tx, terms, after, limit) if terms else []
    planned = [{**row, "plan": plan} for row in rows]
    return paging.page(planned, limit, "plan", "rank", "sort_name", "institution_id")


def _in_order(tx: Tx, terms: Terms | None, order: repository.Order, cursor: str | None, limit: int) -> dict[str, Any]:
    place = order.place(cursor)
    return order.page(repository.search_in_order(tx, terms, order, place, limit) if terms else [], limit)


def fold_changes(tx: Tx) -> None:
    """Let the changes of the directory that were noted one by one be one number, so that its version is read soon."""
    repository.fold_changes(tx)


def _key_of(cursor: str | None) -> tuple[int, int, str, UUID] | None:
    key = paging.key_of(cursor, int, int, str, UUID)
    if key is not None and key[0] not in range(2 * len(domain.LEVELS)):
        raise Invalid([problem("cursor", "bad_cursor", "Not a cursor that this list gave.")])
    return key


def _found(tx: Tx, asked: domain.Query, level: int | None) -> tuple[int, str, domain.Counts]:
    """The strictest level that finds anything (the given one, where a page was read at it) with its query and counts."""
    if not asked.words:
        return domain.STRICT, "", _counted(tx, "")
    similar: dict[str, list[str]] = {}
    queries: list[str] = []
    for tried in domain.LEVELS if level is None else (level,):
        if tried != domain.STRICT:
            similar = similar or _similar(tx, asked)
        queries.append(_query(asked, tried, similar))
        if queries[-1] in queries[:-1]:
            break
        # A facet that has nothing does not make a search less strict: its count was none before it was chosen.
        counts = _counted(tx, queries[-1])
        if counts.groups:
            break
    return tried, queries[-1], counts


def _counted(tx: Tx, query: str) -> domain.Counts:
    """What the query finds, from what this process keeps where nothing in the directory has changed since."""
    version, counts = _KEPT.pop(query, (None, domain.Counts(())))
    if version is None or version != repository.get_version(tx):
        rows = repository.count_by_facets(tx, query, FEW)
        counts = domain.Counts([_group_of(row) for row in rows])
        version = rows[0]["version"] if rows else None
    if version is not None and counts.total >= KEPT_FROM and len(counts.groups) <= MOST_GROUPS:
        # As the last one, so that the first is the one that was not asked for longest.
        _KEPT[query] = version, counts
        if len(_KEPT) > MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
    return counts


def _group_of(row: dict[str, Any]) -> domain.Group:
    return domain.Group(row["facet_key"], row["number"], tuple(map(intern, row["facets"])), tuple(row["ids"] or ()))


def _terms(asked: domain.Query, query: str, counts: domain.Counts, chosen: list[str]) -> Terms:
    """What is to be shown: few results by their ids, many by what they fit."""
    ids = [one for group in counts.groups for one in group.ids]
    return {
        "query": "" if ids else query, "ids": ids, "phrase": asked.phrase, "whole": asked.whole() if asked.words else "",
        "keys": [group.facet_key for group in counts.groups] if chosen and not ids else [], "few": counts.total <= FEW,
    }  # fmt: skip


def _query(asked: domain.Query, level: int, similar: dict[str, list[str]]) -> str:
    if level == domain.STRICT:
        return asked.strict()
    return asked.near(similar) if level == domain.NEAR else asked.loose(similar)


def _similar(tx: Tx, asked: domain.Query) -> dict[str, list[str]]:
    words = [forms[0] for forms in asked.words]
    known = repository.list_similar_words(tx, words)
    return {word: domain.close_words(word, found) for word, found in known.items()}
