"""Claim to observe through Swift, with a seller that answers at once, beside the queues that PyPI has: loop.py DSN LOOP_BENCH PEERS_PYTHON

Every job does nothing and is there beforehand; timed is what brings it to its end. Each run has a database of its own.
"""

import statistics
import subprocess
import sys

from measure import Bench, HERE, Server, psql, spread, with_database

ROUNDS = 3
PEERS = {"procrastinate": 3000, "pgqueuer": 20000, "dbos": 3000}
BATCHES = 600


def rate_of(command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    count, seconds = done.stdout.split()[-2:]
    return float(count) / float(seconds)


def peer(dsn, python, name, count):
    database = f"holdfast_bench_{name}"
    psql(dsn, f"drop database if exists {database} with (force)")
    psql(dsn, f"create database {database}")
    try:
        return rate_of([python, str(HERE / "peers" / f"{name}_peer.py"), with_database(dsn, database), str(count)])
    finally:
        psql(dsn, f"drop database {database} with (force)")


def ours(server, program):
    with Bench(server, "loop") as bench:
        bench.submit(BATCHES)
        psql(bench.dsn, "analyze")
        return rate_of([program, bench.dsn])


def main(dsn, program, python):
    server = Server(dsn)
    rates = {name: [] for name in ["holdfast", *PEERS]}
    for _ in range(ROUNDS):
        rates["holdfast"].append(ours(server, program))
        for name, count in PEERS.items():
            rates[name].append(peer(dsn, python, name, count))
    print(f"{'':28}{'per second':>12}{'holdfast is faster by, median (range)':>40}")
    for name, values in rates.items():
        factors = spread([own / other for own, other in zip(rates["holdfast"], values)])
        print(f"{name:28}{statistics.median(values):12.0f}{factors:>40}")


main(*sys.argv[1:])
