"""Recipes in the admin: what breaks, and what may stand in."""

import pytest

from catalog.models import RecipeLine
from cvety.core.tenancy import shop_scope
from tests.factories import make_item, make_product, make_shop
from warehouse.models import StockItem

from .test_admin_forms import PRODUCT, recipe


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def rose(shop):
    return make_item(shop)


@pytest.fixture
def product(shop, rose):
    return make_product(shop, recipe={rose: 25})


@pytest.fixture
def post(client, product, rose, shop):
    """Send the product's form with one line of its recipe."""

    def post(item=rose, **fields):
        with shop_scope(shop):
            line = product.recipe.get()
        lines = recipe((line.pk, item, 25), initial=1) | {f"recipe-0-{name}": said for name, said in fields.items()}
        return client.post(f"/admin/catalog/product/{product.pk}/change/", {**PRODUCT, **lines})

    return post


@pytest.fixture
def kept(shop, product):
    def kept():
        with shop_scope(shop):
            line = product.recipe.get()
            return line.waste_percent, [str(each.item) for each in line.substitutes.select_related("item")]

    return kept


def test_waste_and_substitutes_are_written_and_shown_again(shop, post, kept, client, product):
    for name in ("Роза красная 60см", "Роза красная 70см"):
        make_item(shop, name)

    answer = post(waste_percent=10, substitutes="роза красная 70 см\r\n\r\n Роза красная 60cm ")

    assert answer.status_code == 302
    assert kept() == (10, ["Роза красная 70 см", "Роза красная 60 см"])
    form = client.get(f"/admin/catalog/product/{product.pk}/change/").context["inline_admin_formsets"][0].formset[0]
    assert form["substitutes"].value() == "Роза красная 70 см\nРоза красная 60 см"
    assert form["waste_percent"].value() == 10


def test_substitutes_are_taken_away(shop, post, kept):
    make_item(shop, "Роза красная 60см")
    post(waste_percent=10, substitutes="Роза красная 60см")

    post(waste_percent="", substitutes="")

    assert kept() == (0, [])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Роза красная 60см\nРоза крассная 70см", "Роза крассная 70см"),
        ("Роза красная 60см\nроза красная 60 cm", "Замена названа дважды: Роза красная 60 см"),
        ("Роза красная 50см", "Замена совпадает с самой позицией: Роза красная 50 см"),
        ("Чужая роза", "Нет такой позиции на складе: Чужая роза"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(shop, post, kept, said, words):
    make_item(shop, "Роза красная 60см")
    make_item(make_shop(name="Тюльпан"), "Чужая роза")

    answer = post(waste_percent=10, substitutes=said)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert kept() == (0, [])
    with shop_scope(shop):
        assert StockItem.objects.count() == 2
        assert RecipeLine.objects.count() == 1
