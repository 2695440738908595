"""Orders on their way, in API v1: status, issues, acceptance, photos, money."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import ListFilter, read_page
from cvety.api.schema import Photo, list_parameters, page_of
from cvety.api.uploads import UploadInput, UploadView
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import NotAllowed
from orders.errors import PhotoNotFound
from orders.models import PaymentKind, PaymentSource
from orders.queries import check_seen, find_order, order_row, orders_seen_by, payment_row, payments_of, photo_row
from orders.services import (
    accept_order,
    add_photo,
    allowed_moves,
    change_status,
    hand_over,
    nobody_opened,
    record_payment,
    record_refund,
    remove_photo,
    report_issue,
    waive_due,
)
from orders.states import IssueType, OrderStatus

from . import answers
from .parts import READS_OWN, answer_part, find_one
from .schema import AllowedStatuses, IssueReported, OrderAccepted, OrderAnswer, PaymentAnswer, StatusChanged
from .serializers import CancelInput, IssueInput, PaymentInput, RefundInput, StatusInput, WaiveInput


class CarriedView(ApiView):
    """For those who may change any order, and for a courier with one's own."""

    module = Module.ORDERS
    needs = dict.fromkeys(("GET", "HEAD", "POST", "PATCH", "DELETE"), Access.OWN)

    @property
    def is_courier(self) -> bool:
        return bool(self.member.access(Module.ORDERS) == Access.OWN)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        is_reader = self.member.access(Module.ORDERS) == Access.READ
        if is_reader and request.method not in SAFE_METHODS:  # reading all is not writing one's own
            raise NotAllowed


class StatusView(CarriedView):
    @extend_schema(summary="Изменить статус заказа", request=StatusInput, responses=StatusChanged, tags=["orders"])
    def patch(self, request: Request, pk: int) -> Response:
        values = self.read(StatusInput)
        status = values["status"]
        told = {"shop": self.shop, "order_id": pk, "comment": values.get("comment", ""), "now": clock.now()}
        told["expected_version"] = self.expected_version
        if not self.is_courier:
            order = change_status(to=status, actor=self.actor, **told)
        elif status == OrderStatus.DELIVERED:
            order = hand_over(member=self.member, **told)
        elif status == OrderStatus.ISSUE:
            order = nobody_opened(issue_type=IssueType.OTHER, member=self.member, **told)
        else:
            raise NotAllowed
        return self.answer(answers.moved(order, self.shop), row=order)


class IssueView(CarriedView):
    @extend_schema(summary="Отметить проблему", request=IssueInput, responses=IssueReported, tags=["orders"])
    def patch(self, request: Request, pk: int) -> Response:
        values = self.read(IssueInput)
        told = {
            "shop": self.shop,
            "order_id": pk,
            "issue_type": values["issue_type"],
            "comment": values.get("comment", ""),
            "now": clock.now(),
            "expected_version": self.expected_version,
        }
        order = nobody_opened(member=self.member, **told) if self.is_courier else report_issue(actor=self.actor, **told)
        return self.answer(answers.in_trouble(order, self.shop), row=order)


