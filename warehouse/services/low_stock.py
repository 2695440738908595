"""Saying that an item is running out, at the moment when it begins to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q

from cvety.core import outbox
from cvety.core.events import EventName
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.models import StockBatch, StockItem


def lock_batches(*, shop: Shop, wanted: Q) -> list[StockBatch]:
    """Lock these batches and whatever stands on the shelf of the same items: all that can be promised of them."""
    batches = StockBatch.objects.filter(shop=shop)
    item_ids = set(batches.filter(wanted).values_list("item_id", flat=True))  # a batch's item never changes
    standing = batches.filter(wanted | Q(item_id__in=item_ids, quantity_on_hand__gt=0))
    return list(lock_rows(standing.select_related("item")))


@contextmanager
def telling_if_low(batches: Sequence[StockBatch], now: datetime) -> Iterator[None]:
    """Announce each item of these locked batches that begins to run out by what is done inside."""
    before = _free(batches, now)
    yield
    after = _free(batches, now)
    for item in {batch.item_id: batch.item for batch in batches}.values():
        tell_if_low(item, before=before[item.pk], after=after[item.pk])


def _free(batches: Iterable[StockBatch], now: datetime) -> dict[int, int]:
    free: dict[int, int] = defaultdict(int)
    for batch in batches:
        if not batch.is_expired(now):
            free[batch.item_id] += batch.quantity_free
    return free


def tell_if_low(item: StockItem, *, before: int, after: int) -> None:
    """Announce `stock.low` when what can be promised falls to the item's threshold."""
    if item.is_kept_in_stock and before > item.low_stock_threshold >= after:
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
