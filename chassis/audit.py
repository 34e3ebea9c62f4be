"""Seals what was audited into a chain of hashes, after the fact, so that no writer ever waits for another."""

import hashlib
from dataclasses import dataclass

from chassis import log
from chassis.tx import Tx

SEAL_LOCK = 0x6175646974  # "audit"
START = b"\0" * 32
# A transaction may commit after later numbers were sealed; so far back the sealer looks again.
OVERLAP = 10_000
AT_ONCE = 1000

logger = log.logger(__name__)

# Columns by name: one that is added later is not covered until a new chain says so.
FINGERPRINT = """
sha256(convert_to(jsonb_build_array(audit.audit_id, to_char(happened_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US'),
  role, account_id, institution_id, action, subject, changes, correlation_id)::text, 'UTF8'))
"""
UNSEALED = f"""
select audit_id, {FINGERPRINT} as fingerprint from audit
where audit_id > (select coalesce(max(audit_id), 0) - %(overlap)s from audit_chain)
  and not exists (select from audit_chain as sealed where sealed.audit_id = audit.audit_id)
order by audit_id limit %(limit)s
"""
SEALED = f"""
select position, sealed.audit_id, hash, {FINGERPRINT} as fingerprint
from audit_chain as sealed left join audit using (audit_id)
where position > %(after)s order by position limit %(limit)s
"""


@dataclass(frozen=True)
class Finding:
    """What the chain says: how far it holds, the first row that it does not hold for, and how many have no seal yet."""

    position: int
    hash: str
    broken_at: int | None
    unsealed: int


def seal(tx: Tx, limit: int = AT_ONCE) -> int:
    """Seal up to `limit` committed rows; of several replicas one does it at a time, the others answer 0."""
    mine = tx.one("select pg_try_advisory_xact_lock(%(lock)s) as mine", lock=SEAL_LOCK)
    if not (mine and mine["mine"]):
        return 0
    rows = tx.all(UNSEALED, overlap=OVERLAP, limit=limit)
    if not rows:
        return 0
    last = tx.one("select position, hash from audit_chain order by position desc limit 1")
    position, head = (last["position"], bytes(last["hash"])) if last else (0, START)
    hashes = []
    for row in rows:
        head = _next(head, row["fingerprint"])
        hashes.append(head)
    tx.run(
        """insert into audit_chain (position, audit_id, hash)
           select %(position)s + number, audit_id, hash
           from unnest(%(ids)s::bigint[], %(hashes)s::bytea[]) with ordinality as sealed (audit_id, hash, number)""",
        position=position, ids=[row["audit_id"] for row in rows], hashes=hashes,
    )  # fmt: skip
    # In the log, which leaves the machine, a head cannot be rewritten together with the chain.
    logger.info("audit sealed", position=position + len(rows), head=head.hex())
    return len(rows)


def verify(tx: Tx, at_once: int = 10_000) -> Finding:
    """Compute the whole chain again from the rows as they are now."""
    position, head, broken_at = 0, START, None
    while broken_at is None and (rows := tx.all(SEALED, after=position, limit=at_once)):
        for row in rows:
            expected = _next(head, row["fingerprint"]) if row["fingerprint"] is not None else None
            if row["position"] != position + 1 or expected != bytes(row["hash"]):
                broken_at = row["audit_id"]
                break
            position, head = row["position"], bytes(row["hash"])
    left = tx.one(
        """select count(*) as number from audit
           where not exists (select from audit_chain as sealed where sealed.audit_id = audit.audit_id)"""
    )
    assert left is not None
    return Finding(position, head.hex(), broken_at, left["number"])


def head_at(tx: Tx, position: int) -> str | None:
    """The hash at a place in the chain, to be compared with one that was noted elsewhere."""
    row = tx.one("select hash from audit_chain where position = %(position)s", position=position)
    return bytes(row["hash"]).hex() if row else None


def _next(head: bytes, fingerprint: bytes) -> bytes:
    return hashlib.sha256(head + bytes(fingerprint)).digest()
