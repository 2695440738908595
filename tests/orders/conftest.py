"""An order of one bouquet, and everything to move it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import NewItem, NewOrder, accept_order, change_status, place_order
from shops.models import Shop
from tests.factories import make_batch, make_item, make_product


@pytest.fixture(autouse=True)
def _scope(shop: Shop) -> Iterator[None]:
    with shop_scope(shop):
        yield


@pytest.fixture
def batch(shop: Shop) -> Any:
    return make_batch(shop, make_item(shop), 100)


@pytest.fixture
def bouquet(shop: Shop, batch: Any) -> Any:
    return make_product(shop, recipe={batch.item: 25})


@pytest.fixture
def move(shop: Shop) -> Callable[..., Order]:
    def move(order: Order, *path: str, **fields: Any) -> Order:
        for status in path:
            order = change_status(shop=shop, order_id=order.pk, to=status, actor=SYSTEM, now=timezone.now(), **fields)
        return order

    return move


@pytest.fixture
def new_order(shop: Shop, bouquet: Any) -> Callable[..., Order]:
    def new_order(**fields: Any) -> Order:
        fields = {"customer_phone": "+77011112233", "delivery_fee": 2000, **fields}
        order = NewOrder(items=[NewItem(product_id=bouquet.pk, quantity=1)], **fields)
        return place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())

    return new_order


# How to bring an order into each status; `issue` comes from `paid`.
PATHS = {
    "new": [],
    "paid": ["paid"],
    "assembled": ["paid", "assembled"],
    "delivery": ["paid", "assembled", "delivery"],
    "self_pickup": ["paid", "assembled", "self_pickup"],
    "delivered": ["paid", "assembled", "delivery", "delivered"],
    "completed": ["paid", "assembled", "delivery", "delivered", "completed"],
    "cancelled": ["cancelled"],
    "issue": ["paid", "issue"],
}


@pytest.fixture
def order_in(new_order: Callable[..., Order], move: Callable[..., Order]) -> Callable[..., Order]:
    def order_in(status: str, **fields: Any) -> Order:
        if status == "self_pickup":
            fields.setdefault("delivery_method", "self_pickup")
        return move(new_order(**fields), *PATHS[status])

    return order_in


@pytest.fixture
def accept(shop: Shop) -> Callable[[Order], Order]:
    def accept(order: Order) -> Order:
        return accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())

    return accept
