"""dbos: workflows without steps, started and finished by 8 threads, which is its fastest way. Arguments: DSN COUNT. Prints: count seconds."""

import concurrent.futures
import logging
import sys
import time

from dbos import DBOS

logging.disable(logging.CRITICAL)


@DBOS.workflow()
def nothing(number):
    return number


def main(dsn, count):
    DBOS(config={"name": "bench", "system_database_url": dsn, "run_admin_server": False, "log_level": "CRITICAL"})
    DBOS.launch()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(nothing, range(50)))
        begun = time.perf_counter()
        list(pool.map(nothing, range(count)))
        print(count, time.perf_counter() - begun)
    DBOS.destroy()


main(sys.argv[1], int(sys.argv[2]))
