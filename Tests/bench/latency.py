"""From a webhook sent to one instance to the waiter answered by another, on a quiet system: latency.py DSN HOLDFAST"""

import concurrent.futures
import datetime
import json
import subprocess
import sys
import time
import uuid

from instance import Instance, api_key, signed_webhook
from measure import Bench, HERE, Server, psql

SAMPLES = 200
WARM = 20


def sample(tenant, route, operation, key, waiting, receiving, pool):
    """Milliseconds from sending the webhook, and from its acceptance, to the answer that the waiter got."""
    headers, body = signed_webhook(tenant, route, {
        "idempotency_key": f"whk_{uuid.uuid4().hex}", "operation_id": operation, "task_id": f"task-{operation}",
        "task_type": "create_media_buy", "status": "completed", "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        "result": {"media_buy_id": "mb_1", "confirmed_at": None, "revision": 1, "packages": []}})

    def wait():
        status, answer = waiting.request(
            "GET", f"/v1/operations/{operation}", {"Authorization": f"Bearer {key}", "Prefer": "wait=30"})
        return time.perf_counter(), status, json.loads(answer)

    waiter = pool.submit(wait)
    # Long enough for the waiter to wait; nothing tells when it does.
    time.sleep(0.05)
    sent = time.perf_counter()
    status, answer = receiving.request("POST", f"/webhooks/{tenant}/{route}", headers, body)
    accepted = time.perf_counter()
    answered, waiter_status, document = waiter.result()
    if (status, waiter_status, document["state"]) != (200, 200, "completed"):
        raise SystemExit(f"webhook {status} {answer}, waiter {waiter_status} {document}")
    return (answered - sent) * 1e3, (answered - accepted) * 1e3


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main(dsn, program):
    with Bench(Server(dsn), "latency") as bench:
        tenant = bench.variables["tenant"]
        subprocess.run(["psql", "-qX", "-d", bench.dsn, "-f", str(HERE / "fill.sql")], check=True)
        psql(bench.dsn, f"select public.bench_fill({SAMPLES + WARM}, 'seller-1')")
        operations = psql(bench.dsn, "select id from adcp.operations").split()
        route = psql(
            bench.dsn, "select r.id from adcp.webhook_routes r join adcp.agents a on a.id = r.agent_id where a.name = 'seller-1'")
        key, digest = api_key(tenant)
        psql(bench.dsn, f"select adcp_api.put_api_key('{tenant}', 'bench', '\\x{digest}')")
        with Instance(program, bench.dsn) as receiving, Instance(program, bench.dsn) as waiting, \
                concurrent.futures.ThreadPoolExecutor(1) as pool:
            samples = [sample(tenant, route, operation, key, waiting, receiving, pool) for operation in operations][WARM:]
    print(f"{'webhook to waiter, milliseconds':44}{'p50':>8}{'p99':>8}   targets 15 and 60")
    for name, index in (("from sending it to one to the other's answer", 0), ("from its acceptance", 1)):
        values = [pair[index] for pair in samples]
        print(f"{name:44}{percentile(values, 0.5):8.1f}{percentile(values, 0.99):8.1f}")


main(*sys.argv[1:])
