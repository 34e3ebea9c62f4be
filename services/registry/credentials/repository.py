"""The password resets that were asked for and not looked into yet."""

from datetime import datetime

from chassis.tx import Tx


def add_ask(tx: Tx, login: str, now: datetime) -> None:
    """Note that somebody asked for whoever has this username or address."""
    tx.run("insert into password_resets_asked (login, asked_at) values (%(login)s, %(now)s)", login=login, now=now)


def take_asks(tx: Tx, limit: int) -> list[str]:
    """Up to so many of the oldest, which are forgotten with it."""
    rows = tx.all(
        """delete from password_resets_asked where ask_id in
             (select ask_id from password_resets_asked order by ask_id limit %(limit)s for update skip locked)
           returning ask_id, login""",
        limit=limit,
    )
    return [row["login"] for row in sorted(rows, key=lambda row: row["ask_id"])]
