"""Posting a count of the shelf: what orders hold may have to be taken from other batches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cvety.core import clock
from cvety.core.actors import Actor
from cvety.core.locks import lock_rows
from orders.models import Order
from shops.models import Shop
from warehouse import counts
from warehouse.models import Stocktake
from warehouse.services import stocktake as counting


def post_stocktake(*, shop: Shop, stocktake_id: int, note: str = "", actor: Actor, now: datetime) -> Stocktake:
    """Post the differences of a stocktake; orders are locked first, since what they hold may have to move.

    Raises StocktakeNotFound, StocktakeClosed, NothingCounted.
    """
    with transaction.atomic():
        ids = counts.orders_at_stake(shop=shop, stocktake_id=stocktake_id)
        orders = lock_rows(Order.objects.filter(shop=shop, pk__in=ids))
        return counting.post_stocktake(
            shop=shop,
            stocktake_id=stocktake_id,
            good_at={order.pk: _needed_at(order, shop, now) for order in orders},
            note=note,
            actor=actor,
            now=now,
        )


def _needed_at(order: Order, shop: Shop, now: datetime) -> datetime:
    if order.window_from_at is not None:
        return max(order.window_from_at, now)
    return max(clock.day_bounds(order.delivery_date, shop.timezone)[0], now) if order.delivery_date else now
