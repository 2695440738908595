"""Builds the demo shop: people, stock of different ages, products, customers, a week of orders up to now."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.models import StaffMember, User
from accounts.positions import Position
from catalog.models import ProductImage
from catalog.services import create_product
from catalog.services.showcase import make_showcase_bouquets
from customers.models import Customer, ImportantDate
from customers.services import create_customer
from cvety.core import clock, outbox
from cvety.core.actors import SYSTEM
from cvety.core.pictures import prepare
from cvety.core.tenancy import shop_scope
from shops.models import DeliveryZone, Shop
from warehouse.services import Position as ReceivedPosition
from warehouse.services import find_or_create_item, receive_goods

from . import data
from .orders import Buyer, Goods, Recipient, Teller
from .pictures import in_the_catalog
from .stories import Story, Windows, last_days, shuffled, timetable, today

SHOP_ID = 1
SEED = 20260308


def load(now: datetime) -> None:
    """Load the demo shop as shop 1, all of it or nothing."""
    rng = random.Random(SEED)
    with transaction.atomic():
        shop = _make_shop()
        with shop_scope(shop):
            staff = _make_staff(shop, now)
            _make_stock_items(shop)
            goods = _make_products(shop, now)
            buyers = _make_customers(shop, now, rng)
            teller = Teller(shop=shop, staff=staff, goods=goods, buyers=buyers, rng=rng)
            _live(shop, teller, now, rng)
        outbox.dispatch()


def _make_shop() -> Shop:
    shop: Shop = Shop.objects.create(pk=SHOP_ID, **data.SHOP)
    # A row with an id of its own does not move the sequence that the next shop's id comes from.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Shop]):
            cursor.execute(statement)
    with shop_scope(shop):
        zones = [
            DeliveryZone.objects.create(shop=shop, name=name, fee=fee, hours=hours) for name, fee, hours in data.ZONES
        ]
        shop.default_delivery_zone = zones[0]
        shop.save(update_fields=["default_delivery_zone"])
    return shop


def _make_staff(shop: Shop, now: datetime) -> list[StaffMember]:
    staff = []
    for position, name, phone in data.STAFF:
        password = data.OWNER_PASSWORD if phone == data.OWNER_PHONE else None
        user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone, password, name=name)
        user.last_shop = shop
        user.save(update_fields=["last_shop"])
        staff.append(StaffMember.objects.create(shop=shop, user=user, name=name, phone=phone, position=position))
    return staff


def _make_stock_items(shop: Shop) -> None:
    """Make the items whose life or threshold is not the usual one, before goods are received."""
    for name in {*data.SHELF_LIFE, *data.LOW_STOCK}:
        item = find_or_create_item(shop=shop, name=name)
        item.shelf_life_days = data.SHELF_LIFE.get(name, item.shelf_life_days)
        item.low_stock_threshold = data.LOW_STOCK.get(name, item.low_stock_threshold)
        item.save(update_fields=["shelf_life_days", "low_stock_threshold"])


def _make_products(shop: Shop, now: datetime) -> list[Goods]:
    goods = []
    for demo in data.PRODUCTS:
        product = create_product(shop=shop, data=demo.data, actor=SYSTEM, now=now - timedelta(days=20))
        picture = in_the_catalog(demo.look)
        kept = prepare(ContentFile(picture, name="bouquet.jpg"))
        image = ProductImage(shop=shop, product=product, is_main=True)
        image.image.save(f"bouquet.{kept.extension}", kept.full, save=False)
        image.thumbnail.save(f"bouquet.{kept.extension}", kept.thumbnail, save=False)
        image.save()
        goods.append(Goods(product, demo.popularity, demo.look))
    return goods


def _make_customers(shop: Shop, now: datetime, rng: random.Random) -> list[Buyer]:
    buyers = []
    for number, name in enumerate(data.CUSTOMER_NAMES, start=1):
        buyer = Buyer(f"+7700200{number:04d}", name, _recipients(number, rng))
        tags = rng.choice([[], [], ["VIP"], ["постоянный"], ["корпоратив"]])
        birth = now.date() - timedelta(days=rng.randint(7000, 20000))
        known = {"phone": buyer.phone, "name": name, "tags": tags, "birth_date": birth if rng.random() < 0.4 else None}
        customer = create_customer(shop=shop, data=known, now=now)
        # Known for some time; the column fills itself with the present.
        Customer.objects.filter(pk=customer.pk).update(created_at=now - timedelta(days=rng.uniform(8, 400)))
        for kind, description in data.IMPORTANT_DATES[: 1 + number % 2] if number % 3 == 0 else ():
            day = (now + timedelta(days=rng.randint(2, 40))).date()
            ImportantDate.objects.create(
                shop=shop, customer=customer, date_type=kind, date=day, description=description
            )
        buyers.append(buyer)
    return buyers


def _recipients(number: int, rng: random.Random) -> list[Recipient]:
    """Whom a customer sends flowers to: the same one or two people at the same addresses."""
    return [
        Recipient(
            rng.choice(data.RECIPIENT_NAMES),
            f"+7700300{number * 10 + which:04d}",
            data.PLACES[(number * 5 + which) % len(data.PLACES)],
        )
        for which in range(1 + number % 2)
    ]


def _live(shop: Shop, teller: Teller, now: datetime, rng: random.Random) -> None:
    """Let deliveries arrive and orders go their way, each at its time, in the order of time."""
    happenings: list[tuple[datetime, Callable[[datetime], None]]] = [
        (_delivery_time(shop, receipt, now), _arrival(shop, receipt)) for receipt in data.RECEIPTS
    ]
    happenings += [
        (now - timedelta(hours=hours), _made_in_advance(shop, teller.goods, name)) for name, hours in data.SHOWCASE
    ]
    windows = Windows(shop, now)
    for story in shuffled([*today(), *last_days(rng)], rng):
        start = windows.start(story)
        order = _Told(teller, story, start)
        happenings += [(moment, order.step(step)) for moment, step in timetable(story, start, now, rng)]
    for moment, happen in sorted(happenings, key=lambda happening: happening[0]):
        happen(moment)


def _delivery_time(shop: Shop, receipt: data.DemoReceipt, now: datetime) -> datetime:
    """Goods come early in the morning, today's at the latest a little while ago."""
    day = clock.local(now, shop.timezone).date() - timedelta(days=receipt.days_ago)
    return min(clock.at(day, time(7, 30), shop.timezone), now - timedelta(minutes=25))


