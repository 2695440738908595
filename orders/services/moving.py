"""The one function that moves an order through its life.

Lock, ask the table, check the guards, write the status, the money, the history and the events; the stock comes
last. API, admin, screens, tasks and integrations all come through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.actors import Actor
from cvety.core.errors import Text
from cvety.core.events import EventName
from cvety.core.versions import check_version
from orders.errors import CannotAccept, OrderClosed, TransitionNotAllowed
from orders.models import Order, PaymentSource
from orders.pricing import SETTLED, settle
from orders.states import BEFORE_ASSEMBLY, FINAL, IssueType, OrderStatus, may_follow
from shops.models import Shop
from warehouse.services import consume_order, release_order, return_order, write_off_order

from .events import announce
from .history import write_history
from .locking import lock_order, show_change
from .money import add_payment


class _Told(TypedDict):
    """What every function of the stock is told."""

    shop: Shop
    order_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A status that may follow, and why it may not just now (None: it may)."""

    status: OrderStatus
    problem: TransitionNotAllowed | None


def moves(order: Order) -> list[Move]:
    """Return every arrow that leaves the order's status, with what its guard says."""
    return [
        Move(status, _guard(order, status))
        for status in OrderStatus
        if may_follow(order.status, status, issue_from=order.issue_from)
    ]


def allowed_moves(order: Order) -> list[OrderStatus]:
    """Return the statuses that the order may take right now."""
    return [move.status for move in moves(order) if move.problem is None]


def change_status(
    *,
    shop: Shop,
    order_id: int,
    to: str,
    actor: Actor,
    now: datetime,
    comment: str = "",
    expected_version: str | None = None,
) -> Order:
    """Move an order; the status it already has is a success that writes nothing.

    Raises OrderNotFound, TransitionNotAllowed, StaleVersion.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        target = OrderStatus(to)
        if order.status != target:
            if target == OrderStatus.ISSUE:
                _open_issue(order, IssueType.OTHER, comment, now)
            _move(order, target, actor=actor, now=now, comment=comment)
        return order


def report_issue(
    *,
    shop: Shop,
    order_id: int,
    issue_type: str,
    comment: str,
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> Order:
    """Say that something is wrong with an order; saying more of the same issue replaces what was said.

    Raises OrderNotFound, TransitionNotAllowed, StaleVersion.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        is_new = order.status != OrderStatus.ISSUE
        _open_issue(order, IssueType(issue_type), comment, now)
        if is_new:
            _move(order, OrderStatus.ISSUE, actor=actor, now=now, comment=comment)
        else:
            order.updated_at = now
            order.version += 1
            order.save(update_fields=["issue_type", "issue_comment", "updated_at", "version"])
            show_change(order)
        return order