class CancelView(ApiView):
    module = Module.ORDERS

    @extend_schema(summary="Отменить заказ", request=CancelInput, responses=StatusChanged, tags=["orders"])
    def post(self, request: Request, pk: int) -> Response:
        values = self.read(CancelInput)
        order = change_status(
            shop=self.shop,
            order_id=pk,
            to=OrderStatus.CANCELLED,
            comment=values.get("cancellation_reason") or values.get("comment", ""),
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self.answer(answers.moved(order, self.shop), row=order)


class AllowedStatusesView(ApiView):
    """For those who may set them."""

    module = Module.ORDERS
    needs = {"GET": Access.WRITE, "HEAD": Access.WRITE}

    @extend_schema(
        summary="Статусы, в которые заказ можно перевести сейчас", responses=AllowedStatuses, tags=["orders"]
    )
    def get(self, request: Request, pk: int) -> Response:
        order = find_order(order_id=pk, member=self.member)
        return self.answer(answers.allowed(order, allowed_moves(order)), row=order)


class AcceptView(ApiView):
    module = Module.ORDERS

    @extend_schema(summary="Принять заказ", request=None, responses=OrderAccepted, tags=["orders"])
    def post(self, request: Request, pk: int) -> Response:
        order = accept_order(shop=self.shop, order_id=pk, actor=self.actor, now=clock.now())
        return self.answer(answers.accepted(order, self.shop), row=order)


class OrderPhotosView(CarriedView, UploadView):
    @extend_schema(
        summary="Фото заказа", parameters=list_parameters(ListFilter), responses=page_of(Photo), tags=["orders"]
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer_part(self, pk, "photos")

    @extend_schema(
        summary="Добавить фото заказа",
        request={"multipart/form-data": UploadInput},
        responses={201: Photo},
        tags=["orders"],
    )
    def post(self, request: Request, pk: int) -> Response:
        upload = self.read_file()
        check_seen(order_id=pk, member=self.member)
        photo = add_photo(shop=self.shop, order_id=pk, upload=upload, actor=self.actor, now=clock.now())
        return self.answer(photo_row(photo, self.shop.zone), status=201)


class OrderPhotoView(ApiView):
    module = Module.ORDERS
    needs = READS_OWN

    @extend_schema(summary="Фото заказа", responses=Photo, tags=["orders"])
    def get(self, request: Request, pk: int, photo_id: int) -> Response:
        row, version = find_one(self, pk, "photos", photo_id, missing=PhotoNotFound)
        return self.answer(row, row=version)

    @extend_schema(summary="Удалить фото заказа", responses={204: None}, tags=["orders"])
    def delete(self, request: Request, pk: int, photo_id: int) -> Response:
        order = remove_photo(
            shop=self.shop,
            order_id=pk,
            photo_id=photo_id,
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self.answer(None, row=order, status=204)


class MoneyView(ApiView):
    """Money is not for everybody who reads orders."""

    module = Module.ORDERS
    needs = {"GET": Access.WRITE, "HEAD": Access.WRITE}

    def answer_money(self, pk: int, **narrowed: str) -> Response:
        """Answer a page of what came for an order and went back. Raises OrderNotFound."""
        page = read_page(self.request.query_params)
        check_seen(order_id=pk, member=self.member)
        payments = payments_of(shop=self.shop, order_id=pk).filter(**narrowed)
        rows = [payment_row(payment, self.shop.zone) for payment in page.cut(payments)]
        return self.answer(page.envelope(rows, payments.count()))


class PaymentsView(MoneyView):
    @extend_schema(
        summary="Платежи и возвраты заказа",
        parameters=list_parameters(ListFilter),
        responses=page_of(PaymentAnswer),
        tags=["orders"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.answer_money(pk)

    @extend_schema(summary="Записать оплату", request=PaymentInput, responses={201: PaymentAnswer}, tags=["orders"])
    def post(self, request: Request, pk: int) -> Response:
        values = self.read(PaymentInput)
        payment = record_payment(
            shop=self.shop,
            order_id=pk,
            amount=values["amount"],
            method=values.get("method"),
            source=PaymentSource.MANUAL,
            external_id=values.get("external_id") or None,
            comment=values.get("comment", ""),
            actor=self.actor,
            now=clock.now(),
        )
        return self.answer(payment_row(payment, self.shop.zone), status=201)


class RefundsView(MoneyView):
    @extend_schema(
        summary="Возвраты заказа",
        parameters=list_parameters(ListFilter),
        responses=page_of(PaymentAnswer),
        tags=["orders"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.answer_money(pk, kind=PaymentKind.REFUND)

    @extend_schema(summary="Записать возврат", request=RefundInput, responses={201: PaymentAnswer}, tags=["orders"])
    def post(self, request: Request, pk: int) -> Response:
        values = self.read(RefundInput)
        refund = record_refund(
            shop=self.shop,
            order_id=pk,
            amount=values["amount"],
            comment=values.get("comment", ""),
            actor=self.actor,
            now=clock.now(),
        )
        return self.answer(payment_row(refund, self.shop.zone), status=201)


class WaiveView(ApiView):
    """For those who change orders, and so see their money."""

    module = Module.ORDERS

    @extend_schema(
        summary="Простить то, что осталось оплатить", request=WaiveInput, responses=OrderAnswer, tags=["orders"]
    )
    def post(self, request: Request, pk: int) -> Response:
        order = waive_due(
            shop=self.shop,
            order_id=pk,
            reason=self.read(WaiveInput)["reason"],
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self.answer(order_row(orders_seen_by(self.member), pk, seen_by=self.member), row=order)
