"""Customers come, change and are put away; their totals follow their orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField

from customers.errors import PhoneTaken
from customers.models import Customer
from cvety.core import outbox
from cvety.core.events import EventName
from cvety.core.locks import lock_rows
from cvety.core.reading import Prepared, Slot
from cvety.core.text import fold
from cvety.core.versions import check_version
from shops.models import Shop

from . import addresses, dates
from .locking import lock_customer

EDITABLE = ("phone", "name", "email", "birth_date", "address", "preferences", "tags")

_BY_PHONE = Prepared(
    lambda: Customer._base_manager.filter(shop_id=Slot("shop_id", BigIntegerField()), phone=Slot("phone", CharField()))
)


def create_customer(*, shop: Shop, data: dict[str, Any], now: datetime) -> Customer:
    """Add a customer; one who was put away comes back. Raises PhoneTaken.

    `data` holds EDITABLE, and may hold `important_dates` and `addresses`; those that are there already, because the
    customer came back or because `address` is one of them, are not doubled.
    """
    with transaction.atomic():
        customer = _create_or_bring_back(shop, data)
        for date in data.get("important_dates") or ():
            dates.take_over(customer, date)
        for address in data.get("addresses") or ():
            addresses.take_over(customer, address)
        return customer


def update_customer(
    *,
    shop: Shop,
    customer_id: int,
    changes: dict[str, Any],
    now: datetime,
    expected_version: str | None = None,
) -> Customer:
    """Change the fields given and nothing else. Raises CustomerNotFound, PhoneTaken, StaleVersion."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        check_version(customer, expected_version)
        try:
            with transaction.atomic():
                _write(customer, changes)
        except IntegrityError as error:
            raise PhoneTaken from error
    return customer


def archive_customer(*, shop: Shop, customer_id: int, now: datetime) -> None:
    """Put a customer away; orders keep them. Raises CustomerNotFound."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        customer.archived_at = now
        _write(customer, {})


def upsert_customer(*, shop: Shop, phone: str, name: str, address: str, now: datetime) -> Customer:
    """Return the shop's customer of this phone, made if new; what is known already no blank overwrites."""
    customer = next(iter(_BY_PHONE.objects(shop_id=shop.pk, phone=phone)), None)
    if customer is None:
        try:
            with transaction.atomic():
                return _create(shop, {"phone": phone, "name": name, "address": address})
        except IntegrityError:  # another order of the same new customer was faster
            customer = Customer.objects.get(shop=shop, phone=phone)
    news = {"name": name, "address": address}
    changes = {field: value for field, value in news.items() if value and not getattr(customer, field)}
    if changes or customer.archived_at:
        customer = lock_rows(Customer.objects.filter(pk=customer.pk)).get()
        customer.archived_at = None
        _write(customer, {field: value for field, value in changes.items() if not getattr(customer, field)})
    return customer


def add_to_totals(
    *,
    shop: Shop,
    customer_id: int,
    orders: int,
    paid_orders: int,
    spent: int,
    last_order_at: Callable[[], datetime | None],
) -> None:
    """Add to what a customer has ordered: orders, those of them with money, tenge; either way.

    When the last order was is asked once the customer is locked: an answer from before may be out of date.
    """
    with transaction.atomic():
        customer = lock_rows(Customer.objects.filter(shop=shop, pk=customer_id)).get()
        customer.orders_count = max(customer.orders_count + orders, 0)
        customer.paid_orders_count = max(customer.paid_orders_count + paid_orders, 0)
        customer.total_spent += spent
        customer.last_order_at = last_order_at()
        customer.save(update_fields=["orders_count", "paid_orders_count", "total_spent", "last_order_at"])


def search_text(customer: Customer) -> str:
    """Return what a customer is found by."""
    return fold(f"{customer.name} {customer.phone} {customer.email}")[:900]


def _create_or_bring_back(shop: Shop, data: dict[str, Any]) -> Customer:
    customer = lock_rows(Customer.objects.filter(shop=shop, phone=data["phone"])).first()
    if customer is None:
        try:
            with transaction.atomic():
                customer = _create(shop, data)
        except IntegrityError as error:  # somebody added the same phone in between
            raise PhoneTaken from error
        if customer.address:
            addresses.write_down(customer, {"address": customer.address})
        return customer
    if customer.archived_at is None:
        raise PhoneTaken
    customer.archived_at = None
    _write(customer, data)
    return customer


def _create(shop: Shop, data: dict[str, Any]) -> Customer:
    customer = Customer(shop=shop, **{field: value for field, value in data.items() if field in EDITABLE})
    customer.search_text = search_text(customer)
    customer.save()
    outbox.publish(
        EventName.CUSTOMER_CREATED,
        shop_id=shop.pk,
        aggregate=f"customer:{customer.pk}",
        data={"customer_id": customer.pk, "phone": customer.phone, "name": customer.name},
    )
    return customer


def _write(customer: Customer, changes: dict[str, Any]) -> None:
    fields = [field for field in EDITABLE if field in changes]
    for field in fields:
        setattr(customer, field, changes[field])
    customer.search_text = search_text(customer)
    customer.version += 1
    customer.save(update_fields=[*fields, "search_text", "archived_at", "version", "updated_at"])
