"""An order on its way to the courier, and the page of one stop."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffMember
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import accept_order, update_order
from shops.models import Shop
from tests.factories.orders import make_order, move_order

PHONE = "+77059998877"  # the recipient's


def give(order: Order, courier: StaffMember) -> None:
    with shop_scope(order.shop_id):
        changes = {"courier_id": courier.pk}
        update_order(shop=order.shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


def page(client: Client, order: Order) -> str:
    """The page of one stop."""
    answer = client.get(f"/courier/orders/{order.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def tells(html: str, number: str) -> bool:
    """Whether a page has a phone anywhere, however it is written."""
    return number[2:] in re.sub(r"\D", "", html)


@pytest.fixture
def carry(shop: Shop, courier: StaffMember) -> Callable[..., Order]:
    """An order that the courier carries."""

    def carry(*path: str, **fields: Any) -> Order:
        order = make_order(shop, **{"recipient_phone": PHONE, **fields})
        if order.is_paid_at_hand_over:
            with shop_scope(shop):
                accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
            move_order(order, "assembled")
        else:
            move_order(order, "paid", "assembled")
        give(order, courier)
        return move_order(order, *(path or ("delivery",)))

    return carry


@pytest.fixture
def assembled(shop: Shop) -> Order:
    return make_order(
        shop,
        "paid",
        "assembled",
        recipient_name="Айгуль",
        recipient_phone=PHONE,
        address="пр. Достык 89",
        address_parts={"entrance": "2", "flat": "45", "door_code": "45К"},
    )
