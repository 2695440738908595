"""What to buy, over API v1."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import read_number
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from orders.purchasing import DEFAULT_DAYS, MAX_DAYS, Day, Line, PurchaseList, purchase_list
from warehouse.models import ItemKind

_DAYS = OpenApiParameter(
    "days",
    {"type": "integer", "minimum": 1, "maximum": MAX_DAYS, "default": DEFAULT_DAYS},
    description="На сколько дней, считая сегодняшний",
)


class PurchaseDay(serializers.Serializer[Any]):
    """One day of one item: `short` = `missing` + `uncovered` − `from_stock`."""

    date = serializers.DateField()
    feast = serializers.CharField(allow_null=True)
    expected = serializers.IntegerField()
    asked = serializers.IntegerField()
    missing = serializers.IntegerField()
    uncovered = serializers.IntegerField()
    from_stock = serializers.IntegerField()
    short = serializers.IntegerField()


class PurchaseLine(serializers.Serializer[Any]):
    """What to buy of one item; costs are in whole tenge, null for those who do not see them or without a price."""

    item_id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ItemKind.choices)
    unit = serializers.CharField()
    asked = serializers.IntegerField()
    missing = serializers.IntegerField()
    expected = serializers.IntegerField()
    uncovered = serializers.IntegerField()
    needed = serializers.IntegerField()
    free = serializers.IntegerField()
    from_stock = serializers.IntegerField()
    short = serializers.IntegerField()
    bunch_size = serializers.IntegerField()
    bunches = serializers.IntegerField()
    quantity = serializers.IntegerField()
    cost_per_stem = serializers.IntegerField(allow_null=True)
    cost = serializers.IntegerField(allow_null=True)
    days = PurchaseDay(many=True)


class PurchaseSupplier(serializers.Serializer[Any]):
    """What to buy from one supplier; null for what nobody is known to sell."""

    supplier = serializers.CharField(allow_null=True)
    cost = serializers.IntegerField(allow_null=True)
    items = PurchaseLine(many=True)


class PurchaseAnswer(serializers.Serializer[Any]):
    """What to buy today for the days from `date_from` to `date_to`, both included."""

    days = serializers.IntegerField()
    date_from = serializers.DateField()
    date_to = serializers.DateField()
    cost = serializers.IntegerField(allow_null=True)
    suppliers = PurchaseSupplier(many=True)


class PurchaseListView(ApiView):
    module = Module.WAREHOUSE

    @extend_schema(summary="Что закупить", parameters=[_DAYS], responses=PurchaseAnswer, tags=["warehouse"])
    def get(self, request: Request) -> Response:
        days = read_number(request.query_params, "days", default=DEFAULT_DAYS, least=1, most=MAX_DAYS)
        purchase = purchase_list(shop=self.shop, days=days, now=clock.now())
        return self.answer(_answer(purchase, sees_cost=self.member.sees_money))


def _answer(purchase: PurchaseList, *, sees_cost: bool) -> dict[str, Any]:
    return {
        "days": purchase.days,
        "date_from": purchase.first,
        "date_to": purchase.last,
        "cost": purchase.cost if sees_cost else None,
        "suppliers": [
            {
                "supplier": supplier.name or None,
                "cost": supplier.cost if sees_cost else None,
                "items": [_line(line, sees_cost=sees_cost) for line in supplier.lines],
            }
            for supplier in purchase.suppliers
        ],
    }


def _line(line: Line, *, sees_cost: bool) -> dict[str, Any]:
    return {
        "item_id": line.item.pk,
        "name": str(line.item),
        "kind": line.item.kind,
        "unit": line.item.unit,
        "asked": line.quantity_asked,
        "missing": line.missing,
        "expected": line.expected,
        "uncovered": line.uncovered,
        "needed": line.needed,
        "free": line.free,
        "from_stock": line.from_stock,
        "short": line.short,
        "bunch_size": line.bunch_size,
        "bunches": line.bunches,
        "quantity": line.quantity,
        "cost_per_stem": line.cost_per_stem if sees_cost else None,
        "cost": line.cost if sees_cost else None,
        "days": [_day(day) for day in line.days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.on,
        "feast": str(day.feast.feast.name) if day.feast else None,
        "expected": day.expected,
        "asked": day.asked,
        "missing": day.missing,
        "uncovered": day.uncovered,
        "from_stock": day.from_stock,
        "short": day.short,
    }
