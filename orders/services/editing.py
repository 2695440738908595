"""Changing an order that is under way, and putting one away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core import clock
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.versions import check_version
from orders.errors import CannotArchive, OrderClosed
from orders.models import Order, OrderTally
from orders.states import FINAL, OrderStatus
from shops.models import Shop

from .addresses import with_whole_address
from .colleagues import find_colleagues
from .locking import lock_order, show_change
from .moving import change_status, enter_paid_if_covered
from .placing import search_text
from .terms import COLUMNS, set_terms, tell_of_terms
from .windows import Window

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
DAY_AND_WINDOW = ("delivery_date", "window_from_at", "window_to_at")


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

    A day moves its window along, and a window its day; another line of the address leaves nothing of the old
    door, and another house makes another line. `window` is one of hours or instants, or None. How an order is
    handed over and paid, its zone and its sums have rules of their own: see `terms`; `total` is only compared.
    Raises OrderNotFound, OrderClosed, InvalidInput, StaleVersion, DeliveryMethodFixed, PaymentMethodFixed, SumsFixed.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        if order.status in FINAL and changes.keys() - {"comment"}:
            raise OrderClosed
        changes = with_whole_address(order, changes)
        if "window" in changes:
            changes = {**changes, **_edges(order, changes["window"], changes.get("delivery_date", order.delivery_date))}
        fields = EDITABLE & changes.keys()
        watched = [*fields, *DAY_AND_WINDOW, *COLUMNS]
        before = [getattr(order, field) for field in watched]
        named = {field: changes[field] for field in ("florist_id", "courier_id") if field in fields}
        find_colleagues(shop, **{field: id_ for field, id_ in named.items() if id_ != getattr(order, field)})
        for field in fields:
            setattr(order, field, changes[field])
        _keep_day_and_window_together(order, fields)
        if order.window_from_at and order.window_to_at and order.window_to_at < order.window_from_at:
            raise InvalidInput((("delivery_window",), _("Окно доставки заканчивается раньше, чем начинается")))
        changed_terms = set_terms(order, changes)
        if before == [getattr(order, field) for field in watched]:
            return order  # nothing changes: nobody else's version need go stale
        order.search_text = search_text(order)
        order.updated_at = now
        order.version += 1
        order.save(update_fields=[*fields, *DAY_AND_WINDOW, *COLUMNS, "search_text", "updated_at", "version"])
        show_change(order)
        tell_of_terms(order, changed_terms, actor=actor, now=now)
        enter_paid_if_covered(order, actor=actor, now=now)
    return order


def archive_order(
    *, shop: Shop, order_id: int, actor: Actor, now: datetime, expected_version: str | None = None
) -> None:
    """Put an order away; a new one is cancelled first, so that its reserve is released.

    Raises OrderNotFound, CannotArchive, StaleVersion.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        if order.status not in (OrderStatus.NEW, OrderStatus.CANCELLED):
            raise CannotArchive
        order = change_status(shop=shop, order_id=order_id, to=OrderStatus.CANCELLED, actor=actor, now=now)
        order.archived_at = order.updated_at = now
        order.version += 1
        order.save(update_fields=["archived_at", "updated_at", "version"])
        show_change(order)
        OrderTally.objects.create(shop=shop, status=order.status, delta=-1)


def _edges(order: Order, window: Window | None, day: date | None) -> dict[str, datetime | None]:
    """Return what a window is written as; its hours belong to the day that the locked order has by now."""
    start, end = window.instants(day, order.shop.timezone) if window else (None, None)
    return {"window_from_at": start, "window_to_at": end}


def _keep_day_and_window_together(order: Order, changed: Collection[str]) -> None:
    """Move the window along with the day, keeping its hours; or the day with the window. No day, no window."""
    start = order.window_from_at or order.window_to_at
    if start is None:
        return
    zone = order.shop.timezone
    day = clock.local(start, zone).date()
    if "window_from_at" in changed or "window_to_at" in changed:
        if "delivery_date" not in changed or order.delivery_date is None:
            order.delivery_date = day
    elif order.delivery_date is None:
        order.window_from_at = order.window_to_at = None
    else:
        shift = order.delivery_date - day
        order.window_from_at = _shifted(order.window_from_at, shift, zone)
        order.window_to_at = _shifted(order.window_to_at, shift, zone)


def _shifted(instant: datetime | None, shift: timedelta, zone: str) -> datetime | None:
    if instant is None:
        return None
    local = clock.local(instant, zone)
    return clock.at(local.date() + shift, local.time(), zone)
