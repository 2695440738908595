"""A courier takes an order out and hands it over, or says that nobody opened. Only one's own orders."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from accounts.models import StaffMember
from cvety.core.access import Access, Module
from cvety.core.actors import authored
from orders.deliveries import hides_phone, is_out, to_collect
from orders.errors import OrderNotFound, OrderTaken, PhoneKeptBack, SumDiffers, TransitionNotAllowed
from orders.models import NoteKind, Order, OrderNote, PhotoKind
from orders.states import CallPolicy, IssueType, OrderStatus
from shops.models import Shop

from .editing import update_order
from .locking import lock_order, show_change
from .moving import change_status, report_issue
from .photos import attach_photo, stored_upload


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
    upload: File | None = None,
    collected: int | None = None,
    expected_version: str | None = None,
) -> Order:
    """Say that the order is in the recipient's hands, with a photo of it where there is one.

    `collected` is the sum that the courier says to have got at the door, in whole tenge; None where that was not
    asked. Raises OrderNotFound, TransitionNotAllowed, SumDiffers, InvalidInput, StaleVersion.
    """
    with stored_upload(upload, shop=shop) as picture, transaction.atomic():
        order = _lock_own(shop, order_id, member)
        if order.status not in (OrderStatus.DELIVERY, OrderStatus.DELIVERED):
            raise TransitionNotAllowed(order.status, OrderStatus.DELIVERED)
        if order.status == OrderStatus.DELIVERY and collected not in (None, to_collect(order)):
            raise SumDiffers(to_collect(order))
        actor = member.as_actor()
        order = change_status(
            shop=shop,
            order_id=order_id,
            to=OrderStatus.DELIVERED,
            actor=actor,
            now=now,
            comment=comment,
            expected_version=expected_version,
        )
        if picture is not None:
            attach_photo(order=order, picture=picture, actor=actor, now=now, kind=PhotoKind.HAND_OVER)
        return order


def nobody_opened(
    *,
    shop: Shop,
    order_id: int,
    comment: str,
    member: StaffMember,
    now: datetime,
    issue_type: str = IssueType.RECIPIENT_UNAVAILABLE,
    upload: File | None = None,
    expected_version: str | None = None,
) -> Order:
    """Say that the order could not be handed over, most often because the recipient was not to be found.

    Raises OrderNotFound, TransitionNotAllowed, InvalidInput, StaleVersion.
    """
    with stored_upload(upload, shop=shop) as picture, transaction.atomic():
        order = _lock_own(shop, order_id, member)
        if order.status not in (OrderStatus.DELIVERY, OrderStatus.ISSUE) or not is_out(order):
            raise TransitionNotAllowed(order.status, OrderStatus.ISSUE)
        actor = member.as_actor()
        order = report_issue(
            shop=shop,
            order_id=order_id,
            issue_type=issue_type,
            comment=comment,
            actor=actor,
            now=now,
            expected_version=expected_version,
        )
        if picture is not None:
            attach_photo(order=order, picture=picture, actor=actor, now=now, kind=PhotoKind.PROBLEM)
        return order


def reveal_recipient_phone(*, shop: Shop, order_id: int, member: StaffMember, now: datetime) -> Order:
    """Show the recipient's phone to the courier whom nobody opens, and write down that it was shown.

    A surprise is given away sooner than flowers are carried home; where nobody is to be called at all, the phone
    stays hidden even so. What one may see anyway is no secret, and a repeat writes nothing.
    Raises OrderNotFound, PhoneKeptBack.
    """
    with transaction.atomic():
        order = _lock_own(shop, order_id, member)
        shown = OrderNote.objects.filter(order=order, kind=NoteKind.PHONE_REVEALED, actor_member_id=member.pk)
        is_revealed = shown.exists()
        if not is_out(order) or not order.recipient_phone or order.call_policy == CallPolicy.NOBODY:
            raise PhoneKeptBack
        if not hides_phone(order, is_revealed=is_revealed):
            return order
        OrderNote.objects.create(
            shop=shop, order=order, kind=NoteKind.PHONE_REVEALED, created_at=now, **authored(member.as_actor())
        )
        show_change(order)
        return order


def _lock_own(shop: Shop, order_id: int, member: StaffMember) -> Order:
    """Lock an order that this person carries; another's is as unknown as none at all."""
    order = lock_order(shop=shop, order_id=order_id)
    if not _may_move(order, member):
        raise OrderNotFound
    return order


def _may_move(order: Order, member: StaffMember) -> bool:
    return member.access(Module.ORDERS) == Access.WRITE or (member.pk is not None and order.courier_id == member.pk)
