"""The one way to take hold of an order: its row is locked first, before anything that belongs to it."""

from __future__ import annotations

from cvety.core import live
from cvety.core.locks import lock_rows
from orders.errors import OrderNotFound
from orders.models import Order
from shops.models import Shop


def lock_order(*, shop: Shop, order_id: int, even_archived: bool = False) -> Order:
    """Return the shop's order, locked until the transaction ends. Raises OrderNotFound."""
    orders = Order.objects.filter(shop=shop, pk=order_id)
    order = lock_rows(orders if even_archived else orders.current()).first()
    if order is None:
        raise OrderNotFound
    order.shop = shop
    return order


def show_change(order: Order) -> None:
    """Tell the pages that show a locked order, its buyer's among them, once it is committed; events do so too."""
    live.touch(live.shop_topic(order.shop_id))
    live.touch(order.aggregate)