def _arrival(shop: Shop, receipt: data.DemoReceipt) -> Callable[[datetime], None]:
    def arrive(moment: datetime) -> None:
        positions = [
            ReceivedPosition(variety=name, quantity=quantity, cost_per_stem=Decimal(cost))
            for name, quantity, cost in receipt.positions
        ]
        receive_goods(
            shop=shop,
            supplier=receipt.supplier,
            farm=receipt.farm,
            received_at=moment,
            positions=positions,
            currency=receipt.currency,
            exchange_rate=receipt.rate,
            delivery_cost=receipt.delivery_cost,
            actor=SYSTEM,
            now=moment,
        )

    return arrive


def _made_in_advance(shop: Shop, goods: Sequence[Goods], name: str) -> Callable[[datetime], None]:
    """A florist with nothing to do makes one for whoever comes in."""

    def make(moment: datetime) -> None:
        product = next(each.product for each in goods if each.product.name == name)
        florist = StaffMember.objects.filter(shop=shop, position=Position.FLORIST).earliest("pk")
        make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=florist.as_actor(), now=moment)

    return make


class _Told:
    """One story while it is being told: the order exists from the first step on."""

    def __init__(self, teller: Teller, story: Story, window_start: datetime) -> None:
        self._teller, self._story, self._window_start = teller, story, window_start
        self._order_id = 0

    def step(self, name: str) -> Callable[[datetime], None]:
        def happen(moment: datetime) -> None:
            if name == "placed":
                self._order_id = self._teller.place(self._story, self._window_start, moment).pk
            else:
                self._teller.do(name, self._story, self._order_id, moment)

        return happen
