"""Examples for every operation: the documented ones made whole, the rest put together from their shapes.

A field of ours beside the documented ones, an endpoint that the documentation does not have: each gets the value that
the documentation prints for a field of the same name, or the example of the same shape elsewhere.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from .examples import example_of, values

JSON = "application/json"
_MISSING = object()
_PLAIN: dict[str, Any] = {"integer": 1, "number": 1, "boolean": False, "string": "…"}
_FORMATS = {  # how a text of a format looks, and one to show
    "date-time": (re.compile(r"\d{4}-\d\d-\d\dT.+"), "2024-12-26T14:30:00+05:00"),
    "date": (re.compile(r"\d{4}-\d\d-\d\d"), "2024-12-26"),
    "uri": (re.compile("https?://.+"), "https://api.cvety.kz/uploads/orders/1234/photo1.jpg"),
}
_TYPES = {"integer": int, "number": int | float, "boolean": bool, "string": str}
_PARTS_OF_A_CHANGE = 3  # enough to show that only what is sent is written


def show_examples(schema: dict[str, Any]) -> None:
    """Put an example into every body and answer of a description of API v1."""
    samples = _Samples(schema["components"])
    operations = [
        (example_of(method.upper(), path), operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    for example, operation in operations:  # first what is documented, so that the rest can take after it
        for status, given in example.answers.items():
            samples.show_answer(operation["responses"], status, given)
    for example, operation in operations:
        samples.show_body(operation, example.request)
        for status in operation["responses"]:
            samples.show_answer(operation["responses"], status)


class _Samples:
    def __init__(self, components: dict[str, Any]) -> None:
        self.components = components
        self.shapes: dict[str, Any] = {}

    def show_answer(self, answers: dict[str, Any], status: str, given: Any = _MISSING) -> None:
        if given is not _MISSING and "$ref" in answers[status]:  # a refusal with a sentence of its own
            answers[status] = deepcopy(self.components["responses"][answers[status]["$ref"].rpartition("/")[2]])
            answers[status]["content"][JSON].pop("example")
        content = answers[status].get("content", {}).get(JSON)
        if content is not None and "example" not in content:
            content["example"] = self.sample(content["schema"], given)

    def show_body(self, operation: dict[str, Any], given: Any) -> None:
        content = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if content is not None:
            content["example"] = self.body(content["schema"]) if given is None else given

    def sample(self, schema: dict[str, Any], given: Any = _MISSING, name: str = "") -> Any:
        """Return a value of this shape: what is given, and whatever else the shape has."""
        if given is None or (given is _MISSING and schema.get("nullable")):
            return None
        if "allOf" in schema:
            schema = schema["allOf"][0]
        if "$ref" in schema:
            return self._of_shape(schema["$ref"].rpartition("/")[2], given, name)
        if "properties" in schema:
            known = given if isinstance(given, dict) else {}
            parts = schema["properties"].items()
            whole = {part: self.sample(inner, known.get(part, _MISSING), part) for part, inner in parts}
            return {**{part: whole.get(part, value) for part, value in known.items()}, **whole}
        if schema.get("type") == "array":
            items = given if isinstance(given, list) else [_MISSING]
            return [self.sample(schema["items"], item, name) for item in items]
        return self._plain(schema, name) if given is _MISSING else given

    def body(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a body of this shape: what must be sent, or a few of the fields that may be."""
        shape = self._resolved(schema)
        wanted = shape.get("required") or [part for part in shape["properties"] if part in values()]
        few = wanted if "required" in shape else wanted[:_PARTS_OF_A_CHANGE]
        return {part: self._sent(shape["properties"][part], part) for part in few}

    def _sent(self, schema: dict[str, Any], name: str) -> Any:
        shape = self._resolved(schema)
        if "properties" in shape:
            return self.body(shape)
        if shape.get("type") == "array":
            return [self._sent(shape["items"], name)]
        return self._plain(shape, name)

    def _of_shape(self, shape: str, given: Any, name: str) -> Any:
        if given is _MISSING and shape in self.shapes:
            return deepcopy(self.shapes[shape])
        whole = self.sample(self.components["schemas"][shape], given, name)
        if isinstance(whole, dict):
            self.shapes.setdefault(shape, whole)
        return whole

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "allOf" in schema:
            schema = schema["allOf"][0]
        found: dict[str, Any] = schema
        if "$ref" in schema:
            found = self.components["schemas"][schema["$ref"].rpartition("/")[2]]
        return found

    def _plain(self, schema: dict[str, Any], name: str) -> Any:
        if schema.get("type") not in _TYPES:
            return {} if schema.get("type") == "object" else None
        known = values().get(name)
        if "enum" in schema:
            return known if known in schema["enum"] else schema["enum"][0]
        if schema.get("format") in _FORMATS:
            looks, shown = _FORMATS[schema["format"]]
            return known if isinstance(known, str) and looks.fullmatch(known) else shown
        fits = isinstance(known, _TYPES[schema["type"]])
        return known if fits else schema.get("minimum", _PLAIN[schema["type"]])
