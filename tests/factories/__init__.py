"""Unsurprising rows for tests: a shop with people, flowers in the fridge, products, an order."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import StaffMember, User
from accounts.positions import Position
from catalog.models import Product, RecipeLine
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from cvety.core.text import fold
from shops.models import DeliveryZone, Shop
from warehouse.models import StockBatch, StockItem
from warehouse.services import Position as ReceiptPosition
from warehouse.services import find_or_create_item, receive_goods

_numbers = itertools.count(1)


def make_shop(**fields: Any) -> Shop:
    """A shop with one zone of 2 000 ₸ and a payment link."""
    fields = {
        "name": "Роза",
        "payment_link_template": "https://kaspi.kz/pay/rose?sum={total}&order={order_id}",
        **fields,
    }
    shop = Shop.objects.create(**fields)
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Центр города", fee=2000)
    return shop


def make_member(shop: Shop, position: str = Position.OWNER, **fields: Any) -> StaffMember:
    number = next(_numbers)
    phone = fields.pop("phone", f"+7701{number:07d}")
    user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone)
    with shop_scope(shop):
        return StaffMember.objects.create(
            shop=shop, user=user, phone=phone, position=position, name=fields.pop("name", f"Коллега {number}"), **fields
        )


def make_item(shop: Shop, name: str = "Роза красная 50см", **fields: Any) -> StockItem:
    with shop_scope(shop):
        item = find_or_create_item(shop=shop, name=name)
        for field, value in fields.items():
            setattr(item, field, value)
        item.save()
        return item


def make_batch(
    shop: Shop, item: StockItem, quantity: int = 100, *, cost: str = "235", age_days: float = 0, **fields: Any
) -> StockBatch:
    """A batch that came `age_days` ago, through a receipt like any other."""
    with shop_scope(shop):
        arrived_at: datetime = timezone.now() - timedelta(days=age_days)
        receipt = receive_goods(
            shop=shop,
            supplier="Flower Direct",
            received_at=arrived_at,
            positions=[
                ReceiptPosition(
                    variety=item.name, height_cm=item.height_cm, quantity=quantity, cost_per_stem=Decimal(cost)
                )
            ],
            actor=SYSTEM,
            now=timezone.now(),
            **fields,
        )
        return receipt.batches.get()


def make_product(
    shop: Shop, name: str = "Букет роз", recipe: dict[StockItem, int] | None = None, **fields: Any
) -> Product:
    """A product of 25 000 ₸; `recipe` maps stock items to how many."""
    with shop_scope(shop):
        product = Product.objects.create(
            shop=shop,
            name=name,
            name_key=fold(name),
            is_stock_tracked=bool(recipe),
            **{"retail_price": 25000, **fields},
        )
        for item, quantity in (recipe or {}).items():
            RecipeLine.objects.create(shop=shop, product=product, item=item, label=str(item), quantity=quantity)
        return product


def reload(row: Any) -> Any:
    """Read the row again, whatever shop it is of."""
    with every_shop():
        return type(row)._base_manager.get(pk=row.pk)
