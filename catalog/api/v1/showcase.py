"""Bouquets made in advance over API v1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import ShowcaseBouquet
from catalog.services.showcase import make_showcase_bouquets, take_apart
from catalog.showcase import MAX_AT_ONCE, REASONS, State, bouquet_row, bouquet_rows, bouquets_of
from cvety.api.fields import IdField, TextField, WordField
from cvety.api.lists import IntegerFilter, ListFilter, MomentFilter, WordFilter, read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from warehouse.models import Freshness, WriteOffReason

SORT = {"made_at": "made_at"}
MAX_PARTS = 200


class ShowcaseFilter(ListFilter):
    state = WordFilter(choices=State.choices)
    product_id = IntegerFilter()
    dateFrom = MomentFilter(field_name="made_at", lookup_expr="gte")
    dateTo = MomentFilter(field_name="made_at", lookup_expr="lte")

    class Meta:
        model = ShowcaseBouquet
        fields: list[str] = []


class MakeInput(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=1, max_value=MAX_AT_ONCE, required=False, default=1)
    comment = TextField(source="note", max_length=2000)


class GoodStems(serializers.Serializer[Any]):
    item_id = IdField()
    quantity = serializers.IntegerField(min_value=0, max_value=1_000_000)


class TakeApartInput(serializers.Serializer[Any]):
    good: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=GoodStems(),
        required=False,
        max_length=MAX_PARTS,
        help_text=_("Что ещё хорошее и вернётся на склад; остальное спишется"),
    )
    reason = WordField([reason.value for reason in REASONS], required=False, default=WriteOffReason.WILTED.value)
    comment = TextField(source="note", max_length=2000)

    def validate_good(self, rows: list[dict[str, int]]) -> dict[int, int]:
        """Each item is named once."""
        good = {row["item_id"]: row["quantity"] for row in rows}
        if len(good) < len(rows):
            raise serializers.ValidationError(_("Позиция названа дважды"))
        return good


class StemsRow(serializers.Serializer[Any]):
    item_id = serializers.IntegerField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    batch_id = serializers.IntegerField(help_text=_("Партия, из которой взято"))
    cost = serializers.IntegerField(allow_null=True, help_text=_("В тенге, с доставкой поставки"))


class BouquetRow(serializers.Serializer[Any]):
    """A showcase bouquet; what it cost is null for those who do not see money."""

    id = serializers.IntegerField()
    product_id = serializers.IntegerField()
    product_name = serializers.CharField()
    batch_id = serializers.IntegerField(help_text=_("Партия из одного готового изделия"))
    state = serializers.ChoiceField(State.choices)
    state_display = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    days_in_stock = serializers.IntegerField()
    expires_at = serializers.DateTimeField(allow_null=True)
    freshness_status = serializers.ChoiceField(Freshness.choices)
    price = serializers.IntegerField(help_text=_("Сегодняшняя цена товара, в тенге"))
    cost = serializers.IntegerField(allow_null=True, help_text=_("Себестоимость состава, в тенге"))
    stems = StemsRow(many=True)
    note = serializers.CharField()
    taken_apart_at = serializers.DateTimeField(allow_null=True)
    taken_apart_by = serializers.CharField()


class BouquetsMade(serializers.Serializer[Any]):
    items = BouquetRow(many=True)


class ShowcaseView(ApiView):
    module = Module.WAREHOUSE

    @extend_schema(
        summary="Букеты на витрине",
        parameters=list_parameters(ShowcaseFilter, SORT),
        responses=page_of(BouquetRow),
        tags=["warehouse"],
    )
    def get(self, request: Request) -> Response:
        bouquets = ShowcaseFilter.read(request, bouquets_of(shop=self.shop)).qs
        page = read_page(request.query_params)
        order = read_sort(request.query_params, SORT, default="-made_at")
        rows = bouquet_rows(page.cut(bouquets.order_by(*order)), seen_by=self.member, now=clock.now())
        return self.answer(page.envelope(rows, bouquets.count()))


class BouquetView(ApiView):
    module = Module.WAREHOUSE

    @extend_schema(summary="Один букет на витрине", responses=BouquetRow, tags=["warehouse"])
    def get(self, request: Request, bouquet_id: int) -> Response:
        return self.answer(bouquet_row(bouquet_id=bouquet_id, seen_by=self.member, now=clock.now()))


class TakeApartView(ApiView):
    module = Module.WAREHOUSE

    @extend_schema(
        summary="Разобрать букет с витрины", request=TakeApartInput, responses=BouquetRow, tags=["warehouse"]
    )
    def post(self, request: Request, bouquet_id: int) -> Response:
        values = self.read(TakeApartInput)
        good = values.pop("good", {})
        now = clock.now()
        take_apart(shop=self.shop, bouquet_id=bouquet_id, good=good, actor=self.actor, now=now, **values)
        return self.answer(bouquet_row(bouquet_id=bouquet_id, seen_by=self.member, now=now))


class MakeBouquetsView(ApiView):
    module = Module.WAREHOUSE

    @extend_schema(
        summary="Собрать букеты на витрину", request=MakeInput, responses={201: BouquetsMade}, tags=["warehouse"]
    )
    def post(self, request: Request, product_id: int) -> Response:
        now = clock.now()
        made = make_showcase_bouquets(
            shop=self.shop, product_id=product_id, actor=self.actor, now=now, **self.read(MakeInput)
        )
        bouquets = bouquets_of(shop=self.shop).filter(pk__in=[bouquet.pk for bouquet in made]).order_by("pk")
        return self.answer({"items": bouquet_rows(bouquets, seen_by=self.member, now=now)}, status=201)
