"""The accounts' table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound, Refusal

_CARD = """a.account_id, a.username, a.folded_username, a.name, a.email, a.folded_email, a.language, a.role,
  a.institution_id, a.country, a.covers_children, a.status, a.password_hash, a.nonce, a.expires_at, a.disabled_reason,
  case when a.role = 'institution' then coalesce(a.access, case when a.owner then 'owner' else 'editor' end) end as access,
  i.names as institution,
  i.status as institution_status, f.locked_until, a.reset_nonce, a.reset_expires_at, a.reset_mailed_at, a.device_nonce"""
_FROM = """accounts as a left join institutions as i using (institution_id)
  left join lateral (select max(locked_until) as locked_until from sign_in_failures as s
    where s.folded_username = a.folded_username and s.source not like 'device:%%') as f on true"""

RESET = ("reset_nonce", "reset_expires_at", "reset_mailed_at", "device_nonce")


def find_account(tx: Tx, account_id: UUID) -> dict[str, Any] | None:
    """The account, or None."""
    return tx.one(f"select {_CARD} from {_FROM} where account_id = %(account_id)s", account_id=account_id)


def get_account(tx: Tx, account_id: UUID | None) -> dict[str, Any]:
    """The account; refuses `NotFound`."""
    found = account_id and find_account(tx, account_id)
    if not found:
        raise NotFound
    return found


def lock_account(tx: Tx, account_id: UUID) -> dict[str, Any] | None:
    """The account for a change, or None."""
    return tx.one(f"select {_CARD} from {_FROM} where account_id = %(id)s for update of a", id=account_id)


def find_account_by_username(tx: Tx, folded_username: str) -> dict[str, Any] | None:
    """The account whose username folds to this, or None."""
    return tx.one(f"select {_CARD} from {_FROM} where folded_username = %(name)s", name=folded_username)


def hold_account(tx: Tx, folded_username: str) -> None:
    """Have who locks the account wait for this transaction, or this one for them; travels with the next statement."""
    tx.post("select from accounts where folded_username = %(name)s for key share", name=folded_username)


def find_focal_point(tx: Tx, country: str, folded_email: str) -> dict[str, Any] | None:
    """The country's focal point with this address, unless disabled."""
    return tx.one(
        f"""select {_CARD} from {_FROM} where a.country = %(country)s and folded_email = %(folded_email)s
              and role = 'focal_point' and a.status <> 'disabled'""",
        country=country, folded_email=folded_email,
    )  # fmt: skip


def add_account(tx: Tx, account: dict[str, Any], taken: Refusal) -> bool:
    """Insert it, False where the country has this focal point already; refuses as told where the username is taken."""
    with tx.refusing("accounts_one_username", taken):
        return (
            tx.run(
                """insert into accounts (account_id, username, folded_username, name, email, folded_email, language, role,
                 institution_id, country, access, status, password_hash, nonce, expires_at)
               values (%(account_id)s, %(username)s, %(folded_username)s, %(name)s, %(email)s, %(folded_email)s,
                 %(language)s, %(role)s, %(institution_id)s, %(country)s, %(access)s, %(status)s, %(password_hash)s,
                 %(nonce)s, %(expires_at)s)
               on conflict (country, folded_email) where role = 'focal_point' and status <> 'disabled' do nothing""",
                **account,
            )
            == 1
        )


def save_account(tx: Tx, account: dict[str, Any], taken: Refusal) -> None:
    """Write what can change of a locked account; refuses as told where the username is taken."""
    with tx.refusing("accounts_one_username", taken):
        tx.run(
            """update accounts set username = %(username)s, folded_username = %(folded_username)s, status = %(status)s,
                 password_hash = %(password_hash)s, nonce = %(nonce)s, expires_at = %(expires_at)s,
                 disabled_reason = %(disabled_reason)s, access = %(access)s, covers_children = %(covers_children)s
               where account_id = %(account_id)s""",
            **{**account, "institution": None},
        )


def move_accounts(tx: Tx, from_id: UUID, into_id: UUID) -> list[dict[str, Any]]:
    """Let every account of one institution belong to the other; answers what each may do there."""
    return tx.all(
        """update accounts set institution_id = %(i)s where institution_id = %(f)s
           returning account_id, institution_id, covers_children,
             coalesce(access, case when owner then 'owner' else 'editor' end) as access""",
        f=from_id, i=into_id,
    )  # fmt: skip


def list_accounts_by_login(tx: Tx, folded_username: str, folded_email: str) -> list[dict[str, Any]]:
    """The active accounts with this username or address, locked."""
    return tx.all(
        f"""select {_CARD} from {_FROM}
            where a.status = 'active' and (a.folded_username = %(name)s or a.folded_email = %(email)s)
            order by a.account_id for update of a""",
        name=folded_username, email=folded_email,
    )  # fmt: skip


def save_reset(tx: Tx, account: dict[str, Any]) -> None:
    """Write the open password reset of a locked account, and which devices it knows."""
    tx.run(
        """update accounts set reset_nonce = %(reset_nonce)s, reset_expires_at = %(reset_expires_at)s,
             reset_mailed_at = %(reset_mailed_at)s, device_nonce = %(device_nonce)s
           where account_id = %(account_id)s""",
        **{field: account[field] for field in ("account_id", *RESET)},
    )


def lock_owners(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    """The open owners' accounts of an institution, locked in one order so that two changes do not wait for each other."""
    return tx.all(
        """select account_id, status from accounts
           where institution_id = %(id)s and status <> 'disabled'
             and (access = 'owner' or (access is null and owner))
           order by account_id for update""",
        id=institution_id,
    )


def has_colleague(tx: Tx, institution_id: UUID, folded_email: str) -> UUID | None:
    """The open account with this address in the institution, whose row is locked so that two invitations come in turn."""
    tx.one("select from institutions where institution_id = %(id)s for no key update", id=institution_id)
    row = tx.one(
        """select account_id from accounts
           where institution_id = %(id)s and folded_email = %(email)s and status <> 'disabled' limit 1""",
        id=institution_id, email=folded_email,
    )  # fmt: skip
    return row["account_id"] if row else None


def list_accounts(
    tx: Tx, wanted: dict[str, Any], now: datetime, after: tuple[Any, ...] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 accounts by name after a key (name, id); `wanted` names institution, role and shown status."""
    name, account_id = after or (None, None)
    return tx.all(
        f"""with shown as (
              select {_CARD}, case when a.status = 'active' and f.locked_until > %(now)s then 'locked' else a.status end as seen
              from {_FROM})
            select * from shown
            where (%(institution_id)s::uuid is null or institution_id = %(institution_id)s)
              and (%(role)s::text is null or role = %(role)s) and (%(status)s::text is null or seen = %(status)s)
              and (%(name)s::text is null or (name collate "C", account_id) > (%(name)s, %(id)s::uuid))
            order by name collate "C", account_id limit %(limit)s + 1""",
        **wanted, now=now, name=name, id=account_id, limit=limit,
    )  # fmt: skip


def lock_accounts_of(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The ids of an institution's accounts; nobody signs in to one before this transaction ends."""
    rows = tx.all(
        "select account_id from accounts where institution_id = %(id)s order by account_id for update",
        id=institution_id,
    )
    return [row["account_id"] for row in rows]
