"""What many rows of an imported table do at once; a row of which that is not plain is left to be taken alone."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import Invalid
from contracts.registry.institutions import InstitutionView, RegisterInstitution
from contracts.registry.opportunities import OpportunityView
from services.registry.institutions import registrations
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.transfers import repository
from services.registry.transfers.domain import Problems

Record = dict[str, Any]
Rows = dict[int, Record]
Taken = dict[int, tuple[str, Problems]]
Batch = Callable[[Tx, Rows, datetime, Callable[[], UUID]], Taken]
NEVER_NEW = ("version", "status", "slug")


def take_institutions(tx: Tx, rows: Rows, now: datetime, new_id: Callable[[], UUID]) -> Taken:
    """Registers those that are new and unlike all others; what says what stands there already is unchanged."""
    meant = _meant(tx, rows)
    known = repository.list_known(tx, [one for one in meant.values() if one])
    named = Counter(meant.values())  # what two rows say of one depends on their order
    done: Taken = {}
    fresh: Rows = {}
    for at, institution_id in meant.items():
        if institution_id is None:
            fresh[at] = {name: value for name, value in rows[at].items() if name not in NEVER_NEW and value is not None}
        elif institution_id in known and known[institution_id]["status"] != "merged" and named[institution_id] == 1:
            shown = InstitutionView.write({**known[institution_id], "relations": []})
            if _says_nothing_new(rows[at], shown, ("force_reason",)):
                done[at] = ("unchanged", [])
    facts = {at: read for at, record in fresh.items() if (read := _registration(record)) is not None}
    entered = registrations.register_many(tx, facts, now=now, new_id=new_id) if facts else set()
    return done | dict.fromkeys(entered, ("added", []))


def take_opportunities(tx: Tx, rows: Rows, now: datetime, new_id: Callable[[], UUID]) -> Taken:
    """What says what stands there already is unchanged."""
    ids = {at: found for at, row in rows.items() if (found := _uuid(row.get("opportunity_id")))}
    cards = opportunities.all_shown(tx, opportunities.list_cards(tx, list(ids.values())), now) if ids else []
    shown = {card["opportunity_id"]: OpportunityView.write(card) for card in cards}
    same = (at for at, one in ids.items() if one in shown and _says_nothing_new(rows[at], shown[one]))
    return dict.fromkeys(same, ("unchanged", []))


def _meant(tx: Tx, rows: Rows) -> dict[int, UUID | None]:
    """Which institution each row means, None for a new one; rows of which that is not plain are left out."""
    own = {at: _uuid(row.get("institution_id")) for at, row in rows.items()}
    ids = {at: _external_ids(row) for at, row in rows.items() if not row.get("institution_id")}
    held = institutions.holders_of(tx, [one for mine in ids.values() for one in mine or ()])
    meant: dict[int, UUID | None] = {at: found for at, found in own.items() if found}
    for at, mine in ids.items():
        if mine is not None:
            keys = [(one["scheme"], one["value"]) for one in mine]
            meant[at] = next((held[key] for key in keys if key in held), None)
    return dict(sorted(meant.items()))


def _external_ids(row: Record) -> list[dict[str, str]] | None:
    """The row's external ids in the form in which they are kept; None where they are no such list."""
    found = row.get("external_ids") or []
    try:
        right = [one for one in found if _is_plain(one["scheme"]) and _is_plain(one["value"])]
        return institutions.plain_ids(right) if right == found else None
    except (TypeError, KeyError):
        return None


def _is_plain(text: Any) -> bool:
    return isinstance(text, str) and text.isprintable()


def _registration(record: Record) -> Record | None:
    try:
        return RegisterInstitution.read(record)
    except Invalid:
        return None


def _says_nothing_new(row: Record, shown: Record, beside: tuple[str, ...] = ()) -> bool:
    return all(name in shown and shown[name] == value for name, value in row.items() if name not in beside)


def _uuid(given: Any) -> UUID | None:
    try:
        return UUID(given) if given else None
    except (ValueError, AttributeError, TypeError):
        return None


BATCHES: dict[str, Batch] = {"institutions": take_institutions, "opportunities": take_opportunities}
