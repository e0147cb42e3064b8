"""Database side: what the whole life of an operation costs, against trivial commits in the same run. life.py DSN"""

import statistics
import sys

from measure import Bench, Server, psql, spread

ROUNDS = 7
# Times for each client that are left out: a connection of a pool lives long, and only its first calls make plans.
FIRST = 10
KINDS = {
    "trivial INSERT commit": (["trivial"], 8, 1),
    "life, batches of 100": (["submit", "claim_observe"], 4, 100),
    "life, one at a time": (["life_single"], 8, 1),
}


def main(dsn):
    costs = {name: [] for name in KINDS}
    rates = {name: [] for name in KINDS}
    with Bench(Server(dsn), "life") as bench:
        bench.run(["submit", "claim_observe"], 4, ("-T", 2))
        psql(bench.dsn, "analyze")
        for _ in range(ROUNDS):
            for name, (scripts, clients, operations) in KINDS.items():
                rate, cost = bench.run(scripts, clients, ("-T", 3), operations, FIRST)
                rates[name].append(rate)
                costs[name].append(cost)
    base = costs["trivial INSERT commit"]
    print(f"{'':28}{'per second':>12}{'CPU µs each':>13}{'ratio to trivial, median (range)':>36}")
    for name in KINDS:
        ratios = [cost / trivial for cost, trivial in zip(costs[name], base)]
        print(f"{name:28}{statistics.median(rates[name]):12.0f}{statistics.median(costs[name]):13.1f}{spread(ratios):>36}")


main(sys.argv[1])
