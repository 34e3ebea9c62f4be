"""An outbox relayed with kombu, each message published and confirmed before the next: `python -m tests.bench.stock.relay`."""

import json
import os
import sys

import psycopg2
import psycopg2.extras
from kombu import Connection, Exchange

BATCH = 500
UNSENT = "select id, event_id, routing_key, payload::text from unsent join outbox using (id) order by id limit %s"


def main(exchange: str) -> None:
    """Publish every unsent row and mark each batch sent; ends when nothing is left."""
    database = psycopg2.connect(os.environ["DATABASE_URL"], cursor_factory=psycopg2.extras.RealDictCursor)
    with Connection(os.environ["AMQP_URL"], transport_options={"confirm_publish": True}) as broker:
        producer = broker.Producer(exchange=Exchange(exchange, "topic", durable=True), auto_declare=False)
        while rows := batch(database):
            for row in rows:
                producer.publish(
                    json.loads(row["payload"]), routing_key=row["routing_key"], serializer="json", delivery_mode=2,
                    mandatory=True, message_id=str(row["event_id"]),
                )  # fmt: skip
            with database, database.cursor() as cursor:
                cursor.execute("delete from unsent where id = any(%s)", ([row["id"] for row in rows],))


def batch(database) -> list[dict]:
    """The next unsent rows."""
    with database, database.cursor() as cursor:
        cursor.execute(UNSENT, (BATCH,))
        return cursor.fetchall()


if __name__ == "__main__":
    main(sys.argv[1])
