"""A RabbitMQ stream per service: a copy of every public event that many may read from any place, again and again (P7)."""

import amqp

from chassis import topology

SEGMENT_BYTES = 50_000_000  # what is too old or too much goes by whole segments


def stream_name(service: str) -> str:
    """Where the service's public events are kept in the order in which they left."""
    return f"{service}.stream"


def declare(channel: amqp.Channel, service: str, days: int, megabytes: int) -> None:
    """Have the stream, bound to every public event; one that is there keeps how long it keeps; none where days are 0."""
    if not days:
        return
    name, arguments = stream_name(service), {
        "x-queue-type": "stream",
        "x-max-age": f"{days}D",
        "x-max-length-bytes": megabytes * 1_000_000,
        "x-stream-max-segment-size-bytes": min(SEGMENT_BYTES, megabytes * 1_000_000),
    }  # fmt: skip
    if not _is_there(channel.connection, name):
        topology.Queue(name, arguments).declare(channel)
    channel.queue_bind(name, f"{service}.events", "#")


def _is_there(connection: amqp.Connection, name: str) -> bool:
    probe = connection.channel()
    try:
        probe.queue_declare(name, passive=True)
    except amqp.NotFound:
        return False
    probe.close()
    return True
