"""The API as its description has it: what each address takes, and a believable body for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cvety.api.schema.document import document
from tests.api.described import Described
from tests.architecture.world import World

Spot = tuple[str | int, ...]  # where in a body something stands
Schema = dict[str, Any]

_EXAMPLES = {
    "date": "2026-03-01",
    "date-time": "2026-03-01T12:00:00",
    "uri": "https://cvety.kz/a",
    "email": "anna@example.com",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    body: Schema | None
    is_form: bool
    parameters: tuple[Schema, ...]


@lru_cache
def operations() -> tuple[Operation, ...]:
    """Return what the descriptions of both versions tell of."""
    return tuple(operation for version in ("v1", "v2") for operation in _read(Described(document(version))))


def _read(description: Described) -> Iterator[Operation]:
    for name, told in description.operations():
        method, path = name.split()
        content = _whole(description, told.get("requestBody", {})).get("content", {})
        media = next(iter(content.values()), None)
        yield Operation(
            method,
            path,
            media["schema"] if media else None,
            is_form=bool(content) and "application/json" not in content,
            parameters=tuple(_whole(description, told.get("parameters", []))),
        )


def _whole(description: Described, part: Any) -> Any:
    """Return a part of the description with its references followed, and without the wrapping that they need."""
    if isinstance(part, list):
        return [_whole(description, inner) for inner in part]
    if not isinstance(part, dict):
        return part
    part = description.resolved(part)
    for wrapping in ("allOf", "oneOf", "anyOf"):
        if wrapping in part:
            return _whole(description, part[wrapping][0])
    return {name: _whole(description, inner) for name, inner in part.items()}


def find(method: str, path: str) -> Operation:
    """Return the operation that answers this path; a literal one before one with parameters."""
    fitting = [
        operation
        for operation in operations()
        if operation.method == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", operation.path), path)
    ]
    return min(fitting, key=lambda operation: operation.path.count("{"))


def needed_query(operation: Operation, world: World) -> dict[str, str]:
    """Return what the query must name, with rows that exist."""
    needed = [told["name"] for told in operation.parameters if told["in"] == "query" and told.get("required")]
    return {name: world.path(f"{{{name.removesuffix('_id')}}}") for name in needed}


def spots(schema: Schema, at: Spot = ()) -> Iterator[Spot]:
    """Yield where each field of a body stands, those of its parts too."""
    for name, inner in schema.get("properties", {}).items():
        yield (*at, name)
        yield from spots(inner, (*at, name))
    if "items" in schema:
        yield (*at, 0)
        yield from spots(schema["items"], (*at, 0))


def example(schema: Schema) -> Any:
    """Return something that the schema allows."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: example(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [example(schema["items"])]
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
    return _EXAMPLES.get(schema.get("format", ""), "текст")


def put(body: Any, schema: Schema, at: Spot, value: Any) -> Any:
    """Return the body with a value at a spot; what leads there is made where it is missing."""
    if not at:
        return value
    step = at[0]
    if isinstance(step, int):
        rows = list(body) if isinstance(body, list) and body else [example(schema["items"])]
        rows[step] = put(rows[step], schema["items"], at[1:], value)
        return rows
    fields = dict(body) if isinstance(body, dict) else example(schema)
    fields[step] = put(fields.get(step), schema["properties"][step], at[1:], value)
    return fields
