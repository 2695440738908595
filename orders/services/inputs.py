"""What an order is placed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from orders.states import CallPolicy, DeliveryMethod
from shops.models import PaymentMethod

MAX_ITEMS = 100  # lines of one order


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """One line: so many of a product, at a price in whole tenge (None: the current one)."""

    product_id: int
    quantity: int
    price: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order as it comes in. Phones are E.164, instants aware, money whole tenge.

    Without items the sum is `flower_sum`; with them it is counted, and what is said of it must agree. With
    `prices_by_server` (the storefront) prices and the delivery fee are ours, and what is said of money counts
    for nothing.
    """

    customer_phone: str
    customer_name: str = ""
    recipient_phone: str = ""
    recipient_name: str = ""
    address: str = ""
    address_parts: dict[str, Any] = field(default_factory=dict)  # further columns of AddressParts
    delivery_method: str = DeliveryMethod.DELIVERY
    delivery_date: date | None = None
    window_from_at: datetime | None = None
    window_to_at: datetime | None = None
    delivery_zone_name: str | None = None
    items: Sequence[NewItem] = ()
    flower_sum: int | None = None
    delivery_fee: int | None = None
    discount: int = 0
    total: int | None = None
    payment_method: str = PaymentMethod.KASPI
    comment: str = ""
    source: str = "website"
    external_id: str = ""
    card_text: str = ""
    is_anonymous: bool = False
    is_surprise: bool = False
    call_policy: str = CallPolicy.RECIPIENT
    photo_approval: bool = False
    substitution_consent: bool = False
    florist_id: int | None = None
    courier_id: int | None = None
    prices_by_server: bool = False
