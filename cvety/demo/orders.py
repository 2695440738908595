"""The demo shop's orders, placed and moved through the same services as anybody's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

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
    change_status,
    place_order,
    record_payment,
    record_refund,
    report_issue,
    update_order,
)
from orders.states import DeliveryMethod, OrderStatus
from production.models import ProductionTask
from production.services import add_task_photo, assign_task, complete_task, make_task_for_order, start_task
from shops.models import Shop
from warehouse.errors import OutOfStock

from . import data
from .stories import WINDOW, Story

STOREFRONT = Actor(ActorKind.CUSTOMER, "Покупатель")
KASPI = Actor(ActorKind.INTEGRATION, "Kaspi Pay")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product on sale, how readily it is bought, and a picture to photograph it by."""

    product: Product
    popularity: int
    picture: bytes


@dataclass(frozen=True, slots=True)
class Buyer:
    phone: str
    name: str


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
        is_for_oneself = story.is_pickup or rng.random() < 0.2
        details = {
            "address": "" if story.is_pickup else rng.choice(data.ADDRESSES),
            "delivery_zone_name": None if story.is_pickup else rng.choices(data.ZONES, [6, 2, 3, 1])[0][0],
            "card_text": rng.choice(["", "", *data.CARDS]),
            **story.details,
        }
        if not is_for_oneself:
            details |= {
                "recipient_name": rng.choice(data.RECIPIENT_NAMES),
                "recipient_phone": f"+7700300{rng.randrange(10_000):04d}",
            }
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
        }
        while True:
            try:
                return place_order(
                    shop=self.shop, order=NewOrder(**order, items=self._basket()), actor=STOREFRONT, now=now
                )
            except OutOfStock:  # sold out at that moment: the buyer takes something else
                continue

    def _basket(self) -> list[NewItem]:
        rng = self.rng
        chosen = rng.choices(self.goods, weights=[goods.popularity for goods in self.goods])[0]
        items = [NewItem(product_id=chosen.product.pk, quantity=1)]
        card = self.goods[-1].product
        if rng.random() < 0.35 and card != chosen.product:
            items.append(NewItem(product_id=card.pk, quantity=1, notes=rng.choice(data.CARDS)))
        return items

    def do(self, step: str, story: Story, order_id: int, now: datetime) -> None:
        """Do one further step of a story."""
        match step:
            case "paid":
                self._take_on(story, order_id, now)
            case "taken" | "started" | "assembled":
                self._work(step, story, order_id, now)
            case "out":
                courier = self.couriers[order_id % len(self.couriers)]
                if not story.is_pickup:
                    update_order(
                        shop=self.shop,
                        order_id=order_id,
                        changes={"courier_id": courier.pk},
                        actor=self.manager.as_actor(),
                        now=now,
                    )
                self._move(order_id, OrderStatus.SELF_PICKUP if story.is_pickup else OrderStatus.DELIVERY, now)
            case "delivered":
                if not story.is_pickup:
                    courier = self.couriers[order_id % len(self.couriers)]
                    self._move(order_id, OrderStatus.DELIVERED, now, courier.as_actor())
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
            case issue_type:
                report_issue(
                    shop=self.shop,
                    order_id=order_id,
                    issue_type=issue_type,
                    comment="Уточняем у покупателя",
                    actor=self.manager.as_actor(),
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
        florist = task.florist or self.florists[order_id % len(self.florists)]
        whose: dict[str, Any] = {"shop": self.shop, "task_id": task.pk, "member": florist, "now": now}
        if step == "taken":
            assign_task(**whose, florist_id=None)
        elif step == "started":
            start_task(**whose)
        else:
            if story.is_photographed:
                add_task_photo(**whose, upload=ContentFile(self._picture_of(order_id), name="photo.jpg"))
            complete_task(**whose)

    def _picture_of(self, order_id: int) -> bytes:
        made = set(OrderItem.objects.filter(shop=self.shop, order_id=order_id).values_list("product_id", flat=True))
        return next(goods.picture for goods in self.goods if goods.product.pk in made)

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
