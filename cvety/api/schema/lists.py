"""The parameters of a list, drawn from the same declarations that the list obeys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from cvety.api.lists import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_ROWS,
    NO_FILTER,
    BooleanFilter,
    DayFilter,
    IntegerFilter,
    ListFilter,
    MomentFilter,
    WordFilter,
)

PAGE = {"type": "integer", "minimum": 1, "maximum": MAX_ROWS // MAX_LIMIT}
SKIP = {"type": "integer", "minimum": 0, "maximum": MAX_ROWS}
LIMIT = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}


def list_parameters(filters: type[ListFilter], sort: Iterable[str] = ()) -> list[OpenApiParameter]:
    """Return the parameters of a list: its filters, its order, its paging."""
    fields = list(sort)
    return [
        *(_parameter(name, declared) for name, declared in filters.base_filters.items()),
        *([OpenApiParameter("sort", _orders(fields), description=str(_("Минус — по убыванию")))] if fields else []),
        OpenApiParameter("page", PAGE, description=str(_("От 1"))),
        OpenApiParameter("skip", SKIP, description=str(_("Вместо page: сколько строк пропустить"))),
        OpenApiParameter("limit", LIMIT, description=f"1–{MAX_LIMIT}, {_('по умолчанию')} {DEFAULT_LIMIT}"),
    ]


def _orders(fields: list[str]) -> dict[str, Any]:
    """Return the words of `sort`, with names for generated clients, where a minus cannot be a name."""
    names = [f"{field.upper()}{sign}" for field in fields for sign in ("", "_DESC")]
    words = [f"{sign}{field}" for field in fields for sign in ("", "-")]
    return {"type": "string", "enum": words, "x-enum-varnames": names}


def _parameter(name: str, declared: Any) -> OpenApiParameter:
    if isinstance(declared, WordFilter):
        words = [word for word, _label in declared.extra["choices"]]
        return OpenApiParameter(name, {"type": "string", "enum": [*words, NO_FILTER]})
    types = {
        BooleanFilter: OpenApiTypes.BOOL,
        IntegerFilter: OpenApiTypes.INT,
        MomentFilter: OpenApiTypes.DATETIME,
        DayFilter: OpenApiTypes.DATE,
    }
    return OpenApiParameter(name, types.get(type(declared), OpenApiTypes.STR))
