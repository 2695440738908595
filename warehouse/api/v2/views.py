"""The inventory API: quantities on hand of products and flowers, for programs of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shop_tokens import ShopTokenAuthentication
from catalog.services.inventory import (
    Named,
    NotAllSet,
    Wanted,
    find_counted,
    receive,
    set_quantities,
    set_quantity,
    write_off_named,
)
from cvety.api.inventory import InventoryView, flat
from cvety.api.lists import read_number
from cvety.api.v2 import read_window
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError
from cvety.core.text import clean
from warehouse.inventory import items_of, movements_of_items, standings
from warehouse.models import GoodsReceipt, StockItem
from warehouse.reasons import write_off_reason
from warehouse.services.corrections import Changed
from warehouse.services.receipts import MAX_QUANTITY

from . import rows
from .serializers import (
    BulkInput,
    BulkUpdate,
    DeliveryInput,
    Flower,
    FlowerDelivery,
    FlowerWriteOff,
    History,
    InventoryDelivery,
    InventoryWriteOff,
    LowStock,
    Update,
    UpdateInput,
    WriteOffInput,
    read_flower_id,
    read_product_id,
)

DEFAULT_LIMIT = 50
MAX_LIMIT = 100
DEFAULT_THRESHOLD = 5
MAX_SEARCH = 200
LIMIT = OpenApiParameter("limit", OpenApiTypes.INT, description=f"1–{MAX_LIMIT}, по умолчанию {DEFAULT_LIMIT}")


class NothingUpdated(DomainError):
    """Not one of the quantities could be set, or one could not and all were to be."""

    code = "nothing_updated"


class ShelfView(InventoryView):
    """Opened by an access token of the shop, or by a colleague's token."""

    authentication_classes = [ShopTokenAuthentication]
    module = Module.WAREHOUSE

    @property
    def may_begin(self) -> bool:
        """Whether pieces of a product may be counted that never were: that changes the product."""
        return self.member.access(Module.PRODUCTS) == Access.WRITE

    def received(self) -> tuple[str, GoodsReceipt, Changed]:
        """Take in the delivery that the body tells of, and return what it was called."""
        values = self.read(DeliveryInput)
        code, now = values.pop("code"), clock.now()
        receipt, outcome = receive(
            shop=self.shop,
            named=values["named"],
            quantity=values["quantity"],
            cost=values.get("price"),
            supplier=values.get("supplier", ""),
            received_at=values.get("delivery_date") or now,
            note=values.get("note", ""),
            may_begin=self.may_begin,
            actor=self.actor,
            now=now,
        )
        return code, receipt, outcome

    def written_off(self) -> tuple[str, str, Changed]:
        """Write off what the body tells of, and return what it was called and why it went."""
        values = self.read(WriteOffInput)
        outcome = write_off_named(
            shop=self.shop,
            named=values["named"],
            quantity=values["quantity"],
            reason=write_off_reason(values["reason"]),
            note=_joined(values["reason"], values.get("note", "")),
            actor=self.actor,
            now=clock.now(),
        )
        return values["code"], values["reason"], outcome


class UpdateView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_inventory_update",
        summary="Сколько стало в наличии",
        request=UpdateInput,
        responses={200: flat(Update)},
        tags=["inventory"],
    )
    def post(self, request: Request) -> Response:
        values = self.read(UpdateInput)
        outcome = set_quantity(
            shop=self.shop,
            named=values["named"],
            quantity=values["quantity"],
            note=_joined(values.get("reason", ""), values.get("note", "")),
            may_begin=self.may_begin,
            actor=self.actor,
            now=clock.now(),
        )
        change = outcome.after - outcome.before
        return self.answer_flat(
            {**rows.changed(outcome, values["code"]), "flower_id": outcome.item.slug, "change": change}
        )


class BulkUpdateView(ShelfView):
    @extend_schema(
        operation_id="v2_inventory_bulk_update",
        summary="Сколько стало в наличии, списком",
        request=BulkInput,
        responses={200: flat(BulkUpdate)},
        tags=["inventory"],
    )
    def post(self, request: Request) -> Response:
        values = self.read(BulkInput)
        updates: list[Any] = values["updates"]
        codes = [None if isinstance(row, DomainError) else row["code"] for row in updates]
        wanted = [row if isinstance(row, DomainError) else Wanted(row["named"], row["quantity"]) for row in updates]
        try:
            outcomes = set_quantities(
                shop=self.shop,
                wanted=wanted,
                all_or_none=values["atomic"],
                may_begin=self.may_begin,
                actor=self.actor,
                now=clock.now(),
            )
        except NotAllSet as error:
            raise _nothing(_wrong(error.outcomes, codes)) from error
        wrong = _wrong(outcomes, codes)
        done = [
            rows.changed(outcome, code or "")
            for outcome, code in zip(outcomes, codes, strict=True)
            if isinstance(outcome, Changed)
        ]
        if not done:
            raise _nothing(wrong)
        return self.answer_flat({"updated_count": len(done), "updated_products": done, "errors": wrong})


class LowStockView(ShelfView):
    @extend_schema(
        operation_id="v2_inventory_low_stock",
        summary="Чего осталось мало",
        parameters=[
            OpenApiParameter(
                "threshold", OpenApiTypes.INT, description="Порог; без него у каждой позиции свой (обычно 5)"
            )
        ],
        responses={200: flat(LowStock)},
        tags=["inventory"],
    )
    def get(self, request: Request) -> Response:
        threshold = None
        if request.query_params.get("threshold"):
            threshold = read_number(request.query_params, "threshold", default=0, least=0, most=MAX_QUANTITY)
        found = rows.scarce(shop=self.shop, threshold=threshold, now=clock.now())
        shown = DEFAULT_THRESHOLD if threshold is None else threshold
        return self.answer_flat({"threshold": shown, "count": len(found), "products": found})


