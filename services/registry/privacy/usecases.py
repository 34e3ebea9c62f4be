"""Showing people what we hold about them, and erasing it (P28)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.traces import find_mentions, forget_messages, strike, strike_rows
from chassis.tx import Tx
from contracts.base import OFFICER, PUBLIC
from contracts.links import PERSONAL_DATA
from contracts.problems import problem
from contracts.refusals import Forbidden, Invalid, LinkInvalid, Unauthenticated
from contracts.registry.accounts import AccountDisabled
from contracts.registry.privacy import ELSEWHERE, PersonalDataRequested, PersonErased
from contracts.traces import ERASED, Traces, of_messages, telling
from services.registry.accounts import usecases as accounts
from services.registry.people import usecases as people
from services.registry.privacy import domain, repository
from services.registry.sessions import usecases as sessions
from services.registry.transfers import usecases as transfers

AT_ONCE = 50
TEXTS = (*repository.NOTES, *repository.PUBLISHED)
Held = dict[str, list[dict[str, Any]]]
IDS = {"accounts": "account_id", "applications": "application_id", "people": "person_id", "interests": "interest_id"}
NAMES = ("name", "username", "applicant_name", "proposer_name")
PEOPLE = ("accounts", "applications", "people", "interests", "change_requests")
VOUCHED = ("accounts", "people")  # somebody else gave or took the name; whoever applies or proposes gives any
_NOTHING: Held = {place: [] for place in (*repository.HELD, "mentions")}


def request_data(tx: Tx, asked: dict[str, Any], *, now: datetime, new_id: UUID) -> dict[str, str]:
    """Note the wish only; whether we hold anything is looked up later, so that the answer is the same for anybody."""
    expires_at = now + domain.LINK
    request = {**asked, "request_id": new_id, "folded_email": _folded(asked["email"]), "asked_at": now}
    repository.add_request(tx, {**request, "expires_at": expires_at})
    return {"status": "sent"}


def mail_links(tx: Tx, *, now: datetime) -> bool:
    """Have links mailed where we hold something, at most one an hour to an address; True where more may wait."""
    repository.remove_expired(tx, now)
    asked = repository.claim_requests(tx, AT_ONCE)
    for request in asked:
        email = request["folded_email"]
        if repository.was_mailed(tx, email, now - domain.PAUSE) or not repository.is_held(tx, email):
            repository.remove_request(tx, request["request_id"])
            continue
        repository.mark_mailed(tx, request["request_id"])
        tx.emit(PersonalDataRequested, {**request, "personal_data_id": request["request_id"]})
    return len(asked) == AT_ONCE


def export_person(tx: Tx, asked: dict[str, Any], secret: str, *, now: datetime) -> dict[str, Any]:
    """Everything held about the person; empty where there is nothing."""
    email = _whose(tx, asked, secret, now)
    held: Held = {**repository.find_held(tx, email), "mentions": find_mentions(tx, TEXTS, email)} if email else _NOTHING
    tx.audit("export_person", "personal_data", found={place: len(rows) for place, rows in held.items()})
    return {"email": email, "found": domain.plain(held), "elsewhere": list(ELSEWHERE)}


def forget_erasures(tx: Tx, *, now: datetime) -> None:
    """Take the address out of the events that told of erasures, a week after they were written, unless they have not left yet."""
    repository.forget_erasures(tx, now - domain.ERASURE_TOLD)


@dataclass(frozen=True)
class Erasure:
    """One erasure: its id, and when."""

    erasure_id: UUID
    now: datetime


def erase_person(tx: Tx, asked: dict[str, Any], secret: str, erasure: Erasure) -> dict[str, str]:
    """Erase the person here and have everybody else do so; the same answer where nothing was held."""
    email = _whose(tx, asked, secret, erasure.now)
    if email:
        held = repository.find_held(tx, email)
        _erase(tx, email, held, erasure.now)
        ids = [row[key] for place, key in IDS.items() for row in held[place]]
        _forget_told(tx, email, ids, held)
        told = {"person_id": erasure.erasure_id, "email": email, "ids": ids, "erased_at": erasure.now}
        tx.audit(
            "erase_person", f"erasure/{erasure.erasure_id}", found={place: len(rows) for place, rows in held.items()}
        )
        tx.emit(PersonErased, told)
    return {"status": "erased"}


def _erase(tx: Tx, email: str, held: Held, now: datetime) -> None:
    for row in held["accounts"]:
        accounts.lock_account(tx, row["account_id"])
        sessions.end_sessions(tx, row["account_id"], now=now)
        if row["status"] != "disabled":
            tx.emit(AccountDisabled, row)
    _strike_own(tx, email, held)
    repository.erase_accounts(tx, email)
    repository.erase_applications(tx, email)
    repository.erase_interests(tx, email)
    repository.erase_change_requests(tx, email)
    transfers.forget_uploads_of(tx, [row["account_id"] for row in held["accounts"]], now=now)
    repository.erase_requests(tx, email)
    for person in held["people"]:
        nobody: dict[str, Any] = {"name": ERASED, "honorific": None, "email": None, "position": {}}
        people.register_person(tx, {**person, **nobody}, person["person_id"])
    _strike(tx, email, _names_in(held, VOUCHED))


def _forget_told(tx: Tx, email: str, ids: list[UUID], held: Held) -> None:
    messages = [row["message"] for row in held["interests"]]
    ids = ids + [row["change_request_id"] for row in held["change_requests"]]
    forget_messages(tx, of_messages(email, _names_in(held, PEOPLE), *messages), ids)


def _whose(tx: Tx, asked: dict[str, Any], secret: str, now: datetime) -> str | None:
    """The folded address that is meant, None where nobody is; refuses who may not ask."""
    given = [name for name in ("email", "account_id", "request_id") if asked[name]]
    if len(given) != 1:
        raise Invalid([problem("email", "one_of", "Give the address, the account or the request of the link.")])
    if asked["request_id"]:
        PERSONAL_DATA.verify(secret, asked["request_id"], asked["signature"] or "")
        request = repository.find_request(tx, asked["request_id"], now)
        if request is None:
            raise LinkInvalid
        return request["folded_email"]
    if tx.actor.role == PUBLIC:
        raise Unauthenticated
    if tx.actor.role != OFFICER and (asked["account_id"] is None or asked["account_id"] != tx.actor.account_id):
        raise Forbidden
    return _folded(asked["email"]) if asked["email"] else accounts.address_of(tx, asked["account_id"])


def _names_in(held: Held, places: Iterable[str]) -> frozenset[str]:
    return frozenset(row[field] for place in places for row in held[place] for field in NAMES if row.get(field))


def _folded(email: str) -> str:
    return accounts.fold_email(email)


def _strike(tx: Tx, address: str, names: frozenset[str]) -> None:
    # The address goes from every text; names that tell of this person go from what people write to one another.
    strike(tx, repository.NOTES, Traces(address, telling(names)))
    strike(tx, repository.PUBLISHED, Traces(address))


def _strike_own(tx: Tx, email: str, held: Held) -> None:
    # By whatever name: in the notes on somebody's own records it can mean nobody else.
    traces = Traces(email, _names_in(held, PEOPLE))
    own = {
        table: [str(row[key]) for row in held[table]]
        for table, key in (("applications", "application_id"), ("change_requests", "change_request_id"))
    }
    for text in repository.NOTES:
        if own.get(text.table):
            strike_rows(tx, text, repository.list_texts(tx, text, own[text.table]), traces)
