"""Goods come in: what they cost, to the tenge, and what they are numbered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from tests.factories import make_shop, reload
from warehouse import ledger
from warehouse.models import GoodsReceipt, StockBatch, StockItem, StockMovement
from warehouse.services import Position, receive_goods

from .conftest import MANAGER, figures


def test_the_documented_delivery(shop, receive):
    """200 × 0.5 $ and 150 × 0.6 $, brought for 50 $, at 470 ₸."""
    receipt = receive(
        (200, "0.5"),
        (150, "0.6"),
        varieties=("Роза Красная 50см", "Роза Белая 60см"),
        farm="Ecuador Roses",
        currency="USD",
        exchange_rate=Decimal("470.0"),
        delivery_cost=Decimal(50),
        notes="Премиум качество",
        received_at=datetime(2024, 12, 26, 5, tzinfo=UTC),
    )

    receipt = reload(receipt)
    assert (receipt.number, receipt.total_stems) == ("DEL-2024-1", 350)
    assert (receipt.total_cost_original, receipt.total_cost_kzt) == (Decimal(240), 112_800)
    assert (receipt.actor_name, receipt.actor_member_id, receipt.notes) == ("Гульнара", 7, "Премиум качество")
    red, white = receipt.batches.order_by("pk")
    assert (str(red.item), str(white.item)) == ("Роза Красная 50 см", "Роза Белая 60 см")
    assert (red.cost_per_stem, white.cost_per_stem) == (235, 282)
    assert (red.total_cost, white.total_cost) == (47_000, 42_300)
    # 23 500 ₸ of delivery over 350 stems: 67.14 ₸ each.
    assert (red.landed_total_cost, white.landed_total_cost) == (60_429, 52_371)
    assert (red.landed_cost_per_stem, white.landed_cost_per_stem) == (302, 349)
    assert red.landed_total_cost + white.landed_total_cost == receipt.total_cost_kzt
    assert (figures(red), figures(white)) == ((200, 0, 0, 0), (150, 0, 0, 0))
    assert (red.supplier, red.farm, red.arrived_at) == ("Flower Direct", "Ecuador Roses", receipt.received_at)
    assert red.expires_at == receipt.received_at + timedelta(days=14)
    movement = red.movements.get()
    assert (movement.kind, movement.on_hand_delta, movement.reserved_delta) == ("receipt", 200, 0)
    assert (movement.cost_delta, movement.landed_cost_delta, movement.note) == (47_000, 60_429, "DEL-2024-1")
    assert list(ledger.check()) == []


cents = st.decimals(min_value=0, max_value=50, places=4)


@given(
    lines=st.lists(st.tuples(st.integers(1, 500), cents), min_size=1, max_size=6),
    delivery=st.decimals(min_value=0, max_value=500, places=2),
    rate=st.decimals(min_value=1, max_value=600, places=4),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_costs_add_up_to_the_tenge_whatever_they_are(shop, receive, lines, delivery, rate):
    receipt = receive(*lines, currency="USD", exchange_rate=rate, delivery_cost=delivery)

    goods = sum(quantity * cost for quantity, cost in lines)
    batches = list(receipt.batches.order_by("pk"))
    assert sum(batch.landed_total_cost for batch in batches) == receipt.total_cost_kzt
    assert abs(receipt.total_cost_kzt - (goods + delivery) * rate) <= Decimal("0.5")
    assert abs(sum(batch.total_cost for batch in batches) - goods * rate) <= Decimal("0.5")
    for batch, (quantity, cost) in zip(batches, lines, strict=True):
        assert abs(batch.total_cost - quantity * cost * rate) < 2
        assert batch.landed_total_cost >= batch.total_cost
    assert list(ledger.check(shop_id=shop.pk)) == []


def test_what_comes_from_nowhere_costs_nothing(receive):
    receipt = receive((10, "0"), (20, "0"))

    assert (receipt.total_cost_kzt, [batch.total_cost for batch in receipt.batches.all()]) == (0, [0, 0])


def test_a_gift_that_was_brought_costs_its_bringing(receive):
    receipt = receive((10, "0"), (20, "0"), delivery_cost=Decimal(100))

    assert [batch.landed_total_cost for batch in receipt.batches.order_by("pk")] == [33, 67]


def test_numbers_count_by_shop_and_by_year_of_the_shops_clock(shop, receive):
    new_year = datetime(2024, 12, 31, 18, 59, tzinfo=UTC)  # a minute to midnight in Almaty
    numbers = [
        receive((1, "1"), received_at=moment).number
        for moment in (new_year, new_year + timedelta(minutes=1), new_year, new_year - timedelta(days=400))
    ]
    assert numbers == ["DEL-2024-1", "DEL-2025-1", "DEL-2024-2", "DEL-2023-1"]

    other = make_shop(name="Тюльпан")
    with shop_scope(other):
        receipt = receive_goods(
            shop=other,
            supplier="Другой",
            received_at=new_year,
            positions=[Position(variety="Роза", quantity=1, cost_per_stem=Decimal(1))],
            actor=MANAGER,
            now=timezone.now(),
        )
    assert receipt.number == "DEL-2024-1"


def test_a_delivery_of_long_ago_is_received_expired(shop, receive, rose, count):
    receipt = receive((10, "1"), varieties=("Роза красная 50см",), received_at=timezone.now() - timedelta(days=20))

    batch = receipt.batches.get()
    assert batch.item == rose
    assert batch.is_expired(timezone.now())


def test_packaging_does_not_wilt(receive):
    batch = receive((10, "1"), varieties=("Крафт-бумага",)).batches.get()

    assert (batch.item.kind, batch.expires_at) == ("packaging", None)


def test_one_flower_in_two_positions_is_one_item_in_two_batches(receive):
    receipt = receive((10, "1"), (20, "2"), varieties=("Роза красная 50см", "роза  КРАСНАЯ 50 cm"))

    assert StockItem.objects.count() == 1
    assert [batch.quantity_received for batch in receipt.batches.order_by("pk")] == [10, 20]


@pytest.mark.parametrize(
    ("lines", "fields", "path"),
    [
        ([], {}, ("positions",)),
        ([(0, "1")], {}, ("positions", 0, "qty")),
        ([(1, "1"), (-1, "1")], {}, ("positions", 1, "qty")),
        ([(1_000_001, "1")], {}, ("positions", 0, "qty")),
        ([(1, "-0.01")], {}, ("positions", 0, "cost_per_stem")),
        ([(1, "1")], {"delivery_cost": Decimal(-1)}, ("delivery_cost",)),
        ([(1, "1")], {"currency": "USD", "exchange_rate": Decimal(0)}, ("exchange_rate",)),
        ([(1, "1")], {"exchange_rate": Decimal(470)}, ("exchange_rate",)),
        ([(1_000_000, "1000000")], {}, ("positions",)),
    ],
)
def test_a_delivery_that_makes_no_sense_is_refused_by_name(receive, lines, fields, path):
    with pytest.raises(InvalidInput) as caught:
        receive(*lines, **fields)

    assert [field for field, _text in caught.value.fields] == [path]
    for model in (GoodsReceipt, StockBatch, StockItem, StockMovement):
        assert not model.objects.exists()
