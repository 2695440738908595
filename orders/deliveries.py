"""What a courier's screen shows: what to carry, in the order of windows, and whom one may call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cvety.core.access import Access, Module
from shops.models import Shop

from .models import Order, OrderItem, OrderPhoto
from .states import CallPolicy, DeliveryMethod, OrderStatus

RUN_LENGTH = 100  # more than anybody carries in a day


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom the courier may call."""

    who: str
    phone: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One order to carry."""

    order: Order
    contents: str
    picture: str | None
    contacts: Sequence[Contact]
    to_collect: int
    is_late: bool

    @property
    def place(self) -> Sequence[tuple[str, str]]:
        """What is known of the way inside the house."""
        order = self.order
        parts = [
            (_("подъезд"), order.entrance),
            (_("этаж"), order.floor),
            (_("кв."), order.flat),
            (_("код"), order.door_code),
        ]
        return [(name, value) for name, value in parts if value]


@dataclass(frozen=True, slots=True)
class Run:
    """The deliveries as one person sees them; those of other couriers only for who may move them."""

    on_the_way: Sequence[Delivery]
    to_take: Sequence[Delivery]
    free: Sequence[Delivery]
    others: Sequence[Delivery]


def run_of(*, shop: Shop, member: StaffMember, now: datetime) -> Run:
    """Return what this person carries, has to fetch, and may take, in the order of windows."""
    waiting = Q(status=OrderStatus.ASSEMBLED) | Q(status=OrderStatus.DELIVERY)
    orders = Order.objects.current().filter(waiting, shop=shop, delivery_method=DeliveryMethod.DELIVERY)
    if member.access(Module.ORDERS) != Access.WRITE:
        orders = orders.filter(Q(courier_id=member.pk) | Q(courier=None, status=OrderStatus.ASSEMBLED))
    orders = orders.select_related("courier").prefetch_related(
        Prefetch("items", OrderItem.objects.order_by("pk")),
        Prefetch("photos", OrderPhoto.objects.order_by("-pk")),
    )
    in_order = orders.order_by(F("window_from_at").asc(nulls_last=True), "delivery_date", "pk")[:RUN_LENGTH]
    deliveries = [_delivery(order, now) for order in in_order]
    mine = [each for each in deliveries if each.order.courier_id is not None and each.order.courier_id == member.pk]
    return Run(
        on_the_way=[each for each in mine if each.order.status == OrderStatus.DELIVERY],
        to_take=[each for each in mine if each.order.status == OrderStatus.ASSEMBLED],
        free=[each for each in deliveries if each.order.courier_id is None],
        others=[each for each in deliveries if each.order.courier_id not in (None, member.pk)],
    )


def contacts(order: Order) -> list[Contact]:
    """Return whom the courier may call: nobody to whom the flowers are a surprise, no hidden buyer."""
    if order.call_policy == CallPolicy.NOBODY:
        return []
    found = []
    if order.recipient_phone and order.call_policy == CallPolicy.RECIPIENT and not order.is_surprise:
        found.append(Contact(_("Позвонить получателю"), order.recipient_phone))
    if order.call_policy == CallPolicy.BUYER_ONLY or not order.is_anonymous:
        found.append(Contact(_("Позвонить заказчику"), order.customer_phone))
    return [contact for n, contact in enumerate(found) if contact.phone not in [each.phone for each in found[:n]]]


def to_collect(order: Order) -> int:
    """Return what the courier takes at the door, in whole tenge."""
    return order.due if order.is_paid_at_hand_over and order.due_waived_at is None else 0


def _delivery(order: Order, now: datetime) -> Delivery:
    photos = list(order.photos.all())
    return Delivery(
        order=order,
        contents=", ".join(f"{item.product_name} ×\u00a0{item.quantity}" for item in order.items.all()),
        picture=photos[0].thumbnail.url if photos else None,
        contacts=contacts(order),
        to_collect=to_collect(order),
        is_late=order.window_to_at is not None and order.window_to_at < now,
    )
