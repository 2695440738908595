"""The sums of an order: counted from its lines here, checked against what a client says, never believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.errors import InvalidInput

from .states import OrderStatus, PaymentStatus

if TYPE_CHECKING:
    from shops.models import Shop

    from .models import Order

TOO_LARGE = _("Слишком большая сумма заказа")


def total_of(*, flower_sum: int, delivery_fee: int, discount: int) -> int:
    """Return flowers + delivery − discount, in whole tenge. Raises InvalidInput."""
    if discount > flower_sum:
        raise InvalidInput((("discount",), _("Скидка не может быть больше суммы заказа")))
    total = flower_sum + delivery_fee - discount
    if max(flower_sum, total) > money.MAX_TENGE:
        raise InvalidInput((("total",), TOO_LARGE))
    return total


def sums_differ(total: int) -> InvalidInput:
    """Return what to raise where a client's sums make another total than ours, in whole tenge."""
    return InvalidInput((("total",), _("Сумма не сходится: товары + доставка − скидка = %d") % total))


def due_of(*, status: str, total: int, paid_total: int, waived: int) -> int:
    """Return what is still to be paid, in whole tenge; nothing on a cancelled order."""
    return 0 if status == OrderStatus.CANCELLED else max(total - paid_total - waived, 0)


# What `settle` writes.
SETTLED = ("payment_status", "due_waived")


def settle(order: Order) -> None:
    """Bring up to an order's sums what follows from them: where its money stands, and what is waived of it.

    A debt that was paid after all, or is none any more, needs no waiver; what is added later is due again.
    """
    order.due_waived = min(order.due_waived, max(order.total - order.paid_total, 0))
    order.payment_status = payment_status_of(order)


def payment_status_of(order: Order) -> PaymentStatus:
    """Return where an order's money stands, from the sums of its payments and refunds."""
    paid = order.paid_total
    if order.status == OrderStatus.CANCELLED:
        if paid > 0:
            return PaymentStatus.REFUND_DUE
        return PaymentStatus.REFUNDED if order.refunded_total else PaymentStatus.PENDING
    if paid > order.total:
        return PaymentStatus.REFUND_DUE
    if paid == 0 and order.refunded_total:
        return PaymentStatus.REFUNDED
    if paid == order.total and (paid or order.status != OrderStatus.NEW):
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_PAID if paid else PaymentStatus.PENDING


def payment_url(shop: Shop, order: Order) -> str | None:
    """Return where the buyer pays; None where the shop has no link, or the money comes at hand-over."""
    if not shop.payment_link_template or order.is_paid_at_hand_over:
        return None
    link = shop.payment_link_template
    for name, value in {"total": order.total, "order_id": order.pk, "token": order.tracking_token}.items():
        link = link.replace(f"{{{name}}}", str(value))
    return link
