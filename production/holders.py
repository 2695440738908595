"""Which orders hold what of a batch, and where each of them is worked on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from orders.models import Order
from shops.models import Shop
from warehouse.models import ReservationStatus, StockReservation

from .models import ProductionTask
from .states import OPEN


@dataclass(frozen=True, slots=True)
class Holder:
    """An order that holds so many of a batch, with the open task that makes it, if there is one."""

    order: Order
    quantity: int
    task_id: int | None


def holders_of(*, shop: Shop, batch_ids: Collection[int]) -> dict[int, Sequence[Holder]]:
    """Return by batch the orders that hold something of it, what is needed first on top; in three queries."""
    rows = StockReservation.objects.filter(shop=shop, batch__in=batch_ids, status=ReservationStatus.HELD)
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for batch_id, order_id, quantity in rows.order_by("pk").values_list("batch_id", "order_id", "quantity"):
        held[batch_id][order_id] += quantity
    ids = {order_id for by_order in held.values() for order_id in by_order}
    orders = Order.objects.filter(shop=shop).in_bulk(list(ids)) if ids else {}
    tasks = ProductionTask.objects.filter(shop=shop, order__in=list(ids), status__in=OPEN).order_by("-pk")
    task_of = dict(tasks.values_list("order_id", "pk")) if ids else {}
    return {
        batch_id: sorted(
            (Holder(orders[order_id], quantity, task_of.get(order_id)) for order_id, quantity in by_order.items()),
            key=_by_need,
        )
        for batch_id, by_order in held.items()
    }


def _by_need(holder: Holder) -> tuple[bool, float, int]:
    at = holder.order.window_from_at
    return at is None, at.timestamp() if at else 0.0, holder.order.pk
