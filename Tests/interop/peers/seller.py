"""A seller made of the PyPI package adcp: its server, its schemas, its idempotency, its webhook sender.

How it is served: see serving.py.

What becomes of a media buy is chosen by the product_id of its first package:

    completes   done in the same call
    approves    submitted; a moment later completed
    rejects     submitted; a moment later rejected
    vanishes    submitted; a moment later the task is unknown

A request with push_notification_config gets a webhook for the outcome, in the mode that it asks for; signatures by RFC 9421 are made with
Ed25519 and P-256 in turn, and the public keys are at /.well-known/jwks.json. Every effect is appended to the
record file as one JSON line, in the words of our own sandbox, so that tests can ask both what really happened.
"""

import asyncio
import base64
import itertools
import json
import secrets
import urllib.request

from adcp.exceptions import ADCPTaskError
from adcp.governance import InMemoryGovernanceReplayStore, read_governance_authorization_issuer, verify_governance_authorization
from adcp.server import RequestSignatureVerification
from adcp.server.helpers import adcp_error
from adcp.server.responses import capabilities_response
from adcp.signing import JwksUriSignerKeys
from adcp.webhook_sender import WebhookSender
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from serving import Peer, Record, now, operation, options_of, plain, serve

SIGNING = {"supported": True, "covers_content_digest": "required", "required_for": ["create_media_buy"]}
PRODUCTS = ("completes", "approves", "rejects", "vanishes")


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
        self.buys = []
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
        self.buys.append(
            {
                "media_buy_id": buy["media_buy_id"], "status": "active", "currency": "USD",
                "total_budget": sum(package["budget"] for package in request["packages"]),
                "confirmed_at": buy["confirmed_at"], "revision": 1, "context": request.get("context") or {},
                "packages": [{**package, "paused": False} for package in buy["packages"]],
            })
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


class Gate:
    """Holds every buy against the approval that it comes with, by the package's own verifier."""

    def __init__(self, governance: str, url: str, record: Record):
        self.governance = governance
        self.addresses = (f"{url}/mcp", f"{url}/", url)
        self.record = record
        self.replays = InMemoryGovernanceReplayStore()

    def key(self, name: str) -> dict | None:
        with urllib.request.urlopen(f"{self.governance}/.well-known/jwks.json") as answer:
            return next((key for key in json.load(answer)["keys"] if key["kid"] == name), None)

    async def refusal(self, request: dict) -> dict | None:
        token = request.get("governance_context")
        if token is None:
            return adcp_error("GOVERNANCE_DENIED", "the request comes without an approval", field="governance_context")
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        verdict = await verify_governance_authorization(
            token=token,
            expected_issuer=read_governance_authorization_issuer(token),
            expected_audience=claims["aud"] if claims["aud"] in self.addresses else self.addresses[0],
            authenticated_caller=claims["caller"],
            expected_task="create_media_buy",
            payload={name: value for name, value in request.items() if name != "governance_context"},
            actual_commitment={"amount": sum(package["budget"] for package in request["packages"]), "currency": "USD"},
            jwks=self.key,
            replay_store=self.replays,
        )
        if not verdict.ok:
            return adcp_error("GOVERNANCE_DENIED", str(verdict), field="governance_context")
        self.record.write("approval_taken", operation_id=operation(request), check_id=claims["check_id"])
        return None


class Seller(Peer):
    advertised_tools = {"get_adcp_capabilities", "create_media_buy", "get_media_buys", "sync_creatives", "get_task_status"}

    def __init__(self, publisher: Publisher, idempotency, gate: Gate | None, buyer: str | None):
        super().__init__()
        self.publisher = publisher
        self.idempotency = idempotency
        self.gate = gate
        if buyer:
            self.verification = RequestSignatureVerification.from_capability(
                SIGNING, signing_profile_version="3.2",
                signer_keys=JwksUriSignerKeys({buyer: f"{buyer}/.well-known/jwks.json"}, allow_private=True))

    async def refusal(self, tool: str, arguments: dict) -> dict | None:
        return await self.gate.refusal(arguments) if self.gate and tool == "create_media_buy" else None

    async def get_adcp_capabilities(self, params, context=None):
        answer = capabilities_response(["media_buy"], idempotency=self.idempotency.capability())
        signing = {"request_signing": SIGNING} if self.verification else {}
        return answer | {"account": {"supported_billing": ["operator"]}} | signing

    async def create_media_buy(self, params, context=None):
        request = plain(params)
        behaviour = request["packages"][0]["product_id"]
        if behaviour not in PRODUCTS:
            return adcp_error("PRODUCT_NOT_FOUND", field="packages[0].product_id")
        if behaviour == "completes":
            return self.publisher.book(request)
        return {"status": "submitted", "task_id": self.publisher.queue(request)}

    async def get_media_buys(self, params, context=None):
        return {"media_buys": self.publisher.buys, "pagination": {"has_more": False}}

    async def sync_creatives(self, params, context=None):
        request = plain(params)
        names = [creative["creative_id"] for creative in request["creatives"]]
        self.publisher.record.write("creatives_synced", operation_id=operation(request))
        return {"creatives": [{"creative_id": name, "action": "created"} for name in names]}

    async def get_task_status(self, params, context=None):
        request = plain(params)
        task = self.publisher.tasks.get(request["task_id"])
        if task is None:
            raise ADCPTaskError("get_task_status", adcp_error("REFERENCE_NOT_FOUND", field="task_id")["errors"])
        return {name: value for name, value in task.items() if name != "result" or request.get("include_result")}


async def main():
    def add(parser):
        parser.add_argument("--governance", help="where approvals come from: nothing is bought without one of its")
        parser.add_argument("--signed-by", help="where the one buyer publishes its keys: nothing is bought unsigned (3.2 alone)")

    options = options_of(__doc__, add)
    keys = Keys()
    record = Record(options.record)
    publisher = Publisher(record, options.delay, keys)
    await serve(
        lambda idempotency, url: Seller(
            publisher, idempotency, Gate(options.governance, url, record) if options.governance else None,
            options.signed_by),
        options, keys.public())


if __name__ == "__main__":
    asyncio.run(main())
