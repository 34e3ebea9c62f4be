"""Where a person can stand in a service's database: what is held, texts in which others write, and messages that are kept."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.traces import Text, Traces

Rows = list[dict[str, Any]]
PARKED = (
    Text("parked", "parked_id", "error"),
    Text("parked", "parked_id", "note"),
    Text("parked", "parked_id", "headers", True),
)


def export_held(
    tx: Tx, statements: Mapping[str, str], texts: Iterable[Text], email: str, ids: list[UUID]
) -> dict[str, Any]:
    """What is held about whoever has the address or is known by the ids, by where it stands, and the texts that hold the address; audited."""
    address = email.strip().casefold()
    held = find_held(tx, statements, email=address, ids=ids)
    held["mentions"] = [*held.get("mentions", []), *find_mentions(tx, texts, address)]
    tx.audit("export_person", "personal_data", found={place: len(rows) for place, rows in held.items()})
    return {"found": held}


def find_held(tx: Tx, statements: Mapping[str, str], **of: Any) -> dict[str, Rows]:
    """What each statement finds, under its name, as JSON data."""
    return {
        place: [row["held"] for row in tx.all(f"select to_jsonb(h) as held from ({statement}) as h", **of)]
        for place, statement in statements.items()
    }


def find_mentions(tx: Tx, texts: Iterable[Text], address: str) -> Rows:
    """The texts that hold the folded address; never by name, which anybody may share."""
    return [
        {"where": text.table, "id": row["key"], "field": text.column, "text": row["value"]}
        for text in texts
        if text.is_mention
        for row in list_told(tx, text, [address])
    ]


def list_told(tx: Tx, text: Text, words: list[str]) -> Rows:
    """The rows whose text holds one of the folded words, each `key` and `value`, locked."""
    return tx.all(
        f"""select ({text.key})::text as key, {text.column} as value from {text.table}
            where exists (select from unnest(%(words)s::text[]) as w (word)
                          where strpos(lower({text.column}::text), word) > 0)
            for no key update""",
        words=words,
    )


def strike(tx: Tx, texts: Iterable[Text], traces: Traces) -> None:
    """Take the person out of every text that tells of it."""
    for text in texts:
        strike_rows(tx, text, list_told(tx, text, traces.words), traces)


def strike_rows(tx: Tx, text: Text, rows: Rows, traces: Traces) -> None:
    """Take the person out of these locked rows, each `key` and `value`."""
    for row in rows:
        left = traces.without(row["value"])
        if left != row["value"]:
            tx.run(
                f"update {text.table} set {text.column} = %(value)s{text.also} where ({text.key})::text = %(key)s",
                key=row["key"], value=Json(left) if text.is_json else left,
            )  # fmt: skip


def forget_messages(tx: Tx, traces: Traces, subjects: Iterable[object]) -> None:
    """Events that history tells again, kept answers and parked messages lose the person, where they hold the address or are about these ids."""
    about, address = [str(one) for one in subjects], traces.address
    _forget_told(tx, traces, about)
    tx.run(
        "delete from idempotency where strpos(lower(answer::text), %(email)s) > 0 and answer is not null", email=address
    )
    _forget_parked(tx, traces, [address, *about])
    strike(tx, PARKED, Traces(address))


def _forget_told(tx: Tx, traces: Traces, about: list[str]) -> None:
    told = tx.all(
        """select id, payload from outbox where strpos(lower(payload::text), %(email)s) > 0 or subject = any (%(about)s)
           order by id for update""",
        email=traces.address, about=about,
    )  # fmt: skip
    for row in told:
        left = traces.without(row["payload"])
        if left != row["payload"]:
            tx.run("update outbox set payload = %(payload)s where id = %(id)s", id=row["id"], payload=Json(left))


def _forget_parked(tx: Tx, traces: Traces, words: list[str]) -> None:
    parked = tx.all(
        """select parked_id, body from parked
           where exists (select from unnest(%(words)s::text[]) as w (word)
             where strpos(lower(encode(body, 'escape')), lower(encode(convert_to(word, 'UTF8'), 'escape'))) > 0)
           order by parked_id for update""",
        words=words,
    )
    for row in parked:
        body = _body_without(bytes(row["body"]), traces)
        tx.run("update parked set body = %(body)s where parked_id = %(id)s", id=row["parked_id"], body=body)


def _body_without(body: bytes, traces: Traces) -> bytes:
    try:
        return json.dumps(traces.without(json.loads(body)), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return b""  # nobody can tell what else it says; it could not be handled anyway
