"""Money comes and goes back; each sum is a row, and an order's own sums follow them in the same transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.events import EventName
from cvety.core.versions import check_version
from orders.errors import NothingDue, NothingToRefund
from orders.models import Order, Payment, PaymentKind, PaymentSource
from orders.pricing import SETTLED, settle
from orders.states import OrderStatus
from shops.models import Shop

from .events import announce
from .history import write_remark
from .locking import lock_order, show_change
from .money import add_payment
from .moving import enter_paid, enter_paid_if_covered

MAX_REASON = 255  # what the column holds


def record_payment(
    *,
    shop: Shop,
    order_id: int,
    amount: int,
    method: str | None,
    source: str,
    actor: Actor,
    now: datetime,
    external_id: str | None = None,
    comment: str = "",
) -> Payment:
    """Note money that came; the payment that leaves nothing due moves a new order to `paid`.

    Without a method it is the order's own. The same `external_id` from the same source returns the payment
    already recorded for the order, and is none for another. A person cannot record more than is due; an outside
    system's word is taken, and too much makes a refund due. Raises OrderNotFound, NothingDue, InvalidInput.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        known = _recorded(order, source, external_id)
        if known is not None:
            return known
        _check_amount(amount)
        if source == PaymentSource.MANUAL and amount > order.unpaid:  # what was waived may be paid after all
            if order.unpaid == 0:
                raise NothingDue
            raise InvalidInput((("amount",), _("К оплате осталось %d ₸") % order.unpaid))
        try:
            with transaction.atomic():
                payment = add_payment(
                    order,
                    amount,
                    method=method or order.payment_method,
                    source=source,
                    actor=actor,
                    now=now,
                    external_id=external_id,
                    comment=comment,
                )
        except IntegrityError:
            _recorded(order, source, external_id)  # of another order, in the same moment
            raise
        if order.status == OrderStatus.NEW and order.due == 0:
            enter_paid(order, actor=actor, now=now, comment=comment)
        else:
            _save_sums(order, now)
        return payment


def record_refund(*, shop: Shop, order_id: int, amount: int, actor: Actor, now: datetime, comment: str = "") -> Payment:
    """Note money that went back, no more than came. Raises OrderNotFound, NothingToRefund, InvalidInput."""
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id, even_archived=True)  # a debt outlives it
        _check_amount(amount)
        if amount > order.paid_total:
            if order.paid_total <= 0:
                raise NothingToRefund
            raise InvalidInput((("amount",), NothingToRefund.message))
        refund: Payment = Payment.objects.create(
            shop=shop,
            order=order,
            kind=PaymentKind.REFUND,
            amount=amount,
            method=order.payment_method,
            source=PaymentSource.MANUAL,
            comment=comment,
            created_at=now,
            **authored(actor),
        )
        order.paid_total -= amount
        order.refunded_total += amount
        _save_sums(order, now)
        announce(EventName.PAYMENT_REFUNDED, order, payment_id=refund.pk, amount=amount, method=refund.method)
        return refund


def waive_due(
    *, shop: Shop, order_id: int, reason: str, actor: Actor, now: datetime, expected_version: str | None = None
) -> Order:
    """Let go of what is due now, for a reason; once more changes nothing until something is due again.

    A new prepaid order that was paid in part is paid by it. Raises OrderNotFound, NothingDue, InvalidInput,
    StaleVersion.
    """
    reason = reason.strip()[:MAX_REASON]
    if not reason:
        raise InvalidInput((("reason",), _("Напишите, почему долг прощён")))
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        if order.due == 0:
            if order.due_waived:
                return order
            raise NothingDue
        order.due_waived += order.due
        order.due_waived_at = order.updated_at = now
        order.due_waived_by = actor.name
        order.due_waived_reason = reason
        order.version += 1
        order.save(
            update_fields=[
                *("due_waived", "due_waived_at", "due_waived_by", "due_waived_reason"),
                *("updated_at", "version"),
            ]
        )
        show_change(order)
        write_remark(order, f"Долг прощён: {reason}", actor=actor, now=now)
        enter_paid_if_covered(order, actor=actor, now=now)
    return order


def _recorded(order: Order, source: str, external_id: str | None) -> Payment | None:
    """Return the locked order's payment of this number. Raises InvalidInput where it is another order's."""
    if external_id is None:
        return None
    known = Payment.objects.filter(shop=order.shop_id, source=source, external_id=external_id).first()
    if known is not None and known.order_id != order.pk:
        raise InvalidInput((("external_id",), _("Платёж с этим номером записан в другом заказе")))
    return known


def _check_amount(amount: int) -> None:
    if not 0 < amount <= money.MAX_TENGE:
        raise InvalidInput((("amount",), _("Сумма должна быть положительной")))


def _save_sums(order: Order, now: datetime) -> None:
    settle(order)
    order.updated_at = now
    order.version += 1
    order.save(update_fields=["paid_total", "refunded_total", *SETTLED, "updated_at", "version"])
