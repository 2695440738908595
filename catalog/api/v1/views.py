"""Products over API v1."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.queries import product_row, product_rows, products_of
from catalog.services import Ingredient, ProductData, archive_product, create_product, update_product
from cvety.api.lists import read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from cvety.core.versions import RowVersion

from .filters import SORT, ProductFilter
from .serializers import ProductChanges, ProductCreated, ProductInput, ProductRow, ProductWithCost


class ProductsView(ApiView):
    module = Module.PRODUCTS

    @extend_schema(
        summary="Товары",
        parameters=list_parameters(ProductFilter, SORT),
        responses=page_of(ProductRow),
        tags=["products"],
    )
    def get(self, request: Request) -> Response:
        page = read_page(request.query_params)
        order_by = read_sort(request.query_params, SORT, default="-created_at")
        products = ProductFilter.read(request, products_of(shop=self.shop)).qs
        rows = product_rows(page.cut(products.order_by(*order_by)), seen_by=self.member, now=clock.now())
        return self.answer(page.envelope(rows, products.count()))

    @extend_schema(summary="Создать товар", request=ProductInput, responses={201: ProductCreated}, tags=["products"])
    def post(self, request: Request) -> Response:
        data = ProductData(**_with_recipe(self.read(ProductInput)))
        product = create_product(shop=self.shop, data=data, actor=self.actor, now=clock.now())
        answer = {
            "id": product.pk,
            "name": product.name,
            "created_at": clock.isoformat(product.created_at, self.shop.zone),
        }
        return self.answer(answer, status=201)


class ProductView(ApiView):
    module = Module.PRODUCTS

    @extend_schema(summary="Товар", responses=ProductWithCost, tags=["products"])
    def get(self, request: Request, product_id: int) -> Response:
        return self._answer_row(product_id)

    @extend_schema(
        summary="Изменить товар: переданные поля", request=ProductChanges, responses=ProductWithCost, tags=["products"]
    )
    def patch(self, request: Request, product_id: int) -> Response:
        update_product(
            shop=self.shop,
            product_id=product_id,
            changes=_with_recipe(self.read(ProductChanges)),
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self._answer_row(product_id)

    @extend_schema(summary="Убрать товар в архив", responses={204: None}, tags=["products"])
    def delete(self, request: Request, product_id: int) -> Response:
        archive_product(shop=self.shop, product_id=product_id, actor=self.actor, now=clock.now())
        return self.answer(None, status=204)

    def _answer_row(self, product_id: int) -> Response:
        row = product_row(product_id=product_id, seen_by=self.member, now=clock.now())
        return self.answer(row, row=RowVersion(product_id, row["version"]))


def _with_recipe(values: dict[str, Any]) -> dict[str, Any]:
    if "ingredients" not in values:
        return values
    return {**values, "ingredients": [Ingredient(**line) for line in values["ingredients"]]}
