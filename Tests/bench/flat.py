"""Claim plus observe, per operation: with 1 million open operations against 50 thousand, with 100 thousand due steps behind an open
breaker, and while another session has held a snapshot for two minutes. flat.py DSN"""

import os
import statistics
import subprocess
import sys
import time

from measure import Bench, HERE, Server, psql, spread

ROUNDS = 5
CLIENTS = 4
# The time between two sweeps of an instance. Each client begins with one, and then works as long on what it was given.
SWEEP_SECONDS = 5
HELD_SECONDS = 120


def fill(bench, arguments):
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", bench.dsn, "-f", str(HERE / "fill.sql")], check=True)
    psql(bench.dsn, f"select public.bench_fill({arguments})")


def settle(bench):
    """Leaves no work of others behind: statistics and visibility as autovacuum would make them."""
    psql(bench.dsn, "vacuum analyze")


def measure(bench, batches):
    """CPU microseconds of claiming and settling one operation."""
    bench.submit(batches * CLIENTS)
    return bench.run(["claim_observe"], CLIENTS, ("-t", batches))[1]


def batches_between_sweeps(bench):
    """How many batches keep a client busy for that long on this machine, while nothing is the matter."""
    microseconds = statistics.median(measure(bench, 80) for _ in range(3))
    return max(20, round(SWEEP_SECONDS * 1e6 * os.cpu_count() / (microseconds * 100 * CLIENTS)))


def compare(name, base, other, batches, target):
    """Measures two databases in turn."""
    bases, others = [], []
    for bench in (base, other):
        measure(bench, batches)
    for _ in range(ROUNDS):
        bases.append(measure(base, batches))
        others.append(measure(other, batches))
    report(name, bases, others, target)


def report(name, bases, others, target):
    ratios = [other / base for base, other in zip(bases, others)]
    print(
        f"{name:58}{statistics.median(bases):9.1f}{statistics.median(others):9.1f}{spread(ratios):>22}{target:>12}", flush=True)


def main(dsn):
    server = Server(dsn)
    print(f"{'':58}{'µs base':>9}{'µs then':>9}{'ratio (range)':>22}{'at most':>12}")
    with Bench(server, "small") as small:
        fill(small, "50000")
        settle(small)
        batches = batches_between_sweeps(small)
        with Bench(server, "large") as large:
            fill(large, "1000000")
            settle(large)
            compare("1 million open operations, against 50 thousand", small, large, batches, "1.5")
        with Bench(server, "broken") as broken:
            fill(broken, "50000")
            fill(broken, "100000, 'seller-11', true")
            psql(broken.dsn, """
                update adcp.agent_health h
                set breaker = 'open', opened_at = now(), consecutive_failures = 5, blocked_until = now() + interval '1 day'
                from adcp.agents a where a.id = h.agent_id and a.name = 'seller-11'""")
            settle(broken)
            compare("100 thousand due steps behind an open breaker", small, broken, batches, "2")
        bases = [measure(small, batches) for _ in range(ROUNDS)]
        # A process of its own, because a session that holds a snapshot does nothing else.
        holder = subprocess.Popen(
            ["psql", "-qX", "-d", small.dsn], stdin=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL)
        holder.stdin.write("begin isolation level repeatable read;\nselect count(*) from adcp.tenants;\n")
        holder.stdin.flush()
        begun = time.monotonic()
        while time.monotonic() - begun < HELD_SECONDS:
            small.run(["submit", "claim_observe"], CLIENTS, ("-T", 10))
        held = [measure(small, batches) for _ in range(ROUNDS)]
        holder.stdin.close()
        holder.wait()
        report("a snapshot held for two minutes, under load", bases, held, "2")


main(sys.argv[1])
