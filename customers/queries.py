"""Reading customers: lists as plain data, in four queries whatever their length, and who is on the phone."""

from __future__ import annotations

import re
from collections import defaultdict, namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from cvety.core import clock, money
from cvety.core.reading import ByIds, Row
from cvety.core.search import MAX_WORDS
from cvety.core.text import fold
from cvety.core.versions import RowVersion
from shops.models import Shop

from .errors import AddressNotFound, CustomerNotFound, DateNotFound
from .models import Customer, CustomerAddress, ImportantDate

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
_Columns = namedtuple("_Columns", _COLUMNS)  # type: ignore[misc]  # the names stand above
_DATE = ("id", "date_type", "date", "has_year", "description", "reminder_days")
_ADDRESS = ("id", "address", "is_default", "recipient_name", "recipient_phone")
_BOOK_ORDER = (F("is_default").desc(), F("last_used_at").desc(nulls_last=True), F("pk").desc())

CUSTOMERS = ByIds(Customer, "pk", _COLUMNS)
DATES = ByIds(ImportantDate, "customer_id", ("customer_id", *_DATE), order_by=("date", "pk"))
ADDRESSES = ByIds(CustomerAddress, "customer_id", ("customer_id", *_ADDRESS), order_by=_BOOK_ORDER)
Parts = dict[int, list[dict[str, Any]]]

DIGITS_TO_FIND = 4  # of a phone, anywhere in it
LETTERS_TO_FIND = 3
LOOKED_THROUGH = 1000  # of more matches than these nobody finds theirs among the first few
_PHONE = re.compile(r"[\d\s()+\-.\u00a0]+")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody on the phone, and where they had flowers sent last."""

    customer: Customer
    addresses: Sequence[CustomerAddress]


def customers_of(*, shop: Shop) -> QuerySet[Customer]:
    """Return the shop's customers."""
    customers: QuerySet[Customer] = Customer.objects.current().filter(shop=shop)
    return customers


def customer_rows(ids: Sequence[int], *, shop: Shop) -> list[dict[str, Any]]:
    """Return customers that were found in the shop, in their documented shape and the order of their ids here."""
    by_id = {row[0]: _Columns._make(row) for row in CUSTOMERS.rows(ids)}
    dates, addresses = _by_customer(DATES.rows(ids), _DATE), _by_customer(ADDRESSES.rows(ids), _ADDRESS)
    return [_customer(by_id[pk], shop, dates[pk], addresses[pk]) for pk in ids]


def customer_row(*, shop: Shop, customer_id: int) -> dict[str, Any]:
    """Return one customer in its documented shape. Raises CustomerNotFound."""
    ids = customers_of(shop=shop).filter(pk=customer_id).values_list("pk", flat=True)
    rows = customer_rows(list(ids), shop=shop)
    if not rows:
        raise CustomerNotFound
    return rows[0]


def recognize(*, shop: Shop, text: str, limit: int, addresses: int) -> list[Caller]:
    """Return who may be meant by any four digits of a phone or three letters of a name, the latest buyers first.

    Each comes with a few `addresses`, those used last first. Two queries.
    """
    condition = _meant(text)
    if condition is None:
        return []
    found = customers_of(shop=shop).filter(condition).order_by()[:LOOKED_THROUGH]
    customers = Customer.objects.filter(shop=shop, pk__in=found.values("pk"))
    latest = customers.order_by(F("last_order_at").desc(nulls_last=True), "-pk")
    return with_addresses(latest[:limit], limit=addresses)


def with_addresses(customers: QuerySet[Customer], *, limit: int) -> list[Caller]:
    """Return customers, each with the addresses used last. Two queries."""
    addresses = CustomerAddress.objects.order_by(F("last_used_at").desc(nulls_last=True), "-pk")
    rows = customers.prefetch_related(Prefetch("addresses", addresses[:limit], to_attr="offered"))
    return [Caller(customer, customer.offered) for customer in rows]


def _meant(text: str) -> Q | None:
    """Return the condition of who is meant; None while there is too little to go by."""
    if _PHONE.fullmatch(text):
        return _phone_like(text)
    words = fold(text).split()[:MAX_WORDS]
    if max(map(len, words), default=0) < LETTERS_TO_FIND:
        return None
    found = Q()
    for word in words:
        found &= Q(search_text__contains=word)
    return found


def _phone_like(text: str) -> Q | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) < DIGITS_TO_FIND:
        return None
    # The index is on the text, and digits may stand in an email too.
    found = Q(search_text__contains=digits, phone__contains=digits)
    if digits[0] == "8":  # as it is dialed, and perhaps somewhere in the middle
        found |= Q(search_text__contains=f"+7{digits[1:]}")
    return found


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
        "average_order": money.per_unit(row.total_spent, row.paid_orders_count),
        "last_order_date": clock.isoformat(row.last_order_at, zone),
        "created_at": clock.isoformat(row.created_at, zone),
        "updated_at": clock.isoformat(row.updated_at, zone),
        "tags": row.tags,
        "important_dates": dates,
        "addresses": addresses,
    }


def dates_of(*, shop: Shop, customer_id: int) -> QuerySet[ImportantDate]:
    """Return a customer's days to remember, in their order. Raises CustomerNotFound."""
    version_of(shop=shop, customer_id=customer_id)
    dates: QuerySet[ImportantDate] = ImportantDate.objects.filter(shop=shop, customer_id=customer_id)
    return dates.order_by("date", "pk")


def date_rows(dates: QuerySet[ImportantDate]) -> list[dict[str, Any]]:
    """Return days in their documented shape."""
    return list(dates.values(*_DATE))


def date_row(*, shop: Shop, customer_id: int, date_id: int) -> dict[str, Any]:
    """Return one day in its documented shape. Raises CustomerNotFound, DateNotFound."""
    rows = date_rows(dates_of(shop=shop, customer_id=customer_id).filter(pk=date_id))
    if not rows:
        raise DateNotFound
    return rows[0]


def addresses_of(*, shop: Shop, customer_id: int) -> QuerySet[CustomerAddress]:
    """Return a customer's address book, the default first, then those used last. Raises CustomerNotFound."""
    version_of(shop=shop, customer_id=customer_id)
    addresses: QuerySet[CustomerAddress] = CustomerAddress.objects.filter(shop=shop, customer_id=customer_id)
    return addresses.order_by(*_BOOK_ORDER)


def address_rows(addresses: QuerySet[CustomerAddress]) -> list[dict[str, Any]]:
    """Return addresses in their documented shape."""
    return list(addresses.values(*_ADDRESS))


def address_row(*, shop: Shop, customer_id: int, address_id: int) -> dict[str, Any]:
    """Return one address in its documented shape. Raises CustomerNotFound, AddressNotFound."""
    rows = address_rows(addresses_of(shop=shop, customer_id=customer_id).filter(pk=address_id))
    if not rows:
        raise AddressNotFound
    return rows[0]


def version_of(*, shop: Shop, customer_id: int) -> RowVersion:
    """Return the customer's version, which its parts go by. Raises CustomerNotFound."""
    version = customers_of(shop=shop).filter(pk=customer_id).values_list("version", flat=True).first()
    if version is None:
        raise CustomerNotFound
    return RowVersion(customer_id, version)


def _by_customer(rows: Iterable[Row], names: Sequence[str]) -> Parts:
    parts: Parts = defaultdict(list)
    for customer_id, *values in rows:
        parts[customer_id].append(dict(zip(names, values, strict=True)))
    return parts
