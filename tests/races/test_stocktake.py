"""The shelf is counted and posted while orders come, are made and are cancelled."""

import pytest
from django.db import connection
from django.utils import timezone

from cvety.core.actors import SYSTEM
from orders.models import Order
from orders.services import change_status
from orders.services.stocktaking import post_stocktake
from tests.factories import make_batch, make_item, make_product, reload
from warehouse import ledger
from warehouse.models import StockMovement, StockReservation, Stocktake, StocktakeLine
from warehouse.services.stocktake import count_batch

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def count(shop):
    def count(batch, quantity):
        return count_batch(shop=shop, batch_id=batch.pk, quantity=quantity, actor=SYSTEM, now=timezone.now())

    return count


@pytest.fixture
def post(shop):
    def post(stocktake_id):
        return post_stocktake(shop=shop, stocktake_id=stocktake_id, actor=SYSTEM, now=timezone.now())

    return post


@pytest.fixture
def move(shop):
    def move(order, *path):
        for status in path:
            order = change_status(shop=shop, order_id=order.pk, to=status, actor=SYSTEM, now=timezone.now())
        return order

    return move


def corrections():
    return list(StockMovement.objects.filter(kind="correction").values_list("on_hand_delta", flat=True))


def test_first_counts_of_many_at_once_open_one_stocktake(shop, roses, count):
    batches = [make_batch(shop, roses.item, 10) for _batch in range(8)]

    outcome = race(8, lambda number: count(batches[number], 9), shop=shop)

    assert outcome.errors == []
    assert Stocktake.objects.count() == 1
    assert StocktakeLine.objects.count() == 8


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_constraint_several_are_opened(shop, roses, count):
    batches = [make_batch(shop, roses.item, 10) for _batch in range(4)]
    constraint = next(each for each in Stocktake._meta.constraints if each.name == "one_open_stocktake_per_shop")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Stocktake, constraint)
    try:
        race(4, lambda number: count(batches[number], 9), shop=shop)
        assert Stocktake.objects.count() > 1
    finally:
        Stocktake.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Stocktake, constraint)


def test_two_who_count_the_same_bucket_leave_one_line(shop, roses, count):
    outcome = race(8, lambda number: count(roses, 240 + number), shop=shop)

    assert outcome.errors == []
    line = StocktakeLine.objects.get()
    assert (240 <= line.counted < 248, line.expected) == (True, 250)


def test_posted_by_many_at_once_is_posted_once(shop, roses, count, post):
    stocktake = count(roses, 243).stocktake

    outcome = race(8, lambda _number: post(stocktake.pk), shop=shop)

    assert outcome.errors == []
    assert corrections() == [-7]
    assert reload(roses).quantity_on_hand == 243
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_it_is_posted_twice(shop, roses, count, post):
    stocktake = count(roses, 243).stocktake

    race(4, lambda _number: post(stocktake.pk), shop=shop)

    assert len(corrections()) > 1
    assert list(ledger.check()) != []


def test_a_bucket_counted_while_it_is_posted_is_in_it_or_in_the_next_one(shop, roses, count, post):
    stocktake = count(roses, 243).stocktake
    other = make_batch(shop, roses.item, 50)

    outcome = race(2, lambda number: count(other, 40) if number else post(stocktake.pk), shop=shop)

    assert outcome.errors == []
    line = StocktakeLine.objects.get(batch=other)
    is_posted = line.stocktake_id == stocktake.pk
    assert reload(other).quantity_on_hand == (40 if is_posted else 50)
    assert (line.outcome == "corrected") is is_posted
    assert list(ledger.check()) == []


def test_a_bucket_counted_while_an_order_is_made_of_it(shop, roses, bouquet, place, move, count, post):
    order = move(place(bouquet), "paid")

    outcome = race(2, lambda number: count(roses, 240) if number else move(order, "assembled"), shop=shop)

    assert outcome.errors == []
    line = StocktakeLine.objects.get()
    post(line.stocktake_id)
    # Counted before the stems were taken, or after.
    assert reload(roses).quantity_on_hand == {250: 215, 225: 240}[line.expected]
    assert list(ledger.check()) == []


@pytest.fixture
def held_short(shop, roses, bouquet, place, move, count):
    """Ten orders hold a whole batch, of which half is not there; there is another one. Return orders and count."""
    orders = [move(place(bouquet, number=number), "paid") for number in range(10)]
    make_batch(shop, roses.item, 250)
    return orders, count(roses, 125).stocktake


def test_holds_move_while_their_orders_are_made_and_cancelled(shop, roses, held_short, move, post):
    orders, stocktake = held_short

    def act(number):
        if number == 10:
            return post(stocktake.pk)
        return move(orders[number], "assembled" if number % 2 else "cancelled")

    outcome = race(11, act, shop=shop)

    assert outcome.errors == []
    assert list(ledger.check()) == []
    assert Order.objects.filter(status="assembled").count() == 5
    taken = StockReservation.objects.filter(status="consumed").values_list("quantity", flat=True)
    assert (sum(taken), StockReservation.objects.filter(status="held").count()) == (125, 0)
    # Five orders of 25 were made of 250 + 250 less the 125 that are missing.
    assert sum(batch.quantity_on_hand for batch in roses.item.batches.all()) == 250


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_locks_a_hold_moves_that_is_being_sold(shop, held_short, move, post):
    orders, stocktake = held_short

    race(5, lambda number: move(orders[number], "assembled") if number else post(stocktake.pk), shop=shop)

    assert list(ledger.check()) != []


def test_holds_move_while_new_orders_come(shop, roses, bouquet, held_short, place, post):
    _orders, stocktake = held_short

    def act(number):
        return post(stocktake.pk) if number == 0 else place(bouquet, number=100 + number)

    race(9, act, shop=shop)

    assert list(ledger.check()) == []
    line = StocktakeLine.objects.get()
    assert line.outcome in ("corrected", "held")  # whoever came first has the free ones
    for batch in roses.item.batches.all():
        assert batch.quantity_reserved <= batch.quantity_on_hand


def test_stocktakes_of_two_items_and_an_order_of_both_do_not_wait_for_each_other(shop, place, move, count, post):
    items = [make_item(shop, name) for name in ("Пион", "Лилия")]
    batches = [make_batch(shop, item, 100, age_days=2) for item in items]
    both = make_product(shop, "Оба", recipe=dict.fromkeys(items, 10))
    orders = [move(place(both, number=number), "paid") for number in range(10)]
    for item in items:
        make_batch(shop, item, 100)
    for batch in batches:
        stocktake = count(batch, 10).stocktake

    def act(number):
        return post(stocktake.pk) if number > 9 else move(orders[number], "assembled" if number % 2 else "cancelled")

    outcome = race(12, act, shop=shop)

    assert outcome.errors == []
    assert list(ledger.check()) == []
