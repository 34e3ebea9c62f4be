"""`python -m services.registry.appoint_officer`: makes the first officers, who can then do the rest through requests."""

import argparse
import os
import secrets
import sys
from pathlib import Path
from uuid import uuid4

from chassis.clock import utcnow
from chassis.pool import Pool
from chassis.settings import SHARED, Unusable
from contracts.problems import problem
from contracts.refusals import Invalid, Refusal
from contracts.registry.accounts import AppointFocalPoint
from services.registry.accounts import usecases


def main(arguments: list[str] | None = None) -> int:
    """Appoint the officer on DATABASE_URL (or DATABASE_URL_FILE) and print the account's id; again is fine; 1 where it is refused."""
    asked = _arguments(arguments)
    try:
        url = SHARED["database_url"].value(os.environ)
    except Unusable as wrong:
        print(wrong, file=sys.stderr)
        return 2
    pool = Pool(url, "appoint_officer", 1)
    try:
        person = _person(asked)
        password = Path(asked.password_file).read_text("utf-8").rstrip("\r\n")
        with pool.transaction() as tx:
            nonce = secrets.token_urlsafe(9)
            account = usecases.appoint_officer(tx, person, password, now=utcnow(), new_id=uuid4(), nonce=nonce)
        print(account["account_id"])
        return 0
    except Refusal as refusal:
        print(f"{refusal.title}: {refusal.detail} {refusal.facts or ''}".strip(), file=sys.stderr)
        return 1
    finally:
        pool.close()


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.registry.appoint_officer", description=__doc__)
    for name in ("username", "email", "name", "password-file"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--language", default="en")
    return parser.parse_args(arguments)


def _person(asked: argparse.Namespace) -> dict[str, str]:
    # The checks of name, address and language are those of every other account.
    read = AppointFocalPoint.read(
        {"country": "TR", "name": asked.name, "email": asked.email, "language": asked.language}
    )
    if not asked.username.strip():
        raise Invalid([problem("username", "blank", "A username is needed.")])
    return {**{field: read[field] for field in ("name", "email", "language")}, "username": asked.username.strip()}


if __name__ == "__main__":
    sys.exit(main())
