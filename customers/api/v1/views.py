"""Customers over API v1, and what they ordered."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from customers.queries import customer_row, customer_rows, customers_of
from customers.services import archive_customer, create_customer, update_customer
from cvety.api.lists import ListFilter, read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from cvety.core.versions import RowVersion
from orders.queries import customer_order_rows, favorite_category, orders_of_customer

from .filters import MAY_BE_EMPTY, SORT, CustomerFilter
from .serializers import CustomerChanges, CustomerCreated, CustomerInput, CustomerOrderRow, CustomerRow, CustomerStats


class CustomersView(ApiView):
    module = Module.CUSTOMERS

    @extend_schema(
        summary="Клиенты",
        parameters=list_parameters(CustomerFilter, SORT),
        responses=page_of(CustomerRow),
        tags=["customers"],
    )
    def get(self, request: Request) -> Response:
        page = read_page(request.query_params)
        order_by = read_sort(request.query_params, SORT, default="-created_at", may_be_empty=MAY_BE_EMPTY)
        ids, total = CustomerFilter.read(request, customers_of(shop=self.shop)).page(order_by, page)
        return self.answer(page.envelope(customer_rows(ids, shop=self.shop), total))

    @extend_schema(
        summary="Добавить клиента", request=CustomerInput, responses={201: CustomerCreated}, tags=["customers"]
    )
    def post(self, request: Request) -> Response:
        customer = create_customer(shop=self.shop, data=self.read(CustomerInput), now=clock.now())
        answer = {
            "id": customer.pk,
            "phone": customer.phone,
            "name": customer.name,
            "created_at": clock.isoformat(customer.created_at, self.shop.zone),
        }
        return self.answer(answer, status=201)


class CustomerView(ApiView):
    module = Module.CUSTOMERS

    @extend_schema(summary="Клиент", responses=CustomerRow, tags=["customers"])
    def get(self, request: Request, customer_id: int) -> Response:
        return self._answer_row(customer_id)

    @extend_schema(
        summary="Изменить клиента: переданные поля", request=CustomerChanges, responses=CustomerRow, tags=["customers"]
    )
    def patch(self, request: Request, customer_id: int) -> Response:
        update_customer(
            shop=self.shop,
            customer_id=customer_id,
            changes=self.read(CustomerChanges),
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self._answer_row(customer_id)

    @extend_schema(summary="Убрать клиента в архив", responses={204: None}, tags=["customers"])
    def delete(self, request: Request, customer_id: int) -> Response:
        archive_customer(shop=self.shop, customer_id=customer_id, now=clock.now())
        return self.answer(None, status=204)

    def _answer_row(self, customer_id: int) -> Response:
        row = customer_row(shop=self.shop, customer_id=customer_id)
        return self.answer(row, row=RowVersion(customer_id, row["version"]))


class CustomerOrdersView(ApiView):
    module = Module.CUSTOMERS

    @extend_schema(
        summary="История заказов клиента",
        parameters=list_parameters(ListFilter),
        responses=page_of(CustomerOrderRow, stats=CustomerStats()),
        tags=["customers"],
    )
    def get(self, request: Request, customer_id: int) -> Response:
        page = read_page(request.query_params)
        customer = customer_row(shop=self.shop, customer_id=customer_id)
        orders = orders_of_customer(shop=self.shop, customer_id=customer_id)
        stats = {
            "total_orders": customer["orders_count"],
            "total_spent": customer["total_spent"],
            "average_order": customer["average_order"],
            "favorite_category": favorite_category(shop=self.shop, customer_id=customer_id),
        }
        rows = customer_order_rows(page.cut(orders), shop=self.shop)
        return self.answer(page.envelope(rows, orders.count(), stats=stats))
