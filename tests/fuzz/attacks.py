"""Hostile requests to one address, in an order that a seed decides."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from tests.architecture.access_table import BODIES, Line
from tests.architecture.world import World

from . import nasty
from .answers import Answer, ask
from .described import Operation, Spot, find, needed_query, put, spots


@dataclass(frozen=True, slots=True)
class Attack:
    """One request; the label says what is hostile in it."""

    label: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, token: str) -> Answer:
        environ = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.content_type.encode().decode("latin-1"),
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_AUTHORIZATION": f"Bearer {token}",
            **self.headers,
        }
        return ask(environ, self.body)


def attacks_on_body(world: World, line: Line, choose: random.Random) -> Iterator[Attack]:
    """Yield one wrong thing at a time, each once, then several at a time without end."""
    operation = find(line.method, world.path(line.path))
    right = _right_body(world, line, operation)
    ready = [*_fields(operation), *_whole_bodies(right, operation)]
    choose.shuffle(ready)
    for one in ready:
        yield one if isinstance(one, Attack) else _with_field(right, operation, *one)
    while True:
        yield _several(right, operation, choose)


def attacks_on_address(world: World, line: Line, choose: random.Random) -> Iterator[Attack]:
    """Yield wrong queries, ids and tokens."""
    operation = find(line.method, world.path(line.path))
    right = _right_body(world, line, operation)
    ready = [*_ids(right, line, world), *_queries(right, operation), *_tokens(right)]
    choose.shuffle(ready)
    yield from ready
    names = [told["name"] for told in operation.parameters if told["in"] == "query"]
    while names:
        asked = choose.choices(names, k=choose.randint(2, 4))
        query = "&".join([right.query, *(f"{name}={choose.choice(nasty.QUERY_VALUES)}" for name in asked)])
        yield replace(right, label=f"?{query[:200]}", query=query)


def _right_body(world: World, line: Line, operation: Operation) -> Attack:
    """Return the request that would do; an attack is what differs from it."""
    body = BODIES[line.body](world) if line.body in BODIES else {}
    written = nasty.write(body) if line.method != "GET" and not operation.is_form else b""
    query = urlencode(needed_query(operation, world))
    return Attack("", line.method, world.path(line.path), query=query, body=written)


def _fields(operation: Operation) -> Iterator[tuple[Spot, Any]]:
    """Yield each field with each value; the bodies are made when their turn comes, for some are large."""
    if operation.body is not None and not operation.is_form:
        yield from product(spots(operation.body), nasty.VALUES)


def _with_field(right: Attack, operation: Operation, spot: Spot, value: Any) -> Attack:
    body = json.loads(right.body)
    assert operation.body is not None
    if len(spot) == 1 and value == nasty.OF_KEYS_THAT_STAND_TWICE:
        return replace(right, label=f"{spot} twice", body=_twice(body, spot[0], value))
    return replace(right, label=f"{spot} = {value!r:.60}", body=nasty.write(put(body, operation.body, spot, value)))


def _twice(body: dict[str, Any], name: Any, value: Any) -> bytes:
    """Return a body that has one key twice: theirs, then ours."""
    rest = nasty.write(body)
    return b"{" + nasty.write({name: value})[1:-1] + (b", " if body else b"") + rest[1:]


def _whole_bodies(right: Attack, operation: Operation) -> Iterator[Attack]:
    for content_type, body in [*nasty.BODIES, *(nasty.FORMS if operation.is_form else nasty.FORMS[:5])]:
        yield replace(right, label=f"{content_type!r:.60} {body!r:.60}", content_type=content_type, body=body)
    whole = right
    if operation.is_form:
        content_type, body = nasty.FORMS[-1]
        whole = replace(right, content_type=content_type, body=body)
    for headers in nasty.HEADERS:
        yield replace(whole, label=f"{headers!r:.80}", headers=headers)


def _several(right: Attack, operation: Operation, choose: random.Random) -> Attack:
    headers = choose.choice(nasty.HEADERS) if choose.random() < 0.2 else {}
    if operation.body is None or operation.is_form:
        content_type, body = choose.choice(nasty.FORMS if operation.is_form else nasty.BODIES)
        cut = choose.randint(0, len(body))
        return replace(right, label=f"{body[:cut]!r:.80}", content_type=content_type, body=body[:cut], headers=headers)
    body, told = json.loads(right.body), []
    for spot in choose.sample(found := list(spots(operation.body)), k=min(len(found), choose.randint(2, 4))):
        try:
            body = put(body, operation.body, spot, value := choose.choice(nasty.VALUES))
        except (TypeError, IndexError):  # a part of what another attack has already replaced
            continue
        told.append(f"{spot} = {value!r:.60}")
    return replace(right, label=", ".join(told), body=nasty.write(body), headers=headers)


def _ids(right: Attack, line: Line, world: World) -> Iterator[Attack]:
    steps = line.path.split("/")
    for number, step in enumerate(steps):
        if not step.startswith("{"):
            continue
        for hostile in nasty.IDS:
            path = world.path("/".join([*steps[:number], "@", *steps[number + 1 :]])).replace("@", hostile)
            yield replace(right, label="", path=path)
            if line.method == "POST":  # which is remembered by its path
                yield replace(right, label="with a key", path=path, headers={"HTTP_IDEMPOTENCY_KEY": "key"})


def _queries(right: Attack, operation: Operation) -> Iterator[Attack]:
    names = [told["name"] for told in operation.parameters if told["in"] == "query"]
    for name in names:
        for value in nasty.QUERY_VALUES:
            # Of two the last one counts.
            yield replace(right, label=f"?{name}={value:.60}", query=f"{right.query}&{name}={value}")
        yield replace(right, label=f"?{name}[]=1", query=f"{name}[]=1&{name}=a&{name}=1&{name}")
    for query in (
        "&" * 5000,
        "=",
        "a=1&" * 1200,
        "%",
        "\xff=\xff",
        "?" * 100,
        "[]" * 100,
        "page=1&skip=1&limit=1&limit=2",
    ):
        yield replace(right, label=f"?{query:.60}", query=query)


def _tokens(right: Attack) -> Iterator[Attack]:
    for token in nasty.TOKENS:
        yield replace(right, label=f"Authorization: {token!r:.60}", headers={"HTTP_AUTHORIZATION": token})
