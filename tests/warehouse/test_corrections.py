"""Somebody counted, and the books follow."""

import pytest
from django.utils import timezone

from cvety.core.errors import InvalidInput
from tests.factories import make_batch, reload
from warehouse import ledger
from warehouse.errors import BelowReserved
from warehouse.models import StockBatch, StockMovement
from warehouse.services import consume_order

from .conftest import MANAGER, figures


@pytest.fixture
def two(shop, rose):
    """Sixty old roses and forty new ones."""
    return [make_batch(shop, rose, 60, age_days=5), make_batch(shop, rose, 40, cost="300", age_days=1)]


def test_a_shortage_is_taken_from_the_oldest(rose, two, count, movements):
    count(rose, 30, reason="recount", note="утром")

    assert [reload(batch).quantity_on_hand for batch in two] == [0, 30]
    assert movements() == [("correction", -60, 0), ("correction", -10, 0)]
    movement = StockMovement.objects.filter(kind="correction").first()
    assert (movement.reason, movement.note, movement.actor_name) == ("recount", "утром", "Гульнара")
    assert list(ledger.check()) == []


def test_a_surplus_is_added_to_the_newest(rose, two, count, movements):
    count(rose, 130)

    assert [reload(batch).quantity_on_hand for batch in two] == [60, 70]
    assert movements() == [("correction", 30, 0)]
    assert reload(two[1]).movements.get(kind="correction").cost_delta == 9000
    assert list(ledger.check()) == []


def test_the_right_number_writes_nothing(rose, two, count, movements):
    count(rose, 100)

    assert movements() == []


def test_what_orders_hold_cannot_be_counted_away(rose, two, hold, count, movements):
    hold(1, (rose, 50))
    with pytest.raises(BelowReserved) as caught:
        count(rose, 49)
    assert str(caught.value) == "Нельзя: 50 уже в резерве у заказов"
    assert caught.value.data == {"reserved": 50}
    assert movements() == [("reserve", 0, 50)]

    count(rose, 50)

    assert [figures(batch) for batch in two] == [(50, 50, 0, 0), (0, 0, 0, 0)]
    assert list(ledger.check()) == []


def test_with_no_batch_left_a_new_one_is_made_at_the_last_cost(shop, rose, two, count):
    count(rose, 0)
    count(rose, 3)

    new = StockBatch.objects.order_by("pk").last()
    assert figures(new) == (3, 0, 0, 0)
    assert (new.cost_per_stem, new.supplier, new.receipt) == (300, "Flower Direct", None)
    assert (new.expires_at - new.arrived_at).days == 14
    assert list(ledger.check()) == []


def test_what_was_never_bought_costs_nothing(rose, count):
    count(rose, 7)

    batch = StockBatch.objects.get()
    assert (batch.quantity_on_hand, batch.total_cost, batch.supplier) == (7, 0, "")
    assert list(ledger.check()) == []


@pytest.mark.parametrize("quantity", [-1, 1_000_001])
def test_an_impossible_count_is_refused(rose, two, count, quantity):
    with pytest.raises(InvalidInput) as caught:
        count(rose, quantity)
    assert [path for path, _text in caught.value.fields] == [("quantity",)]


def test_costs_add_up_through_corrections_and_sales(shop, rose, hold, count):
    batch = make_batch(shop, rose, 7, cost="14.3")  # 100 ₸ for seven
    count(rose, 5)
    hold(1, (rose, 2))
    consume_order(shop=shop, order_id=1, actor=MANAGER, now=timezone.now())
    count(rose, 0)

    assert list(batch.movements.order_by("pk").values_list("cost_delta", flat=True)) == [100, -29, 0, -28, -43]
    assert list(ledger.check()) == []
