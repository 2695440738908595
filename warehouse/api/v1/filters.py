"""How the list of batches is narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.db.models import Q

from cvety.api.lists import BooleanFilter, ListFilter, WordFilter
from cvety.core import clock
from cvety.core.text import fold_key
from warehouse.models import GoodsReceipt, MovementKind, StockBatch, StockMovement, Stocktake
from warehouse.queries import matching_batches, to_be_written_off
from warehouse.services import parse_name


class FoldedFilter(django_filters.CharFilter):
    """Equal, but for case and the letters that people mix up."""

    def filter(self, qs: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        return super().filter(qs, fold_key(value) if value else value)


class VarietyFilter(django_filters.CharFilter):
    """A variety, whatever its height; «Роза красная 50см» is one of that height."""

    def filter(self, qs: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        if not value:
            return qs
        variety, height = parse_name(value)
        named = Q(item__name_key=fold_key(value))
        if height is not None:
            named |= Q(item__name_key=fold_key(variety), item__height_cm=height)
        return qs.filter(named)


class BatchFilter(ListFilter):
    variety = VarietyFilter()
    supplier = FoldedFilter(field_name="supplier_key")
    farm = FoldedFilter(field_name="farm_key")
    onShowcase = BooleanFilter(field_name="on_showcase")
    toWriteOff = BooleanFilter(method="is_spoiled")
    search = django_filters.CharFilter(method="is_found")

    class Meta:
        model = StockBatch
        fields: list[str] = []

    def is_spoiled(self, batches: models.QuerySet[StockBatch], name: str, wanted: bool) -> models.QuerySet[StockBatch]:
        spoiled = to_be_written_off(clock.now())
        return batches.filter(spoiled) if wanted else batches.exclude(spoiled)

    def is_found(self, batches: models.QuerySet[StockBatch], name: str, text: str) -> models.QuerySet[StockBatch]:
        return matching_batches(batches, text)


class MovementFilter(ListFilter):
    kind = WordFilter(choices=MovementKind.choices)

    class Meta:
        model = StockMovement
        fields: list[str] = []


class ReceiptFilter(ListFilter):
    class Meta:
        model = GoodsReceipt
        fields: list[str] = []


class StocktakeFilter(ListFilter):
    class Meta:
        model = Stocktake
        fields: list[str] = []
