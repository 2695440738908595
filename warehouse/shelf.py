"""What a shop should look at on its shelf today: what to sell first, to write off, to buy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from shops.models import Shop

from .models import Freshness, StockBatch, StockItem

BATCHES_LENGTH = 2000  # on the shelf at once
ITEMS_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """So much of an item."""

    item: StockItem
    quantity: int
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The four reasons to act; `expired` holds what nobody may sell any more, `low` and `gone` what can be promised."""

    wilting: Sequence[Standing]
    expired: Sequence[Standing]
    low: Sequence[Standing]
    gone: Sequence[StockItem]


def shelf_of(*, shop: Shop, now: datetime) -> Shelf:
    """Return what asks for attention, in two queries: what is on the shelf, and what the shop keeps at all."""
    batches = StockBatch.objects.filter(shop=shop, quantity_on_hand__gt=0, item__archived_at=None)
    on_shelf = list(batches.select_related("item").order_by("expires_at", "pk")[:BATCHES_LENGTH])
    to_write_off = [batch for batch in on_shelf if batch.to_write_off or batch.is_expired(now)]
    wilting = [
        batch
        for batch in on_shelf
        if batch not in to_write_off and batch.freshness(now) == Freshness.WILTING and batch.quantity_free
    ]
    free: dict[int, int] = defaultdict(int)
    for batch in on_shelf:
        if not batch.is_expired(now):
            free[batch.item_id] += batch.quantity_free
    items: QuerySet[StockItem] = StockItem.objects.filter(shop=shop, archived_at=None).order_by("name", "height_cm")
    scarce = [
        item for item in items[:ITEMS_LENGTH] if item.is_kept_in_stock and free[item.pk] <= item.low_stock_threshold
    ]
    return Shelf(
        wilting=[Standing(batch.item, batch.quantity_free, batch.expires_at) for batch in wilting],
        expired=_by_item(to_write_off),
        low=sorted((Standing(item, free[item.pk]) for item in scarce if free[item.pk]), key=lambda each: each.quantity),
        gone=[item for item in scarce if not free[item.pk]],
    )


def _by_item(batches: Iterable[StockBatch]) -> list[Standing]:
    items: dict[int, StockItem] = {}
    quantities: dict[int, int] = defaultdict(int)
    for batch in batches:
        items.setdefault(batch.item_id, batch.item)
        quantities[batch.item_id] += batch.quantity_on_hand
    return [Standing(item, quantities[item_id]) for item_id, item in items.items()]
