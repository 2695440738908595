"""Changing an order that is under way, and putting one away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.versions import check_version
from orders.errors import CannotArchive, OrderClosed
from orders.models import Order, OrderStatusChange, OrderTally
from orders.states import FINAL, OrderStatus
from shops.models import Shop

from .locking import lock_order
from .moving import change_status
from .placing import active_members, search_text

EDITABLE = frozenset(
    {
        "customer_name",
        "recipient_phone",
        "recipient_name",
        "address",
        "city",
        "street",
        "house",
        "flat",
        "entrance",
        "floor",
        "door_code",
        "latitude",
        "longitude",
        "delivery_date",
        "window_from_at",
        "window_to_at",
        "comment",
        "card_text",
        "is_anonymous",
        "is_surprise",
        "call_policy",
        "photo_approval",
        "substitution_consent",
        "florist_id",
        "courier_id",
    }
)


def update_order(
    *,
    shop: Shop,
    order_id: int,
    changes: dict[str, Any],
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> Order:
    """Write the fields given and no others; nothing of a closed order but its comment.

    Raises OrderNotFound, OrderClosed, InvalidInput, StaleVersion.
    """
    fields = EDITABLE & changes.keys()
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        if order.status in FINAL and fields - {"comment"}:
            raise OrderClosed
        active_members(shop, {field: changes[field] for field in ("florist_id", "courier_id") if field in fields})
        for field in fields:
            setattr(order, field, changes[field])
        if order.window_from_at and order.window_to_at and order.window_to_at < order.window_from_at:
            raise InvalidInput((("delivery_window",), _("Окно доставки заканчивается раньше, чем начинается")))
        order.search_text = search_text(order)
        order.updated_at = now
        order.version += 1
        order.save(update_fields=[*fields, "search_text", "updated_at", "version"])
    return order


def waive_due(*, shop: Shop, order_id: int, reason: str, actor: Actor, now: datetime) -> Order:
    """Let an order go out although something is still due. Raises OrderNotFound, InvalidInput."""
    if not reason.strip():
        raise InvalidInput((("reason",), _("Напишите, почему долг прощён")))
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        order.due_waived_at = order.updated_at = now
        order.due_waived_reason = reason.strip()[:255]
        order.version += 1
        order.save(update_fields=["due_waived_at", "due_waived_reason", "updated_at", "version"])
        OrderStatusChange.objects.create(
            shop=shop,
            order=order,
            old_status=order.status,
            status=order.status,
            comment=_("Долг прощён: %s") % order.due_waived_reason,
            changed_at=now,
            **authored(actor),
        )
    return order


def archive_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> None:
    """Put an order away; a new one is cancelled first, so that its reserve is released.

    Raises OrderNotFound, CannotArchive.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        if order.status not in (OrderStatus.NEW, OrderStatus.CANCELLED):
            raise CannotArchive
        order = change_status(shop=shop, order_id=order_id, to=OrderStatus.CANCELLED, actor=actor, now=now)
        order.archived_at = order.updated_at = now
        order.version += 1
        order.save(update_fields=["archived_at", "updated_at", "version"])
        OrderTally.objects.create(shop=shop, status=order.status, delta=-1)
