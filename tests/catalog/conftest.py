"""Products of a shop, made as a manager makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Product
from catalog.services import Ingredient, ProductData, create_product, update_product
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from shops.models import Shop


@pytest.fixture(autouse=True)
def _scope(shop: Shop) -> Iterator[None]:
    with shop_scope(shop):
        yield


def recipe(**quantities: int) -> list[Ingredient]:
    """`recipe(Роза=5)`; an underscore stands for a space."""
    return [Ingredient(name.replace("_", " "), quantity) for name, quantity in quantities.items()]


@pytest.fixture
def create(shop: Shop) -> Callable[..., Product]:
    def create(name: str = "Букет роз", **fields: Any) -> Product:
        data = ProductData(name=name, **{"retail_price": 25000, **fields})
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())

    return create


@pytest.fixture
def change(shop: Shop) -> Callable[..., Product]:
    def change(product: Product, expected_version: str | None = None, **changes: Any) -> Product:
        return update_product(
            shop=shop,
            product_id=product.pk,
            changes=changes,
            actor=SYSTEM,
            now=timezone.now(),
            expected_version=expected_version,
        )

    return change
