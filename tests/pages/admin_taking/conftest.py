"""An order taken by phone: the form as the owner sees it, and what it asks while it is filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import StaffMember
from catalog.models import Product
from cvety.core.tenancy import shop_scope
from orders.models import Order
from shops.models import Shop
from tests.factories.orders import make_bouquet

ADD = "/admin/orders/order/add/"
CUSTOMERS = f"{ADD}customers/"
PRODUCTS = f"{ADD}products/"


def the_order(shop: Shop) -> Order:
    with shop_scope(shop):
        return Order.objects.get()


def callers(client: Client, text: str) -> list[dict[str, Any]]:
    return client.get(CUSTOMERS, {"q": text}).json()["customers"]


def sold(client: Client, text: str = "") -> list[dict[str, Any]]:
    return client.get(PRODUCTS, {"q": text}).json()["products"]


@pytest.fixture
def client(browse: Callable[..., Client], owner: StaffMember) -> Client:
    return browse(owner)


@pytest.fixture
def bouquet(shop: Shop) -> Product:
    return make_bouquet(shop, "Букет роз", stems=25, stock=60)


@pytest.fixture
def form(bouquet: Product) -> Callable[..., dict[str, Any]]:
    """The fewest words that make an order, as the form sends them."""

    def form(**fields: Any) -> dict[str, Any]:
        return {
            "customer_phone": "8 (701) 123-45-67",
            "delivery_method": "delivery",
            "payment_method": "kaspi",
            "product": str(bouquet.pk),
            "quantity": "1",
            "price": "",
            "note": "",
            **fields,
        }

    return form
