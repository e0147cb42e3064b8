"""Database side: what the whole life of an operation costs, against trivial commits in the same run. bench.py DSN"""

import pathlib
import statistics
import subprocess
import sys
import uuid

from measure import Server, pgbench, psql, with_database

HERE = pathlib.Path(__file__).parent
NAME = "holdfast_bench"
ROUNDS = 5
SECONDS = 3


def prepare(server_dsn):
    """A database of its own, with ten agents, some history and fresh statistics."""
    psql(server_dsn, f"drop database if exists {NAME} with (force)")
    psql(server_dsn, f"create database {NAME}")
    dsn = with_database(server_dsn, NAME)
    schema = subprocess.run([HERE / "../../sql/schema.sh"], check=True, capture_output=True)
    for arguments, text in ((["-f", "-"], schema.stdout), (["-f", str(HERE / "prepare.sql")], None)):
        subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-o", "/dev/null", *arguments],
            input=text, check=True, env={"PGOPTIONS": "--client-min-messages=warning", "PATH": "/usr/bin:/bin"})
    return dsn


def main(server_dsn):
    dsn = prepare(server_dsn)
    server = Server(server_dsn)
    variables = {"tenant": psql(dsn, "select id from adcp.tenants"), "instance": uuid.uuid4(), "water": "-infinity"}
    kinds = {
        "trivial INSERT commit": ("trivial.pgbench", 8, 1),
        "life, batches of 100": ("life_batch.pgbench", 4, 100),
        "life, one at a time": ("life_single.pgbench", 8, 1),
    }
    pgbench(server, dsn, HERE / "life_batch.pgbench", 4, 2, variables, 100)
    psql(dsn, "analyze")
    costs = {name: [] for name in kinds}
    rates = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, (script, clients, operations) in kinds.items():
            rate, cost = pgbench(server, dsn, HERE / script, clients, SECONDS, variables, operations)
            rates[name].append(rate)
            costs[name].append(cost)
    base = costs["trivial INSERT commit"]
    print(f"{'':28}{'per second':>12}{'CPU µs each':>13}{'ratio to trivial, median (range)':>36}")
    for name in kinds:
        ratios = [cost / trivial for cost, trivial in zip(costs[name], base)]
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"{name:28}{statistics.median(rates[name]):12.0f}{statistics.median(costs[name]):13.1f}{spread:>36}")
    psql(server_dsn, f"drop database {NAME} with (force)")


main(sys.argv[1])
