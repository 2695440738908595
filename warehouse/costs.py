"""What stems cost, in whole tenge, their delivery to the shop included."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from cvety.core import money

from .models import StockBatch, StockItem, StockReservation

Costs = Mapping[int, Decimal]
"""Tenge for one stem, not rounded, by the id of the item."""


def last_costs(item_ids: Collection[int]) -> Costs:
    """Return what a stem of each item cost when it came last; one that never came at a price is left out."""
    came = StockBatch.objects.filter(item=OuterRef("pk"), cancelled_at=None, landed_total_cost__gt=0)
    newest = StockItem.objects.filter(pk__in=item_ids).annotate(
        batch_id=Subquery(came.order_by("-arrived_at", "-pk").values("pk")[:1])
    )
    batches = StockBatch.objects.filter(pk__in=[item.batch_id for item in newest if item.batch_id is not None])
    rows = batches.values_list("item_id", "landed_total_cost", "quantity_received")
    return {item_id: Decimal(total) / received for item_id, total, received in rows}


def cost_of(quantities: Iterable[tuple[int, int]], costs: Costs) -> int | None:
    """Return what these quantities of items come to in whole tenge; None where the price of one is not known."""
    wanted = list(quantities)
    if any(item_id not in costs for item_id, _quantity in wanted):
        return None
    return money.to_tenge(sum((costs[item_id] * quantity for item_id, quantity in wanted), Decimal()))


def cost_of_held(reservation: StockReservation) -> int:
    """Return what is held cost: as it was booked, or by its batch where it is not sold yet. Its batch is loaded."""
    if reservation.cost is not None:
        return reservation.cost
    batch = reservation.batch
    return money.share(batch.landed_total_cost, reservation.quantity, batch.quantity_received)
