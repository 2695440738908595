"""The shop of the documentation: its bouquet, its florist, its order, as the examples print them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import StaffMember
from catalog.models import Product
from catalog.services import Ingredient, ProductData, create_product
from cvety.core.actors import SYSTEM, Actor, ActorKind
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import NewItem, NewOrder, change_status, place_order
from shops.models import Shop
from tests.factories import make_batch, make_item, make_member, make_product
from tests.factories.orders import make_photo

KASPI = Actor(ActorKind.INTEGRATION, "Kaspi Pay")
ALMATY = ZoneInfo("Asia/Almaty")


@pytest.fixture
def bouquet(shop: Shop) -> Product:
    """25 roses and a wrapping, of which there is enough for 15 bouquets."""
    make_batch(shop, make_item(shop, "Роза красная 50см"), 400)
    make_batch(shop, make_item(shop, "Упаковка крафт"), 15)
    data = ProductData(
        name="Букет роз 'Классика'",
        description="25 красных роз премиум класса из Эквадора",
        cost_price=12000,
        retail_price=25000,
        is_popular=True,
        ingredients=[Ingredient("Роза красная 50см", 25), Ingredient("Упаковка крафт", 1)],
    )
    with shop_scope(shop):
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def card(shop: Shop) -> Product:
    return make_product(shop, "Открытка", category="gift", retail_price=5000)


@pytest.fixture
def florist(shop: Shop) -> StaffMember:
    return make_member(shop, "florist", name="Марина", phone="+77051234567")


@pytest.fixture
def order(shop: Shop, bouquet: Product, florist: StaffMember) -> Order:
    """The order of the list's example, paid and photographed."""
    new = NewOrder(
        customer_phone="+77011234567",
        customer_name="Иван Петров",
        recipient_phone="+77017654321",
        recipient_name="Айгуль Касымова",
        address="г. Алматы, пр. Достык 89, кв. 45",
        window_from_at=datetime(2024, 12, 26, 14, tzinfo=ALMATY),
        window_to_at=datetime(2024, 12, 26, 16, tzinfo=ALMATY),
        delivery_fee=2000,
        comment="Позвонить за час до доставки",
        florist_id=florist.pk,
        items=[NewItem(product_id=bouquet.pk, quantity=1, notes="25 красных роз")],
    )
    with shop_scope(shop):
        placed = place_order(shop=shop, order=new, actor=SYSTEM, now=timezone.now())
        paid = change_status(shop=shop, order_id=placed.pk, to="paid", actor=KASPI, now=timezone.now())
    make_photo(paid)
    return paid
