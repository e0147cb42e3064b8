"""Writes signed webhooks, whole HTTP requests with a NUL between them: sign.py FILE KEYS URL OPERATIONS

FILE gets the requests, KEYS the JWK set that proves them. OPERATIONS is a file with one identifier of an operation per line.
"""

import base64
import datetime
import hashlib
import json
import secrets
import sys
import time
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def main(path, keys, url, operations):
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    with open(keys, "w") as file:
        json.dump({"keys": [{
            "kid": "bench", "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "key_ops": ["verify"],
            "adcp_use": "webhook-signing", "x": base64url(public)}]}, file)
    host = urllib.parse.urlsplit(url).netloc
    target = urllib.parse.urlsplit(url).path
    created = int(time.time())
    covered = '("@method" "@target-uri" "@authority" "content-type" "content-digest")'
    moment = datetime.datetime.now(datetime.timezone.utc).isoformat()
    with open(path, "wb") as file:
        for operation in open(operations).read().split():
            body = json.dumps({
                "idempotency_key": f"whk_{secrets.token_hex(16)}", "operation_id": operation, "task_id": f"task-{operation}",
                "task_type": "create_media_buy", "protocol": "media-buy", "status": "completed", "timestamp": moment,
                "result": {"media_buy_id": "mb_1", "confirmed_at": moment, "revision": 1, "packages": []}}).encode()
            digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
            parameters = (
                f'{covered};created={created};expires={created + 300};nonce="{base64url(secrets.token_bytes(16))}"'
                ';keyid="bench";alg="ed25519";tag="adcp/webhook-signing/v1"')
            base = (
                f'"@method": POST\n"@target-uri": {url}\n"@authority": {host}\n"content-type": application/json\n'
                f'"content-digest": {digest}\n"@signature-params": {parameters}')
            signature = base64url(key.sign(base.encode()))
            head = (
                f"POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                f"Content-Digest: {digest}\r\nSignature-Input: sig1={parameters}\r\nSignature: sig1=:{signature}:\r\n\r\n")
            file.write(head.encode() + body + b"\0")


main(*sys.argv[1:])
