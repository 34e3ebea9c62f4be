"""Which columns of a database hold texts that nobody has said anything about: they may be about people."""

# Codes and what records are called by; a country or a language is nobody.
OF_ALL = {"kind", "status", "country", "language", "languages", "slug"}
# The chassis's own: what it keeps of messages is erased by itself, the audit trail takes neither names nor addresses.
CHASSIS = {
    "aggregates", "audit", "audit_chain", "changed_rights", "idempotency", "inbox", "migrations", "outbox", "parked", "timers",
    "trials", "unsent",
}  # fmt: skip
COLUMNS = """select table_name as t, column_name as c from information_schema.columns
  join information_schema.tables using (table_name, table_schema)
  where table_schema = 'public' and table_type = 'BASE TABLE'
    and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'character varying')"""


def unclassified(tx, texts, safe):
    """The (table, column) that are neither among the texts that are erased nor among the safe ones, written `table: column …`."""
    known = {(text.table, text.column) for text in texts}
    for line in safe.replace("\n  ", " ").strip().splitlines():
        table, _, columns = line.partition(": ")
        known |= {(table, column) for column in columns.split()}
    rows = [(row["t"], row["c"]) for row in tx.all(COLUMNS)]
    return {(t, c) for t, c in rows if t not in CHASSIS and c not in OF_ALL and (t, c) not in known}
