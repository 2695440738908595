"""A customer's address book: one address in it is the default, as soon as there is any."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from customers.errors import AddressExists, AddressNotFound
from customers.models import Customer, CustomerAddress
from cvety.core.addresses import AddressParts
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.versions import check_version
from shops.models import Shop

from .locking import lock_customer, show_change

EDITABLE = ("address", "recipient_name", "recipient_phone")
_PARTS = tuple(field.name for field in AddressParts._meta.get_fields() if field.name != "address")


def add_address(*, shop: Shop, customer_id: int, data: dict[str, Any]) -> CustomerAddress:
    """Write an address down; `data` holds EDITABLE and `is_default`. Raises CustomerNotFound, AddressExists."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        address = write_down(customer, data)
        show_change(customer)
        return address


def update_address(
    *, shop: Shop, customer_id: int, address_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> CustomerAddress:
    """Change the fields given. The default ceases to be it only when another becomes it.

    The version is the customer's. Raises CustomerNotFound, StaleVersion, AddressNotFound, AddressExists, InvalidInput.
    """
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        check_version(customer, expected_version)
        address = _find(customer, address_id)
        if changes.get("is_default") is False and address.is_default:
            raise InvalidInput((("is_default",), _("Сделайте основным другой адрес")))
        fields = [field for field in EDITABLE if field in changes]
        if "address" in changes and changes["address"] != address.address:
            for part in _PARTS:  # they were of the line as it was
                setattr(address, part, None)
            fields.extend(_PARTS)
        for field in EDITABLE:
            setattr(address, field, changes.get(field, getattr(address, field)))
        _check_is_new(address)
        address.save(update_fields=fields)
        if changes.get("is_default"):
            keep_one_default(customer, address)
        show_change(customer)
        return address


def remove_address(*, shop: Shop, customer_id: int, address_id: int, expected_version: str | None = None) -> None:
    """Strike an address out; orders keep theirs. Raises CustomerNotFound, StaleVersion, AddressNotFound."""
    with transaction.atomic():
        customer = lock_customer(shop=shop, customer_id=customer_id)
        check_version(customer, expected_version)
        _find(customer, address_id).delete()
        keep_one_default(customer)
        show_change(customer)


def remember_address(
    *, customer: Customer, recipient_name: str, recipient_phone: str, parts: dict[str, Any], now: datetime
) -> None:
    """Keep where flowers were sent and to whom; `parts` are columns of AddressParts, the line among them."""
    if not parts.get("address"):
        return
    named = {"customer": customer, "address": parts["address"], "recipient_name": recipient_name}
    news: dict[str, Any] = {"last_used_at": now, **({"recipient_phone": recipient_phone} if recipient_phone else {})}
    if CustomerAddress.objects.filter(**named).update(**news):
        return
    lock_rows(Customer.objects.filter(pk=customer.pk)).get()
    # Another order to the same place may have been faster; then there is nothing left to do.
    CustomerAddress.objects.get_or_create(
        **named,
        defaults={
            **parts,
            "shop_id": customer.shop_id,
            "recipient_phone": recipient_phone,
            "last_used_at": now,
            "is_default": not _book(customer).filter(is_default=True).exists(),
        },
    )


def take_over(customer: Customer, data: dict[str, Any]) -> None:
    """Have an address in a locked, or a new, customer's book as it is told; the one that is there already changes."""
    known = _book(customer).filter(address=data["address"], recipient_name=data.get("recipient_name", "")).first()
    if known is None:
        write_down(customer, data)
        return
    if "recipient_phone" in data:
        known.recipient_phone = data["recipient_phone"]
        known.save(update_fields=["recipient_phone"])
    if data.get("is_default"):
        keep_one_default(customer, known)


def write_down(customer: Customer, data: dict[str, Any]) -> CustomerAddress:
    """Add an address to a locked, or a new, customer's book. Raises AddressExists."""
    address = CustomerAddress(
        shop_id=customer.shop_id, customer=customer, **{field: data[field] for field in EDITABLE if field in data}
    )
    _check_is_new(address)
    address.save()
    keep_one_default(customer, address if data.get("is_default") else None)
    address.refresh_from_db(fields=["is_default"])
    return address


def keep_one_default(customer: Customer, wanted: CustomerAddress | None = None) -> None:
    """Make this address a locked customer's default; with none wanted, the one used last where there is no default."""
    book = _book(customer)
    if wanted is None:
        if book.filter(is_default=True).exists():
            return
        wanted = book.order_by(F("last_used_at").desc(nulls_last=True), "-pk").first()
        if wanted is None:
            return
    book.exclude(pk=wanted.pk).filter(is_default=True).update(is_default=False)
    book.filter(pk=wanted.pk).update(is_default=True)
    wanted.is_default = True


def _book(customer: Customer) -> models.QuerySet[CustomerAddress]:
    book: models.QuerySet[CustomerAddress] = CustomerAddress.objects.filter(customer=customer)
    return book


def _find(customer: Customer, address_id: int) -> CustomerAddress:
    address = _book(customer).filter(pk=address_id).first()
    if address is None:
        raise AddressNotFound
    return address


def _check_is_new(address: CustomerAddress) -> None:
    same = _book(address.customer).filter(address=address.address, recipient_name=address.recipient_name)
    if same.exclude(pk=address.pk).exists():
        raise AddressExists
