"""Orders for what is short of its own stems: what stands in, what goes back, what is refused."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress

import pytest
from django.utils import timezone

from catalog.services import Ingredient, ProductData, create_product
from catalog.stock import recipes_of
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.models import Order, OrderDemand
from orders.services import NewItem, NewOrder, add_item, change_item, change_status, place_order, remove_item
from tests.factories import make_batch, make_item
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

ROSE, TALLER, TALLEST = "Роза красная 50 см", "Роза красная 60 см", "Роза красная 70 см"


@pytest.fixture(autouse=True)
def _books(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def stock(shop):
    """Put stems on the shelf, by name; return the batches."""

    def stock(**quantities):
        names = {"rose": ROSE, "taller": TALLER, "tallest": TALLEST, "ribbon": "Лента"}
        return {name: make_batch(shop, make_item(shop, names[name]), n) for name, n in quantities.items()}

    return stock


@pytest.fixture
def bouquet(shop):
    """A product of one ingredient with its substitutes: so many stems, so much waste."""

    def bouquet(quantity=25, name=ROSE, waste=0, substitutes=(TALLER, TALLEST), **fields):
        data = ProductData(
            name=f"Букет {name}",
            retail_price=25000,
            ingredients=[Ingredient(name, quantity, waste_percent=waste, substitutes=substitutes)],
            **fields,
        )
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())

    return bouquet


@pytest.fixture
def order(shop):
    def order(*lines, **fields):
        items = [NewItem(product_id=product.pk, quantity=quantity) for product, quantity in lines]
        new = NewOrder(items=items, customer_phone="+77011112233", delivery_fee=0, **fields)
        return place_order(shop=shop, order=new, actor=SYSTEM, now=timezone.now())

    return order


@pytest.fixture
def resize(shop):
    def resize(order, quantity):
        return change_item(
            shop=shop,
            order_id=order.pk,
            item_id=order.items.first().pk,
            changes={"quantity": quantity},
            actor=SYSTEM,
            now=timezone.now(),
        )

    return resize


def held(order):
    """What is held: item, how many, instead of what."""
    rows = StockReservation.objects.filter(order_id=order.pk, status="held").order_by("pk")
    return [
        (str(row.item), row.quantity, str(row.replaces) if row.replaces else None)
        for row in rows.select_related("item", "replaces")
    ]


def demand(order):
    rows = OrderDemand.objects.filter(order=order).select_related("item")
    return [(str(row.item), row.quantity) for row in rows]


def test_own_stems_alone_serve_while_they_last(stock, bouquet, order):
    stock(rose=25, taller=100)

    assert held(order((bouquet(), 1))) == [(ROSE, 25, None)]


def test_substitutes_serve_what_is_short_in_order_of_preference(stock, bouquet, order):
    stock(rose=10, taller=8, tallest=100)

    placed = order((bouquet(), 1))

    assert held(placed) == [(ROSE, 10, None), (TALLER, 8, ROSE), (TALLEST, 7, ROSE)]
    assert demand(placed) == [(ROSE, 25)]


def test_waste_is_part_of_the_need(stock, bouquet, order):
    stock(rose=11)

    assert held(order((bouquet(5, waste=10), 2))) == [(ROSE, 11, None)]


def test_own_stems_go_to_all_lines_before_any_substitute(stock, bouquet, order):
    stock(rose=5, taller=25, tallest=20)
    short, own = bouquet(25, substitutes=(TALLER, TALLEST)), bouquet(25, name=TALLER, substitutes=())

    placed = order((short, 1), (own, 1))

    assert sorted(held(placed)) == sorted([(ROSE, 5, None), (TALLEST, 20, ROSE), (TALLER, 25, None)])


def test_lines_that_compete_for_one_substitute_are_both_served_where_they_can_be(stock, bouquet, order):
    stock(taller=10, tallest=10)
    choosy = bouquet(10, name="Роза белая 50см", substitutes=(TALLER,))

    placed = order((bouquet(10), 1), (choosy, 1))

    assert sorted(held(placed)) == [
        (TALLER, 10, "Роза белая 50 см"),
        (TALLEST, 10, ROSE),
    ]


def test_a_refusal_names_what_is_there_with_substitutes(stock, bouquet, order):
    stock(rose=10, taller=8)

    with pytest.raises(OutOfStock) as refusal:
        order((bouquet(), 1), (bouquet(5, name="Лилия", substitutes=()), 1))

    assert [(each.name, each.needed, each.available) for each in refusal.value.shortages] == [
        (ROSE, 25, 18),
        ("Лилия", 5, 0),
    ]
    assert not Order.objects.exists()


def test_what_stands_in_goes_back_first_when_a_line_shrinks(stock, bouquet, order, resize):
    stock(rose=30, taller=25, tallest=50)
    placed = order((bouquet(), 3))
    assert held(placed) == [(ROSE, 30, None), (TALLER, 25, ROSE), (TALLEST, 20, ROSE)]

    resize(placed, 2)
    assert held(placed) == [(ROSE, 30, None), (TALLER, 20, ROSE)]
    assert demand(placed) == [(ROSE, 50)]
    resize(placed, 1)
    assert held(placed) == [(ROSE, 25, None)]


def test_what_stands_in_goes_back_first_though_own_stems_came_later(stock, bouquet, order, resize):
    stock(rose=10, taller=15)
    placed = order((bouquet(), 1))
    stock(rose=25)
    resize(placed, 2)
    assert held(placed) == [(ROSE, 10, None), (TALLER, 15, ROSE), (ROSE, 25, None)]

    resize(placed, 1)

    assert held(placed) == [(ROSE, 10, None), (ROSE, 15, None)]


def test_a_line_grows_into_substitutes_and_is_refused_where_they_end(stock, bouquet, order, resize):
    stock(rose=25, taller=25)
    placed = order((bouquet(), 1))

    resize(placed, 2)
    assert held(placed) == [(ROSE, 25, None), (TALLER, 25, ROSE)]
    assert demand(placed) == [(ROSE, 50)]
    with pytest.raises(OutOfStock):
        resize(placed, 3)
    assert held(placed) == [(ROSE, 25, None), (TALLER, 25, ROSE)]


def test_waste_is_rounded_once_however_a_line_grew_and_shrank(stock, bouquet, order, resize):
    stock(rose=100)
    placed = order((bouquet(5, waste=10, substitutes=()), 1))

    for quantity, stems in ((2, 11), (3, 17), (4, 22), (3, 17), (2, 11), (1, 6)):
        resize(placed, quantity)
        assert demand(placed) == [(ROSE, stems)]
        assert sum(each[1] for each in held(placed)) == stems


def test_finished_pieces_go_first_then_stems_then_substitutes(stock, bouquet, order, resize):
    stock(rose=25, taller=25)
    product = bouquet(stock_quantity=1)
    placed = order((product, 3))

    assert held(placed) == [("Букет Роза красная 50 см", 1, None), (ROSE, 25, None), (TALLER, 25, ROSE)]
    resize(placed, 2)
    assert held(placed) == [("Букет Роза красная 50 см", 1, None), (ROSE, 25, None)]


def test_an_added_line_takes_substitutes_and_gives_them_back(stock, bouquet, order, shop):
    stock(rose=25, taller=10)
    placed = order((bouquet(), 1))
    who = {"shop": shop, "order_id": placed.pk, "actor": SYSTEM, "now": timezone.now()}

    line = add_item(item=NewItem(product_id=bouquet(10).pk, quantity=1), **who)
    assert held(placed) == [(ROSE, 25, None), (TALLER, 10, ROSE)]
    remove_item(item_id=line.pk, **who)
    assert held(placed) == [(ROSE, 25, None)]


def test_what_stood_in_is_sold_and_brought_back_as_what_it_is(stock, bouquet, order, shop):
    batches = stock(rose=10, taller=15)
    placed = order((bouquet(), 1))

    for status in ("paid", "assembled"):
        change_status(shop=shop, order_id=placed.pk, to=status, actor=SYSTEM, now=timezone.now())
    batches["taller"].refresh_from_db()
    assert (batches["taller"].quantity_on_hand, batches["taller"].quantity_sold) == (0, 15)
    change_status(shop=shop, order_id=placed.pk, to="cancelled", actor=SYSTEM, now=timezone.now())
    batches["taller"].refresh_from_db()
    assert (batches["taller"].quantity_on_hand, batches["taller"].quantity_sold) == (15, 0)


def test_what_only_stands_in_is_told_when_it_runs_out(stock, bouquet, order, shop):
    stock(rose=10, taller=17)

    order((bouquet(), 1))

    lows = OutboxEvent.objects.filter(name="stock.low").order_by("pk")
    assert [(event.payload["name"], event.payload["available"]) for event in lows] == [
        (ROSE, 0),
        (TALLER, 2),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_to_orders_they_hold_what_they_need(stock, bouquet, order, resize, shop, seed):
    """Some grow, shrink, are cancelled, while deliveries come: each line holds its demand, to the stem."""
    chance = random.Random(seed)
    stock(rose=60, taller=40, tallest=30)
    products = [
        bouquet(5, waste=10),
        bouquet(7, name=TALLER, waste=15, substitutes=(ROSE,)),
        bouquet(4, name=TALLEST, substitutes=()),
    ]
    orders = []
    for _step in range(30):
        with suppress(OutOfStock):
            act = chance.choice(["place", "place", "resize", "resize", "cancel", "deliver"])
            if act == "place":
                lines = chance.sample(products, chance.randint(1, 3))
                orders.append(order(*((product, chance.randint(1, 3)) for product in lines)))
            elif act == "deliver":
                stock(**{chance.choice(["rose", "taller", "tallest"]): chance.randint(1, 20)})
            elif orders and act == "resize":
                resize(chance.choice(orders), chance.randint(1, 6))
            elif orders:
                gone = orders.pop(chance.randrange(len(orders)))
                change_status(shop=shop, order_id=gone.pk, to="cancelled", actor=SYSTEM, now=timezone.now())
        for each in orders:
            held_of, needed_of = Counter(), Counter()
            for row in StockReservation.objects.filter(order_id=each.pk, status="held"):
                held_of[row.line_id, row.serves_id] += row.quantity
            for row in OrderDemand.objects.filter(order=each):
                needed_of[row.order_item_id, row.item_id] += row.quantity
            assert held_of == needed_of
            for line in each.items.select_related("product"):
                part = recipes_of([line.product_id])[line.product_id][0]
                assert needed_of[line.pk, part.item_id] == part.needed_for(line.quantity)
