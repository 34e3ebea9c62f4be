"""Searching the directory."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.folding import words_of
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.directory import repository
from services.registry.institutions.usecases import shown

FACETS = ("country", "institution_type", "topic")


def search_institutions(tx: Tx, request: dict[str, Any]) -> dict[str, Any]:
    """A page of active institutions with facets over all results; refuses words without one of two characters or more."""
    words = words_of(request["words"]) if request["words"] is not None else []
    if request["words"] is not None and not any(len(word) > 1 for word in words):
        raise Invalid([problem("words", "too_short", "A word of at least two letters is needed.")])
    key = paging.key_of(request["cursor"], int, str, UUID)
    chosen = {facet: request[facet] for facet in FACETS}
    rows = repository.search(tx, words, chosen, key, request["limit"])
    found = paging.page(rows, request["limit"], "rank", "sort_name", "institution_id")
    counts = repository.count_facets(tx, words, chosen)
    return {**found, "items": [shown(row, tx.actor) for row in found["items"]], **_totals(counts)}


def _totals(counts: list[dict[str, Any]]) -> dict[str, Any]:
    facets: dict[str, list[dict[str, Any]]] = {facet: [] for facet in FACETS}
    for row in counts:
        if row["facet"]:
            facets[row["facet"]].append({"value": row["value"], "count": row["count"]})
    return {"total": counts[0]["count"], "facets": facets}
