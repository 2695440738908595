"""A shop's stock, and an order's hand on it, without orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cvety.core.actors import Actor, ActorKind
from cvety.core.tenancy import shop_scope
from shops.models import Shop
from tests.factories import make_item
from warehouse.models import GoodsReceipt, StockMovement
from warehouse.services import Need, Position, lock_stock, receive_goods, reserve, set_on_hand

MANAGER = Actor(ActorKind.PERSON, "Гульнара", 7)


@pytest.fixture(autouse=True)
def _scope(shop: Shop) -> Iterator[None]:
    with shop_scope(shop):
        yield


@pytest.fixture
def rose(shop: Shop) -> Any:
    return make_item(shop)


@pytest.fixture
def receive(shop: Shop) -> Callable[..., GoodsReceipt]:
    """Receive pairs of quantity and cost, of a variety each unless all are told."""

    def receive(*lines: tuple[int, str], varieties: tuple[str, ...] = (), **fields: Any) -> GoodsReceipt:
        names = varieties or tuple(f"Роза {number}" for number in range(len(lines)))
        positions = [
            Position(variety=name, quantity=quantity, cost_per_stem=Decimal(cost))
            for name, (quantity, cost) in zip(names, lines, strict=True)
        ]
        now = timezone.now()
        fields = {"supplier": "Flower Direct", "received_at": now, "actor": MANAGER, "now": now, **fields}
        return receive_goods(shop=shop, positions=positions, **fields)

    return receive


@pytest.fixture
def hold(shop: Shop) -> Callable[..., None]:
    """Reserve quantities of items, one line each, for an order."""

    def hold(order_id: int, *needs: tuple[Any, int], good_at: Any = None) -> None:
        now = timezone.now()
        with transaction.atomic():
            stock = lock_stock(
                shop=shop, item_ids={item.pk for item, _quantity in needs}, good_at=good_at or now, now=now
            )
            reserve(
                shop=shop,
                stock=stock,
                order_id=order_id,
                needs=[Need(line, item.pk, quantity) for line, (item, quantity) in enumerate(needs)],
                actor=MANAGER,
                now=now,
            )

    return hold


@pytest.fixture
def count(shop: Shop) -> Callable[..., None]:
    def count(item: Any, quantity: int, **fields: Any) -> None:
        set_on_hand(shop=shop, item=item, quantity=quantity, actor=MANAGER, now=timezone.now(), **fields)

    return count


@pytest.fixture
def movements() -> Callable[[], list[tuple[str, int, int]]]:
    """What was booked since the receipts: kind, on hand, reserved."""

    def movements() -> list[tuple[str, int, int]]:
        rows = StockMovement.objects.exclude(kind="receipt").order_by("pk")
        return list(rows.values_list("kind", "on_hand_delta", "reserved_delta"))

    return movements


def figures(batch: Any) -> tuple[int, int, int, int]:
    """On hand, reserved, sold, written off."""
    batch.refresh_from_db()
    return batch.quantity_on_hand, batch.quantity_reserved, batch.quantity_sold, batch.quantity_written_off
