"""Verifies signed requests with the verifier of the package adcp.

usage: verify_requests.py FILE

FILE is JSON: {"jwks": {…}, "requests": [{"version", "policy", "method", "url", "headers", "body"}]}. The answer is an array: null for a
request that is believed, and the error's code for any other.
"""

import json
import pathlib
import sys
import time

from adcp.signing.errors import SignatureVerificationError
from adcp.signing.jwks import StaticJwksResolver
from adcp.signing.verifier import VerifierCapability, VerifyOptions, verify_request_signature


def main() -> None:
    given = json.loads(pathlib.Path(sys.argv[1]).read_text())
    resolver = StaticJwksResolver(given["jwks"])
    verdicts = []
    for request in given["requests"]:
        options = VerifyOptions(
            now=time.time(),
            capability=VerifierCapability(
                covers_content_digest=request["policy"], required_for=frozenset({"create_media_buy"})),
            operation="create_media_buy",
            jwks_resolver=resolver,
            signing_profile_version="3.2" if request["version"] == "3.2" else "3.1",
        )
        try:
            verify_request_signature(
                method=request["method"], url=request["url"], headers=request["headers"],
                body=request["body"].encode(), options=options)
            verdicts.append(None)
        except SignatureVerificationError as error:
            verdicts.append(error.code)
    print(json.dumps(verdicts))


if __name__ == "__main__":
    main()
