"""One row of money, written for a locked order."""

from __future__ import annotations

from datetime import datetime

from cvety.core.actors import Actor, authored
from cvety.core.events import EventName
from orders.models import Order, Payment

from .events import announce


def add_payment(
    order: Order,
    amount: int,
    *,
    method: str,
    source: str,
    actor: Actor,
    now: datetime,
    external_id: str | None = None,
    comment: str = "",
) -> Payment:
    """Add the row and the event; the order's sums are changed in memory, for the caller to save."""
    payment: Payment = Payment.objects.create(
        shop_id=order.shop_id,
        order=order,
        amount=amount,
        method=method,
        source=source,
        external_id=external_id,
        comment=comment,
        created_at=now,
        **authored(actor),
    )
    order.paid_total += amount
    announce(EventName.PAYMENT_RECEIVED, order, payment_id=payment.pk, amount=amount, method=method)
    return payment
