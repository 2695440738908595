"""The shelf by items, whichever batches they stand in: what is on hand, what is left of it to promise, its history."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Q, Sum

from cvety.core import money
from cvety.core.text import fold
from shops.models import Shop

from .models import ItemKind, StockBatch, StockItem, StockMovement
from .queries import free_by_item

MAX_WORDS = 10
MAX_LOW = 1000  # more is no list of what runs out
_HEIGHT = re.compile(r"(\d{2,3})(?:см|cm)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """An item with what is on hand of it; `available` of that nobody has a claim on, and it has not expired."""

    item: StockItem
    on_hand: int
    reserved: int
    available: int

    @property
    def is_low(self) -> bool:
        return self.available <= self.item.low_stock_threshold


def items_of(*, shop: Shop, text: str = "", finished: bool = True) -> models.QuerySet[StockItem]:
    """Return what the shop keeps, by name; each word of the text is in the name, or is the height or the code.

    Finished pieces of products may be left out.
    """
    items: models.QuerySet[StockItem] = StockItem.objects.filter(shop=shop, archived_at=None)
    if not finished:
        items = items.exclude(kind=ItemKind.FINISHED)
    for word in fold(text).split()[:MAX_WORDS]:
        named = Q(name_key__contains=word) | Q(slug=word)
        if height := _HEIGHT.fullmatch(word):
            named |= Q(height_cm=int(height[1]))
        items = items.filter(named)
    return items.order_by("name_key", "height_cm", "pk")


def standings(items: Collection[StockItem], *, now: datetime) -> list[Standing]:
    """Return how much there is of each of these items, in their order, in two queries."""
    ids = [item.pk for item in items]
    batches = StockBatch.objects.filter(item_id__in=ids, quantity_on_hand__gt=0).order_by().values("item_id")
    sums = {
        row["item_id"]: row
        for row in batches.annotate(on_hand=Sum("quantity_on_hand"), reserved=Sum("quantity_reserved"))
    }
    free = free_by_item(ids, now)
    none = {"on_hand": 0, "reserved": 0}
    return [
        Standing(item, row["on_hand"], row["reserved"], free.get(item.pk, 0))
        for item in items
        for row in [sums.get(item.pk, none)]
    ]


def running_out(*, shop: Shop, threshold: int | None = None) -> list[tuple[StockItem, int]]:
    """Return items of which little is on hand, and how much, the scarcest first; those that are gone are left out.

    Little is what each item's own threshold says, unless one is given.
    """
    limit = F("item__low_stock_threshold") if threshold is None else threshold
    batches = StockBatch.objects.filter(shop=shop, quantity_on_hand__gt=0, item__archived_at=None).order_by()
    low = batches.values("item_id").annotate(on_hand=Sum("quantity_on_hand")).filter(on_hand__lte=limit)
    figures = dict(low.order_by("on_hand", "item_id").values_list("item_id", "on_hand")[:MAX_LOW])
    items = StockItem.objects.filter(shop=shop).in_bulk(list(figures))
    found = [(items[item_id], on_hand) for item_id, on_hand in figures.items()]
    return sorted(found, key=lambda each: (each[1], each[0].name_key, each[0].height_cm or 0, each[0].pk))


def last_costs(item_ids: Collection[int]) -> dict[int, int]:
    """Return what one of each item cost when it last came, in whole tenge, by the item's id."""
    batches = StockBatch.objects.filter(item_id__in=item_ids, cancelled_at=None, quantity_on_hand__gt=0)
    rows = batches.order_by("arrived_at", "pk").values_list("item_id", "total_cost", "quantity_received")
    return {item_id: money.per_unit(total, received) for item_id, total, received in rows}


def movements_of_items(*, shop: Shop, item: StockItem | None = None) -> models.QuerySet[StockMovement]:
    """Return every change of the shelf, or of one item, the newest first."""
    movements: models.QuerySet[StockMovement] = StockMovement.objects.filter(shop=shop)
    if item is not None:
        movements = movements.filter(item=item)
    return movements.select_related("item", "batch").order_by("-pk")
