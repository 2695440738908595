"""The demo shop's orders, placed and moved through the same services as anybody's."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from accounts.models import StaffMember
from accounts.positions import Position
from catalog.models import Product
from cvety.core import clock
from cvety.core.actors import SYSTEM, Actor, ActorKind
from orders.models import Order, OrderItem, PaymentSource
from orders.services import (
    NewItem,
    NewOrder,
    accept_order,
    add_note,
    change_status,
    hand_over,
    place_order,
    record_payment,
    record_refund,
    report_issue,
    take_out,
)
from orders.states import DeliveryMethod, OrderStatus
from production.models import ProductionTask
from production.services import (
    add_task_photo,
    assign_task,
    complete_task,
    make_task_for_order,
    report_shortage,
    start_task,
)
from shops.models import Shop
from tracking.services import leave_feedback
from warehouse.errors import OutOfStock

from . import data
from .pictures import Look, at_the_door, on_the_table
from .stories import WINDOW, Story

_TRIES = 40

STOREFRONT = Actor(ActorKind.CUSTOMER, "Покупатель")
KASPI = Actor(ActorKind.INTEGRATION, "Kaspi Pay")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product on sale, how readily it is bought, and how it looks in a photo."""

    product: Product
    popularity: int
    look: Look

    def photo(self, order_id: int) -> bytes:
        """Return what the florist made: drawn once, and the other way round for every other order."""
        return _turned(_drawn(on_the_table, self.look), order_id % 2 == 1)

    def photo_at_the_door(self, order_id: int) -> bytes:
        """Return what the courier saw last."""
        return _turned(_drawn(at_the_door, self.look), order_id % 2 == 1)


@cache
def _drawn(scene: Callable[[Look, int], bytes], look: Look) -> bytes:
    return scene(look, look.seed + 1)


