"""A governance agent made of the PyPI package adcp: its server, its schemas, its idempotency, its signed approvals.

How it is served: see serving.py. What becomes of a question is chosen by the plan's name:

    denies…       denied
    limits…       approved up to half of the plan's budget, under conditions above that
    …             approved while the budget lasts

Approvals are the package's own signed tokens; the public key is at /.well-known/jwks.json. They are for the seller that the question names, or in 3.0, where
none does, for the plan's `ext.seller`. Every effect is appended to the record file as one JSON line, in the words of our own sandbox.
"""

import asyncio
import base64
import hashlib
import secrets
import time
from datetime import datetime, timezone

import rfc8785
from adcp.governance import issue_governance_authorization
from adcp.server.helpers import adcp_error
from adcp.server.responses import capabilities_response
from adcp.validation import ValidationHookConfig, format_issues, validate_request
from cryptography.hazmat.primitives.asymmetric import ed25519

from serving import Peer, Record, operation, options_of, plain, serve

KEY_NAME = "peer-governance"
LIFETIME = 600


class Ledger:
    """Plans, what was approved of each, and what became of that."""

    def __init__(self):
        self.plans = {}
        self.checks = {}

    def remaining(self, plan: str) -> float:
        spent = sum(check["amount"] for check in self.checks.values() if check["plan"] == plan and check["outcome"] == "completed")
        return self.plans[plan]["budget"]["total"] - spent


class Governor(Peer):
    advertised_tools = {"get_adcp_capabilities", "sync_plans", "check_governance", "report_plan_outcome"}

    def __init__(self, record: Record, key: ed25519.Ed25519PrivateKey, idempotency, url: str, versions: list[str]):
        super().__init__()
        self.record = record
        self.key = key
        self.idempotency = idempotency
        self.url = url
        self.ledger = Ledger()
        if versions == ["3.0"]:
            # The package holds a question of 3.0 against its own release, then what it has made of it against 3.2, which
            # wants the target_agent that 3.0 forbids. So it is told to warn only, and refusal() does the first.
            self.validation = ValidationHookConfig(requests="warn", responses="strict")

    async def refusal(self, tool: str, arguments: dict) -> dict | None:
        if self.validation.requests == "strict":
            return None
        verdict = validate_request(tool, arguments, version="3.0")
        return None if verdict.valid else adcp_error("VALIDATION_ERROR", format_issues(verdict.issues))

    async def get_adcp_capabilities(self, params, context=None):
        return capabilities_response(["governance"], idempotency=self.idempotency.capability())

    async def sync_plans(self, params, context=None):
        request = plain(params)
        for plan in request["plans"]:
            self.ledger.plans[plan["plan_id"]] = plan
            self.record.write("plan_synced", operation_id=operation(request))
        return {"plans": [{"plan_id": plan["plan_id"], "status": "active", "version": 1} for plan in request["plans"]]}

    async def check_governance(self, params, context=None):
        request = plain(params)
        name, payload = request.get("plan_id"), request["payload"]
        if name not in self.ledger.plans:
            return adcp_error("PLAN_NOT_FOUND", field="plan_id")
        check = f"check-{secrets.token_hex(8)}"
        amount = sum(package["budget"] for package in payload["packages"])
        limit = self.ledger.plans[name]["budget"]["total"] / 2 if name.startswith("limits") else float("inf")
        answer = {"check_id": check, "plan_id": name}
        if name.startswith("denies") or amount > self.ledger.remaining(name):
            verdict = "denied"
            finding = {"category_id": "budget_authority", "severity": "critical", "explanation": "The plan does not allow it."}
            answer |= {"explanation": finding["explanation"], "findings": [finding]}
        elif amount > limit:
            verdict = "conditions"
            condition = {"field": "payload.packages[0].budget", "required_value": limit, "reason": "No more than half at once."}
            answer |= {"explanation": condition["reason"], "conditions": [condition],
                       "consultation_context": f"consultation-{secrets.token_hex(8)}"}
        else:
            verdict = "approved"
            end = int(time.time()) + LIFETIME
            token = self.approve(request, check, amount, end)
            self.ledger.checks[check] = {"plan": name, "amount": amount, "token": token, "outcome": None}
            answer |= {"explanation": "Within the plan.", "governance_context": token,
                       "expires_at": datetime.fromtimestamp(end, timezone.utc).isoformat().replace("+00:00", "Z")}
        self.record.write(
            "governance_checked", check_id=check, verdict=verdict, operation_id=operation(request),
            payload_operation_id=operation(payload))
        return answer | {"check_type": "intent", "verdict": verdict}

    def approve(self, request: dict, check: str, amount: float, end: int) -> str:
        plan = self.ledger.plans[request["plan_id"]]
        return issue_governance_authorization(
            private_key=self.key,
            key_id=KEY_NAME,
            alg="EdDSA",
            issuer="https://governance.peer.example/mcp",
            subject="sub-" + hashlib.sha256(request["plan_id"].encode()).hexdigest()[:16],
            plan_hash=hashlib.sha256(rfc8785.dumps(plan)).hexdigest(),
            audience=request.get("target_agent") or plan["ext"]["seller"],
            caller=request["caller"],
            check_id=check,
            task=request["tool"],
            payload=request["payload"],
            authorized_commitment={"amount": amount, "currency": "USD"},
            expires_at=end,
        )

    async def report_plan_outcome(self, params, context=None):
        request = plain(params)
        check = self.ledger.checks.get(request.get("check_id"))
        if check is None or check["token"] != request.get("governance_context"):
            return adcp_error("REFERENCE_NOT_FOUND", field="check_id")
        if check["outcome"] is not None:
            return adcp_error("INVALID_STATE", "the outcome of this check was reported before", field="check_id")
        check["outcome"] = request["outcome"]
        self.record.write(
            "outcome_reported", check_id=request["check_id"], outcome=request["outcome"], operation_id=operation(request))
        return {"outcome_id": f"outcome-{secrets.token_hex(8)}", "outcome_state": "accepted"}


async def main():
    options = options_of(__doc__)
    key = ed25519.Ed25519PrivateKey.generate()
    public = {
        "kid": KEY_NAME, "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "key_ops": ["verify"],
        "adcp_use": "governance-signing",
        "x": base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode(),
    }
    record = Record(options.record)
    await serve(
        lambda idempotency, url: Governor(record, key, idempotency, url, options.versions.split(",")), options,
        {"keys": [public]})


if __name__ == "__main__":
    asyncio.run(main())
