"""Both sides on FastStream, each in a process of its own: `python -m tests.bench.fast.app source`."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from psycopg.rows import dict_row
from pydantic import BaseModel

from tests.bench.demand import EFFECT, POLL_SECONDS, TAKE, WRITE, WRITERS, Demand, facts

# Its line of log per message is turned off: neither our chassis nor nameko writes one.
broker = RabbitBroker(
    os.environ["AMQP_URL"], default_channel=Channel(prefetch_count=WRITERS), log_level=logging.DEBUG
)  # fmt: skip
exchange = RabbitExchange("source.events", type=ExchangeType.TOPIC, durable=True)
queue = RabbitQueue(
    "evt-source-write.made--target.on_write_made", queue_type=QueueType.QUORUM, durable=True, routing_key="write.made"
)
idle: list[psycopg.AsyncConnection] = []


class WriteMade(BaseModel):
    """Somebody wrote something."""

    write_id: UUID
    text: str
    started_at: float


@asynccontextmanager
async def transaction() -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection of the few that are kept open, in a transaction."""
    connection = (
        idle.pop() if idle else await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True)
    )
    try:
        async with connection.transaction():
            yield connection
    finally:
        idle.append(connection)


async def on_write_made(event: WriteMade) -> None:
    """One effect for each event."""
    async with transaction() as connection:
        await connection.execute(EFFECT, event.model_dump())


async def write(rows: list[dict[str, Any]]) -> None:
    """Commit, then publish."""
    async with transaction() as connection:
        for row in rows:
            await connection.execute(WRITE, row)
    for row in rows:
        await broker.publish(row, exchange=exchange, routing_key="write.made", persist=True)


async def drive(demand: Demand) -> None:
    """Write what is demanded with a crew of tasks."""
    began, free, crew = time.time(), asyncio.Semaphore(WRITERS), set()

    async def one(due: float | None) -> None:
        try:
            await write([facts(due) for _ in range(demand.per_transaction)])
        finally:
            free.release()

    for number in range(demand.transactions):
        due = demand.due(number, began)
        if due is not None:
            await asyncio.sleep(max(0.0, due - time.time()))
        await free.acquire()
        crew.add(task := asyncio.create_task(one(due)))
        task.add_done_callback(crew.discard)
    await asyncio.gather(*crew)


async def source() -> None:
    """Look for demands, for ever."""
    await broker.start()
    await broker.declare_exchange(exchange)
    while True:
        async with transaction() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            demanded = await (await cursor.execute(TAKE)).fetchone()
        if demanded:
            await drive(Demand(**demanded))
        await asyncio.sleep(POLL_SECONDS)


def main(side: str) -> None:
    """Run one side until it is told to stop."""
    if side == "source":
        asyncio.run(source())
    else:
        broker.subscriber(queue, exchange, ack_policy=AckPolicy.NACK_ON_ERROR)(on_write_made)
        asyncio.run(FastStream(broker).run())


if __name__ == "__main__":
    main(sys.argv[1])
