"""An order taken by a person: placed, and what the caller said of the money written down with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cvety.core.actors import Actor
from orders.models import Order
from orders.states import OrderStatus
from shops.models import Shop

from .inputs import NewOrder
from .moving import accept_order, change_status
from .placing import place_order


def take_order(*, shop: Shop, order: NewOrder, accept: bool, is_paid: bool, actor: Actor, now: datetime) -> Order:
    """Place an order and, in the same breath, take it on or mark it paid, so that a florist may begin.

    `accept` counts where the money comes at hand-over, `is_paid` elsewhere; who takes an order and its money has
    taken it on. Raises InvalidInput, OutOfStock.
    """
    with transaction.atomic():
        placed = place_order(shop=shop, order=order, actor=actor, now=now)
        if not (accept if placed.is_paid_at_hand_over else is_paid):
            return placed
        if not placed.is_paid_at_hand_over:
            change_status(shop=shop, order_id=placed.pk, to=OrderStatus.PAID, actor=actor, now=now)
        return accept_order(shop=shop, order_id=placed.pk, actor=actor, now=now)