def accept_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> Order:
    """Say that the shop takes an order on; a second time changes nothing.

    An order to be paid at hand-over may be made from now on. Raises OrderNotFound, CannotAccept, OrderClosed.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        if order.accepted_at is not None:
            return order
        if order.status in FINAL:
            raise OrderClosed
        if order.status == OrderStatus.NEW and not order.is_paid_at_hand_over:
            raise CannotAccept
        order.accepted_at = order.updated_at = now
        order.version += 1
        order.save(update_fields=["accepted_at", "updated_at", "version"])
        announce(EventName.ORDER_ACCEPTED, order)
        return order


def enter_paid(order: Order, *, actor: Actor, now: datetime, comment: str = "") -> None:
    """Move a locked new order to `paid`, since nothing is due any more."""
    _move(order, OrderStatus.PAID, actor=actor, now=now, comment=comment)


def enter_paid_if_covered(order: Order, *, actor: Actor, now: datetime) -> None:
    """Move a locked new prepaid order to `paid` when another sum leaves nothing due of what was paid already."""
    is_awaited = order.status == OrderStatus.NEW and not order.is_paid_at_hand_over
    if is_awaited and order.paid_total > 0 and order.due == 0:
        enter_paid(order, actor=actor, now=now)


def _open_issue(order: Order, issue_type: IssueType, comment: str, now: datetime) -> None:
    if order.status != OrderStatus.ISSUE:
        order.issue_reported_at = now
    order.issue_type = issue_type
    order.issue_comment = comment


def _guard(order: Order, target: OrderStatus) -> TransitionNotAllowed | None:
    """Return why an arrow of the table is closed just now."""

    def refused(code: str, reason: Text) -> TransitionNotAllowed:
        return TransitionNotAllowed(order.status, target, code=code, reason=reason)

    if order.status == OrderStatus.ISSUE:
        return None  # back to where it was, or cancelled
    if order.status == OrderStatus.NEW and target == OrderStatus.ASSEMBLED:
        if not order.is_paid_at_hand_over:
            return refused("not_paid", _("Заказ ещё не оплачен"))
        if order.accepted_at is None:
            return refused("not_accepted", _("Сначала примите заказ"))
    if target == OrderStatus.DELIVERY and not order.is_delivered_by_courier:
        return refused("wrong_delivery_method", _("Заказ забирают из магазина"))
    if target == OrderStatus.SELF_PICKUP and order.is_delivered_by_courier:
        return refused("wrong_delivery_method", _("Заказ нужно доставить"))
    leaves = order.status in (OrderStatus.ASSEMBLED, OrderStatus.SELF_PICKUP) and target in (
        OrderStatus.DELIVERY,
        OrderStatus.SELF_PICKUP,
        OrderStatus.COMPLETED,
    )
    if leaves and order.due and not order.is_paid_at_hand_over:
        return refused("payment_due", _("Сначала нужно оплатить %s") % money.readable(order.due))
    return None


def _move(order: Order, target: OrderStatus, *, actor: Actor, now: datetime, comment: str) -> None:
    old = OrderStatus(order.status)
    if not may_follow(old, target, issue_from=order.issue_from):
        raise TransitionNotAllowed(old, target)
    problem = _guard(order, target)
    if problem is not None:
        raise problem
    stage = order.issue_from or old  # how far the order had come

    paid = _take_money(order, old, target, actor=actor, now=now, comment=comment)
    order.status = target
    order.status_changed_at = order.updated_at = now
    order.issue_from = old if target == OrderStatus.ISSUE else ""
    if old == OrderStatus.ISSUE:
        order.issue_type, order.issue_comment, order.issue_reported_at = "", "", None
    settle(order)
    order.version += 1
    order.save(
        update_fields=[
            *SETTLED,
            "status",
            "status_changed_at",
            "issue_from",
            "issue_type",
            "issue_comment",
            "issue_reported_at",
            "paid_total",
            "updated_at",
            "version",
        ]
    )
    write_history(order, old_status=old, actor=actor, now=now, comment=comment)
    announce(EventName.ORDER_STATUS_CHANGED, order, old_status=old, new_status=target)
    _announce_arrival(order, old, paid, comment)
    _move_stock(order, OrderStatus(stage), target, actor=actor, now=now)


def _take_money(
    order: Order, old: OrderStatus, target: OrderStatus, *, actor: Actor, now: datetime, comment: str
) -> int:
    """Record the payment that a move stands for, and return what has been paid by it."""
    # What is given back after the hand-over is not taken again when the order is completed.
    is_picked_up = old == OrderStatus.SELF_PICKUP and target == OrderStatus.COMPLETED
    is_hand_over = order.is_paid_at_hand_over and (target == OrderStatus.DELIVERED or is_picked_up)
    if old == OrderStatus.ISSUE or not order.due:
        return order.paid_total
    if target == OrderStatus.PAID:
        source = PaymentSource.MANUAL
    elif is_hand_over:
        source = PaymentSource.HAND_OVER
    else:
        return order.paid_total
    add_payment(order, order.due, method=order.payment_method, source=source, actor=actor, now=now, comment=comment)
    return order.paid_total


def _announce_arrival(order: Order, old: OrderStatus, paid: int, comment: str) -> None:
    if order.status == OrderStatus.PAID and old == OrderStatus.NEW:
        announce(EventName.ORDER_PAID, order, amount=paid, method=order.payment_method)
    elif order.status == OrderStatus.ISSUE:
        announce(EventName.ORDER_ISSUE, order, issue_type=order.issue_type, comment=comment)
    elif order.status == OrderStatus.COMPLETED:
        announce(EventName.ORDER_COMPLETED, order)
    elif order.status == OrderStatus.CANCELLED:
        announce(EventName.ORDER_CANCELLED, order)


def _move_stock(order: Order, stage: OrderStatus, target: OrderStatus, *, actor: Actor, now: datetime) -> None:
    """Sell what is assembled; on cancelling give back what has not left, write off what has."""
    told: _Told = {"shop": order.shop, "order_id": order.pk, "actor": actor, "now": now}
    if target == OrderStatus.ASSEMBLED and stage in BEFORE_ASSEMBLY:
        consume_order(**told)
    elif target == OrderStatus.CANCELLED:
        if stage in BEFORE_ASSEMBLY:
            release_order(**told)
        elif stage == OrderStatus.ASSEMBLED:
            return_order(**told)
        else:
            write_off_order(**told)
