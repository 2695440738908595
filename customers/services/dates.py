"""The days that a customer must not forget."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from customers.errors import DateNotFound
from customers.models import Customer, ImportantDate
from cvety.core.versions import check_version
from shops.models import Shop

from .locking import lock_customer, show_change

EDITABLE = ("date_type", "date", "has_year", "description", "reminder_days")


def add_date(*, shop: Shop, customer_id: int, data: dict[str, Any]) -> ImportantDate:
    """Write a day down; `data` holds EDITABLE. Raises CustomerNotFound."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        show_change(customer)
        return note_date(customer, data)


def update_date(
    *, shop: Shop, customer_id: int, date_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> ImportantDate:
    """Change the fields given; the version is the customer's. Raises CustomerNotFound, StaleVersion, DateNotFound."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        check_version(customer, expected_version)
        date = _find(customer, date_id)
        fields = [field for field in EDITABLE if field in changes]
        for field in fields:
            setattr(date, field, changes[field])
        date.save(update_fields=fields)
        show_change(customer)
        return date


def remove_date(*, shop: Shop, customer_id: int, date_id: int, expected_version: str | None = None) -> None:
    """Strike a day out. Raises CustomerNotFound, StaleVersion, DateNotFound."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        check_version(customer, expected_version)
        _find(customer, date_id).delete()
        show_change(customer)


def take_over(customer: Customer, data: dict[str, Any]) -> None:
    """Have a day among a locked, or a new, customer's: one that is there already is not doubled."""
    same = {"description": "", **{field: data[field] for field in EDITABLE if field in data}}
    if not ImportantDate.objects.filter(customer=customer, **same).exists():
        note_date(customer, data)


def note_date(customer: Customer, data: dict[str, Any]) -> ImportantDate:
    """Add a day to a locked, or a new, customer's."""
    values = {field: data[field] for field in EDITABLE if field in data}
    date: ImportantDate = ImportantDate.objects.create(shop_id=customer.shop_id, customer=customer, **values)
    return date


def _find(customer: Customer, date_id: int) -> ImportantDate:
    date: ImportantDate | None = ImportantDate.objects.filter(customer=customer, pk=date_id).first()
    if date is None:
        raise DateNotFound
    return date
