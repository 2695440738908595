"""What is written whenever an order comes into a status."""

from __future__ import annotations

from datetime import datetime

from cvety.core.actors import Actor, authored
from orders.models import Order, OrderStatusChange, OrderTally


def write_history(order: Order, *, old_status: str, actor: Actor, now: datetime, comment: str = "") -> None:
    """Add the row of the timeline and move the shop's tally from the old status to the new."""
    OrderStatusChange.objects.create(
        shop_id=order.shop_id,
        order=order,
        old_status=old_status,
        status=order.status,
        comment=comment,
        changed_at=now,
        **authored(actor),
    )
    tallies = [OrderTally(shop_id=order.shop_id, status=order.status, delta=1)]
    if old_status:
        tallies.append(OrderTally(shop_id=order.shop_id, status=old_status, delta=-1))
    OrderTally.objects.bulk_create(tallies)


def write_remark(order: Order, words: str, *, actor: Actor, now: datetime) -> None:
    """Add a row to the timeline about something else than a status.

    The words are kept for all who read the history, and so in Russian like all that it keeps, whoever writes;
    sums do not belong there, for not everybody who reads it sees them.
    """
    OrderStatusChange.objects.create(
        shop_id=order.shop_id,
        order=order,
        old_status=order.status,
        status=order.status,
        comment=words,
        changed_at=now,
        **authored(actor),
    )
