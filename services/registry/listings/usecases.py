"""Listing opportunities."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx
from contracts.base import INSTITUTION, OFFICER
from contracts.folding import words_of
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.listings import repository
from services.registry.opportunities import usecases as opportunities
from services.registry.rights import usecases as rights

FILTERS = (
    "status", "kind", "topic", "modality", "language", "country", "institution_id", "course_id", "pending", "deleted",
)  # fmt: skip
OWN = "deadline"  # by which it is listed where nothing else is asked for
FACETS = ("country", "kind", "topic", "modality", "language")


def list_opportunities(tx: Tx, request: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A page in the order asked for with facets over all results: open ones for the public, an institution's own, all for officers."""
    chosen = {**{name: request[name] for name in FILTERS}, **_visible(tx, request, now), **_words(request["words"])}
    if chosen["open_at"]:
        chosen |= {"pending": None, "deleted": False}  # what waits is not for the public, not even that it does
    order = repository.ORDERS[request["sort"]]
    rows = repository.list_ids(tx, chosen, order, order.place(request["cursor"]), request["limit"])
    found = order.page(rows, request["limit"])
    cards = opportunities.list_cards(tx, [row["opportunity_id"] for row in found["items"]])
    return {**found, "items": opportunities.all_shown(tx, cards, now), **_totals(repository.count_facets(tx, chosen))}


def _visible(tx: Tx, request: dict[str, Any], now: datetime) -> dict[str, Any]:
    if request["open_only"] or tx.actor.role not in (OFFICER, INSTITUTION):
        return {"open_at": now, "own_id": None}
    if tx.actor.role == OFFICER:
        return {"open_at": None, "own_id": None}
    wanted = request["institution_id"]
    own = wanted if wanted and rights.speaks_for(tx, wanted) else tx.actor.institution_id
    return {"open_at": None, "own_id": own}


def _words(text: str | None) -> dict[str, Any]:
    words = words_of(text) if text is not None else []
    if text is not None and not any(len(word) > 1 for word in words):
        raise Invalid([problem("words", "too_short", "A word of at least two letters is needed.")])
    return {"prefixes": " & ".join(f"'{word}':*" for word in words)}


def _totals(counts: list[dict[str, Any]]) -> dict[str, Any]:
    facets: dict[str, list[dict[str, Any]]] = {facet: [] for facet in FACETS}
    for row in counts:
        if row["facet"]:
            facets[row["facet"]].append({"value": row["value"], "count": row["count"]})
    return {"total": counts[0]["count"], "facets": facets}
