"""Holding bodies against the API's own description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

JSON = "application/json"
FORMATS = FormatChecker(["date", "date-time"])


class Described:
    """A description, and what it says of a body."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._components = _with_null(document["components"])

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield `GET /api/orders/` and the operation, of every one."""
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield f"{method.upper()} {path}", operation

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a part itself where a reference to it stands."""
        while "$ref" in part:
            _root, *names = part["$ref"].split("/")
            part = self.document
            for name in names:
                part = part[name]
        return part

    def faults(self, schema: dict[str, Any], body: Any, *, formats: FormatChecker | None = FORMATS) -> list[str]:
        """Return what is wrong with a body, in words, nothing where it is as described."""
        whole = {**_with_null(schema), "components": self._components}
        checked = Draft4Validator(whole, format_checker=formats)
        return [f"{error.json_path}: {error.message[:200]}" for error in checked.iter_errors(body)]


def _with_null(schema: Any) -> Any:
    """Say `nullable` as the JSON Schema that validators know says it."""
    if isinstance(schema, list):
        return [_with_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    said = {name: _with_null(part) for name, part in schema.items() if name != "nullable"}
    return {"anyOf": [said, {"type": "null"}]} if schema.get("nullable") is True else said
