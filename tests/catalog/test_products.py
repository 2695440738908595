"""Products: their prices, recipes, pieces, and what is written of them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.errors import ProductNotFound
from catalog.models import Product, RecipeLine
from catalog.services import Ingredient, ProductData, add_to_totals, archive_product, create_product, find_products
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput, StaleVersion
from cvety.core.tenancy import shop_scope
from cvety.core.versions import etag
from tests.factories import make_product, make_shop, reload
from warehouse.models import StockBatch, StockItem

from .conftest import recipe


def test_a_product_is_found_by_what_it_is_called(create):
    product = create("Букет «Жёлтый»", sale_price=20000, is_popular=True)

    product = reload(product)
    assert (product.name_key, product.current_price, product.version) == ("букет «желтый»", 20000, 1)
    assert (product.is_active, product.is_popular, product.is_stock_tracked) == (True, True, False)


def test_without_a_discount_the_price_is_the_usual_one(create):
    assert create().current_price == 25000


def test_a_discount_is_no_rise(create, change):
    with pytest.raises(InvalidInput) as caught:
        create(sale_price=25001)
    assert [path for path, _text in caught.value.fields] == [("sale_price",)]
    assert not Product.objects.exists()

    product = create(sale_price=20000)
    with pytest.raises(InvalidInput):
        change(product, retail_price=19999)
    assert reload(product).retail_price == 25000
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(sale_price=99999)


def test_a_recipe_finds_or_makes_what_it_names(create):
    first = create(ingredients=[Ingredient("Роза красная 50см", 25), Ingredient("Лента", 1, unit="м")])
    second = create("Мини", ingredients=[Ingredient("роза КРАСНАЯ 50 cm", 7)])

    lines = list(first.recipe.values_list("label", "quantity", "unit", "position"))
    assert lines == [("Роза красная 50см", 25, "шт", 0), ("Лента", 1, "м", 1)]
    assert second.recipe.get().item == first.recipe.first().item
    assert StockItem.objects.count() == 2
    assert first.is_stock_tracked


def test_a_flower_named_twice_is_one_line(create):
    product = create(ingredients=[Ingredient("Роза", 3), Ingredient("Лилия", 1), Ingredient("РОЗА", 4)])

    assert list(product.recipe.values_list("label", "quantity")) == [("Роза", 7), ("Лилия", 1)]


@pytest.mark.parametrize("quantity", [0, -1, 10_001])
def test_an_ingredient_of_nothing_is_refused_and_nothing_is_written(create, quantity):
    with pytest.raises(InvalidInput) as caught:
        create(ingredients=[Ingredient("Роза", 1), Ingredient("Лилия", quantity)])

    assert [path for path, _text in caught.value.fields] == [("ingredients", 1, "quantity")]
    assert not Product.objects.exists()
    assert not StockItem.objects.exists()


def test_only_what_is_given_is_changed(create, change):
    product = create(ingredients=recipe(Роза=25), description="Красный", make_minutes=40)
    changed = change(product, retail_price=27000)

    changed = reload(changed)
    assert (changed.retail_price, changed.description, changed.make_minutes, changed.version) == (
        27000,
        "Красный",
        40,
        2,
    )
    assert changed.recipe.get().quantity == 25


def test_a_recipe_is_replaced_whole_and_can_be_emptied(create, change):
    product = create(ingredients=recipe(Роза=25, Лента=1))

    change(product, ingredients=recipe(Лилия=3))
    assert list(product.recipe.values_list("label", "quantity")) == [("Лилия", 3)]

    assert change(product, ingredients=[]).is_stock_tracked is False
    assert not RecipeLine.objects.exists()


def test_an_edit_of_an_older_version_is_refused(create, change):
    product = create()
    tag = etag(product)
    change(product, tag, retail_price=26000)

    with pytest.raises(StaleVersion):
        change(product, tag, retail_price=1)
    assert reload(product).retail_price == 26000


def test_pieces_are_counted_once_told_of(create, change):
    product = create(stock_quantity=4)
    batch = StockBatch.objects.get()
    assert (product.is_stock_tracked, batch.item, batch.quantity_on_hand) == (True, product.piece_item, 4)
    assert (batch.item.kind, batch.item.name, batch.expires_at) == ("finished", "Букет роз", None)

    change(product, stock_quantity=1)
    assert reload(batch).quantity_on_hand == 1

    product = change(product, name="Букет пионов", stock_quantity=0)
    assert reload(batch).quantity_on_hand == 0
    assert product.is_stock_tracked  # it was counted once: none left is not «always sold»
    assert StockItem.objects.count() == 1


def test_two_products_of_one_name_have_pieces_of_their_own(create):
    first, second = create(stock_quantity=5), create(stock_quantity=3)

    assert first.piece_item != second.piece_item
    assert [batch.quantity_on_hand for batch in StockBatch.objects.order_by("pk")] == [5, 3]


def test_an_archived_product_is_not_found_but_remembered(shop, create, change):
    product = create()
    archive_product(shop=shop, product_id=product.pk, actor=SYSTEM, now=timezone.now())

    assert find_products(shop=shop, product_ids={product.pk}) == {}
    product = reload(product)
    assert (product.is_active, product.version) == (False, 2)
    with pytest.raises(ProductNotFound):
        change(product, retail_price=1)
    with pytest.raises(ProductNotFound):
        archive_product(shop=shop, product_id=product.pk, actor=SYSTEM, now=timezone.now())


def test_another_shops_product_is_not_found(shop, create, change):
    other = make_shop(name="Тюльпан")
    theirs = make_product(other)

    assert find_products(shop=shop, product_ids={theirs.pk}) == {}
    for act in (
        lambda: change(theirs, retail_price=1),
        lambda: archive_product(shop=shop, product_id=theirs.pk, actor=SYSTEM, now=timezone.now()),
    ):
        with pytest.raises(ProductNotFound):
            act()
    assert reload(theirs).retail_price == 25000


def test_another_shops_flower_is_not_used(shop, create):
    other = make_shop(name="Тюльпан")
    with shop_scope(other):
        theirs = create_product(
            shop=other,
            data=ProductData(name="Букет", retail_price=1, ingredients=recipe(Роза=5)),
            actor=SYSTEM,
            now=timezone.now(),
        )
        their_rose = theirs.recipe.get().item
    ours = create(ingredients=recipe(Роза=5))

    assert ours.recipe.get().item != their_rose


def test_totals_go_up_and_down_but_never_under_nothing(shop, create):
    product = create()
    earlier, later = timezone.now(), timezone.now()
    for orders, revenue, ordered_at in ((1, 25000, later), (1, 0, earlier), (-3, -25000, None)):
        add_to_totals(shop=shop, product_id=product.pk, orders=orders, revenue=revenue, ordered_at=ordered_at)

    product = reload(product)
    assert (product.orders_count, product.revenue, product.last_ordered_at) == (0, 0, later)
