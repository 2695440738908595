"""What the buyer, and whoever has the link, may see of an order. Everything is masked here, not in templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import BigIntegerField, CharField, F
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from catalog.models import Category, ProductImage
from cvety.core import clock, phones
from cvety.core.access import Access, Module
from cvety.core.reading import Prepared, Slot
from orders.models import Order, OrderItem, OrderPhoto, OrderStatusChange, PhotoKind
from orders.states import BEFORE_ASSEMBLY, BUYER_WORDS, FINAL, OrderStatus
from shops.models import Shop

from .errors import OrderNotTracked
from .masking import Address, mask_address
from .models import Feedback

SHOWN_FOR = timedelta(days=90)
TOKEN_LENGTH = 9
# What one would call «your bouquet» before there is a photo of it.
BOUQUETS = (Category.BOUQUET, Category.COMPOSITION)

# The token is what finds the row, in whatever shop; the rest is found by its id.
_ID = Slot("order_id", BigIntegerField())
_BY_TOKEN = Prepared(
    lambda: (
        Order._base_manager.filter(tracking_token=Slot("token", CharField()), archived_at=None, shop__is_active=True)
        .select_related("shop")
        .only("shop")
    )
)
_ORDER = Prepared(lambda: Order._base_manager.filter(pk=_ID, archived_at=None).select_related("courier", "feedback"))
# Rows about other things than a status (a debt forgiven) keep it, and are nobody's business.
_STEPS = Prepared(
    lambda: (
        OrderStatusChange._base_manager.filter(order_id=_ID)
        .exclude(old_status=F("status"))
        .order_by("pk")
        .values_list("status", "changed_at")
    )
)
_PHOTOS = Prepared(lambda: OrderPhoto._base_manager.filter(order_id=_ID).exclude(kind=PhotoKind.PROBLEM).order_by("pk"))
_FIRST_BOUQUET = OrderItem._base_manager.filter(order_id=_ID, product_category__in=BOUQUETS).order_by("pk")
_SAMPLE = Prepared(lambda: ProductImage._base_manager.filter(product__in=_FIRST_BOUQUET.values("product")[:1])[:1])


@dataclass(frozen=True, slots=True)
class Tracked:
    """An order found by its number, before anything of it is read."""

    order_id: int
    shop: Shop

    @property
    def topic(self) -> str:
        """What its page watches: the name that its events go by."""
        return Order(pk=self.order_id).aggregate


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
    """A picture in two sizes; addresses are as the storage gives them, often without a host."""

    url: str
    thumbnail: str
    uploaded_at: datetime
    is_of_hand_over: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The shop's own picture of what was ordered, until there is a photo of the very bouquet."""

    url: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class PublicOrder:
    """An order as its tracking page shows it; `shop` is for its name and phone, and its zone of time."""

    shop: Shop
    token: str
    status: OrderStatus
    issue_from: OrderStatus | None
    updated_at: datetime
    accepted_at: datetime | None
    delivery_method: str
    delivery_date: date | None
    window_from_at: datetime | None
    window_to_at: datetime | None
    address_masked: str
    courier_phone_masked: str | None
    timeline: Sequence[Step]
    photos: Sequence[Photo]
    sample: Sample | None
    stars: int | None  # the buyer's own; their words are not shown, for the recipient may hold the link too
    can_leave_feedback: bool
    awaits_payment: bool

    @property
    def status_words(self) -> str:
        return str(BUYER_WORDS[self.status])

    @property
    def bouquet_photos(self) -> list[Photo]:
        """What the florist photographed, the newest first."""
        return [photo for photo in reversed(self.photos) if not photo.is_of_hand_over]

    @property
    def hand_over_photos(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.is_of_hand_over]


def tracked(token: str) -> Tracked:
    """Return the order that a tracking token is the key to. Raises OrderNotTracked."""
    if len(token) != TOKEN_LENGTH or not (token.isascii() and token.isdigit()):
        raise OrderNotTracked
    for order in _BY_TOKEN.objects(token=token):
        return Tracked(order.pk, order.shop)
    raise OrderNotTracked


