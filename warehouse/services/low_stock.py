"""Saying that an item is running out, at the moment when it begins to."""

from __future__ import annotations

from cvety.core import outbox
from cvety.core.events import EventName
from warehouse.models import StockItem


def tell_if_low(item: StockItem, *, before: int, after: int) -> None:
    """Announce `stock.low` when what can be promised falls to the item's threshold."""
    if before > item.low_stock_threshold >= after:
        outbox.publish(
            EventName.STOCK_LOW,
            shop_id=item.shop_id,
            aggregate=f"stock_item:{item.pk}",
            data={
                "item_id": item.pk,
                "name": str(item),
                "available": after,
                "threshold": item.low_stock_threshold,
            },
        )
