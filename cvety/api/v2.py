"""The dialect of API v2: an envelope around everything, paging by offset, wrong parameters as 400."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from cvety.core.versions import Versioned

from . import errors
from .lists import MAX_ROWS, PageRequest, read_number
from .views import ApiView


class V2View(ApiView):
    """`{success, data}` when it went well, `{success, error}` when it did not."""

    def answer(self, data: Any = None, *, row: Versioned | None = None, status: int = 200, **more: Any) -> Response:
        body = {"success": True} if data is None else {"success": True, "data": data, **more}
        return super().answer(body, row=row, status=status)

    def answer_list(self, rows: list[dict[str, Any]], window: PageRequest, total: int) -> Response:
        return self.answer(rows, pagination=pagination(window, total))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return exception_handler


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer of v1 in the words of v2: status and headers are the same but for 422."""
    response = errors.exception_handler(error, context)
    if response is None:
        return None
    detail = response.data.pop("detail")
    if response.status_code == 401:
        response.data = {"success": False, "error": "Unauthorized", **response.data}
    elif isinstance(detail, list):
        response.data = {"success": False, "error": detail[0]["msg"], "errors": by_field(detail), "code": "invalid"}
        response.status_code = 400
    else:
        response.data = {"success": False, "error": detail, **response.data}
    return response


def by_field(detail: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return what is wrong with each field, by where it stands: `items.0.quantity`."""
    wrong: dict[str, list[str]] = {}
    for item in detail:
        wrong.setdefault(".".join(str(part) for part in item["loc"][1:]), []).append(item["msg"])
    return wrong


def read_window(query: Mapping[str, str], *, default: int = 20, most: int = 100) -> PageRequest:
    """Read `limit` and `offset`. Raises InvalidInput."""
    limit = read_number(query, "limit", default=default, least=1, most=most)
    return PageRequest(read_number(query, "offset", default=0, least=0, most=MAX_ROWS), limit)


def pagination(window: PageRequest, total: int) -> dict[str, Any]:
    """Return what stands beside the rows of a list."""
    return {
        "total": total,
        "limit": window.limit,
        "offset": window.offset,
        "hasMore": window.offset + window.limit < total,
    }


class Done(serializers.Serializer[Any]):
    """`{"success": true}`, for the schema."""

    success = serializers.BooleanField()


class Pagination(serializers.Serializer[Any]):
    """`pagination`, for the schema."""

    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
    hasMore = serializers.BooleanField()


def envelope(item: serializers.BaseSerializer[Any], *, is_list: bool = False) -> type[Done]:
    """Return the schema of an answer that carries this."""
    name = type(getattr(item, "child", item)).__name__
    fields: dict[str, Any] = {"data": item}
    if is_list:
        fields["pagination"] = Pagination()
    return type(f"{name}{'List' if is_list else ''}Answer", (Done,), fields)