@cache
def _turned(picture: bytes, is_turned: bool) -> bytes:
    if not is_turned:
        return picture
    out = BytesIO()
    ImageOps.mirror(Image.open(BytesIO(picture))).save(out, "JPEG", quality=84)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, and whom and where they send flowers."""

    phone: str
    name: str
    recipients: Sequence[Recipient]


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    phone: str
    place: data.Place


class Teller:
    """Tells stories: does the step asked for, as the person whose step it is."""

    def __init__(
        self,
        *,
        shop: Shop,
        staff: Sequence[StaffMember],
        goods: Sequence[Goods],
        buyers: Sequence[Buyer],
        rng: random.Random,
    ) -> None:
        self.shop = shop
        self.rng = rng
        self.goods = goods
        self.buyers = buyers
        self.manager = next(member for member in staff if member.position == Position.SENIOR)
        self.florists = [member for member in staff if member.position == Position.FLORIST]
        self.couriers = [member for member in staff if member.position == Position.COURIER]

    def place(self, story: Story, window_start: datetime, now: datetime) -> Order:
        """Place the order that a story begins with."""
        rng = self.rng
        buyer = rng.choices(self.buyers, weights=[3 if n < 8 else 1 for n in range(len(self.buyers))])[0]
        recipient = rng.choice(buyer.recipients)
        has_recipient = rng.random() < 0.7 if story.has_recipient is None else story.has_recipient
        details: dict[str, Any] = {"card_text": rng.choice(["", *data.CARDS])}
        if not story.is_pickup:
            details |= {
                "address": recipient.place.line,
                "address_parts": recipient.place.parts,
                "delivery_zone_name": recipient.place.zone,
            }
            if has_recipient:
                details |= {"recipient_name": recipient.name, "recipient_phone": recipient.phone}
        order = {
            "customer_phone": buyer.phone,
            "customer_name": buyer.name,
            "delivery_method": DeliveryMethod.SELF_PICKUP if story.is_pickup else DeliveryMethod.DELIVERY,
            "delivery_date": clock.local(window_start, self.shop.timezone).date(),
            "window_from_at": window_start,
            "window_to_at": window_start + WINDOW,
            "payment_method": story.payment,
            "source": rng.choices(["website", "phone", "instagram"], [7, 3, 2])[0],
            **details,
            **story.details,
        }
        for attempt in range(_TRIES):
            try:
                items = self._basket(story, is_picky=attempt == 0)
                return place_order(shop=self.shop, order=NewOrder(**order, items=items), actor=STOREFRONT, now=now)
            except OutOfStock:  # sold out at that moment: the buyer takes something else
                continue
        raise RuntimeError(f"The fridge is empty at {now}")

    def _basket(self, story: Story, *, is_picky: bool) -> list[NewItem]:
        rng = self.rng
        liked = [goods for goods in self.goods if goods.product.name == story.product and is_picky]
        # Candles and cards are not made, and not what a day is about.
        choice = liked or [goods for goods in self.goods if goods.product.recipe.exists()]
        chosen = rng.choices(choice, weights=[goods.popularity for goods in choice])[0]
        items = [NewItem(product_id=chosen.product.pk, quantity=1)]
        extra = self.goods[-rng.randint(1, 2)].product
        if rng.random() < 0.3:
            items.append(NewItem(product_id=extra.pk, quantity=1))
        return items

    def do(self, step: str, story: Story, order_id: int, now: datetime) -> None:
        """Do one further step of a story."""
        match step:
            case "paid":
                self._take_on(story, order_id, now)
            case "taken" | "started" | "assembled":
                self._work(step, story, order_id, now)
            case "out":
                self._send_out(story, order_id, now)
            case "delivered":
                if not story.is_pickup:
                    self._hand_over(story, order_id, now)
            case "completed":
                self._move(order_id, OrderStatus.COMPLETED, now, None if story.is_pickup else SYSTEM)
            case "cancel":
                self._move(order_id, OrderStatus.CANCELLED, now, comment="Покупатель передумал")
            case "refund":
                self._cancel_and_refund(order_id, now)
            case "partly":
                record_payment(
                    shop=self.shop,
                    order_id=order_id,
                    amount=5000,
                    method="kaspi",
                    source=PaymentSource.MANUAL,
                    actor=self.manager.as_actor(),
                    now=now,
                    comment="Предоплата",
                )
            case "shortage":
                task = ProductionTask.objects.get(shop=self.shop, order_id=order_id)
                florist = self.florists[story.worker]
                report_shortage(shop=self.shop, task_id=task.pk, what=story.problem, member=florist, now=now)
            case "note":
                manager = self.manager.as_actor()
                add_note(shop=self.shop, order_id=order_id, text=story.note, actor=manager, now=now)
            case "feedback":
                order = Order.objects.get(shop=self.shop, pk=order_id)
                leave_feedback(token=order.tracking_token, rating=story.stars, comment=story.review, now=now)
            case issue_type:
                report_issue(
                    shop=self.shop,
                    order_id=order_id,
                    issue_type=issue_type,
                    comment=story.problem,
                    actor=self.couriers[story.worker].as_actor(),
                    now=now,
                )

    def _take_on(self, story: Story, order_id: int, now: datetime) -> None:
        order = Order.objects.get(shop=self.shop, pk=order_id)
        if order.is_paid_at_hand_over:
            accept_order(shop=self.shop, order_id=order_id, actor=self.manager.as_actor(), now=now)
        else:
            record_payment(
                shop=self.shop,
                order_id=order_id,
                amount=order.due,
                method=order.payment_method,
                source=PaymentSource.KASPI,
                external_id=f"demo-{order_id}",
                actor=KASPI,
                now=now,
            )
        # The worker would do it in a second; here it belongs to the moment of the story.
        make_task_for_order(shop=self.shop, order_id=order_id, now=now)

    def _work(self, step: str, story: Story, order_id: int, now: datetime) -> None:
        task = ProductionTask.objects.get(shop=self.shop, order_id=order_id)
        florist = task.florist or self.florists[story.worker]
        whose: dict[str, Any] = {"shop": self.shop, "task_id": task.pk, "member": florist, "now": now}
        if step == "taken":
            assign_task(**whose, florist_id=None)
        elif step == "started":
            start_task(**whose)
        else:
            if story.is_photographed:
                add_task_photo(**whose, upload=ContentFile(self._goods_of(order_id).photo(order_id), name="photo.jpg"))
            complete_task(**whose)

    def _send_out(self, story: Story, order_id: int, now: datetime) -> None:
        if story.is_pickup:
            self._move(order_id, OrderStatus.SELF_PICKUP, now)
        else:
            take_out(shop=self.shop, order_id=order_id, member=self.couriers[story.worker], now=now)

    def _hand_over(self, story: Story, order_id: int, now: datetime) -> None:
        upload = None
        if story.is_handed_over_with_photo:
            upload = ContentFile(self._goods_of(order_id).photo_at_the_door(order_id), name="photo.jpg")
        courier = self.couriers[story.worker]
        hand_over(shop=self.shop, order_id=order_id, member=courier, upload=upload, now=now)

    def _goods_of(self, order_id: int) -> Goods:
        made = set(OrderItem.objects.filter(shop=self.shop, order_id=order_id).values_list("product_id", flat=True))
        return next(goods for goods in self.goods if goods.product.pk in made)

    def _move(
        self, order_id: int, to: OrderStatus, now: datetime, actor: Actor | None = None, comment: str = ""
    ) -> None:
        actor = actor or self.manager.as_actor()
        change_status(shop=self.shop, order_id=order_id, to=to, actor=actor, now=now, comment=comment)

    def _cancel_and_refund(self, order_id: int, now: datetime) -> None:
        order = Order.objects.get(shop=self.shop, pk=order_id)
        if order.status == OrderStatus.DELIVERY:
            self._move(order_id, OrderStatus.ISSUE, now, comment="Получатель отказался")
        self._move(order_id, OrderStatus.CANCELLED, now, comment="Отказ получателя")
        record_refund(
            shop=self.shop, order_id=order_id, amount=order.paid_total, actor=self.manager.as_actor(), now=now
        )
