"""Orders hold stems, sell them, give them back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_batch, make_item, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockMovement, StockReservation
from warehouse.services import consume_order, release_order, return_order, write_off_order

from .conftest import MANAGER, figures


@pytest.fixture
def do(shop):
    def do(use_case, order_id):
        with transaction.atomic():
            return use_case(shop=shop, order_id=order_id, actor=MANAGER, now=timezone.now())

    return do


@pytest.fixture
def batch(shop, rose):
    """100 roses for 23 500 ₸."""
    return make_batch(shop, rose, 100)


def test_a_reserve_becomes_a_sale_with_its_cost(rose, batch, hold, do, movements):
    hold(1, (rose, 25))
    assert figures(batch) == (100, 25, 0, 0)

    assert do(consume_order, 1) == 5875

    assert figures(batch) == (75, 0, 25, 0)
    assert movements() == [("reserve", 0, 25), ("sale", -25, -25)]
    assert list(StockReservation.objects.values_list("status", "quantity", "cost")) == [("consumed", 25, 5875)]
    sale = StockMovement.objects.get(kind="sale")
    assert (sale.order_id, sale.actor_name, sale.cost_delta, sale.item) == (1, "Гульнара", -5875, rose)
    assert list(ledger.check()) == []


def test_a_reserve_is_released(rose, batch, hold, do, movements):
    hold(1, (rose, 25))
    do(release_order, 1)

    assert figures(batch) == (100, 0, 0, 0)
    assert movements() == [("reserve", 0, 25), ("release", 0, -25)]
    assert StockReservation.objects.get().status == "released"
    assert list(ledger.check()) == []


def test_what_was_sold_comes_back_to_where_it_was(shop, rose, batch, hold, do, movements):
    old = make_batch(shop, rose, 10, age_days=3)
    hold(1, (rose, 25))
    do(consume_order, 1)
    assert (figures(old), figures(batch)) == ((0, 0, 10, 0), (85, 0, 15, 0))

    do(return_order, 1)

    assert (figures(old), figures(batch)) == ((10, 0, 0, 0), (100, 0, 0, 0))
    assert movements()[-2:] == [("sale", 10, 0), ("sale", 15, 0)]
    assert set(StockMovement.objects.filter(on_hand_delta__gt=0, kind="sale").values_list("reason", flat=True)) == {
        "cancelled_order"
    }
    assert set(StockReservation.objects.values_list("status", flat=True)) == {"released"}
    assert list(ledger.check()) == []


def test_what_was_handed_over_is_written_off(rose, batch, hold, do, movements):
    hold(1, (rose, 25))
    do(consume_order, 1)
    do(write_off_order, 1)

    assert figures(batch) == (75, 0, 0, 25)
    assert movements()[-2:] == [("sale", 25, 0), ("writeoff", -25, 0)]
    assert StockMovement.objects.get(kind="writeoff").reason == "cancelled_order"
    assert StockReservation.objects.get().status == "written_off"
    assert list(ledger.check()) == []


@pytest.mark.parametrize("use_case", [release_order, return_order, write_off_order, consume_order])
def test_an_order_that_holds_nothing_changes_nothing(batch, do, movements, use_case):
    do(use_case, 99)

    assert movements() == []
    assert figures(batch) == (100, 0, 0, 0)


def test_doing_it_again_changes_nothing(rose, batch, hold, do, movements):
    hold(1, (rose, 25))
    for use_case in (consume_order, consume_order, release_order, return_order, return_order, write_off_order):
        do(use_case, 1)

    assert figures(batch) == (100, 0, 0, 0)
    assert movements() == [("reserve", 0, 25), ("sale", -25, -25), ("sale", 25, 0)]


def test_one_order_does_not_touch_what_another_holds(rose, batch, hold, do):
    hold(1, (rose, 25))
    hold(2, (rose, 10))
    do(release_order, 1)

    assert figures(batch) == (100, 10, 0, 0)
    assert list(ledger.check()) == []


def test_all_is_held_or_nothing(shop, rose, batch, hold, movements):
    lily = make_item(shop, "Лилия")
    make_batch(shop, lily, 3)

    with pytest.raises(OutOfStock) as caught:
        hold(1, (rose, 101), (lily, 1), (lily, 3))

    assert [(s.item_id, s.name, s.needed, s.available) for s in caught.value.shortages] == [
        (rose.pk, "Роза красная 50 см", 101, 100),
        (lily.pk, "Лилия", 4, 3),
    ]
    assert str(caught.value) == (
        "Не хватает на складе. Роза красная 50 см: осталось 100, нужно 101; Лилия: осталось 3, нужно 4"
    )
    assert caught.value.data["shortages"][1] == {
        "item_id": lily.pk,
        "name": "Лилия",
        "needed": 4,
        "available": 3,
    }
    assert movements() == []
    assert not StockReservation.objects.exists()


def test_several_lines_of_one_item_are_held_apart(rose, batch, hold):
    hold(1, (rose, 10), (rose, 15))

    assert list(StockReservation.objects.order_by("line_id").values_list("line_id", "quantity")) == [(0, 10), (1, 15)]
    assert figures(batch) == (100, 25, 0, 0)


def test_the_oldest_that_lasts_is_taken_first_and_what_does_not_last_longest_life_first(shop, rose, hold):
    """Needed in five days: what wilts before is taken only when nothing else is left."""
    wilts_first = make_batch(shop, rose, 10, age_days=13)
    wilts_next = make_batch(shop, rose, 10, age_days=11)
    old = make_batch(shop, rose, 10, age_days=8)
    fresh = make_batch(shop, rose, 10, age_days=1)
    in_five_days = timezone.now() + timedelta(days=5)
    order = [old, fresh, wilts_next, wilts_first]

    for number, expected in enumerate(order, start=1):
        hold(number, (rose, 10), good_at=in_five_days)
        assert [batch.quantity_reserved for batch in map(reload, order)] == [10] * number + [0] * (4 - number)
        assert reload(expected).quantity_reserved == 10


def test_batches_of_one_day_are_taken_as_they_were_written_down(shop, rose, hold, receive):
    receipt = receive((10, "1"), (10, "1"), varieties=("Роза красная 50см", "Роза красная 50см"))
    hold(1, (rose, 15))

    assert [batch.quantity_reserved for batch in receipt.batches.order_by("pk")] == [10, 5]


@given(sales=st.lists(st.tuples(st.integers(1, 30), st.sampled_from("srcw")), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_becomes_of_orders_the_books_are_right(shop, hold, do, receive, sales):
    """s: sold, r: released, c: sold and cancelled, w: sold and written off."""
    with transaction.atomic():
        receipt = receive((37, "0.37"), (91, "1.13"), varieties=("Фрезия", "Фрезия"), delivery_cost=Decimal("7.77"))
        freesia = receipt.batches.first().item
        steps = {"s": [consume_order], "r": [release_order], "c": [consume_order, return_order]}
        for order_id, (quantity, fate) in enumerate(sales, start=1):
            try:
                hold(order_id, (freesia, quantity))
            except OutOfStock:
                continue
            for use_case in steps.get(fate, [consume_order, write_off_order]):
                do(use_case, order_id)

        assert list(ledger.check(shop_id=shop.pk)) == []
        left = sum(batch.quantity_on_hand for batch in receipt.batches.all())
        cost = -sum(movement.cost_delta for movement in StockMovement.objects.filter(kind__in=["sale", "writeoff"]))
        if left == 0:
            assert cost == sum(batch.total_cost for batch in receipt.batches.all())
        transaction.set_rollback(True)
