"""An order by phone for what is short of its own flowers, and has others that may stand in."""

import pytest
from django.utils import timezone

from catalog.services import Ingredient, update_product
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item
from tests.pages.conftest import said

from .conftest import ADD, sold, the_order


@pytest.fixture
def elastic(shop, bouquet):
    """25 roses and three for waste: 60 are there, and 30 of 60 cm that may stand in."""
    make_batch(shop, make_item(shop, "Роза красная 60см"), 30)
    with shop_scope(shop):
        recipe = [Ingredient("Роза красная 50см", 25, waste_percent=10, substitutes=["Роза красная 60см"])]
        changes = {"ingredients": recipe}
        return update_product(shop=shop, product_id=bouquet.pk, changes=changes, actor=SYSTEM, now=timezone.now())


@pytest.mark.usefixtures("elastic")
def test_who_takes_the_order_is_told_at_once_what_stands_in(shop, client, form):
    answer = client.post(ADD, form(quantity="3"))

    assert said(answer) == [
        f"Заказ № {the_order(shop).pk} принят, со склада держим:"
        " 60 × Роза красная 50 см, 23 × Роза красная 60 см (60 см вместо 50 см)"
    ]


@pytest.mark.usefixtures("elastic")
def test_substitutes_count_in_what_is_offered(client):
    assert [(product["stock"], product["reason"]) for product in sold(client)] == [(3, "")]


@pytest.mark.usefixtures("elastic")
def test_advice_counts_substitutes_and_waste(client, form):
    """Four need 110, and 90 are there: one bouquet of 27,5 fewer will do."""
    answer = client.post(ADD, form(quantity="4"))

    assert "Роза красная 50 см: осталось 90, нужно 110. Уберите 1 × Букет роз" in answer.content.decode()


def test_what_cannot_be_made_even_with_substitutes_says_what_is_short(shop, client, elastic):
    changes = {"ingredients": [Ingredient("Роза красная 50см", 91, substitutes=["Роза красная 60см"])]}
    with shop_scope(shop):
        update_product(shop=shop, product_id=elastic.pk, changes=changes, actor=SYSTEM, now=timezone.now())

    assert [(product["stock"], product["reason"]) for product in sold(client)] == [
        (0, "не хватает: Роза красная 50 см")
    ]
