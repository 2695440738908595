"""What a courier's screen shows: what to carry, in the order of windows, and whom one may call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cvety.core import clock, words
from cvety.core.access import Access, Module
from shops.models import Shop

from .errors import OrderNotFound
from .maps import MapLink, maps
from .models import NoteKind, Order, OrderItem, OrderNote, OrderPhoto, OrderStatusChange, PhotoKind
from .states import CallPolicy, DeliveryMethod, OrderStatus

RUN_LENGTH = 100  # more than anybody carries in a day


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom the courier may call."""

    who: str
    phone: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One order to carry."""

    order: Order
    contents: str
    picture: str | None
    contacts: Sequence[Contact]
    hides_phone: bool
    to_collect: int
    is_late: bool
    maps: Sequence[MapLink]

    @property
    def place(self) -> Sequence[tuple[str, str]]:
        """What is known of the way inside the house, and is not in the address already."""
        order = self.order
        parts = [
            (_("Подъезд"), order.entrance),
            (_("Этаж"), order.floor),
            (_("Квартира"), None if order.line_names_flat else order.flat),
            (_("Код двери"), order.door_code),
        ]
        return [(name, value) for name, value in parts if value]

    @property
    def is_out(self) -> bool:
        return is_out(self.order)

    @property
    def is_open(self) -> bool:
        """Whether it is the courier's to carry: what was handed over long ago tells no codes and no phones."""
        return self.is_out or self.order.status == OrderStatus.ASSEMBLED


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An order that has found its recipient."""

    order_id: int
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """The deliveries as one person sees them; those of other couriers only for who may move them.

    `later` are those of the days to come, one's own and free ones.
    """

    on_the_way: Sequence[Delivery]
    to_take: Sequence[Delivery]
    free: Sequence[Delivery]
    with_manager: Sequence[Delivery]
    later: Sequence[Delivery]
    others: Sequence[Delivery]
    handed_over: Sequence[HandedOver]

    @property
    def is_empty(self) -> bool:
        return not (self.on_the_way or self.to_take or self.free)


def run_of(*, shop: Shop, member: StaffMember, now: datetime) -> Run:
    """Return what this person carries, has to fetch, may take, and has handed over today."""
    orders = _to_carry(shop).filter(status__in=[OrderStatus.ASSEMBLED, OrderStatus.DELIVERY, OrderStatus.ISSUE])
    if not _sees_all(member):
        orders = orders.filter(Q(courier_id=member.pk) | Q(courier=None, status=OrderStatus.ASSEMBLED))
    in_order = orders.order_by(F("window_from_at").asc(nulls_last=True), "delivery_date", "pk")
    deliveries = list(_deliveries(in_order[:RUN_LENGTH], member, now))
    mine = [each for each in deliveries if each.order.courier_id is not None and each.order.courier_id == member.pk]
    ready = [each for each in mine if each.order.status == OrderStatus.ASSEMBLED]
    free = [each for each in deliveries if each.order.courier_id is None and not each.is_out]
    today = timezone.localdate(now)
    later = [each for each in (*ready, *free) if _day(each.order) > today]
    ids_of_others = {each.order.pk for each in deliveries} - {each.order.pk for each in (*mine, *free)}
    return Run(
        on_the_way=[each for each in mine if each.order.status == OrderStatus.DELIVERY],
        to_take=[each for each in ready if each not in later],
        free=[each for each in free if each not in later],
        with_manager=[each for each in mine if each.order.status == OrderStatus.ISSUE],
        later=later,
        others=[each for each in deliveries if each.order.pk in ids_of_others],
        handed_over=_handed_over(shop, member, today),
    )


def stop_of(*, shop: Shop, order_id: int, member: StaffMember, now: datetime) -> Delivery:
    """Return one's own order, whatever has become of it; managers see any. Raises OrderNotFound."""
    orders = Order.objects.current().filter(shop=shop, pk=order_id, delivery_method=DeliveryMethod.DELIVERY)
    if not _sees_all(member):
        orders = orders.filter(courier_id=member.pk, courier__isnull=False)
    for delivery in _deliveries(orders, member, now):
        return delivery
    raise OrderNotFound


