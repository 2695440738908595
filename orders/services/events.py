"""Announcing what happened to an order."""

from __future__ import annotations

from typing import Any

from cvety.core import outbox
from cvety.core.events import EventName
from orders.models import Order


def announce(name: EventName, order: Order, **data: Any) -> None:
    """Write an event about an order, with what every such event carries."""
    outbox.publish(
        name,
        shop_id=order.shop_id,
        aggregate=order.aggregate,
        data={
            "order_id": order.pk,
            "status": order.status,
            "total": order.total,
            "tracking_token": order.tracking_token,
            "source": order.source,
            **data,
        },
    )
