"""pgqueuer: jobs that do nothing, enqueued beforehand; times five dequeuers, each with a connection. Arguments: DSN COUNT. Prints: count seconds."""

import asyncio
import logging
import sys
import time

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries
from pgqueuer.types import QueueExecutionMode

logging.disable(logging.CRITICAL)
WORKERS = 5
BATCH = 100


async def worker(dsn):
    connection = await asyncpg.connect(dsn)
    queuer = PgQueuer(AsyncpgDriver(connection))

    @queuer.entrypoint("nothing")
    async def nothing(job):
        return None

    await queuer.run(batch_size=BATCH, mode=QueueExecutionMode.drain)
    await connection.close()


async def main(dsn, count):
    connection = await asyncpg.connect(dsn)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    for start in range(0, count, 1000):
        size = min(1000, count - start)
        await queries.enqueue(["nothing"] * size, [None] * size, [0] * size)
    begun = time.perf_counter()
    await asyncio.gather(*(worker(dsn) for _ in range(WORKERS)))
    print(count, time.perf_counter() - begun)
    await connection.close()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
