"""Ordering from a storefront: nobody signs in, and nothing that the body says of money counts."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.enough import short_products
from cvety.api import limits
from cvety.api.clients import client_address
from cvety.api.fields import IdField
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.actors import Actor, ActorKind
from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from orders.services import place_order
from orders.states import DeliveryMethod
from shops.errors import ShopNotFound
from shops.models import Shop
from shops.queries import open_shop
from tracking.guard import let_in
from warehouse.errors import OutOfStock

from . import answers
from .inputs import names_a_door, public_order
from .schema import PublicOrderCreated
from .serializers import PublicOrderInput


class PublicOrdersView(ApiView):
    is_public = True
    creation_limits = (limits.CREATE_ORDER,)

    _unreadable: APIException | None = None

    @extend_schema(
        summary="Заказ с витрины", request=PublicOrderInput, responses={201: PublicOrderCreated}, tags=["public"]
    )
    def post(self, request: Request) -> Response:
        values = self.read(PublicOrderInput)
        shop = self.named_shop
        if shop is None:
            raise ShopNotFound
        _check_destination(values)
        buyer = Actor(ActorKind.CUSTOMER, values.get("customer_name") or _("Покупатель"))
        new = public_order(values, shop)
        with shop_scope(shop):
            try:
                order = place_order(shop=shop, order=new, actor=buyer, now=clock.now())
            except OutOfStock as error:  # which tells recipes and stocks, and those are the shop's own
                wanted: Counter[int] = Counter()
                for item in new.items:
                    wanted[item.product_id] += item.quantity
                raise short_products(shop=shop, wanted=wanted, at=clock.now()) from error
        let_in(client_address(request), order.tracking_token)  # to its page, which comes next
        return self.answer(answers.created_by_buyer(order, shop), status=201)

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if self._unreadable is not None:  # it has been counted; from now on the body would pass for an empty one
            raise self._unreadable

    @cached_property
    def named_shop(self) -> Shop | None:
        try:
            data = self.request.data
        except APIException as error:
            self._unreadable = error
            return None
        try:
            shop_id = IdField().run_validation(data.get("shop_id") if isinstance(data, dict) else None)
            return open_shop(shop_id=shop_id)
        except (ValidationError, ShopNotFound):
            return None

    @property
    def zone(self) -> ZoneInfo | None:
        return self.named_shop.zone if self.named_shop is not None else None


def _check_destination(values: dict[str, Any]) -> None:
    """Take no order that its buyer wants delivered and that says not where. Raises InvalidInput.

    A zone is such a wish as well, unless the buyer said to come for the order.
    """
    usual = DeliveryMethod.DELIVERY if values.get("delivery_zone") else DeliveryMethod.SELF_PICKUP
    is_delivered = values.get("delivery_method", usual) == DeliveryMethod.DELIVERY
    if is_delivered and not names_a_door(values):
        raise InvalidInput((("address",), _("Укажите адрес доставки")))
