"""The receiver of the PyPI package adcp, as its documentation shows it, with its stores in PostgreSQL: receiver_peer.py DSN KEYS PORT"""

import contextlib
import json
import sys

import psycopg_pool
import uvicorn
from adcp.server.idempotency import PgBackend, WebhookDedupStore
from adcp.signing import PgReplayStore, StaticJwksResolver
from adcp.webhooks import WebhookReceiver, WebhookReceiverConfig, WebhookVerifyOptions
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route


class Receiving:
    def __init__(self, dsn, keys):
        self.nonces = psycopg_pool.ConnectionPool(dsn, min_size=2, max_size=10, open=False)
        self.pool = psycopg_pool.AsyncConnectionPool(dsn, min_size=2, max_size=10, open=False)
        self.locks = psycopg_pool.AsyncConnectionPool(dsn, min_size=2, max_size=10, open=False)
        self.keys = json.load(open(keys))

    @contextlib.asynccontextmanager
    async def lifespan(self, _):
        self.nonces.open()
        async with self.pool, self.locks:
            replay, backend = PgReplayStore(pool=self.nonces), PgBackend(pool=self.pool, lock_pool=self.locks)
            replay.create_schema()
            await backend.create_schema()
            self.receiver = WebhookReceiver(config=WebhookReceiverConfig(
                verify_options=WebhookVerifyOptions(jwks_resolver=StaticJwksResolver(self.keys), replay_store=replay),
                dedup=WebhookDedupStore(backend, ttl_seconds=86400), receiver_scope="bench",
                publisher_scope_for=lambda _: "seller"))
            yield
        self.nonces.close()

    async def receive(self, request):
        outcome = await self.receiver.receive(
            method=request.method, url=str(request.url), headers=dict(request.headers), body=await request.body())
        if outcome.rejected:
            return Response(status_code=401, headers=outcome.response_headers)
        if outcome.http_status is not None:
            return Response(status_code=outcome.http_status)
        await self.receiver.acknowledge(outcome)
        return Response(status_code=200)


receiving = Receiving(*sys.argv[1:3])
app = Starlette(routes=[Route("/webhooks/bench", receiving.receive, methods=["POST"])], lifespan=receiving.lifespan)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="error", access_log=False)
