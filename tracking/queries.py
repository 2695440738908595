"""What the buyer, and whoever has the link, may see of an order. Everything is masked here, not in templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from cvety.core import clock, phones
from cvety.core.tenancy import every_shop
from orders.models import Order
from orders.states import BEFORE_ASSEMBLY, BUYER_WORDS, FINAL, OrderStatus
from shops.models import Shop

from .errors import OrderNotTracked
from .masking import Address, mask_address

SHOWN_FOR = timedelta(days=90)
TOKEN_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    status: OrderStatus
    at: datetime

    @property
    def words(self) -> str:
        return str(BUYER_WORDS[self.status])


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture; `url` is as the storage gives it, often without a host."""

    url: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class PublicOrder:
    """An order as its tracking page shows it; `shop` is for its name and phone, and its zone of time."""

    shop: Shop
    token: str
    status: OrderStatus
    updated_at: datetime
    delivery_method: str
    window_from_at: datetime | None
    window_to_at: datetime | None
    address_masked: str
    courier_phone_masked: str | None
    timeline: Sequence[Step]
    photos: Sequence[Photo]
    can_leave_feedback: bool
    awaits_payment: bool

    @property
    def status_words(self) -> str:
        return str(BUYER_WORDS[self.status])


def public_order(token: str) -> PublicOrder:
    """Return the order of a tracking token; long after its end nothing but its status.

    Raises OrderNotTracked.
    """
    if len(token) != TOKEN_LENGTH or not (token.isascii() and token.isdigit()):
        raise OrderNotTracked
    with every_shop():  # the token is what finds the row, and the order what finds the rest
        orders = Order.objects.current().select_related("shop", "courier")
        order: Order | None = orders.filter(tracking_token=token, shop__is_active=True).first()
        if order is None:
            raise OrderNotTracked
        is_old = order.status in FINAL and clock.now() - order.status_changed_at >= SHOWN_FOR
        return _bare(order) if is_old else _whole(order)


def public_view(token: str) -> dict[str, Any]:
    """Return what `GET /api/tracking/{token}` answers, as documented. Raises OrderNotTracked."""
    order = public_order(token)
    zone = order.shop.zone
    return {
        "tracking_token": order.token,
        "status": order.status.value,
        "status_display": order.status_words,
        "updated_at": clock.isoformat(order.updated_at, zone),
        "delivery_method": order.delivery_method,
        "delivery_window": {
            "from": clock.isoformat(order.window_from_at, zone),
            "to": clock.isoformat(order.window_to_at, zone),
        },
        "address_masked": order.address_masked,
        "courier": (
            None if order.courier_phone_masked is None else {"name": _("Курьер"), "phone": order.courier_phone_masked}
        ),
        "timeline": [
            {
                "status": step.status.value,
                "status_display": step.words,
                "timestamp": clock.isoformat(step.at, zone),
            }
            for step in order.timeline
        ],
        "photos": [
            {
                "url": urljoin(settings.CVETY_BASE_URL, photo.url),
                "uploaded_at": clock.isoformat(photo.uploaded_at, zone),
            }
            for photo in order.photos
        ],
        "can_leave_feedback": order.can_leave_feedback,
    }


def _bare(order: Order) -> PublicOrder:
    """What is left long after the end: the status and the feedback."""
    status = OrderStatus(order.status)
    return PublicOrder(
        shop=order.shop,
        token=order.tracking_token,
        status=status,
        updated_at=order.status_changed_at,
        delivery_method=order.delivery_method,
        window_from_at=None,
        window_to_at=None,
        address_masked="",
        courier_phone_masked=None,
        timeline=[],
        photos=[],
        can_leave_feedback=_is_made(order),
        awaits_payment=False,
    )


def _whole(order: Order) -> PublicOrder:
    # Rows about other things than a status (a debt forgiven) keep it, and are nobody's business.
    steps = order.history.exclude(old_status=F("status")).order_by("pk").values_list("status", "changed_at")
    address = Address(order.address, order.city, order.street, order.house)
    return PublicOrder(
        shop=order.shop,
        token=order.tracking_token,
        status=OrderStatus(order.status),
        updated_at=order.updated_at,
        delivery_method=order.delivery_method,
        window_from_at=order.window_from_at,
        window_to_at=order.window_to_at,
        address_masked=mask_address(address) if order.is_delivered_by_courier else "",
        courier_phone_masked=phones.mask(order.courier.phone) if order.courier else None,
        timeline=[Step(OrderStatus(status), at) for status, at in steps],
        photos=[Photo(photo.image.url, photo.uploaded_at) for photo in order.photos.order_by("pk")],
        can_leave_feedback=_is_made(order),
        awaits_payment=order.status == OrderStatus.NEW and not order.is_paid_at_hand_over and order.due > 0,
    )


def _is_made(order: Order) -> bool:
    """Whether there is a bouquet to speak of: from `assembled` on, unless cancelled."""
    stage = order.issue_from or order.status
    return stage not in BEFORE_ASSEMBLY and order.status != OrderStatus.CANCELLED
