"""Counting the shelf over API v1: blind for those who count, whole for those who post."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.fields import TextField
from cvety.api.lists import read_page
from cvety.api.schema import list_parameters, page_of
from cvety.core import clock
from cvety.core.errors import InvalidInput, NotAllowed
from orders.services.stocktaking import post_stocktake
from warehouse.counts import StocktakeStatus, find_stocktake, stocktake_row, stocktake_rows, stocktakes_of
from warehouse.errors import BatchNotFound
from warehouse.models import CountOutcome
from warehouse.services.receipts import MAX_QUANTITY
from warehouse.services.stocktake import cancel_stocktake, count_batch, open_stocktake

from .filters import StocktakeFilter
from .views import WarehouseView


class StocktakeRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(StocktakeStatus.choices)
    started_at = serializers.DateTimeField()
    started_by = serializers.CharField()
    posted_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(help_text=_("Кто провёл или отменил"))
    comment = serializers.CharField()
    lines_count = serializers.IntegerField()


class StocktakeLineRow(serializers.Serializer[Any]):
    batch_id = serializers.IntegerField()
    variety = serializers.CharField()
    height_cm = serializers.IntegerField(allow_null=True)
    supplier = serializers.CharField()
    arrival_date = serializers.DateTimeField()
    counted = serializers.IntegerField()
    counted_at = serializers.DateTimeField()
    counted_by = serializers.CharField()
    expected = serializers.IntegerField(
        allow_null=True, help_text=_("По учёту в минуту подсчёта; пока не проведено, видит тот, кто проводит")
    )
    difference = serializers.IntegerField(allow_null=True)
    cost = serializers.IntegerField(
        allow_null=True, help_text=_("На сколько тенге меняется склад, с доставкой поставки")
    )
    outcome = serializers.ChoiceField(CountOutcome.choices, allow_null=True)
    held_by = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("Заказы, из-за которых строка не проведена")
    )


class StocktakeWhole(StocktakeRow):
    lines = StocktakeLineRow(many=True)


class CountInput(serializers.Serializer[Any]):
    batch_id = serializers.IntegerField(min_value=1)
    counted = serializers.IntegerField(min_value=0, max_value=MAX_QUANTITY, help_text=_("Сколько насчитали в наличии"))


class PostInput(serializers.Serializer[Any]):
    comment = TextField(source="note", max_length=500)


class StocktakeRowView(WarehouseView):
    """What all pages of one stocktake share."""

    def answer_whole(self, stocktake_id: int, status: int = 200) -> Response:
        row = stocktake_row(
            shop=self.shop,
            stocktake_id=stocktake_id,
            sees_differences=self.member.is_manager,
            sees_cost=self.member.sees_money,
        )
        return self.answer(row, status=status)

    def check_may_post(self) -> None:
        if not self.member.is_manager:
            raise NotAllowed(_("Инвентаризацию проводит владелец или старший."))


class StocktakesView(StocktakeRowView):
    @extend_schema(
        summary="Инвентаризации",
        parameters=list_parameters(StocktakeFilter),
        responses=page_of(StocktakeRow),
        tags=["warehouse"],
    )
    def get(self, request: Request) -> Response:
        stocktakes = StocktakeFilter.read(request, stocktakes_of(shop=self.shop)).qs
        page = read_page(request.query_params)
        rows = stocktake_rows(page.cut(stocktakes.order_by("-started_at", "-pk")), shop=self.shop)
        return self.answer(page.envelope(rows, stocktakes.count()))

    @extend_schema(
        summary="Начать инвентаризацию или вернуть начатую",
        request=None,
        responses={201: StocktakeWhole},
        tags=["warehouse"],
    )
    def post(self, request: Request) -> Response:
        stocktake = open_stocktake(shop=self.shop, actor=self.actor, now=clock.now())
        return self.answer_whole(stocktake.pk, status=201)


class StocktakeView(StocktakeRowView):
    @extend_schema(summary="Одна инвентаризация", responses=StocktakeWhole, tags=["warehouse"])
    def get(self, request: Request, stocktake_id: int) -> Response:
        return self.answer_whole(stocktake_id)


class StocktakeLinesView(StocktakeRowView):
    @extend_schema(
        summary="Записать, сколько насчитали в партии",
        request=CountInput,
        responses={201: StocktakeWhole},
        tags=["warehouse"],
    )
    def post(self, request: Request, stocktake_id: int) -> Response:
        values = self.read(CountInput)
        find_stocktake(shop=self.shop, stocktake_id=stocktake_id)
        try:
            count_batch(
                shop=self.shop,
                stocktake_id=stocktake_id,
                batch_id=values["batch_id"],
                quantity=values["counted"],
                actor=self.actor,
                now=clock.now(),
            )
        except BatchNotFound as error:  # named in the body
            raise InvalidInput((("batch_id",), error.message)) from error
        return self.answer_whole(stocktake_id, status=201)


class StocktakePostView(StocktakeRowView):
    @extend_schema(
        summary="Провести инвентаризацию: исправить остатки на разницу",
        request=PostInput,
        responses=StocktakeWhole,
        tags=["warehouse"],
    )
    def post(self, request: Request, stocktake_id: int) -> Response:
        self.check_may_post()
        values = self.read(PostInput)
        post_stocktake(
            shop=self.shop,
            stocktake_id=stocktake_id,
            note=values.get("note", ""),
            actor=self.actor,
            now=clock.now(),
        )
        return self.answer_whole(stocktake_id)


class StocktakeCancelView(StocktakeRowView):
    @extend_schema(
        summary="Отменить инвентаризацию: остатки не меняются",
        request=None,
        responses=StocktakeWhole,
        tags=["warehouse"],
    )
    def post(self, request: Request, stocktake_id: int) -> Response:
        self.check_may_post()
        cancel_stocktake(shop=self.shop, stocktake_id=stocktake_id, actor=self.actor, now=clock.now())
        return self.answer_whole(stocktake_id)