class DeliveryView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_inventory_delivery",
        summary="Поставка одной позиции",
        request=DeliveryInput,
        responses={200: flat(InventoryDelivery)},
        tags=["inventory"],
    )
    def post(self, request: Request) -> Response:
        code, receipt, outcome = self.received()
        date = clock.isoformat(receipt.received_at, self.shop.zone)
        product = {**rows.moved(outcome, code), "delivery_date": date}
        return self.answer_flat({**_receipt(receipt), "product": product})


class WriteOffView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_inventory_writeoff",
        summary="Списать со склада",
        request=WriteOffInput,
        responses={200: flat(InventoryWriteOff)},
        tags=["inventory"],
    )
    def post(self, request: Request) -> Response:
        code, reason, outcome = self.written_off()
        date = clock.isoformat(clock.now(), self.shop.zone)
        product = {**rows.moved(outcome, code), "writeoff_date": date}
        return self.answer_flat({"message": _gone(outcome), "reason": reason, "product": product})


class HistoryView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_inventory_history",
        summary="История движений, новые сначала",
        parameters=[
            OpenApiParameter("flower_id", OpenApiTypes.STR, description="Только эта складская позиция"),
            OpenApiParameter("product_id", OpenApiTypes.STR, description="Только готовые изделия этого товара"),
            LIMIT,
            OpenApiParameter("offset", OpenApiTypes.INT),
        ],
        responses={200: History},
        tags=["inventory"],
    )
    def get(self, request: Request) -> Response:
        window = read_window(request.query_params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        movements = movements_of_items(shop=self.shop, item=self._item(request))
        found = rows.history(window.cut(movements))
        return self.answer(found, movements=found, count=len(found))

    def _item(self, request: Request) -> StockItem | None:
        named: Named | None = None
        if flower_id := request.query_params.get("flower_id"):
            named = read_flower_id(flower_id)
        elif product_id := request.query_params.get("product_id"):
            named = read_product_id(product_id)
        return None if named is None else find_counted(shop=self.shop, named=named)


class FlowerSearchView(ShelfView):
    @extend_schema(
        operation_id="v2_flowers_search",
        summary="Найти цветы по названию",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Часть названия; без неё — все"),
            LIMIT,
            OpenApiParameter("offset", OpenApiTypes.INT),
        ],
        responses={200: Flower(many=True)},
        tags=["flowers"],
    )
    def get(self, request: Request) -> Response:
        window = read_window(request.query_params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        text = clean(request.query_params.get("q") or request.query_params.get("search", ""), MAX_SEARCH)
        items = list(window.cut(items_of(shop=self.shop, text=text, finished=False)))
        return self.answer_bare([rows.flower(standing) for standing in standings(items, now=clock.now())])


class FlowerDeliveryView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_flowers_delivery",
        summary="Поставка цветов",
        request=DeliveryInput,
        responses={200: flat(FlowerDelivery)},
        tags=["flowers"],
    )
    def post(self, request: Request) -> Response:
        _code, receipt, outcome = self.received()
        figures = {
            "flower_id": outcome.item.slug,
            "previous_quantity": outcome.before,
            "added_quantity": outcome.after - outcome.before,
            "new_quantity": outcome.after,
            "available": outcome.available,
        }
        return self.answer_flat({**_receipt(receipt), **figures})


class FlowerWriteOffView(ShelfView):
    names_rows = True

    @extend_schema(
        operation_id="v2_flowers_writeoff",
        summary="Списать цветы",
        request=WriteOffInput,
        responses={200: flat(FlowerWriteOff)},
        tags=["flowers"],
    )
    def post(self, request: Request) -> Response:
        _code, reason, outcome = self.written_off()
        figures = {
            "flower_id": outcome.item.slug,
            "previous_quantity": outcome.before,
            "writeoff_quantity": outcome.before - outcome.after,
            "new_quantity": outcome.after,
            "available": outcome.available,
            "reason": reason,
        }
        return self.answer_flat({"message": _gone(outcome), **figures})


def _joined(reason: str, note: str) -> str:
    """Return what the history keeps: the reason in its own words, then what else was noted."""
    return "\n".join(part for part in (reason.strip(), note.strip()) if part)


def _receipt(receipt: GoodsReceipt) -> dict[str, Any]:
    return {
        "message": _("Поставка принята: %s") % receipt.number,
        "delivery_number": receipt.number,
        "total_cost": receipt.total_cost_kzt,
    }


def _gone(outcome: Changed) -> str:
    return _("Списано: %(name)s, %(quantity)d") % {
        "name": str(outcome.item),
        "quantity": outcome.before - outcome.after,
    }


def _wrong(outcomes: Sequence[Changed | DomainError], codes: Sequence[str | None]) -> list[str]:
    """Tell what is wrong with which row: by what it names, or by its place where it names nothing."""
    return [
        f"{code or _('Строка %d') % number}: {outcome}"
        for number, (outcome, code) in enumerate(zip(outcomes, codes, strict=True), start=1)
        if isinstance(outcome, DomainError)
    ]


def _nothing(wrong: list[str]) -> NothingUpdated:
    message = _("Ничего не обновлено. %s") % "; ".join(wrong[:3])
    return NothingUpdated(message, updated_count=0, updated_products=[], errors=wrong)
