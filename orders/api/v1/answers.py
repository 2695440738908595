"""What is answered to those who place and move orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cvety.core import clock
from orders.models import Order
from orders.pricing import payment_url
from orders.queries import items_of_orders
from orders.states import OrderStatus
from shops.models import Shop


def created(order: Order, shop: Shop) -> dict[str, Any]:
    return {
        "id": order.pk,
        "tracking_token": order.tracking_token,
        "tracking_url": order.tracking_url,
        "status": order.status,
        "created_at": clock.isoformat(order.created_at, shop.zone),
    }


def created_with_items(order: Order) -> dict[str, Any]:
    columns = ("id", "product_id", "product_name", "quantity", "price", "total")
    items = items_of_orders([order.pk])[order.pk]
    return {
        "id": order.pk,
        "tracking_token": order.tracking_token,
        "status": order.status,
        "flower_sum": order.flower_sum,
        "delivery_fee": order.delivery_fee,
        "total": order.total,
        "items": [{name: item[name] for name in columns} for item in items],
    }


def created_by_buyer(order: Order, shop: Shop) -> dict[str, Any]:
    """`id` and `status` are for storefronts that read them."""
    return {
        "order_id": order.pk,
        "id": order.pk,
        "status": order.status,
        "tracking_token": order.tracking_token,
        "tracking_url": order.tracking_url,
        "payment_url": payment_url(shop, order),
        "total": order.total,
    }


def moved(order: Order, shop: Shop) -> dict[str, Any]:
    return {
        "id": order.pk,
        "status": order.status,
        "status_display": OrderStatus(order.status).label,
        "updated_at": clock.isoformat(order.updated_at, shop.zone),
    }


def allowed(order: Order, statuses: Sequence[OrderStatus]) -> dict[str, Any]:
    return {
        "id": order.pk,
        "status": order.status,
        "status_display": OrderStatus(order.status).label,
        "allowed_statuses": [{"status": status, "status_display": status.label} for status in statuses],
    }


def accepted(order: Order, shop: Shop) -> dict[str, Any]:
    return moved(order, shop) | {"accepted_at": clock.isoformat(order.accepted_at, shop.zone)}


def in_trouble(order: Order, shop: Shop) -> dict[str, Any]:
    return {
        "id": order.pk,
        "status": order.status,
        "issue_type": order.issue_type,
        "issue_comment": order.issue_comment,
        "issue_reported_at": clock.isoformat(order.issue_reported_at, shop.zone),
    }
