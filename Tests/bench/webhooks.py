"""Signed webhooks accepted and applied, against the same INSERTs by pgbench and the receiver of the PyPI package adcp: webhooks.py DSN HOLDFAST PYTHON

wrk sends each of them once, over 32 connections; all of it, the database too, shares the machine.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from instance import Instance
from measure import Bench, HERE, Server, pgbench, psql, with_database

ROUNDS = 3
# More than can be sent in the time.
WEBHOOKS = 30000
REFERENCE_WEBHOOKS = 5000
CONNECTIONS = 32
SECONDS = 8


def wrk(url, requests, pause=0):
    """What became of the requests of a file: accepted, seconds, p50 and p99 in milliseconds."""
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "--timeout", "10s", "--latency", "-s", str(HERE / "webhooks.lua"),
         url, "--", requests, str(pause)],
        check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    if result["exhausted"]:
        raise SystemExit(f"{result['accepted']} webhooks were too few for {SECONDS} seconds")
    if result["others"]:
        print(f"  other answers: {result['others']}", file=sys.stderr)
    return result


class Signed:
    """Signed webhooks for an address, in files that go when it is over."""

    def __init__(self, python, url, operations):
        self.directory = tempfile.TemporaryDirectory()
        place = pathlib.Path(self.directory.name)
        self.requests, self.keys = str(place / "requests"), str(place / "keys")
        (place / "operations").write_text("\n".join(operations))
        subprocess.run(
            [python, str(HERE / "peers/sign.py"), self.requests, self.keys, url, str(place / "operations")], check=True)


def holdfast(bench, program, python, count, pause=0):
    """Accepts so many webhooks, each of which settles an operation of its own."""
    psql(bench.dsn, f"select public.bench_fill({count}, 'seller-1')")
    operations = psql(bench.dsn, "select id from adcp.operations where state = 'submitted'").split()
    with Instance(program, bench.dsn) as instance:
        tenant = bench.variables["tenant"]
        agent = "select id from adcp.agents where name = 'seller-1'"
        psql(bench.dsn, f"update adcp.webhook_routes set mode = 'rfc9421' where agent_id = ({agent})")
        route = psql(bench.dsn, f"select id from adcp.webhook_routes where agent_id = ({agent})")
        url = f"http://127.0.0.1:{instance.port}/webhooks/{tenant}/{route}"
        signed = Signed(python, url, operations)
        keys = pathlib.Path(signed.keys).read_text()
        psql(bench.dsn, f"select adcp_api.put_signing_keys('{tenant}', 'seller-1', '{keys}')")
        result = wrk(url, signed.requests, pause)
    settled = int(psql(bench.dsn, "select count(*) from adcp.operations where state = 'completed'"))
    psql(bench.dsn, "truncate adcp.operations, adcp.operation_payloads, adcp.schedule, adcp.settlements, adcp.signature_nonces, adcp.webhook_keys")
    if settled < result["accepted"]:
        raise SystemExit(f"{result['accepted']} accepted, {settled} settled")
    return result


def package(bench, python, count):
    """The same by the package's receiver, which keeps nonces and keys and applies nothing."""
    psql(bench.dsn, "drop database if exists holdfast_bench_package with (force)")
    psql(bench.dsn, "create database holdfast_bench_package")
    port = 8931
    url = f"http://127.0.0.1:{port}/webhooks/bench"
    signed = Signed(python, url, [f"00000000-0000-4000-8000-{n:012d}" for n in range(count)])
    server = subprocess.Popen(
        [python, str(HERE / "peers/receiver_peer.py"), with_database(bench.server.dsn, "holdfast_bench_package"), signed.keys, str(port)])
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/")
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        return wrk(url, signed.requests)
    finally:
        server.terminate()
        server.wait()
        psql(bench.dsn, "drop database holdfast_bench_package with (force)")


def inserts(bench, scripts):
    agent = psql(bench.dsn, "select id from adcp.agents where name = 'seller-1'")
    rate, _ = pgbench(
        bench.server, bench.dsn, scripts, CONNECTIONS, ("-T", 5), {**bench.variables, "agent": agent, "route": agent})
    return rate


def main(dsn, program, python):
    rows = []
    with Bench(Server(dsn), "webhooks") as bench:
        subprocess.run(["psql", "-qX", "-d", bench.dsn, "-f", str(HERE / "fill.sql")], check=True)
        for _ in range(ROUNDS):
            ours = holdfast(bench, program, python, WEBHOOKS)
            rate = ours["accepted"] / ours["seconds"]
            half = holdfast(bench, program, python, WEBHOOKS, pause=round(CONNECTIONS / (rate / 2) * 1000))
            theirs = package(bench, python, REFERENCE_WEBHOOKS)
            rows.append((
                rate, inserts(bench, ["inserts"]), inserts(bench, ["startpipeline", "inserts", "endpipeline"]),
                theirs["accepted"] / theirs["seconds"], half, half["accepted"] / half["seconds"]))
    print(f"{'signed webhooks a second, 32 connections':46}{'median':>10}{'ratio':>8}   target")
    print(f"{'holdfast, accepted and applied':46}{statistics.median(row[0] for row in rows):10.0f}")
    for index, name, target in (
            (1, "the same INSERTs by pgbench", "0.5"), (2, "the same, pipelined", ""), (3, "the receiver of adcp 9.2.0, accepted", "10")):
        ratios = [row[0] / row[index] for row in rows]
        print(f"{name:46}{statistics.median(row[index] for row in rows):10.0f}{statistics.median(ratios):8.2f}   {target}"
              f"   ({min(ratios):.2f}–{max(ratios):.2f})")
    p99 = [row[4]["p99"] for row in rows]
    print(f"{'p99 of acceptance at half load, ms':46}{statistics.median(p99):10.1f}{'':8}   25   ({min(p99):.1f}–{max(p99):.1f}), "
          f"at {statistics.median(row[5] for row in rows):.0f} a second")


main(*sys.argv[1:])
