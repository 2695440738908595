"""What the documentation of lists is made of, drawn from the same declarations that the lists obey."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from .lists import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    BooleanFilter,
    DayFilter,
    IntegerFilter,
    ListFilter,
    MomentFilter,
    WordFilter,
)


class Schema(AutoSchema):
    """Names a list `orders_list` and one of its rows `orders_retrieve`, so that generated clients read well."""

    def get_operation_id(self) -> str:
        name: str = super().get_operation_id()
        answers = self.get_response_serializers()
        is_list = isinstance(answers, type) and issubclass(answers, Page)
        return name.removesuffix("retrieve") + "list" if is_list else name


class Page(serializers.Serializer[Any]):
    """What stands beside the rows of a list."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    has_next = serializers.BooleanField()
    has_prev = serializers.BooleanField()


class Photo(serializers.Serializer[Any]):
    """A picture that was uploaded."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    thumbnail = serializers.URLField()
    uploaded_at = serializers.DateTimeField()


def page_of(item: type[serializers.Serializer[Any]], **more: serializers.Field) -> type[Page]:
    """Return the shape of a list of these rows."""
    return type(f"{item.__name__}Page", (Page,), {"items": item(many=True), **more})


def list_parameters(filters: type[ListFilter], sort: Iterable[str] = ()) -> list[OpenApiParameter]:
    """Return the parameters of a list: its filters, its order, its paging."""
    fields = list(sort)
    signs = [f"{sign}{field}" for field in fields for sign in ("", "-")]
    return [
        *(_parameter(name, declared) for name, declared in filters.base_filters.items()),
        *([OpenApiParameter("sort", enum=signs, description=str(_("Минус — по убыванию")))] if fields else []),
        OpenApiParameter("page", OpenApiTypes.INT, description=str(_("От 1"))),
        OpenApiParameter("skip", OpenApiTypes.INT, description=str(_("Вместо page: сколько строк пропустить"))),
        OpenApiParameter("limit", OpenApiTypes.INT, description=f"1–{MAX_LIMIT}, {_('по умолчанию')} {DEFAULT_LIMIT}"),
    ]


def _parameter(name: str, declared: Any) -> OpenApiParameter:
    if isinstance(declared, WordFilter):
        return OpenApiParameter(name, enum=[word for word, _label in declared.extra["choices"]])
    types = {
        BooleanFilter: OpenApiTypes.BOOL,
        IntegerFilter: OpenApiTypes.INT,
        MomentFilter: OpenApiTypes.DATETIME,
        DayFilter: OpenApiTypes.DATE,
    }
    return OpenApiParameter(name, types.get(type(declared), OpenApiTypes.STR))
