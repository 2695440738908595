"""A customer's days to remember and address book over API v1."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from customers.queries import (
    address_row,
    address_rows,
    addresses_of,
    date_row,
    date_rows,
    dates_of,
    version_of,
)
from customers.services import add_address, add_date, remove_address, remove_date, update_address, update_date
from cvety.api.lists import ListFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core.access import Module

from .serializers import AddressChanges, AddressInput, CustomerAddressRow, CustomerDate, DateChanges, DateInput


class PartsView(ApiView):
    """The ETag of whatever is answered about a part is the customer's: an edit of either makes the other stale."""

    module = Module.CUSTOMERS

    def answer_date(self, customer_id: int, date_id: int, status: int = 200) -> Response:
        version = version_of(shop=self.shop, customer_id=customer_id)  # read first: rather too old than too new
        row = date_row(shop=self.shop, customer_id=customer_id, date_id=date_id)
        return self.answer(row, row=version, status=status)

    def answer_address(self, customer_id: int, address_id: int, status: int = 200) -> Response:
        version = version_of(shop=self.shop, customer_id=customer_id)
        row = address_row(shop=self.shop, customer_id=customer_id, address_id=address_id)
        return self.answer(row, row=version, status=status)


class DatesView(PartsView):
    @extend_schema(
        summary="Важные даты клиента",
        parameters=list_parameters(ListFilter),
        responses=page_of(CustomerDate),
        tags=["customers"],
    )
    def get(self, request: Request, customer_id: int) -> Response:
        page = read_page(request.query_params)
        dates = dates_of(shop=self.shop, customer_id=customer_id)
        return self.answer(page.envelope(date_rows(page.cut(dates)), dates.count()))

    @extend_schema(summary="Добавить важную дату", request=DateInput, responses={201: CustomerDate}, tags=["customers"])
    def post(self, request: Request, customer_id: int) -> Response:
        date = add_date(shop=self.shop, customer_id=customer_id, data=self.read(DateInput))
        return self.answer_date(customer_id, date.pk, status=201)


class DateView(PartsView):
    @extend_schema(summary="Важная дата", responses=CustomerDate, tags=["customers"])
    def get(self, request: Request, customer_id: int, date_id: int) -> Response:
        return self.answer_date(customer_id, date_id)

    @extend_schema(
        summary="Изменить важную дату: переданные поля",
        request=DateChanges,
        responses=CustomerDate,
        tags=["customers"],
    )
    def patch(self, request: Request, customer_id: int, date_id: int) -> Response:
        update_date(
            shop=self.shop,
            customer_id=customer_id,
            date_id=date_id,
            changes=self.read(DateChanges),
            expected_version=self.expected_version,
        )
        return self.answer_date(customer_id, date_id)

    @extend_schema(summary="Удалить важную дату", responses={204: None}, tags=["customers"])
    def delete(self, request: Request, customer_id: int, date_id: int) -> Response:
        remove_date(shop=self.shop, customer_id=customer_id, date_id=date_id, expected_version=self.expected_version)
        return self.answer(None, status=204)


class AddressesView(PartsView):
    @extend_schema(
        summary="Адреса клиента",
        parameters=list_parameters(ListFilter),
        responses=page_of(CustomerAddressRow),
        tags=["customers"],
    )
    def get(self, request: Request, customer_id: int) -> Response:
        page = read_page(request.query_params)
        addresses = addresses_of(shop=self.shop, customer_id=customer_id)
        return self.answer(page.envelope(address_rows(page.cut(addresses)), addresses.count()))

    @extend_schema(
        summary="Добавить адрес клиента",
        request=AddressInput,
        responses={201: CustomerAddressRow},
        tags=["customers"],
    )
    def post(self, request: Request, customer_id: int) -> Response:
        address = add_address(shop=self.shop, customer_id=customer_id, data=self.read(AddressInput))
        return self.answer_address(customer_id, address.pk, status=201)


class AddressView(PartsView):
    @extend_schema(summary="Адрес клиента", responses=CustomerAddressRow, tags=["customers"])
    def get(self, request: Request, customer_id: int, address_id: int) -> Response:
        return self.answer_address(customer_id, address_id)

    @extend_schema(
        summary="Изменить адрес клиента: переданные поля",
        request=AddressChanges,
        responses=CustomerAddressRow,
        tags=["customers"],
    )
    def patch(self, request: Request, customer_id: int, address_id: int) -> Response:
        update_address(
            shop=self.shop,
            customer_id=customer_id,
            address_id=address_id,
            changes=self.read(AddressChanges),
            expected_version=self.expected_version,
        )
        return self.answer_address(customer_id, address_id)

    @extend_schema(summary="Удалить адрес клиента", responses={204: None}, tags=["customers"])
    def delete(self, request: Request, customer_id: int, address_id: int) -> Response:
        remove_address(
            shop=self.shop, customer_id=customer_id, address_id=address_id, expected_version=self.expected_version
        )
        return self.answer(None, status=204)
