"""A seller made of the PyPI package adcp: its server, its schemas, its idempotency, its webhook sender.

Serves MCP at /mcp and A2A at / on a free loopback port. The first line on standard output is {"listening": "http://127.0.0.1:PORT/mcp"}. Exits when its
standard input closes or on SIGTERM, so that it never outlives the test run that started it.

What becomes of a media buy is chosen by the product_id of its first package:

    completes   done in the same call
    approves    submitted; a moment later completed
    rejects     submitted; a moment later rejected
    vanishes    submitted; a moment later the task is unknown

A request with push_notification_config gets a webhook for the outcome, in the mode that it asks for; signatures by RFC 9421 are made with
Ed25519 and P-256 in turn, and the public keys are at /.well-known/jwks.json. Every effect is appended to the
record file as one JSON line, in the words of our own sandbox, so that tests can ask both what really happened.
"""

import argparse
import asyncio
import base64
import itertools
import json
import os
import secrets
import signal
import socket
import sys
import threading
from datetime import datetime, timezone

import uvicorn
from adcp.exceptions import ADCPTaskError
from adcp.server import ADCPHandler, auth_context_factory, create_mcp_server
from adcp.server.a2a_server import create_a2a_server
from adcp.server.auth import (
    A2ABearerAuthMiddleware,
    BearerTokenAuth,
    BearerTokenAuthMiddleware,
    Principal,
    validator_from_token_map,
)
from adcp.server.helpers import adcp_error
from adcp.server.idempotency import IdempotencyStore, MemoryBackend
from adcp.server.responses import capabilities_response
from adcp.webhook_sender import WebhookSender
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from starlette.responses import JSONResponse

PRODUCTS = ("completes", "approves", "rejects", "vanishes")


def now() -> str:
    return datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")


def plain(value):
    """The JSON form of what the server hands to a handler: a model or a dictionary."""
    return value.model_dump(mode="json", exclude_none=True) if hasattr(value, "model_dump") else value


def operation(request: dict) -> str | None:
    """The buyer's own name for what it asks, as it stands in the echoed context."""
    return (request.get("context") or {}).get("operation_id")


class Record:
    """What happened, in order."""

    def __init__(self, path: str):
        self.file = open(path, "a", buffering=1)

    def write(self, event: str, **details):
        self.file.write(json.dumps({"event": event, "at": now(), **details}) + "\n")


