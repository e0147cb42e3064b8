"""Says of results of tasks whether AdCP's own schemas accept them.

usage: judge.py FILE

FILE is a JSON array of {"version": "3.1", "task": "create_media_buy", "body": {…}}; the answer is an array of true and false. The
schemas are those of the package adcp; a body without status gets the one of a task that is done, as the envelope has it.
"""

import importlib.util
import json
import pathlib
import sys

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

RELEASES = {"3.0": "3.0.18", "3.1": "3.1.27", "3.2": "3.2.4"}
SCHEMAS = {
    "create_media_buy": "media-buy/create-media-buy-response.json",
    "update_media_buy": "media-buy/update-media-buy-response.json",
    "buy_products": "media-buy/buy-products-response.json",
    "accept_proposal": "media-buy/accept-proposal-response.json",
    "control_media_buy": "media-buy/control-media-buy-response.json",
    "sync_creatives": "creative/sync-creatives-response.json",
    "build_creative": "media-buy/build-creative-response.json",
    "get_products": "media-buy/get-products-response.json",
    "activate_signal": "signals/activate-signal-response.json",
    "sync_plans": "governance/sync-plans-response.json",
    "check_governance": "governance/check-governance-response.json",
    "report_plan_outcome": "governance/report-plan-outcome-response.json",
}


class Judge:
    """The schemas of one release."""

    def __init__(self, version: str):
        package = pathlib.Path(importlib.util.find_spec("adcp").submodule_search_locations[0])
        self.root = package / "_schemas" / version
        self.base = f"https://adcontextprotocol.org/schemas/{RELEASES[version]}/"
        self.registry = Registry(retrieve=self.retrieve)
        self.validators = {}

    def retrieve(self, uri: str) -> Resource:
        schema = json.loads((self.root / uri.removeprefix(self.base)).read_text())
        schema.pop("$id", None)
        return Resource.from_contents(schema, default_specification=DRAFT7)

    def accepts(self, task: str, body: dict) -> bool:
        if task not in self.validators:
            self.validators[task] = Draft7Validator({"$ref": self.base + SCHEMAS[task]}, registry=self.registry)
        return self.validators[task].is_valid(body)


def main() -> None:
    judges = {version: Judge(version) for version in RELEASES}
    verdicts = []
    for case in json.loads(pathlib.Path(sys.argv[1]).read_text()):
        body = case["body"]
        if case["version"] != "3.0" and isinstance(body, dict):
            body = {"status": "completed", **body}
        verdicts.append(judges[case["version"]].accepts(case["task"], body))
    print(json.dumps(verdicts))


if __name__ == "__main__":
    main()
