"""The dialect of the inventory API: API v2's envelope, with what is in `data` beside it as well.

Its first clients read the fields at the top; errors name what is wrong twice, under `error` and `detail`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from . import errors
from .v2 import Done, V2View, by_field


class InventoryView(V2View):
    """`{success, data, …}` when it went well, `{success, error, detail, code}` when it did not."""

    def answer_flat(self, data: dict[str, Any], **beside: Any) -> Response:
        """Answer with the fields of `data` beside it; what is given `beside` stands there alone."""
        return self.answer(data, **{**data, **beside})

    def answer_bare(self, rows: list[dict[str, Any]]) -> Response:
        """Answer with an array and nothing around it."""
        return Response(rows)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return exception_handler


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer of v1 in the words of the inventory API: what v1 calls 422 is 400 here."""
    response = errors.exception_handler(error, context)
    if response is None:
        return None
    detail = response.data.pop("detail")
    more = response.data
    if isinstance(detail, list):
        wrong = by_field(detail)
        detail = "; ".join(f"{name}: {texts[0]}" if name else texts[0] for name, texts in wrong.items())
        more = {"code": "invalid", "errors": wrong}
        response.status_code = 400
    # Clients compare this one word; the sentence is for people.
    word = "Unauthorized" if response.status_code == 401 else detail
    response.data = {"success": False, "error": word, "detail": detail, **more}
    return response


def flat(item: type[serializers.Serializer[Any]], **beside: serializers.Field[Any, Any, Any, Any]) -> type[Done]:
    """Return the schema of an answer that carries these fields in `data` and beside it."""
    fields = {name: deepcopy(field) for name, field in item().fields.items()}
    return type(f"{item.__name__}Answer", (Done,), {"data": item(), **fields, **beside})
