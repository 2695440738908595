"""The moment when little is left is told once."""

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from tests.factories import make_batch, make_item
from warehouse.services import set_on_hand


@pytest.fixture
def tulip(shop):
    """Thirty tulips, of which ten are few."""
    item = make_item(shop, "Тюльпан 40см", low_stock_threshold=10)
    make_batch(shop, item, 30)
    return item


def told():
    events = OutboxEvent.objects.filter(name="stock.low").order_by("pk")
    return [(event.aggregate, event.payload) for event in events]


def test_crossing_the_threshold_is_told(shop, tulip, hold):
    hold(1, (tulip, 19))
    assert told() == []  # eleven are left

    hold(2, (tulip, 1))

    assert told() == [
        (
            f"stock_item:{tulip.pk}",
            {"item_id": tulip.pk, "name": "Тюльпан 40 см", "available": 10, "threshold": 10},
        )
    ]
    assert OutboxEvent.objects.get(name="stock.low").shop_id == shop.pk


def test_being_low_already_is_not_told_again(tulip, hold):
    for order_id, quantity in enumerate((25, 2, 3), start=1):
        hold(order_id, (tulip, quantity))

    assert [payload["available"] for _aggregate, payload in told()] == [5]


def test_selling_out_at_once_is_told(tulip, hold):
    hold(1, (tulip, 30))

    assert [payload["available"] for _aggregate, payload in told()] == [0]


def test_each_item_is_told_by_its_own_threshold(shop, tulip, hold):
    lily = make_item(shop, "Лилия")
    make_batch(shop, lily, 12)
    hold(1, (tulip, 15), (lily, 6))
    assert told() == []

    hold(2, (tulip, 6), (lily, 1))

    assert [payload["name"] for _aggregate, payload in told()] == ["Тюльпан 40 см", "Лилия"]


def test_a_count_that_finds_little_is_told(shop, tulip):
    set_on_hand(shop=shop, item=tulip, quantity=11, actor=SYSTEM, now=timezone.now())
    assert told() == []

    set_on_hand(shop=shop, item=tulip, quantity=4, actor=SYSTEM, now=timezone.now())

    assert [data["available"] for _aggregate, data in told()] == [4]
