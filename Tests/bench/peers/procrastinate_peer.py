"""procrastinate: jobs that do nothing, deferred beforehand; times the worker alone. Arguments: DSN COUNT. Prints: count seconds."""

import asyncio
import logging
import sys
import time

import procrastinate

logging.disable(logging.CRITICAL)


async def main(dsn, count):
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn, max_size=12))

    @app.task(name="nothing")
    async def nothing(number):
        return number

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for start in range(0, count, 1000):
            await nothing.batch_defer_async(*({"number": n} for n in range(start, min(start + 1000, count))))
        begun = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=10, install_signal_handlers=False, listen_notify=False)
        print(count, time.perf_counter() - begun)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
