"""Finding institutions that look like one, and what officers say of the pairs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts import paging
from contracts.base import OFFICER
from contracts.folding import fold
from contracts.refusals import NotFound
from services.registry.duplicates import domain, repository, scoring

# More candidates than a person reads, few enough for a check at every keystroke.
CANDIDATES = 60
LEAST_SHOWN = 0.5
LEARNT_AT_ONCE, COMPARED_AT_ONCE = 1000, 40
# So many new or changed ones within so many seconds are an import at work, which is left the processors.
MANY, CALM_SECONDS = 100, 5
Record = dict[str, Any]
Enough = Callable[[], bool]


@dataclass(frozen=True)
class Compared:
    """An institution, when it was asked for, and the cards of those that it is decisively like."""

    institution_id: UUID
    asked_at: datetime
    alike: list[Record]


def find_lookalikes(tx: Tx, record: Record, limit: int, but: UUID | None = None) -> list[Record]:
    """Up to `limit` living institutions like the record, most alike first, each a card with `score`, `reasons`, `decisive`."""
    profile = domain.profile_of(record)
    folded = sorted({fold(name) for name in profile.names} - {""})
    keys = domain.keys_of(profile.names)
    counts = repository.count_words(tx, sorted({form for forms in keys.values() for form in forms}))
    query = domain.query_of(keys, counts)
    known = repository.list_candidates(tx, profile, folded, query, but, CANDIDATES)
    profiles = [domain.profile_of(one) for one in known]
    words = {word for one in profiles for word in domain.telling_words(one.names)}
    counts |= repository.count_words(tx, sorted(words)) if known else {}
    found = scoring.scored(profile, profiles, counts)
    shown = [
        _scored_card(likeness, known[at])
        for likeness, at in found
        if likeness.score >= LEAST_SHOWN or likeness.decisive
    ]
    return shown[:limit]


def answer_lookalikes(tx: Tx, request: Record) -> Record:
    """The candidates for what somebody types; only officers see those that the directory does not show."""
    short = [{"name": request["acronym"], "kind": "acronym", "language": None}] if request["acronym"] else []
    record = {**request, "other_names": request["other_names"] + short}
    found = find_lookalikes(tx, record, CANDIDATES, request["institution_id"])
    seen = [one for one in found if one["status"] == "active" or tx.actor.role in (OFFICER, "service")]
    return {"items": seen[: request["limit"]]}


def learn_waiting(tx: Tx) -> bool:
    """Count the words of the institutions that wait longest for it; answers whether more may be waiting."""
    if not repository.claim_words(tx):
        return False
    waiting = repository.list_unlearnt(tx, LEARNT_AT_ONCE)
    if waiting:
        repository.add_words(tx, waiting)
        # At the end, because whoever changes one of them waits for its mark.
        repository.mark_learnt(tx, waiting)
    return len(waiting) == LEARNT_AT_ONCE


def learn_when_calm(tx: Tx) -> bool:
    """As `learn_waiting`, but while many institutions come in nothing is done: what waits goes on waiting."""
    return not repository.is_busy(tx, MANY, CALM_SECONDS) and learn_waiting(tx)


def _never() -> bool:
    return False


def compare_when_calm(tx: Tx, *, now: datetime, enough: Enough = _never) -> int:
    """As `compare_waiting`, but while many institutions come in nothing is done: what waits goes on waiting."""
    return 0 if repository.is_busy(tx, MANY, CALM_SECONDS) else compare_waiting(tx, now=now, enough=enough)


def compare_waiting(tx: Tx, *, now: datetime, enough: Enough = _never) -> int:
    """Compare the institutions that wait longest with all others and keep the pairs; answers how many were compared."""
    return keep_compared(tx, compared_waiting(tx, enough), now=now)


def compared_waiting(tx: Tx, enough: Enough = _never) -> list[Compared]:
    """Those that wait longest until it is enough, each with what it is decisively like; only reads, so that nobody waits."""
    compared: list[Compared] = []
    for one in repository.list_waiting(tx, COMPARED_AT_ONCE):
        if enough():
            break
        over = one["status"] in ("merged", "closed")
        found = [] if over else find_lookalikes(tx, one, CANDIDATES, one["institution_id"])
        compared.append(
            Compared(one["institution_id"], one["asked_at"], [other for other in found if other["decisive"]])
        )
    return compared


def keep_compared(tx: Tx, compared: list[Compared], *, now: datetime) -> int:
    """Write the pairs at once and let those compared wait no more; what is changed meanwhile or just now goes on waiting."""
    unchanged = repository.claim_waiting(tx, [(one.institution_id, one.asked_at) for one in compared])
    kept = [one for one in compared if one.institution_id in unchanged]
    if kept:
        repository.save_pairs(tx, sorted(unchanged), _pairs(kept), now)
        repository.remove_waiting(tx, sorted(unchanged))
    return len(kept)


def recount_words(tx: Tx) -> int:
    """Count in how many institutions each word stands; answers how many counts changed."""
    repository.claim_words(tx, wait=True)
    return repository.recount_words(tx)


def list_duplicates(tx: Tx, request: Record) -> Record:
    """A page of pairs, most alike first; refuses a cursor that is not ours."""
    key = paging.key_of(request["cursor"], float, UUID)
    dismissed = request["status"] == "dismissed"
    rows = repository.list_pairs(tx, dismissed, request["country"], key, request["limit"])
    return paging.page(rows, request["limit"], "score", "pair_id")


def dismiss_duplicate(tx: Tx, pair_id: UUID, reason: str, *, now: datetime) -> Record:
    """Note that the two are not the same; again answers the same; refuses `NotFound`, also once one is merged or closed."""
    pair = repository.find_pair(tx, pair_id)
    if pair is None:
        raise NotFound
    if repository.dismiss_pair(tx, pair_id, reason, tx.actor.account_id, now):
        both = {"one_id": pair["one"]["institution_id"], "other_id": pair["other"]["institution_id"]}
        tx.audit("dismiss_duplicate", f"duplicate_pair/{pair_id}", **both, reason=reason)
        pair = {**pair, "dismissed_at": now, "reason": reason}
    return pair


def _pairs(compared: list[Compared]) -> list[Record]:
    """The pairs as they stand after one was compared after the other: the later one has the last word on a pair of two."""
    pairs: dict[tuple[UUID, UUID], Record] = {}
    for one in compared:
        pairs = {key: pair for key, pair in pairs.items() if one.institution_id not in key}
        for other in one.alike:
            first, second = sorted((one.institution_id, other["institution_id"]))
            pairs[first, second] = {
                "one_id": first, "other_id": second, "score": other["score"], "reasons": other["reasons"],
            }  # fmt: skip
    return [pairs[key] for key in sorted(pairs)]


def _scored_card(likeness: domain.Likeness, one: Record) -> Record:
    card = {field: one[field] for field in ("institution_id", "slug", "status", "names", "country", "city", "website")}
    return {**card, "score": likeness.score, "reasons": list(likeness.reasons), "decisive": likeness.decisive}
