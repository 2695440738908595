"""Reading customers: lists as plain data, in three queries whatever their length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from cvety.core import clock
from shops.models import Shop

from .errors import CustomerNotFound
from .models import Customer, CustomerAddress, ImportantDate, average_order

_COLUMNS = (
    "pk",
    "version",
    "phone",
    "name",
    "email",
    "birth_date",
    "address",
    "preferences",
    "tags",
    "orders_count",
    "paid_orders_count",
    "total_spent",
    "last_order_at",
    "created_at",
    "updated_at",
)
Parts = dict[int, list[dict[str, Any]]]


def customers_of(*, shop: Shop) -> QuerySet[Customer]:
    """Return the shop's customers."""
    customers: QuerySet[Customer] = Customer.objects.current().filter(shop=shop)
    return customers


def customer_rows(customers: QuerySet[Customer], *, shop: Shop) -> list[dict[str, Any]]:
    """Return customers in their documented shape."""
    rows = list(customers.values_list(*_COLUMNS, named=True))
    ids = [row.pk for row in rows]
    dates, addresses = _dates(ids), _addresses(ids)
    return [_customer(row, shop, dates[row.pk], addresses[row.pk]) for row in rows]


def customer_row(*, shop: Shop, customer_id: int) -> dict[str, Any]:
    """Return one customer in its documented shape. Raises CustomerNotFound."""
    rows = customer_rows(customers_of(shop=shop).filter(pk=customer_id), shop=shop)
    if not rows:
        raise CustomerNotFound
    return rows[0]


def _customer(
    row: Any,  # a named tuple that Django makes of _COLUMNS
    shop: Shop,
    dates: list[dict[str, Any]],
    addresses: list[dict[str, Any]],
) -> dict[str, Any]:
    zone = shop.zone
    return {
        "id": row.pk,
        "version": row.version,
        "phone": row.phone,
        "name": row.name,
        "email": row.email,
        "birth_date": row.birth_date,
        "address": row.address,
        "preferences": row.preferences,
        "orders_count": row.orders_count,
        "total_spent": row.total_spent,
        "average_order": average_order(row.total_spent, row.paid_orders_count),
        "last_order_date": clock.isoformat(row.last_order_at, zone),
        "created_at": clock.isoformat(row.created_at, zone),
        "updated_at": clock.isoformat(row.updated_at, zone),
        "tags": row.tags,
        "important_dates": dates,
        "addresses": addresses,
    }


def _dates(customer_ids: Collection[int]) -> Parts:
    parts: Parts = defaultdict(list)
    columns = ("id", "date_type", "date", "description", "reminder_days")
    dates = ImportantDate.objects.filter(customer_id__in=customer_ids).order_by("date", "pk")
    for customer_id, *values in dates.values_list("customer_id", *columns):
        parts[customer_id].append(dict(zip(columns, values, strict=True)))
    return parts


def _addresses(customer_ids: Collection[int]) -> Parts:
    parts: Parts = defaultdict(list)
    columns = ("id", "address", "is_default", "recipient_name", "recipient_phone")
    addresses = CustomerAddress.objects.filter(customer_id__in=customer_ids)
    in_order = addresses.order_by("-is_default", "-last_used_at", "-pk")
    for customer_id, *values in in_order.values_list("customer_id", *columns):
        parts[customer_id].append(dict(zip(columns, values, strict=True)))
    return parts
