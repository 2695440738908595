"""Sixteen buyers, ten bouquets."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from catalog.services import update_product
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from orders.models import Order, OrderDemand, OrderStatusChange, OrderTally
from orders.services import change_status
from tests.factories import make_batch, make_item, make_product, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

BUYERS = 16


def held():
    return StockReservation.objects.filter(status="held").aggregate(sum=Sum("quantity"))["sum"]


def test_ten_get_the_last_ten_and_six_are_told_what_is_short(shop, bouquet, roses, place):
    outcome = race(BUYERS, lambda number: place(bouquet, number=number), shop=shop)

    assert len(outcome.results) == 10
    assert outcome.kinds_of_errors() == {OutOfStock}
    assert {(short.name, short.needed, short.available) for e in outcome.errors for short in e.shortages} == {
        ("Роза красная 50 см", 25, 0)
    }
    assert {str(error) for error in outcome.errors} == {
        "Не хватает на складе. Роза красная 50 см: осталось 0, нужно 25"
    }
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_reserved, held()) == (250, 250, 250)
    assert list(ledger.check()) == []


def test_nothing_is_written_for_those_who_came_too_late(shop, bouquet, place):
    outcome = race(BUYERS, lambda number: place(bouquet, number=number), shop=shop)
    outbox.dispatch()

    assert len(outcome.errors) == 6
    assert Order.objects.count() == OrderDemand.objects.count() == OrderStatusChange.objects.count() == 10
    assert OrderTally.objects.filter(status="new").aggregate(sum=Sum("delta"))["sum"] == 10
    assert {order.customer.orders_count for order in Order.objects.select_related("customer")} == {1}
    assert len({order.tracking_token for order in Order.objects.all()}) == 10
    assert reload(bouquet).orders_count == 10


def test_stems_shared_by_two_recipes_are_not_promised_twice(shop, bouquet, roses, place):
    """250 roses make ten bouquets of 25, or any mix with boxes of 50 that needs no more."""
    box = make_product(shop, "Коробка роз", recipe={roses.item: 50})

    outcome = race(BUYERS, lambda number: place(bouquet if number % 2 else box, number=number), shop=shop)

    assert outcome.kinds_of_errors() == {OutOfStock}
    taken = sum(order.demand.get().quantity for order in outcome.results)
    assert taken == reload(roses).quantity_reserved == held()
    # Nobody was refused for stems that were there: at the end no bouquet could be made of what is left.
    assert 250 - taken < 50
    refused = {short.needed for error in outcome.errors for short in error.shortages}
    assert 25 not in refused or taken == 250
    assert list(ledger.check()) == []


def test_a_recipe_of_two_flowers_sells_what_the_scarcer_allows(shop, roses, place):
    eustoma = make_item(shop, "Эустома белая")
    make_batch(shop, eustoma, 30)
    mixed = make_product(shop, "Микс", recipe={roses.item: 10, eustoma: 5})

    outcome = race(BUYERS, lambda number: place(mixed, number=number), shop=shop)

    assert len(outcome.results) == 6
    assert {short.name for error in outcome.errors for short in error.shortages} == {"Эустома белая"}
    assert (reload(roses).quantity_reserved, held()) == (60, 90)
    assert list(ledger.check()) == []


def test_finished_pieces_and_the_stems_to_make_more_are_all_sold(shop, bouquet, roses, place):
    """Four stand ready in the fridge, and the stems make ten more."""
    update_product(shop=shop, product_id=bouquet.pk, changes={"stock_quantity": 4}, actor=SYSTEM, now=timezone.now())

    outcome = race(BUYERS, lambda number: place(bouquet, number=number), shop=shop)

    assert (len(outcome.results), len(outcome.errors)) == (14, 2)
    assert (reload(roses).quantity_reserved, held()) == (250, 254)
    assert list(ledger.check()) == []


def test_stems_in_several_batches_are_sold_to_the_last(shop, bouquet, roses, place):
    """Five batches of 30 beside the 250: 400 stems, in pieces that no bouquet fits."""
    for age in range(1, 6):
        make_batch(shop, roses.item, 30, age_days=age)

    outcome = race(20, lambda number: place(bouquet, number=number), shop=shop)

    assert (len(outcome.results), len(outcome.errors), held()) == (16, 4, 400)
    assert list(ledger.check()) == []


def test_what_a_cancelled_order_gives_back_is_sold_again(shop, bouquet, place):
    """Ten hold everything and give it back while ten others ask: nothing is oversold, nothing lost."""
    orders = [place(bouquet, number=number) for number in range(10)]

    def act(number):
        if number < 10:
            return change_status(
                shop=shop, order_id=orders[number].pk, to="cancelled", actor=SYSTEM, now=timezone.now()
            )
        return place(bouquet, number=number)

    outcome = race(20, act, shop=shop)

    assert outcome.kinds_of_errors() <= {OutOfStock}
    placed = len(outcome.results) - 10
    assert held() == placed * 25
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_is_promised_than_there_is(shop, bouquet, roses, place):
    outcome = race(BUYERS, lambda number: place(bouquet, number=number), shop=shop)

    assert len(outcome.results) > 10
    assert held() > 250
    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_shared_stems_are_promised_twice(shop, bouquet, roses, place):
    box = make_product(shop, "Коробка роз", recipe={roses.item: 50})

    race(BUYERS, lambda number: place(bouquet if number % 2 else box, number=number), shop=shop)

    assert held() > 250
    assert list(ledger.check()) != []
