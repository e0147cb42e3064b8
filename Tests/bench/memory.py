"""Memory of an instance with 100 thousand open operations, against one with none: memory.py DSN HOLDFAST"""

import subprocess
import sys
import time

from instance import Instance
from measure import Bench, HERE, Server, psql, spread

ROUNDS = 3
SECONDS = 20
OPEN = 100_000


def resident(program, dsn):
    """KiB after a while of going on: sweeps, maintenance, heartbeats."""
    with Instance(program, dsn) as instance:
        time.sleep(SECONDS)
        return instance.resident_kib()


def main(dsn, program):
    server = Server(dsn)
    with Bench(server, "none") as none, Bench(server, "many") as many:
        subprocess.run(["psql", "-qX", "-d", many.dsn, "-f", str(HERE / "fill.sql")], check=True)
        psql(many.dsn, f"select public.bench_fill({OPEN})")
        pairs = [(resident(program, none.dsn), resident(program, many.dsn)) for _ in range(ROUNDS)]
    ratios = spread([more / less for less, more in pairs])
    print(f"memory with {OPEN} open operations, against none: {ratios}, at most 1.10; {pairs[0][0] / 1024:.0f} MiB with none")


main(*sys.argv[1:])
