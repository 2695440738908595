"""Orders of API v1."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api import limits
from cvety.api.lists import Narrowed, read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.versions import RowVersion
from orders.queries import count_orders, order_row, orders_seen_by, rows_of_orders
from orders.services import archive_order, place_order, update_order
from orders.stems import substitutions
from tracking.queries import feedback_row

from . import answers
from .filters import MAY_BE_EMPTY, SORT, OrderFilter
from .inputs import new_order, order_changes, refuse_what_is_fixed
from .schema import OrderAnswer, OrderCreated, OrderWithFeedback, OrderWithItemsCreated
from .serializers import OrderChanges, OrderInput, OrderWithItemsInput

READS_OWN = {"GET": Access.OWN, "HEAD": Access.OWN}


class OrdersView(ApiView):
    module = Module.ORDERS
    needs = READS_OWN
    creation_limits = (limits.CREATE_ORDER,)

    @extend_schema(
        summary="Заказы", parameters=list_parameters(OrderFilter, SORT), responses=page_of(OrderAnswer), tags=["orders"]
    )
    def get(self, request: Request) -> Response:
        page = read_page(request.query_params)
        # Order by a sum that one may not see would tell it.
        fields = SORT if self.member.sees_money else {name: SORT[name] for name in SORT if name != "total"}
        order_by = read_sort(request.query_params, fields, default="-created_at", may_be_empty=MAY_BE_EMPTY)
        found = OrderFilter.read(request, orders_seen_by(self.member))
        ids, total = found.page(order_by, page, count=self._count_of(found))
        return self.answer(page.envelope(rows_of_orders(ids, seen_by=self.member), total))

    @extend_schema(summary="Создать заказ", request=OrderInput, responses={201: OrderCreated}, tags=["orders"])
    def post(self, request: Request) -> Response:
        order = new_order(self.read(OrderInput), self.shop)
        placed = place_order(shop=self.shop, order=order, actor=self.actor, now=clock.now())
        return self.answer(answers.created(placed, self.shop), row=placed, status=201)

    def _count_of(self, found: Narrowed) -> Callable[[], int] | None:
        """Return how to tell the number of orders without counting them; None where no tally knows it."""
        if found.asked.keys() <= {"status"} and self.member.access(Module.ORDERS) != Access.OWN:
            return partial(count_orders, shop=self.shop, status=found.asked.get("status"))
        return None


class OrdersWithItemsView(ApiView):
    module = Module.ORDERS
    creation_limits = (limits.CREATE_ORDER,)

    @extend_schema(
        summary="Создать заказ с позициями",
        request=OrderWithItemsInput,
        responses={201: OrderWithItemsCreated},
        tags=["orders"],
    )
    def post(self, request: Request) -> Response:
        order = new_order(self.read(OrderWithItemsInput), self.shop)
        placed = place_order(shop=self.shop, order=order, actor=self.actor, now=clock.now())
        return self.answer(answers.created_with_items(placed), row=placed, status=201)


class OrderView(ApiView):
    module = Module.ORDERS
    needs = READS_OWN

    @extend_schema(summary="Заказ", responses=OrderWithFeedback, tags=["orders"])
    def get(self, request: Request, pk: int) -> Response:
        return self._answer_row(pk)

    @extend_schema(
        summary="Изменить заказ: переданные поля", request=OrderChanges, responses=OrderWithFeedback, tags=["orders"]
    )
    def patch(self, request: Request, pk: int) -> Response:
        refuse_what_is_fixed(request.data, OrderChanges().fields, row=lambda: self._row(pk))
        update_order(
            shop=self.shop,
            order_id=pk,
            changes=order_changes(self.read(OrderChanges)),
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self._answer_row(pk)

    @extend_schema(summary="Удалить новый или отменённый заказ", responses={204: None}, tags=["orders"])
    def delete(self, request: Request, pk: int) -> Response:
        told = {"shop": self.shop, "order_id": pk, "actor": self.actor, "now": clock.now()}
        archive_order(**told, expected_version=self.expected_version)
        return self.answer(None, status=204)

    def _row(self, pk: int) -> dict[str, Any]:
        row = order_row(orders_seen_by(self.member), pk, seen_by=self.member)
        # Whoever only carries an order need not know what it was to be made of.
        is_carrier = self.member.access(Module.ORDERS) == Access.OWN
        return {
            **row,
            "feedback": feedback_row(order_id=pk, seen_by=self.member),
            "substitutions": [] if is_carrier else substitutions(order_id=pk),
        }

    def _answer_row(self, pk: int) -> Response:
        row = self._row(pk)
        return self.answer(row, row=RowVersion(pk, row["version"]))
