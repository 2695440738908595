"""Reading stock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, Sum

from .models import StockBatch


def free_by_item(item_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Return how much of each item can still be promised: on hand − reserved over batches not expired."""
    usable = StockBatch.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), quantity_on_hand__gt=0)
    rows = (
        usable.filter(item_id__in=item_ids)
        .values("item_id")
        .annotate(free=Sum(F("quantity_on_hand") - F("quantity_reserved")))
        .order_by()
        .values_list("item_id", "free")
    )
    return dict(rows)
