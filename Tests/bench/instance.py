"""Running instances of Holdfast, for the benches that measure whole programs."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import time
import uuid

WEBHOOK_KEY = secrets.token_hex(32)


class Instance:
    """`holdfast serve` on a database, from ready to stopped."""

    def __init__(self, program, dsn):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.command, self.dsn = [program, "serve"], dsn

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stderr=subprocess.DEVNULL,
            env={
                **os.environ, "DATABASE_URL": self.dsn, "HOLDFAST_PORT": str(self.port), "HOLDFAST_LOG_LEVEL": "error",
                "HOLDFAST_WEBHOOK_KEYS": "env:BENCH_WEBHOOK_KEY", "BENCH_WEBHOOK_KEY": WEBHOOK_KEY})
        while True:
            if self.process.poll() is not None:
                raise SystemExit("holdfast serve ended")
            try:
                if self.request("GET", "/readyz")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def request(self, method, path, headers=(), body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])


def api_key(tenant):
    """A key to the API and what the database keeps of it."""
    key = f"hf_{uuid.UUID(tenant).hex}_{secrets.token_hex(32)}"
    return key, hashlib.sha256(key.encode()).hexdigest()


def signed_webhook(tenant, route, payload):
    """Headers and body of a webhook as a seller signs it with HMAC-SHA256."""
    name = f"holdfast-webhook:{tenant}/{route}".encode()
    secret = base64.urlsafe_b64encode(hmac.new(WEBHOOK_KEY.encode(), name, hashlib.sha256).digest()).rstrip(b"=")
    body = json.dumps(payload).encode()
    moment = str(int(time.time()))
    code = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json", "X-ADCP-Timestamp": moment, "X-ADCP-Signature": f"sha256={code}"}, body
