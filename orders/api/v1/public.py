"""Ordering from a storefront: nobody signs in, and nothing that the body says of money counts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api import limits
from cvety.api.fields import IdField
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.actors import Actor, ActorKind
from cvety.core.tenancy import shop_scope
from orders.services import place_order
from shops.queries import open_shop

from . import answers
from .inputs import public_order
from .schema import PublicOrderCreated
from .serializers import PublicOrderInput


class PublicOrdersView(ApiView):
    is_public = True
    creation_limits = (limits.CREATE_ORDER,)

    @extend_schema(
        summary="Заказ с витрины", request=PublicOrderInput, responses={201: PublicOrderCreated}, tags=["public"]
    )
    def post(self, request: Request) -> Response:
        values = self.read(PublicOrderInput)
        shop = open_shop(shop_id=values["shop_id"])
        buyer = Actor(ActorKind.CUSTOMER, values.get("customer_name") or _("Покупатель"))
        with shop_scope(shop):
            order = place_order(shop=shop, order=public_order(values, shop), actor=buyer, now=clock.now())
        return self.answer(answers.created_by_buyer(order, shop), status=201)

    def named_shop_id(self) -> int:
        data = self.request.data
        try:
            shop_id: int = IdField().run_validation(data.get("shop_id") if isinstance(data, dict) else None)
        except ValidationError:
            return 0
        return shop_id

    @property
    def zone(self) -> ZoneInfo | None:
        shop_id = self.named_shop_id()
        return open_shop(shop_id=shop_id).zone if shop_id else None