def contacts(order: Order, *, is_revealed: bool = False) -> list[Contact]:
    """Return whom the courier may call: nobody to whom the flowers are a surprise, no hidden buyer.

    `is_revealed`: nobody opened, and the courier has asked for the phone.
    """
    if order.call_policy == CallPolicy.NOBODY:
        return []
    found = []
    is_expected = order.call_policy == CallPolicy.RECIPIENT and not order.is_surprise
    if order.recipient_phone and (is_expected or is_revealed):
        found.append(Contact(_("Позвонить получателю"), order.recipient_phone, order.recipient_name))
    if order.call_policy == CallPolicy.BUYER_ONLY or not order.is_anonymous:
        name = "" if order.is_anonymous else order.customer_name
        found.append(Contact(_("Позвонить заказчику"), order.customer_phone, name))
    return [contact for n, contact in enumerate(found) if contact.phone not in [each.phone for each in found[:n]]]


def hides_phone(order: Order, *, is_revealed: bool = False) -> bool:
    """Whether the recipient's phone is kept back until nobody opens; where nobody is to be called, for good."""
    if not order.recipient_phone or order.call_policy == CallPolicy.NOBODY:
        return False
    return order.recipient_phone not in [contact.phone for contact in contacts(order, is_revealed=is_revealed)]


def is_out(order: Order) -> bool:
    """Whether the courier has it: on the way, or waiting there for the manager's word."""
    return OrderStatus.DELIVERY in (order.status, order.issue_from)


def to_collect(order: Order) -> int:
    """Return what the courier takes at the door, in whole tenge."""
    return order.due if order.is_paid_at_hand_over else 0


def _to_carry(shop: Shop) -> QuerySet[Order]:
    """Return the orders that await a courier; an issue that arose in the shop is not a courier's."""
    orders: QuerySet[Order] = Order.objects.under_way().filter(shop=shop, delivery_method=DeliveryMethod.DELIVERY)
    return orders.exclude(Q(status=OrderStatus.ISSUE) & ~Q(issue_from=OrderStatus.DELIVERY))


def _sees_all(member: StaffMember) -> bool:
    return member.access(Module.ORDERS) == Access.WRITE


def _day(order: Order) -> date:
    """Return the day that an order is for; one without a day is for now."""
    start = order.window_from_at or order.window_to_at
    return timezone.localdate(start) if start else order.delivery_date or date.min


def _deliveries(orders: QuerySet[Order], member: StaffMember, now: datetime) -> Iterable[Delivery]:
    revealed = OrderNote.objects.filter(kind=NoteKind.PHONE_REVEALED, actor_member_id=member.pk)
    orders = orders.select_related("courier").prefetch_related(
        Prefetch("items", OrderItem.objects.order_by("pk")),
        Prefetch("photos", OrderPhoto.objects.filter(kind=PhotoKind.BOUQUET).order_by("-pk")),
        Prefetch("notes", revealed),
    )
    return (_delivery(order, member, now) for order in orders)


def _delivery(order: Order, member: StaffMember, now: datetime) -> Delivery:
    photos = list(order.photos.all())
    is_revealed = bool(order.notes.all())
    return Delivery(
        order=order,
        contents=", ".join(words.counted(item.product_name, item.quantity) for item in order.items.all()),
        picture=photos[0].thumbnail.url if photos else None,
        contacts=contacts(order, is_revealed=is_revealed),
        hides_phone=hides_phone(order, is_revealed=is_revealed),
        to_collect=to_collect(order),
        is_late=order.is_late(now),
        maps=maps(order, city=order.city or member.shop.city),
    )


def _handed_over(shop: Shop, member: StaffMember, today: date) -> list[HandedOver]:
    """Return what this person has handed over today, the last one first.

    What is delivered is found by when, and what has been completed since by the day that it was for.
    """
    if member.pk is None:
        return []
    start, end = clock.day_bounds(today, shop.timezone)
    near = (today - timedelta(days=1), today + timedelta(days=1))
    recent = Q(status=OrderStatus.DELIVERED, status_changed_at__gte=start) | Q(
        status=OrderStatus.COMPLETED, delivery_date__range=near
    )
    steps = OrderStatusChange.objects.filter(order=OuterRef("pk"), status=OrderStatus.DELIVERED).order_by("-pk")
    orders = (
        Order.objects.current()
        .filter(recent, shop=shop, courier_id=member.pk, delivery_method=DeliveryMethod.DELIVERY)
        .annotate(handed_over_at=Subquery(steps.values("changed_at")[:1]))
        .filter(handed_over_at__gte=start, handed_over_at__lt=end)
        .order_by("-handed_over_at", "-pk")
    )
    rows = orders.values_list("pk", "address", "handed_over_at")[:RUN_LENGTH]
    return [HandedOver(*row) for row in rows]
