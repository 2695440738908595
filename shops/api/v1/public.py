"""A shop as its storefront shows it: nobody signs in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.conditional import PUBLIC
from cvety.api.views import ApiView
from cvety.core.tenancy import shop_scope
from shops.errors import ShopNotFound
from shops.models import PaymentMethod, Shop
from shops.queries import open_shop, public_shop


class PublicZone(serializers.Serializer[Any]):
    name = serializers.CharField()
    price = serializers.IntegerField()


class PublicShop(serializers.Serializer[Any]):
    """Describes `public_shop` in the schema."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    whatsapp = serializers.CharField(allow_blank=True)
    telegram = serializers.CharField(allow_blank=True)
    instagram = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    working_hours = serializers.DictField(child=serializers.CharField(allow_blank=True))
    delivery_zones = PublicZone(many=True)
    payment_methods = serializers.ListField(child=serializers.ChoiceField(PaymentMethod.choices))
    rating = serializers.FloatField(allow_null=True, help_text=_("От 1 до 5; null, пока нет ни одного отзыва"))
    reviews_count = serializers.IntegerField()


class PublicShopView(ApiView):
    is_public = True
    cache_control = PUBLIC

    @extend_schema(summary="Магазин для витрины", responses=PublicShop, tags=["public"])
    def get(self, request: Request, shop_id: int) -> Response:
        if self.named_shop is None:
            raise ShopNotFound
        with shop_scope(self.named_shop):
            return self.answer(public_shop(self.named_shop))

    @cached_property
    def named_shop(self) -> Shop | None:
        try:
            return open_shop(shop_id=self.kwargs["shop_id"])
        except ShopNotFound:
            return None
