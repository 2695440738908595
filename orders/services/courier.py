"""A courier takes an order out and hands it over, or says that nobody opened. Only one's own orders."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import StaffMember
from cvety.core.access import Access, Module
from orders.errors import OrderNotFound, OrderTaken, TransitionNotAllowed
from orders.models import Order
from orders.states import IssueType, OrderStatus
from shops.models import Shop

from .editing import update_order
from .locking import lock_order
from .moving import change_status, report_issue


def take_out(*, shop: Shop, order_id: int, member: StaffMember, now: datetime) -> Order:
    """Take an assembled order out; one that nobody carries becomes one's own.

    Having taken it out already is no error. Raises OrderNotFound, OrderTaken naming who was faster,
    TransitionNotAllowed.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        if order.courier is not None and not _may_move(order, member):
            raise OrderTaken(order.courier.name)
        if order.status == OrderStatus.DELIVERY:
            return order
        if order.status != OrderStatus.ASSEMBLED:  # an issue is for managers to settle
            raise TransitionNotAllowed(order.status, OrderStatus.DELIVERY)
        actor = member.as_actor()
        if order.courier_id is None and member.pk is not None:
            changes = {"courier_id": member.pk}
            update_order(shop=shop, order_id=order_id, changes=changes, actor=actor, now=now)
        return change_status(shop=shop, order_id=order_id, to=OrderStatus.DELIVERY, actor=actor, now=now)


def hand_over(
    *,
    shop: Shop,
    order_id: int,
    member: StaffMember,
    now: datetime,
    comment: str = "",
    expected_version: str | None = None,
) -> Order:
    """Say that the order is in the recipient's hands. Raises OrderNotFound, TransitionNotAllowed, StaleVersion."""
    with transaction.atomic():
        order = _lock_own(shop, order_id, member)
        if order.status not in (OrderStatus.DELIVERY, OrderStatus.DELIVERED):
            raise TransitionNotAllowed(order.status, OrderStatus.DELIVERED)
        return change_status(
            shop=shop,
            order_id=order_id,
            to=OrderStatus.DELIVERED,
            actor=member.as_actor(),
            now=now,
            comment=comment,
            expected_version=expected_version,
        )


def nobody_opened(
    *,
    shop: Shop,
    order_id: int,
    comment: str,
    member: StaffMember,
    now: datetime,
    issue_type: str = IssueType.RECIPIENT_UNAVAILABLE,
    expected_version: str | None = None,
) -> Order:
    """Say that the order could not be handed over, most often because the recipient was not to be found.

    Raises OrderNotFound, TransitionNotAllowed, StaleVersion.
    """
    with transaction.atomic():
        order = _lock_own(shop, order_id, member)
        if order.status not in (OrderStatus.DELIVERY, OrderStatus.ISSUE):
            raise TransitionNotAllowed(order.status, OrderStatus.ISSUE)
        return report_issue(
            shop=shop,
            order_id=order_id,
            issue_type=issue_type,
            comment=comment,
            actor=member.as_actor(),
            now=now,
            expected_version=expected_version,
        )


def _lock_own(shop: Shop, order_id: int, member: StaffMember) -> Order:
    """Lock an order that this person carries; another's is as unknown as none at all."""
    order = lock_order(shop=shop, order_id=order_id)
    if not _may_move(order, member):
        raise OrderNotFound
    return order


def _may_move(order: Order, member: StaffMember) -> bool:
    return member.access(Module.ORDERS) == Access.WRITE or (member.pk is not None and order.courier_id == member.pk)
