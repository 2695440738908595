"""How many of a product can be sold."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Product
from catalog.stock import Line, RecipePart, items_of, needs_of, recipes_of, stock_of_products
from tests.factories import make_batch
from warehouse.models import StockItem

from .conftest import recipe


@pytest.fixture
def stock(shop):
    """Put quantities of flowers on the shelf: `stock(Роза=60)`."""

    def stock(**quantities):
        for name, quantity in quantities.items():
            make_batch(shop, StockItem.objects.get(name=name), quantity)

    return stock


def available(*products):
    counted = stock_of_products([(product.pk, product.piece_item_id) for product in products], timezone.now())
    return [counted[product.pk] for product in products]


def test_stems_make_as_many_as_the_scarcest_allows(create, stock):
    bouquet = create(ingredients=recipe(Роза=25, Лента=1))
    stock(Роза=60)
    assert available(bouquet) == [0]

    stock(Лента=100)
    assert available(bouquet) == [2]


def test_finished_pieces_are_added(create, stock):
    bouquet = create(ingredients=recipe(Роза=25), stock_quantity=3)
    stock(Роза=60)

    assert available(bouquet) == [5]


def test_a_product_of_pieces_alone_is_sold_while_they_last(create):
    assert available(create("Ваза", stock_quantity=3)) == [3]


def test_products_that_share_stems_are_counted_each_by_itself(create, stock):
    small, large = create(ingredients=recipe(Роза=7)), create("Большой", ingredients=recipe(Роза=25))
    stock(Роза=60)

    assert available(small, large) == [8, 2]


def test_what_is_not_tracked_has_no_figure(create):
    assert available(create("Открытка")) == [0]


def test_the_number_of_queries_does_not_depend_on_how_many(create, stock, django_assert_num_queries):
    products = [create(f"Букет {number}", ingredients=recipe(Роза=5, Лилия=1)) for number in range(4)]
    for some in (products[:1], products):
        with django_assert_num_queries(2):
            available(*some)


class Shelf:
    """What is free, by item."""

    def __init__(self, **free):
        self._free = {int(item[1:]): quantity for item, quantity in free.items()}

    def free(self, item_id):
        return self._free.get(item_id, 0)


def product(pk, piece=None, is_tracked=True):
    return Product(pk=pk, piece_item_id=piece, is_stock_tracked=is_tracked)


def needs(lines, recipes, shelf):
    return [(need.line_id, need.item_id, need.quantity) for need in needs_of(lines, recipes, shelf)]


def test_pieces_go_first_and_the_rest_is_made():
    lines = [Line(1, product(1, piece=9), 5)]

    assert needs(lines, {1: [RecipePart(7, 25)]}, Shelf(i9=2)) == [(1, 9, 2), (1, 7, 75)]
    assert needs(lines, {1: [RecipePart(7, 25)]}, Shelf(i9=10)) == [(1, 9, 5)]
    assert needs(lines, {1: [RecipePart(7, 25)]}, Shelf()) == [(1, 7, 125)]


def test_two_lines_do_not_take_the_same_piece():
    lines = [Line(1, product(1, piece=9), 2), Line(2, product(1, piece=9), 2)]

    assert needs(lines, {1: [RecipePart(7, 25)]}, Shelf(i9=3)) == [(1, 9, 2), (2, 9, 1), (2, 7, 25)]


def test_without_a_recipe_pieces_are_asked_for_whether_they_are_there_or_not():
    assert needs([Line(1, product(1, piece=9), 5)], {}, Shelf(i9=2)) == [(1, 9, 5)]


def test_what_is_not_tracked_needs_nothing():
    assert needs([Line(1, product(1, is_tracked=False), 5)], {1: [RecipePart(7, 25)]}, Shelf()) == []


@given(
    quantities=st.lists(st.integers(1, 20), min_size=1, max_size=5),
    pieces=st.integers(0, 60),
    stems=st.integers(1, 30),
)
def test_every_piece_asked_for_is_free_and_every_bouquet_is_provided_for(quantities, pieces, stems):
    lines = [Line(number, product(1, piece=9), quantity) for number, quantity in enumerate(quantities)]
    wanted = needs(lines, {1: [RecipePart(7, stems)]}, Shelf(i9=pieces))

    from_shelf = sum(quantity for _line, item, quantity in wanted if item == 9)
    made = sum(quantity for _line, item, quantity in wanted if item == 7) // stems
    assert from_shelf == min(pieces, sum(quantities))
    assert from_shelf + made == sum(quantities)


def test_what_products_are_made_of_is_read_at_once(create, django_assert_num_queries):
    rose, vase = create(ingredients=recipe(Роза=25, Лента=1)), create("Ваза", stock_quantity=1)

    with django_assert_num_queries(1):
        recipes = recipes_of([rose.pk, vase.pk])
    ids = dict(StockItem.objects.values_list("name", "pk"))

    assert dict(recipes) == {rose.pk: [RecipePart(ids["Роза"], 25), RecipePart(ids["Лента"], 1)]}
    assert items_of([rose, vase], recipes) == set(ids.values())
