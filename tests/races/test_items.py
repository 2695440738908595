"""The items of an order, edited by two at once; and the last stems, wanted by several orders that grow."""

import random

import pytest
from django.db.models import Sum
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import DomainError, StaleVersion
from cvety.core.versions import etag
from orders.errors import LastItem
from orders.models import Order, OrderDemand, OrderItem
from orders.services import NewItem, add_item, change_item, change_status, remove_item
from tests.factories import make_batch, make_item, make_product, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(place, bouquet):
    return place(bouquet)


@pytest.fixture
def told(shop):
    """What every edit is told, of an order."""
    return lambda order, **more: {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now(), **more}


@pytest.fixture
def resize(told):
    """Ask for so many of the first item."""

    def resize(order, quantity, **more):
        item_id = OrderItem.objects.filter(order_id=order.pk).order_by("pk").values_list("pk", flat=True)[0]
        return change_item(item_id=item_id, changes={"quantity": quantity}, **told(order, **more))

    return resize


def needed():
    return OrderDemand.objects.aggregate(sum=Sum("quantity"))["sum"] or 0


def held():
    return StockReservation.objects.filter(status="held").aggregate(sum=Sum("quantity"))["sum"] or 0


def lines(order):
    return OrderItem.objects.filter(order_id=order.pk).aggregate(sum=Sum("total"))["sum"]


def test_items_added_by_several_are_all_in_the_sum(shop, order, bouquet, told):
    outcome = race(4, lambda _n: add_item(item=NewItem(product_id=bouquet.pk, quantity=1), **told(order)), shop=shop)

    assert outcome.errors == []
    after = reload(order)
    assert (after.flower_sum, after.total, after.version) == (125000, 127000, order.version + 4)
    assert (lines(order), needed(), held()) == (125000, 125, 125)
    assert list(ledger.check()) == []


def test_an_item_resized_by_several_holds_what_the_last_one_asked_for(shop, order, resize, roses):
    outcome = race(4, lambda number: resize(order, 2 + number), shop=shop)

    assert outcome.errors == []
    quantity = order.items.get().quantity
    assert quantity in (2, 3, 4, 5)
    assert (needed(), held(), reload(roses).quantity_reserved) == (quantity * 25,) * 3
    assert reload(order).flower_sum == lines(order) == quantity * 25000
    assert list(ledger.check()) == []


def test_of_two_edits_from_one_version_one_is_stale(shop, order, resize):
    version = etag(order)

    outcome = race(2, lambda number: resize(order, 2 + number, expected_version=version), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {StaleVersion})
    assert order.items.get().quantity == outcome.results[0].quantity


def test_orders_that_grow_share_the_last_stems(shop, bouquet, place, resize, roses):
    """Four of 25 stems each leave 150: enough for two of those that ask for 75 more."""
    orders = [place(bouquet, number=number) for number in range(4)]

    outcome = race(4, lambda number: resize(orders[number], 4), shop=shop)

    assert (len(outcome.results), len(outcome.errors), outcome.kinds_of_errors()) == (2, 2, {OutOfStock})
    assert {(short.needed, short.available) for e in outcome.errors for short in e.shortages} == {(75, 0)}
    assert (needed(), held(), reload(roses).quantity_reserved) == (250, 250, 250)
    assert sorted(OrderItem.objects.values_list("quantity", flat=True)) == [1, 1, 4, 4]
    assert list(ledger.check()) == []


def test_what_one_gives_back_another_gets(shop, bouquet, place, resize):
    """All 250 stems are held; one order gives half of its own back while another asks for as many."""
    big, small = place(bouquet, number=1, quantity=8), place(bouquet, number=2, quantity=2)

    outcome = race(2, lambda number: resize((big, small)[number], (4, 6)[number]), shop=shop)

    assert outcome.kinds_of_errors() <= {OutOfStock}
    assert needed() == held() == sum(OrderItem.objects.values_list("quantity", flat=True)) * 25
    assert list(ledger.check()) == []


