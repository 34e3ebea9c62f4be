"""Contacts, accounts, subscribers and countries as last told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx


def save_contact(tx: Tx, recipient_id: UUID, kind: str, facts: dict[str, Any], known_at: datetime) -> None:
    """Keep how to reach somebody unless something newer is known; another address is a fresh start."""
    tx.run(
        """insert into contacts (recipient_id, kind, name, email, language, country, known_at)
           values (%(recipient_id)s, %(kind)s, %(name)s, %(email)s, %(language)s, %(country)s, %(known_at)s)
           on conflict (recipient_id) do update set kind = excluded.kind, name = excluded.name, email = excluded.email,
             language = excluded.language, country = coalesce(excluded.country, contacts.country),
             known_at = excluded.known_at,
             broken_reason = case when contacts.email = excluded.email then contacts.broken_reason end
           where contacts.known_at <= excluded.known_at""",
        recipient_id=recipient_id, kind=kind, known_at=known_at, name=facts.get("name"), email=facts["email"],
        language=facts.get("language"), country=facts.get("country"),
    )  # fmt: skip


def break_contact(tx: Tx, recipient_id: UUID, reason: str) -> None:
    """The address does not work; nothing is sent there until another one is told."""
    tx.run(
        "update contacts set broken_reason = %(reason)s where recipient_id = %(recipient_id)s",
        recipient_id=recipient_id, reason=reason,
    )  # fmt: skip


def save_account(tx: Tx, facts: dict[str, Any], is_open: bool, sequence: int) -> None:
    """Keep an account's role, institution, country and access unless something newer is known."""
    tx.run(
        """insert into accounts (account_id, role, institution_id, country, access, open, sequence)
           values (%(account_id)s, %(role)s, %(institution_id)s, %(country)s, %(access)s, %(open)s, %(sequence)s)
           on conflict (account_id) do update set role = excluded.role, institution_id = excluded.institution_id,
             country = excluded.country, access = excluded.access, open = excluded.open, sequence = excluded.sequence
           where accounts.sequence < excluded.sequence""",
        account_id=facts["account_id"], role=facts["role"], institution_id=facts["institution_id"],
        country=facts.get("country"), access=facts.get("access"), open=is_open, sequence=sequence,
    )  # fmt: skip


def move_accounts(tx: Tx, from_id: UUID, into_id: UUID) -> None:
    """The accounts of one institution belong to another from now on."""
    tx.run(
        "update accounts set institution_id = %(into_id)s where institution_id = %(from_id)s",
        from_id=from_id, into_id=into_id,
    )  # fmt: skip


def list_account_ids(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The open accounts of an institution."""
    rows = tx.all(
        "select account_id from accounts where institution_id = %(institution_id)s and open order by account_id",
        institution_id=institution_id,
    )
    return [row["account_id"] for row in rows]


def list_owner_ids(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The open accounts that own an institution's; those of before there were owners count as such."""
    rows = tx.all(
        """select account_id from accounts
           where institution_id = %(institution_id)s and open and coalesce(access, 'owner') = 'owner' order by account_id""",
        institution_id=institution_id,
    )
    return [row["account_id"] for row in rows]


def list_focal_point_ids(tx: Tx, country: str) -> list[UUID]:
    """The open accounts of a country's focal points."""
    rows = tx.all(
        "select account_id from accounts where role = 'focal_point' and country = %(country)s and open order by account_id",
        country=country,
    )
    return [row["account_id"] for row in rows]


def save_subscriber(tx: Tx, subscriber_id: UUID, gone: bool, sequence: int) -> None:
    """Keep whether a subscriber left unless something newer is known."""
    tx.run(
        """insert into subscribers (subscriber_id, gone, sequence) values (%(subscriber_id)s, %(gone)s, %(sequence)s)
           on conflict (subscriber_id) do update set gone = excluded.gone, sequence = excluded.sequence
           where subscribers.sequence < excluded.sequence""",
        subscriber_id=subscriber_id, gone=gone, sequence=sequence,
    )  # fmt: skip


def save_country(tx: Tx, code: str, language: str, sequence: int) -> None:
    """Keep a country's language unless something newer is known."""
    tx.run(
        """insert into countries (code, language, sequence) values (%(code)s, %(language)s, %(sequence)s)
           on conflict (code) do update set language = excluded.language, sequence = excluded.sequence
           where countries.sequence < excluded.sequence""",
        code=code, language=language, sequence=sequence,
    )  # fmt: skip
