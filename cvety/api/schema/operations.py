"""One operation of the description: what its view says, and what follows from what the view is.

So no view has to list its refusals: whether it is public, has a row in its path, has a body or knows versions of
its row tells them. What they look like is in `v1.json` and `v2.json` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry

from cvety.api.conditional import NO_STORE
from cvety.api.permissions import needed
from cvety.api.v2 import V2View
from cvety.api.views import ApiView

from .described import described
from .examples import Example, example_of, meanings
from .names import operation_id
from .shapes import Page

JSON = "application/json"
FORM = "multipart/form-data"
LIMIT_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
REFUSALS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "Stale",
    413: "TooLarge",
    422: "Invalid",
    429: "TooManyRequests",
    500: "Failed",
}


def component(kind: str, name: str) -> dict[str, str]:
    """Return a reference to a part that `v1.json` or `v2.json` describes."""
    return {"$ref": f"#/components/{kind}/{name}"}


class Operation(AutoSchema):
    """Adds to a view's own words its name, its refusals, its headers and what its parameters mean."""

    view: Any  # an ApiView: there are no others

    def get_operation_id(self) -> str:
        return operation_id(self.method, self.path, is_list=self._is_page, creates=self._creates)

    def get_description(self) -> str:  # type: ignore[override]  # as the generator has it
        """Say who may: the module is one of those that signing in answers as `permissions`."""
        words = described(self._version)["access"]
        if self.view.is_public:
            return str(words["public"])
        if self.view.module is None:
            return str(words["anyone"])
        return str(words[needed(self.view, self.method)].format(self.view.module))

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        example = example_of(self.method, self.path) if self._version == "v1" else Example()
        operation.setdefault("security", [])  # said aloud where nobody need sign in
        self._complete_parameters(operation, example)
        if FORM in (content := operation.get("requestBody", {}).get("content", {})):
            content[FORM]["encoding"] = {"file": {"contentType": "image/jpeg, image/png, image/webp, image/gif"}}
        self._complete_answers(operation, example)
        return operation

    @property
    def _version(self) -> str:
        return "v2" if isinstance(self.view, V2View) else "v1"

    @property
    def _is_page(self) -> bool:
        answers = self.get_response_serializers()
        return isinstance(answers, type) and issubclass(answers, Page)

    @property
    def _creates(self) -> bool:
        answers = self.get_response_serializers()
        return self.method == "POST" and self.view.keeps_answers and isinstance(answers, dict) and 201 in answers

    @property
    def _is_kept(self) -> bool:
        return self.method == "POST" and self.view.keeps_answers

    @property
    def _may_be_cached(self) -> bool:
        return self.method == "GET" and self.view.cache_control != NO_STORE

    @property
    def _knows_versions(self) -> bool:
        """Whether an edit of the row may say which version it was made from."""
        edit = getattr(self.view, "patch", None)
        return edit is not None and "expected_version" in edit.__code__.co_names

    @property
    def _asks_for_version(self) -> bool:
        return "expected_version" in getattr(self.view, self.method.lower()).__code__.co_names

    @property
    def _names_a_shop(self) -> bool:
        """Whether a shop is asked for that there may not be."""
        return type(self.view).named_shop is not ApiView.named_shop

    def _complete_parameters(self, operation: dict[str, Any], example: Example) -> None:
        parameters = operation.setdefault("parameters", [])
        for parameter in parameters:
            if meaning := example.parameters.get(parameter["name"], meanings().get(parameter["name"])):
                parameter.setdefault("description", meaning)
        if self._is_kept:
            parameters.append(component("parameters", "IdempotencyKey"))
        if self._asks_for_version:
            parameters.append(component("parameters", "IfMatch"))
        if self._may_be_cached:
            parameters.append(component("parameters", "IfNoneMatch"))

    def _complete_answers(self, operation: dict[str, Any], example: Example) -> None:
        answers = operation["responses"]
        for status, answer in answers.items():
            answer["description"] = described(self._version)["answers"].get(status, answer["description"])
            answer["headers"] = {name: component("headers", name) for name in self._headers()}
        known = {int(status) for status in example.answers if status not in answers}
        for code in sorted({*self._refusals(operation), *known}):
            answers[str(code)] = component("responses", REFUSALS[code])
        if self._may_be_cached:
            answers["304"] = component("responses", "NotModified")

    def _headers(self) -> Iterator[str]:
        """Name what stands on an answer that succeeded."""
        yield from LIMIT_HEADERS
        if self._is_kept:
            yield "Idempotency-Replayed"
        if self._may_be_cached or self._is_kept or self._knows_versions or "{" in self.path:
            yield "ETag"

    def _refusals(self, operation: dict[str, Any]) -> Iterator[int]:
        """Name the statuses that are refusals, by what the view is."""
        yield 429
        yield 500
        if self.method != "GET":
            yield 400
        if not self.view.is_public:
            yield 401
            if not self.view.for_anyone_signed_in:
                yield 403
        if "{" in self.path or self._names_a_shop or self.view.names_rows:
            yield 404
        if self._is_kept:
            yield 409
        if self._asks_for_version:
            yield 412
        if JSON in operation.get("requestBody", {}).get("content", {}):
            yield 413
        reads = self._is_kept or "requestBody" in operation
        if reads or any(parameter.get("in") == "query" for parameter in operation["parameters"]):
            yield 422 if self._version == "v1" else 400
