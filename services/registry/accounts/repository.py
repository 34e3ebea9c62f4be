"""The accounts' table."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.refusals import NotFound, Refusal

_CARD = """a.account_id, a.username, a.folded_username, a.name, a.email, a.folded_email, a.language, a.role,
  a.institution_id, a.country, a.owner, a.status, a.password_hash, a.nonce, a.expires_at, a.disabled_reason,
  i.names as institution,
  i.status as institution_status, f.locked_until"""
_FROM = """accounts as a left join institutions as i using (institution_id)
  left join sign_in_failures as f using (folded_username)"""


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
                 institution_id, country, owner, status, password_hash, nonce, expires_at)
               values (%(account_id)s, %(username)s, %(folded_username)s, %(name)s, %(email)s, %(folded_email)s,
                 %(language)s, %(role)s, %(institution_id)s, %(country)s, %(owner)s, %(status)s, %(password_hash)s,
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
                 disabled_reason = %(disabled_reason)s
               where account_id = %(account_id)s""",
            **{**account, "institution": None},
        )


def move_accounts(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let every account of one institution belong to the other; answers how many."""
    return tx.run("update accounts set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id)


def list_accounts_of(tx: Tx, institution_id: UUID) -> list[UUID]:
    """The ids of an institution's accounts."""
    rows = tx.all("select account_id from accounts where institution_id = %(id)s", id=institution_id)
    return [row["account_id"] for row in rows]
