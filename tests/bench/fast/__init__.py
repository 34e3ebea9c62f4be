"""The same services on FastStream and psycopg: at least once, one commit for each event."""