def test_two_who_take_the_last_two_items_off_leave_one(shop, place, bouquet, told):
    order = place(bouquet, bouquet)
    ids = list(order.items.values_list("pk", flat=True))

    outcome = race(2, lambda number: remove_item(item_id=ids[number], **told(order)), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {LastItem})
    assert (order.items.count(), needed(), held(), reload(order).flower_sum) == (1, 25, 25, 25000)


def test_an_order_is_paid_as_it_was_or_as_it_became(shop, order, resize, told):
    def act(number):
        return resize(order, 2) if number else change_status(to="paid", **told(order))

    outcome = race(2, act, shop=shop)

    order = reload(order)
    assert outcome.errors == []
    assert (order.status, order.total, lines(order)) == ("paid", 52000, 50000)
    assert (order.paid_total, order.payment_status) in [(27000, "partially_paid"), (52000, "paid")]
    assert list(ledger.check()) == []


def test_edits_and_orders_do_not_lock_each_other(shop, place):
    flowers = [make_item(shop, name) for name in ("Астра", "Ирис", "Пион", "Фрезия")]
    for age in (1, 5):
        for flower in flowers:
            make_batch(shop, flower, 200, age_days=age)
    products = [
        make_product(shop, f"Букет {n}", recipe={flowers[(n + step) % 4]: 1 + step for step in range(3)})
        for n in range(4)
    ]
    standing = [place(*products, number=number).pk for number in range(4)]

    def act(number):
        dice = random.Random(number)
        for _step in range(8):
            order = Order.objects.get(pk=dice.choice(standing))
            told = {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now()}
            what = dice.choice(["add", "resize", "resize", "remove", "place", "scan"])
            items = list(order.items.values_list("pk", flat=True))
            try:
                if what == "add":
                    new = NewItem(product_id=dice.choice(products).pk, quantity=dice.randrange(1, 9))
                    add_item(item=new, **told)
                elif what == "resize":
                    changes = {"quantity": dice.randrange(1, 20)}
                    change_item(item_id=dice.choice(items), changes=changes, **told)
                elif what == "remove":
                    remove_item(item_id=dice.choice(items), **told)
                elif what == "place":
                    place(*dice.sample(products, 3), number=10 + number)
                else:
                    outbox.dispatch()
            except DomainError:
                continue

    outcome = race(12, act, shop=shop)
    outbox.dispatch()

    assert outcome.errors == []
    assert list(ledger.check()) == []
    assert needed() == held()
    for order in Order.objects.all():
        assert order.flower_sum == lines(order)
    for product in products:
        assert reload(product).orders_count == Order.objects.filter(items__product=product).distinct().count()


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_an_item_is_missing_from_the_sum(shop, order, bouquet, told):
    race(2, lambda _n: add_item(item=NewItem(product_id=bouquet.pk, quantity=1), **told(order)), shop=shop)

    assert lines(order) == 75000
    after = reload(order)
    assert (after.flower_sum, after.version) == (50000, order.version + 1)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_an_item_holds_what_it_does_not_need(shop, order, resize):
    race(2, lambda number: resize(order, 2 + number), shop=shop)

    assert held() != order.items.get().quantity * 25


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_orders_that_grow_are_promised_more_than_there_is(shop, bouquet, place, resize):
    orders = [place(bouquet, number=number) for number in range(4)]

    outcome = race(4, lambda number: resize(orders[number], 4), shop=shop)

    assert outcome.errors == []
    assert held() == 400
    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_an_order_of_nothing_is_left(shop, place, bouquet, told):
    order = place(bouquet, bouquet)
    ids = list(order.items.values_list("pk", flat=True))

    race(2, lambda number: remove_item(item_id=ids[number], **told(order)), shop=shop)

    assert order.items.count() == 0


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_an_order_is_paid_short_and_nobody_sees_it(shop, order, resize, told):
    race(2, lambda number: resize(order, 2) if number else change_status(to="paid", **told(order)), shop=shop)

    order = reload(order)
    assert (lines(order), order.paid_total) == (50000, 27000)
    assert order.payment_status != "partially_paid"
