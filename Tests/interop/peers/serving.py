"""What the peers made of the PyPI package adcp share: their record, their server over both transports, their end.

A peer serves MCP at /mcp and A2A at / on a free loopback port. The first line on standard output is {"listening": "http://127.0.0.1:PORT/mcp"}. It exits when
its standard input closes or on SIGTERM, so that it never outlives the test run that started it.
"""

import argparse
import json
import os
import socket
import sys
import threading
from datetime import datetime, timezone

import uvicorn
from adcp.server import ADCPHandler, auth_context_factory, create_mcp_server
from adcp.server.a2a_server import create_a2a_server
from adcp.server.auth import (
    A2ABearerAuthMiddleware,
    BearerTokenAuth,
    BearerTokenAuthMiddleware,
    Principal,
    validator_from_token_map,
)
from adcp.server.idempotency import IdempotencyStore, MemoryBackend
from adcp.server.signed_requests import SignedRequestVerificationMiddleware
from adcp.validation import SERVER_DEFAULT_VALIDATION
from starlette.responses import JSONResponse


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


class Peer(ADCPHandler):
    """What a peer is to its server."""

    validation = SERVER_DEFAULT_VALIDATION
    # How requests have to be signed; None where they need not be.
    verification = None

    async def refusal(self, tool: str, arguments: dict) -> dict | None:
        """Why a call is not taken, by its arguments as they came; the handlers get what the package has made of them."""
        return None


def options_of(description: str, add=lambda parser: None) -> argparse.Namespace:
    """The options that every peer has, and those that add() adds."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", required=True, help="file that effects are appended to")
    parser.add_argument("--token", required=True, help="bearer token of the one buyer that is known")
    parser.add_argument("--delay", type=float, default=1.0, help="seconds until what was submitted is decided on")
    parser.add_argument("--versions", default="3.1,3.2", help="AdCP releases that are served")
    parser.add_argument("--session-seconds", type=float, default=1800.0, help="how long an idle MCP session lives")
    add(parser)
    return parser.parse_args()


def make_applications(handler: Peer, idempotency: IdempotencyStore, options: argparse.Namespace, url: str):
    """The same peer over MCP and over A2A."""

    async def replay(tool: str, params: dict, context, call_next):
        """Answers a repeated mutation as the first time, whatever the handler would say now."""
        if not params.get("idempotency_key"):
            return await handler.refusal(tool, params) or await call_next()

        async def call(_handler, _params, _context):
            return await handler.refusal(tool, params) or plain(await call_next())

        call.__name__ = tool
        return await idempotency.wrap(call)(None, params, context)

    versions = options.versions.split(",")
    validate = validator_from_token_map({options.token: Principal(caller_identity="buyer")})
    server = create_mcp_server(
        handler,
        name="holdfast-peer",
        host="127.0.0.1",
        middleware=[replay],
        context_factory=auth_context_factory,
        supported_versions=versions,
        validation=handler.validation,
        session_idle_timeout=options.session_seconds,
    )
    mcp = server.streamable_http_app()
    mcp.add_middleware(BearerTokenAuthMiddleware, validate_token=validate)
    a2a = create_a2a_server(
        handler,
        name="holdfast-peer",
        middleware=[replay],
        context_factory=auth_context_factory,
        supported_versions=versions,
        validation=handler.validation,
        public_url=url,
    )
    a2a = A2ABearerAuthMiddleware(a2a, BearerTokenAuth(validate_token=validate))
    if handler.verification is None:
        return mcp, a2a
    return tuple(
        SignedRequestVerificationMiddleware(application, handler.verification, transport=transport, bearer_configured=True)
        for application, transport in ((mcp, "mcp"), (a2a, "a2a")))


def stop_with_parent(server: uvicorn.Server):
    """Stops the server when the process that started this one is gone: its end of our standard input closes."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


def make_idempotency() -> IdempotencyStore:
    return IdempotencyStore(backend=MemoryBackend(), ttl_seconds=86400)


async def serve(make_handler, options: argparse.Namespace, public_keys: dict):
    """Serves a handler until its end.

    make_handler(idempotency, url) makes it; public_keys is what anybody may read at /.well-known/jwks.json.
    """
    listener = socket.create_server(("127.0.0.1", options.port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    idempotency = make_idempotency()
    mcp, a2a = make_applications(make_handler(idempotency, url), idempotency, options, url)

    async def application(scope, receive, send):
        """The peer over both transports, and before its door the keys that anybody may read."""
        if scope["type"] == "http" and scope["path"] == "/.well-known/jwks.json":
            await JSONResponse(public_keys)(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in ("/", "/.well-known/agent-card.json", "/.well-known/agent.json"):
            await a2a(scope, receive, send)
        else:
            await mcp(scope, receive, send)

    server = uvicorn.Server(
        uvicorn.Config(application, log_level="warning", timeout_keep_alive=30, timeout_graceful_shutdown=1))
    threading.Thread(target=stop_with_parent, args=(server,), daemon=True).start()
    print(json.dumps({"listening": f"{url}/mcp"}), flush=True)
    await server.serve(sockets=[listener])
