"""How long a flower lasts is learned: what stands on the shelf follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from cvety.core import live
from warehouse.models import ItemKind, StockBatch, StockItem

from .low_stock import lock_batches, telling_if_low


def follow_shelf_life(item: StockItem, *, now: datetime) -> None:
    """Let the batches of an item on the shelf last as long as it says now; what is gone stays as it was.

    A batch that has not expired after all is flagged no more. A finished thing keeps the age it was made with.
    The caller has a transaction open.
    """
    if item.kind == ItemKind.FINISHED:
        return
    batches = lock_batches(shop=item.shop, wanted=Q(item=item, quantity_on_hand__gt=0))
    with telling_if_low(batches, now):
        for batch in batches:
            batch.expires_at = expiry(batch.arrived_at, item.shelf_life_days)
            batch.to_write_off = batch.is_expired(now)
            batch.version += 1
        StockBatch.objects.bulk_update(batches, ["expires_at", "to_write_off", "version"])
    live.touch(live.shop_topic(item.shop_id))


def expiry(arrived_at: datetime, shelf_life_days: int | None) -> datetime | None:
    """Return until when something is good that arrived then; None is for ever."""
    return None if shelf_life_days is None else arrived_at + timedelta(days=shelf_life_days)
