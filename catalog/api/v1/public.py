"""The catalog as a storefront shows it: nobody signs in, and only what is for sale is there."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Category
from catalog.queries import products_for_sale, public_product_row, public_product_rows
from cvety.api.conditional import PUBLIC
from cvety.api.fields import IdField
from cvety.api.lists import read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from shops.errors import ShopNotFound
from shops.models import Shop
from shops.queries import open_shop

from .filters import SORT, PublicProductFilter

_SHOP_ID = OpenApiParameter("shop_id", int, required=True)


class PublicProductRow(serializers.Serializer[Any]):
    """Describes `public_product_rows` in the schema."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    price = serializers.IntegerField()
    sale_price = serializers.IntegerField(allow_null=True)
    images = serializers.ListField(child=serializers.URLField())
    in_stock = serializers.BooleanField()


class PublicProduct(PublicProductRow):
    description = serializers.CharField(allow_blank=True)


class PublicCatalogView(ApiView):
    """About one shop, which the path or the query names."""

    is_public = True
    cache_control = PUBLIC

    @cached_property
    def named_shop(self) -> Shop | None:
        try:
            return self.asked_shop()
        except (InvalidInput, ShopNotFound):
            return None

    def asked_shop(self) -> Shop:
        """Return the shop that is asked about. Raises InvalidInput, ShopNotFound."""
        if "shop_id" in self.kwargs:
            return open_shop(shop_id=self.kwargs["shop_id"])
        try:
            shop_id = IdField().run_validation(self.request.query_params.get("shop_id", empty))
        except serializers.ValidationError as error:
            kind = "value_error" if "shop_id" in self.request.query_params else "value_error.missing"
            raise InvalidInput((("shop_id",), str(next(iter(error.detail)))), where="query", kind=kind) from error
        return open_shop(shop_id=shop_id)

    def answer_list(self) -> Response:
        """Answer the products that the query asks for. Raises InvalidInput, ShopNotFound."""
        shop, query = self.named_shop or self.asked_shop(), self.request.query_params
        page, order_by = read_page(query), read_sort(query, SORT, default="-created_at")
        with shop_scope(shop):
            products = PublicProductFilter.read(self.request, products_for_sale(shop=shop)).qs
            rows = public_product_rows(page.cut(products.order_by(*order_by)), now=clock.now())
            return self.answer(page.envelope(rows, products.count()))


class PublicProductsView(PublicCatalogView):
    @extend_schema(
        summary="Товары для витрины",
        parameters=[_SHOP_ID, *list_parameters(PublicProductFilter, SORT)],
        responses=page_of(PublicProductRow),
        tags=["public"],
    )
    def get(self, request: Request) -> Response:
        return self.answer_list()


class ShopProductsView(PublicCatalogView):
    """The same list under its shop's own address."""

    @extend_schema(
        summary="Товары магазина для витрины",
        parameters=list_parameters(PublicProductFilter, SORT),
        responses=page_of(PublicProductRow),
        tags=["public"],
    )
    def get(self, request: Request, shop_id: int) -> Response:
        return self.answer_list()


class PublicProductView(PublicCatalogView):
    @extend_schema(summary="Товар для витрины", parameters=[_SHOP_ID], responses=PublicProduct, tags=["public"])
    def get(self, request: Request, product_id: int) -> Response:
        shop = self.named_shop or self.asked_shop()
        with shop_scope(shop):
            return self.answer(public_product_row(shop=shop, product_id=product_id, now=clock.now()))