def text_of(number: int | bytes) -> str:
    """A coordinate of 32 bytes, as JWKs write it."""
    octets = number if isinstance(number, bytes) else number.to_bytes(32, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Keys:
    """What webhooks are signed with, one key of each algorithm."""

    def __init__(self):
        edwards = ed25519.Ed25519PrivateKey.generate()
        curve = ec.generate_private_key(ec.SECP256R1()).private_numbers()
        point = curve.public_numbers
        common = {"use": "sig", "key_ops": ["verify"], "adcp_use": "webhook-signing"}
        self.private = [
            {"kid": "peer-ed25519", "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", **common,
             "x": text_of(edwards.public_key().public_bytes_raw()), "d": text_of(edwards.private_bytes_raw())},
            {"kid": "peer-p256", "kty": "EC", "crv": "P-256", "alg": "ES256", **common,
             "x": text_of(point.x), "y": text_of(point.y), "d": text_of(curve.private_value)},
        ]
        self.turns = itertools.cycle(self.private)

    def public(self) -> dict:
        return {"keys": [{name: value for name, value in key.items() if name != "d"} for key in self.private]}


class Publisher:
    """The people behind the seller: books buys, and decides on those that wait."""

    def __init__(self, record: Record, delay: float, keys: Keys):
        self.record = record
        self.keys = keys
        self.delay = delay
        self.tasks = {}
        self.running = set()

    def book(self, request: dict, task_id: str | None = None) -> dict:
        buy = {
            "media_buy_id": f"buy-{secrets.token_hex(6)}",
            "media_buy_status": "active",
            "confirmed_at": now(),
            "revision": 1,
            "packages": [
                {
                    "package_id": f"package-{secrets.token_hex(6)}",
                    "product_id": package["product_id"],
                    "pricing_option_id": package["pricing_option_id"],
                    "budget": package["budget"],
                }
                for package in request["packages"]
            ],
        }
        self.record.write(
            "media_buy_created", media_buy_id=buy["media_buy_id"], operation_id=operation(request), task_id=task_id)
        return buy

    def queue(self, request: dict) -> str:
        task = {
            "task_id": f"task-{secrets.token_hex(8)}",
            "task_type": "create_media_buy",
            "protocol": "media-buy",
            "status": "submitted",
            "created_at": now(),
            "updated_at": now(),
            "has_webhook": "push_notification_config" in request,
        }
        self.tasks[task["task_id"]] = task
        self.record.write("task_created", task_id=task["task_id"], operation_id=operation(request))
        deciding = asyncio.create_task(self.decide(task, request))
        self.running.add(deciding)
        deciding.add_done_callback(self.running.discard)
        return task["task_id"]

    async def decide(self, task: dict, request: dict):
        await asyncio.sleep(self.delay)
        behaviour = request["packages"][0]["product_id"]
        if behaviour == "vanishes":
            del self.tasks[task["task_id"]]
            return
        if behaviour == "approves":
            outcome = {"status": "completed", "result": self.book(request, task["task_id"]), "completed_at": now()}
        else:
            error = {"code": "POLICY_VIOLATION", "message": "The publisher declined the buy.", "recovery": "terminal"}
            outcome = {"status": "rejected", "result": {"errors": [error]}, "error": error}
        task.update(outcome, updated_at=now())
        self.record.write(
            "task_changed", task_id=task["task_id"], operation_id=operation(request), status=outcome["status"])
        if "push_notification_config" in request:
            await self.call_back(task, request)

    async def call_back(self, task: dict, request: dict):
        registered = request["push_notification_config"]
        authentication = registered.get("authentication")
        if authentication is None:
            sender = WebhookSender.from_jwk(next(self.keys.turns), allow_private_destinations=True)
        elif authentication["schemes"] == ["Bearer"]:
            sender = WebhookSender.from_bearer_token(authentication["credentials"], allow_private_destinations=True)
        else:
            sender = WebhookSender.from_adcp_legacy_hmac(
                authentication["credentials"].encode(), key_id="peer", allow_private_destinations=True)
        async with sender:
            delivery = await sender.send_mcp(
                url=registered["url"],
                operation_id=registered["operation_id"],
                token=registered.get("token"),
                task_id=task["task_id"],
                task_type=task["task_type"],
                protocol=task["protocol"],
                status=task["status"],
                result=task["result"],
            )
            # The same bytes under a fresh signature, as a sender does that has not heard the answer.
            again = await sender.resend(delivery)
            for attempt in (delivery, again):
                self.record.write(
                    "webhook_attempted", task_id=task["task_id"], operation_id=operation(request),
                    http_status=attempt.status_code)


class Seller(ADCPHandler):
    advertised_tools = {"get_adcp_capabilities", "create_media_buy", "get_task_status"}

    def __init__(self, publisher: Publisher, idempotency: IdempotencyStore):
        super().__init__()
        self.publisher = publisher
        self.idempotency = idempotency

    async def get_adcp_capabilities(self, params, context=None):
        return capabilities_response(["media_buy"], idempotency=self.idempotency.capability())

    async def create_media_buy(self, params, context=None):
        request = plain(params)
        behaviour = request["packages"][0]["product_id"]
        if behaviour not in PRODUCTS:
            return adcp_error("PRODUCT_NOT_FOUND", field="packages[0].product_id")
        if behaviour == "completes":
            return self.publisher.book(request)
        return {"status": "submitted", "task_id": self.publisher.queue(request)}

    async def get_task_status(self, params, context=None):
        request = plain(params)
        task = self.publisher.tasks.get(request["task_id"])
        if task is None:
            raise ADCPTaskError("get_task_status", adcp_error("REFERENCE_NOT_FOUND", field="task_id")["errors"])
        return {name: value for name, value in task.items() if name != "result" or request.get("include_result")}


def make_applications(publisher: Publisher, token: str, versions: list[str], session_seconds: float, url: str):
    """The same seller over MCP and over A2A."""
    idempotency = IdempotencyStore(backend=MemoryBackend(), ttl_seconds=86400)

    async def replay(tool: str, params: dict, context, call_next):
        """Answers a repeated mutation as the first time, whatever the handler would say now."""
        if not params.get("idempotency_key"):
            return await call_next()

        async def call(_seller, _params, _context):
            return plain(await call_next())

        call.__name__ = tool
        return await idempotency.wrap(call)(None, params, context)

    seller = Seller(publisher, idempotency)
    validate = validator_from_token_map({token: Principal(caller_identity="buyer")})
    server = create_mcp_server(
        seller,
        name="holdfast-peer",
        host="127.0.0.1",
        middleware=[replay],
        context_factory=auth_context_factory,
        supported_versions=versions,
        session_idle_timeout=session_seconds,
    )
    mcp = server.streamable_http_app()
    mcp.add_middleware(BearerTokenAuthMiddleware, validate_token=validate)
    a2a = create_a2a_server(
        seller,
        name="holdfast-peer",
        middleware=[replay],
        context_factory=auth_context_factory,
        supported_versions=versions,
        public_url=url,
    )
    return mcp, A2ABearerAuthMiddleware(a2a, BearerTokenAuth(validate_token=validate))


def stop_with_parent(server: uvicorn.Server):
    """Stops the server when the process that started this one is gone: its end of our standard input closes."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


async def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--record", required=True, help="file that effects are appended to")
    arguments.add_argument("--token", required=True, help="bearer token of the one buyer that is known")
    arguments.add_argument("--delay", type=float, default=1.0, help="seconds until a submitted buy is decided on")
    arguments.add_argument("--versions", default="3.1,3.2", help="AdCP releases that are served")
    arguments.add_argument("--session-seconds", type=float, default=1800.0, help="how long an idle MCP session lives")
    options = arguments.parse_args()

    keys = Keys()
    publisher = Publisher(Record(options.record), options.delay, keys)
    listener = socket.create_server(("127.0.0.1", options.port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    mcp, a2a = make_applications(publisher, options.token, options.versions.split(","), options.session_seconds, url)

    async def application(scope, receive, send):
        """The seller over both transports, and before its door the keys that anybody may read."""
        if scope["type"] == "http" and scope["path"] == "/.well-known/jwks.json":
            await JSONResponse(keys.public())(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in ("/", "/.well-known/agent-card.json", "/.well-known/agent.json"):
            await a2a(scope, receive, send)
        else:
            await mcp(scope, receive, send)

    server = uvicorn.Server(
        uvicorn.Config(application, log_level="warning", timeout_keep_alive=30, timeout_graceful_shutdown=1))
    threading.Thread(target=stop_with_parent, args=(server,), daemon=True).start()
    print(json.dumps({"listening": f"{url}/mcp"}), flush=True)
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