def public_order(found: Tracked) -> PublicOrder:
    """Return what may be seen of an order; long after its end nothing but its status and the stars.

    Raises OrderNotTracked.
    """
    for order in _ORDER.objects(order_id=found.order_id):
        order.shop = found.shop
        is_old = order.status in FINAL and clock.now() - order.status_changed_at >= SHOWN_FOR
        return _bare(order) if is_old else _whole(order)
    raise OrderNotTracked


def public_view(found: Tracked) -> dict[str, Any]:
    """Return what `GET /api/tracking/{token}` answers, as documented. Raises OrderNotTracked."""
    order = public_order(found)
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


def feedback_row(*, order_id: int, seen_by: StaffMember) -> dict[str, Any] | None:
    """Return what the buyer said of an order that this person sees; None until they did.

    A courier does not read the words of a hidden buyer: they may be signed.
    """
    columns = ("rating", "comment", "created_at", "order__is_anonymous")
    row = Feedback.objects.filter(shop_id=seen_by.shop_id, order_id=order_id).values_list(*columns).first()
    if row is None:
        return None
    rating, comment, created_at, is_anonymous = row
    is_hidden = is_anonymous and seen_by.access(Module.TRACKING) == Access.OWN
    return {
        "rating": rating,
        "comment": "" if is_hidden else comment,
        "created_at": clock.isoformat(created_at, seen_by.shop.zone),
    }


def is_made(order: Order) -> bool:
    """Whether there is a bouquet to speak of: from `assembled` on, unless cancelled."""
    stage = order.issue_from or order.status
    return stage not in BEFORE_ASSEMBLY and order.status != OrderStatus.CANCELLED


def _bare(order: Order) -> PublicOrder:
    """What is left long after the end: the status and the feedback."""
    stars = _stars(order)
    return PublicOrder(
        shop=order.shop,
        token=order.tracking_token,
        status=OrderStatus(order.status),
        issue_from=None,
        updated_at=order.status_changed_at,
        accepted_at=None,
        delivery_method=order.delivery_method,
        delivery_date=None,
        window_from_at=None,
        window_to_at=None,
        address_masked="",
        courier_phone_masked=None,
        timeline=[],
        photos=[],
        sample=None,
        stars=stars,
        can_leave_feedback=stars is None and is_made(order),
        awaits_payment=False,
    )


def _whole(order: Order) -> PublicOrder:
    address = Address(order.address, order.city, order.street, order.house)
    stars = _stars(order)
    photos = _photos(order)
    has_bouquet = any(not photo.is_of_hand_over for photo in photos)
    return PublicOrder(
        shop=order.shop,
        token=order.tracking_token,
        status=OrderStatus(order.status),
        issue_from=OrderStatus(order.issue_from) if order.issue_from else None,
        updated_at=order.updated_at,
        accepted_at=order.accepted_at,
        delivery_method=order.delivery_method,
        delivery_date=order.delivery_date,
        window_from_at=order.window_from_at,
        window_to_at=order.window_to_at,
        address_masked=mask_address(address) if order.is_delivered_by_courier else "",
        courier_phone_masked=phones.mask(order.courier.phone) if order.courier else None,
        timeline=_timeline(order),
        photos=photos,
        sample=None if has_bouquet or order.status == OrderStatus.CANCELLED else _sample(order),
        stars=stars,
        can_leave_feedback=stars is None and is_made(order),
        awaits_payment=order.status == OrderStatus.NEW and not order.is_paid_at_hand_over and order.due > 0,
    )


def _timeline(order: Order) -> list[Step]:
    return [Step(OrderStatus(status), at) for status, at in _STEPS.rows(order_id=order.pk)]


def _photos(order: Order) -> list[Photo]:
    return [
        Photo(photo.image.url, photo.thumbnail.url, photo.uploaded_at, photo.kind == PhotoKind.HAND_OVER)
        for photo in _PHOTOS.objects(order_id=order.pk)
    ]


def _sample(order: Order) -> Sample | None:
    """Return the main picture of the first bouquet in the order, which any visitor of the shop may see."""
    for image in _SAMPLE.objects(order_id=order.pk):
        return Sample(image.image.url, image.thumbnail.url)
    return None


def _stars(order: Order) -> int | None:
    feedback = getattr(order, "feedback", None)
    return feedback.rating if feedback else None
