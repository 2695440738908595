"""What an order consists of, each part as a list of its own: items, and the history."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import ListFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import NotFound
from cvety.core.versions import RowVersion
from orders.errors import ItemNotFound
from orders.queries import item_row, order_row, orders_seen_by
from orders.services import NewItem, add_item, change_item, remove_item

from .inputs import refuse_what_is_fixed
from .schema import OrderLine, OrderStep
from .serializers import ItemChanges, ItemInput

READS_OWN = {"GET": Access.OWN, "HEAD": Access.OWN}


def answer_part(view: ApiView, pk: int, part: str) -> Response:
    """Answer a page of one part of an order's row, as this person may see it, with the version of the order.

    Raises OrderNotFound.
    """
    page = read_page(view.request.query_params)
    row = order_row(orders_seen_by(view.member), pk, seen_by=view.member)
    return view.answer(page.envelope(page.cut(row[part]), len(row[part])), row=RowVersion(pk, row["version"]))


def find_one(
    view: ApiView, pk: int, part: str, id_: int, *, missing: type[NotFound]
) -> tuple[dict[str, Any], RowVersion]:
    """Return one row of such a part likewise. Raises OrderNotFound, and what is told where there is no such row."""
    order = order_row(orders_seen_by(view.member), pk, seen_by=view.member)
    for row in order[part]:
        if row["id"] == id_:
            return row, RowVersion(pk, order["version"])
    raise missing


class HistoryView(ApiView):
    module = Module.ORDERS
    needs = READS_OWN

    @extend_schema(
        summary="История заказа", parameters=list_parameters(ListFilter), responses=page_of(OrderStep), tags=["orders"]
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer_part(self, pk, "history")


class ItemsView(ApiView):
    """The ETag of whatever is answered about an item is the order's: an edit of either makes the other stale."""

    module = Module.ORDERS
    needs = READS_OWN

    @extend_schema(
        summary="Позиции заказа", parameters=list_parameters(ListFilter), responses=page_of(OrderLine), tags=["orders"]
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer_part(self, pk, "items")

    @extend_schema(
        summary="Добавить позицию в заказ, пока он не собран",
        request=ItemInput,
        responses={201: OrderLine},
        tags=["orders"],
    )
    def post(self, request: Request, pk: int) -> Response:
        item = add_item(
            shop=self.shop,
            order_id=pk,
            item=NewItem(**self.read(ItemInput)),
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self.answer(item_row(item), row=item.order, status=201)


class ItemView(ApiView):
    module = Module.ORDERS
    needs = READS_OWN

    @extend_schema(summary="Позиция заказа", responses=OrderLine, tags=["orders"])
    def get(self, request: Request, pk: int, item_id: int) -> Response:
        row, version = self._row(pk, item_id)
        return self.answer(row, row=version)

    @extend_schema(
        summary="Изменить позицию, пока заказ не собран: переданные поля",
        request=ItemChanges,
        responses=OrderLine,
        tags=["orders"],
    )
    def patch(self, request: Request, pk: int, item_id: int) -> Response:
        refuse_what_is_fixed(request.data, ItemChanges().fields, row=lambda: self._row(pk, item_id)[0])
        item = change_item(
            changes=self.read(ItemChanges), item_id=item_id, expected_version=self.expected_version, **self._told(pk)
        )
        return self.answer(item_row(item), row=item.order)

    @extend_schema(summary="Убрать позицию, пока заказ не собран", responses={204: None}, tags=["orders"])
    def delete(self, request: Request, pk: int, item_id: int) -> Response:
        order = remove_item(item_id=item_id, expected_version=self.expected_version, **self._told(pk))
        return self.answer(None, row=order, status=204)

    def _told(self, pk: int) -> dict[str, Any]:
        return {"shop": self.shop, "order_id": pk, "actor": self.actor, "now": clock.now()}

    def _row(self, pk: int, item_id: int) -> tuple[dict[str, Any], RowVersion]:
        return find_one(self, pk, "items", item_id, missing=ItemNotFound)
