"""Whatever is sent, no route answers 500: values that break parsers, types and databases, at every place of the API."""

import copy
import json
import random
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, got_request_exception

from tests.integration.api.conftest import Api, description

SEED = 20261214
ROUNDS = 14  # requests for each operation; more find nothing new in proportion to their time
DEEP = 400
DEEPEST = 4  # objects within objects that are made up
ODD = 0.12  # how often a value is hostile

HOSTILE: tuple[object, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "x" * 20_000, "nul\0inside", "\ud800", "\u202e", "%_\\",
    "'; DROP TABLE task", "../../etc/passwd", "0000-00-00",
    "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-4000-8000-000000000000}", [], [[]], {}, {"@feel": "date"},
    {"@feel": "date", "value": "0000-00-00"}, {"@feel": "number", "value": "1e999999999"}, {"\0": 1}, ["a"] * 10_000,
    {"@feel": "days and time duration", "value": "P999999999999D"}, {"@feel": ["x"]}, "Ⅳ", "١٢", "Ünïcode 👪",
)  # fmt: skip

RAW: tuple[bytes, ...] = (
    b"", b"null", b"[]", b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e400}', b'{"a": Infinity}', b'{"a":1,"a":2}',
    b'{"a":' * DEEP + b"1" + b"}" * DEEP, b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}", b"{'a': 1}", b'"text"',
    b"a=1&b=2",
)  # fmt: skip


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    query: tuple[Mapping[str, Any], ...]
    body: Mapping[str, Any] | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Inventor:
    """Makes requests from the description: mostly right, each with something wrong in it."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, list[str]], chance: random.Random) -> None:
        self.document = document
        self.known = known
        self.chance = chance

    def operations(self) -> Iterator[Operation]:
        for path, methods in sorted(self.document["paths"].items()):
            for method, told in sorted(methods.items()):
                if method == "parameters":
                    continue
                found = [self.resolved(one) for one in told.get("parameters", [])]
                content = told.get("requestBody", {}).get("content", {})
                yield Operation(
                    method=method.upper(),
                    path=path,
                    query=tuple(one for one in found if one["in"] == "query"),
                    body=content.get("application/json", {}).get("schema"),
                )

    def resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            target: Any = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            part = target
        return part

    def address(self, operation: Operation) -> str:
        names = [text for _, text, _, _ in string.Formatter().parse(operation.path) if text is not None]
        return operation.path.format(**{name: self.known_or_odd(name) for name in names})

    def known_or_odd(self, name: str) -> str:
        odd = ["00000000-0000-4000-8000-000000000000", "%00", "a%0d%0ab", "..", "%F0%9F%91%AA", "x" * 300]
        known = self.known.get(name, odd)
        return self.chance.choice(known if self.chance.random() < 0.85 else odd)

    def query(self, operation: Operation) -> dict[str, str]:
        chosen = [one for one in operation.query if self.chance.random() < 0.4]
        return {one["name"]: self.text(self.value(one.get("schema", {}))) for one in chosen}

    def text(self, value: object) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        return text.encode("utf-8", "replace").decode()[:3_000]

    def value(self, schema: Mapping[str, Any], *, depth: int = 0) -> object:
        schema = self.resolved(schema)
        kind = schema.get("type")
        make = self.makers.get(kind[0] if isinstance(kind, list) else kind)
        if make is None or depth > DEEPEST or self.chance.random() < ODD:
            return copy.deepcopy(self.chance.choice(HOSTILE))
        return self.chance.choice(schema["enum"]) if "enum" in schema else make(schema, depth)

    @property
    def makers(self) -> Mapping[object, Callable[[Mapping[str, Any], int], object]]:
        return {
            "object": self.object,
            "array": lambda schema, depth: [
                self.value(schema.get("items", {}), depth=depth + 1) for _ in range(self.chance.randrange(3))
            ],
            "integer": lambda *_: self.chance.choice([0, 1, 2, 50, -1, 2**31, 2**63]),
            "boolean": lambda *_: self.chance.random() < 0.5,
            "string": self.string,
        }

    def object(self, schema: Mapping[str, Any], depth: int) -> dict[str, object]:
        properties = schema.get("properties", {})
        made = {
            name: self.value(inner, depth=depth + 1)
            for name, inner in properties.items()
            if name in schema.get("required", ()) or self.chance.random() < 0.5
        }
        if not properties or self.chance.random() < 0.05:
            made[self.chance.choice(["odd", "", "a.b", "__class__", "\0", "case"])] = self.chance.choice(HOSTILE)
        return made

    def string(self, schema: Mapping[str, Any], _depth: int) -> str:
        match schema.get("format"):
            case "uuid":
                return self.chance.choice([one for ids in self.known.values() for one in ids])
            case "date":
                return self.chance.choice(["2015-05-01", "0001-01-01", "9999-12-31", "2026-02-30"])
            case "date-time":
                return self.chance.choice(["2026-12-22T10:00:00+00:00", "9999-12-31T23:59:59-14:00", "2026-12-22"])
            case _:
                return self.chance.choice(["demo", "north", "short_referral", "demo.worker", "a", "x y", "opened_at"])


@pytest.fixture
def known(api: Api) -> dict[str, list[str]]:
    """Ids and names that exist, by the name of the path parameter."""
    case = api.start_case()
    program = api.program()
    [task] = program.get("/tasks")["items"]
    door = api.person("demo.door")
    door.post(f"/tasks/{task['id']}/complete", {"answers": {"accepted": "yes"}})
    return {
        "case_id": [case["case_id"]],
        "instance_id": [case["instance_id"]],
        "task_id": [one["id"] for one in program.get("/tasks")["items"]] + [task["id"]],
        "record_id": [one["id"] for one in program.get("/records")["items"]],
        "call_id": [one["id"] for one in program.get("/external-tasks")["items"]]
        or ["00000000-0000-4000-8000-000000000001"],
        "release_id": [one["id"] for one in program.get("/releases")["items"]],
        "draft_id": [program.post("/drafts", {"title": "Plainer words"}, status=201)["draft_id"]],
        "revision": ["1", "2", "0", "9" * 40],
        "client_id": [program.post("/clients", {"name": "spare", "scopes": ["cases:read"]}, status=201)["client_id"]],
        "process": ["short_referral"],
        "form": ["referral"],
        "path": ["processes/demo/README.md"],
        "name": ["demo.worker"],
    }


def test_no_request_makes_the_service_fail(api: Api, known: dict[str, list[str]]):
    inventor = Inventor(description(api.app), known, random.Random(SEED))
    failed: list[str] = []
    tried = ""

    def note(_app: Flask, exception: BaseException, **_: object) -> None:
        failed.append(f"{tried}: {exception!r:.300}")

    # what ends things comes last
    for operation in sorted(inventor.operations(), key=lambda one: (one.method != "GET", "/instances/" in one.path)):
        for turn in range(ROUNDS):
            request: dict[str, Any] = {"query_string": inventor.query(operation)}
            if operation.body is not None:
                raw = (
                    inventor.chance.choice(RAW)
                    if turn % 5 == 0
                    else json.dumps(inventor.value(operation.body)).encode()
                )
                request |= {"data": raw, "content_type": "application/json"}
            tried = f"{operation} {request!s:.300}"
            with got_request_exception.connected_to(note, api.app):
                answer = api.program().client.open(
                    inventor.address(operation),
                    method=operation.method,
                    headers={"Authorization": f"Bearer {api.token}"},
                    **request,
                )
            if answer.status_code >= 500 and tried not in "".join(failed):
                failed.append(f"{tried}: {answer.status_code}")

    assert failed == []
