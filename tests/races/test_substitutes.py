"""Twenty orders for red roses of 50 cm, and for what may stand in for them."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from catalog.services import Ingredient, ProductData, create_product
from cvety.core.actors import SYSTEM
from orders.models import OrderItem
from orders.services import change_item, change_status
from tests.factories import make_batch, make_item, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

BUYERS = 20


@pytest.fixture
def taller(shop):
    """250 roses of 60 cm."""
    return make_batch(shop, make_item(shop, "Роза красная 60см"), 250)


@pytest.fixture
def make(shop):
    """A bouquet of 25 of a flower, with what may stand in for it."""

    def make(name, *substitutes):
        data = ProductData(
            name=f"Букет {name}", retail_price=25000, ingredients=[Ingredient(name, 25, substitutes=substitutes)]
        )
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())

    return make


@pytest.fixture
def elastic(make, roses, taller):
    return make("Роза красная 50см", "Роза красная 60см")


def held(**which):
    return StockReservation.objects.filter(status="held", **which).aggregate(sum=Sum("quantity"))["sum"] or 0


def test_twenty_are_served_by_ten_of_their_own_and_ten_that_stand_in(shop, roses, taller, elastic, place):
    outcome = race(BUYERS, lambda number: place(elastic, number=number), shop=shop)

    assert outcome.errors == []
    assert (reload(roses).quantity_reserved, reload(taller).quantity_reserved) == (250, 250)
    assert (held(replaces=None), held(replaces=roses.item)) == (250, 250)
    assert list(ledger.check()) == []


def test_nobody_is_refused_while_anything_is_there(shop, roses, taller, elastic, make, place):
    """Some want the taller ones for themselves; whoever comes first, all 500 stems are sold and no more."""
    proper = make("Роза красная 60см")

    outcome = race(
        24, lambda number: place(elastic if number % 2 else proper, number=number, quantity=1 + number % 2), shop=shop
    )

    assert outcome.kinds_of_errors() <= {OutOfStock}
    left = 500 - held()
    assert held() == reload(roses).quantity_reserved + reload(taller).quantity_reserved <= 500
    for error in outcome.errors:  # they were told how much there was then; now there is not more
        assert all(short.available < short.needed for short in error.shortages)
    refused = [short.needed for error in outcome.errors for short in error.shortages if short.item_id == roses.item_id]
    assert not refused or left < min(refused)
    assert list(ledger.check()) == []


def test_orders_that_name_the_two_in_other_orders_do_not_lock_each_other(shop, roses, taller, elastic, make, place):
    reverse = make("Роза красная 60см", "Роза красная 50см")

    both = [elastic, reverse]

    outcome = race(BUYERS, lambda number: place(*both[:: -1 if number % 2 else 1], number=number), shop=shop)

    assert outcome.kinds_of_errors() <= {OutOfStock}
    assert (len(outcome.results), held()) == (10, 500)
    assert list(ledger.check()) == []


def test_lines_that_shrink_give_back_to_others_what_stood_in(shop, roses, taller, elastic, place):
    orders = [place(elastic, number=number, quantity=2) for number in range(10)]
    lines = [OrderItem.objects.get(order=order) for order in orders]

    def act(number):
        if number < 10:
            return change_item(
                shop=shop,
                order_id=orders[number].pk,
                item_id=lines[number].pk,
                changes={"quantity": 1},
                actor=SYSTEM,
                now=timezone.now(),
            )
        return place(elastic, number=number)

    outcome = race(BUYERS, act, shop=shop)

    assert outcome.kinds_of_errors() <= {OutOfStock}
    assert held() == 25 * len(outcome.results)
    assert list(ledger.check()) == []


def test_what_cancelled_orders_give_back_is_sold_again(shop, elastic, place):
    orders = [place(elastic, number=number) for number in range(BUYERS)]

    def act(number):
        if number < BUYERS:
            told = {"shop": shop, "order_id": orders[number].pk, "actor": SYSTEM, "now": timezone.now()}
            return change_status(to="cancelled", **told)
        return place(elastic, number=number)

    outcome = race(BUYERS + 5, act, shop=shop)

    assert outcome.kinds_of_errors() <= {OutOfStock}
    assert held() == 25 * (len(outcome.results) - BUYERS)
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_is_promised_than_there_is(shop, roses, taller, elastic, place):
    race(BUYERS + 10, lambda number: place(elastic, number=number), shop=shop)

    assert held() > 500
    assert list(ledger.check()) != []
