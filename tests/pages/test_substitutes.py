"""What stands in for what is short: shown to who makes the bouquet and who answers for it, and to nobody else."""

import re

import pytest
from django.utils import timezone

from catalog.services import Ingredient, ProductData, create_product
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from production.services import begin_task
from tests.factories import make_batch, make_item, make_member
from tests.factories.orders import make_order, move_order

TALLER = "Роза красная 60см"


def text_of(answer):
    html = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", html).replace("&nbsp;", " ").split())


@pytest.fixture
def bouquet(shop):
    """25 roses of 50 cm and three more for waste, or of 60 cm where those are short: 20 and 100 are there."""
    make_batch(shop, make_item(shop), 20, cost="200")
    make_batch(shop, make_item(shop, TALLER), 100, cost="300")
    with shop_scope(shop):
        recipe = [Ingredient("Роза красная 50см", 25, waste_percent=12, substitutes=[TALLER])]
        data = ProductData(name="Букет роз", retail_price=25000, ingredients=recipe)
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def order(shop, bouquet):
    return make_order(shop, "paid", product=bouquet)


@pytest.fixture
def task(shop, order):
    outbox.dispatch()
    with shop_scope(shop):
        return order.tasks.get()


@pytest.fixture
def order_page(browse, owner, order):
    return lambda: browse(owner).get(f"/admin/orders/order/{order.pk}/change/")


def test_the_florist_sees_what_to_take_instead_and_from_where(browse, florist, task):
    html = browse(florist).get(f"/florist/tasks/{task.pk}/").content.decode()

    assert re.findall(r'class="amount">(\d+)', html) == ["20", "8"]
    assert re.findall(r'class="instead">([^<]+)', html) == ["60 см вместо 50 см"]
    assert re.findall(r'data-tick="[\d-]+(?=")', html)[0] != re.findall(r'data-tick="[\d-]+(?=")', html)[1]
    assert html.count("Flower Direct") == 2
    assert "из них 3 шт запас на брак" in html


def test_another_flower_is_named_whole(shop, browse, florist):
    make_batch(shop, make_item(shop, "Роза кустовая"), 30)
    with shop_scope(shop):
        data = ProductData(
            name="Букет", retail_price=9000, ingredients=[Ingredient("Эустома", 5, substitutes=["Роза кустовая"])]
        )
        product = create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())
    order = make_order(shop, "paid", product=product)
    outbox.dispatch()
    with shop_scope(shop):
        task = order.tasks.get()

    assert "Роза кустовая вместо Эустома" in text_of(browse(florist).get(f"/florist/tasks/{task.pk}/"))


@pytest.mark.parametrize(
    ("consent", "words"),
    [(True, "спросите, согласен ли он на эту"), (False, "Покупатель замену не разрешал: спросите его")],
)
def test_the_manager_sees_it_and_is_told_to_ask_the_buyer(shop, browse, owner, bouquet, consent, words):
    order = make_order(shop, "paid", product=bouquet, substitution_consent=consent)

    page = text_of(browse(owner).get(f"/admin/orders/order/{order.pk}/change/"))

    assert "Взята замена: 60 см вместо 50 см" in page
    assert words in page
    assert "Роза красная 60 см 60 см вместо 50 см партия от" in page


def test_once_it_is_made_nobody_is_asked_any_more(order, order_page):
    move_order(order, "assembled")

    page = text_of(order_page())

    assert "Взята замена" not in page
    assert "60 см вместо 50 см" in page


def test_the_page_of_an_order_as_it_is_in_the_recipe_says_nothing(shop, browse, owner):
    order = make_order(shop, "paid")

    page = text_of(browse(owner).get(f"/admin/orders/order/{order.pk}/change/"))

    assert "Взята замена" not in page
    assert "вместо" not in page


def test_what_the_stems_cost_stands_beside_what_they_should(order, order_page):
    """20 at 200 and 8 at 300 in fact, 28 at 200 by the recipe."""
    page = text_of(order_page())
    assert "Себестоимость по взятым партиям по рецепту и последним ценам 5 600 ₸ 6 400 ₸" in page
    assert "Остаётся магазину цветы минус скидка и себестоимость 18 600 ₸ 74 %" in page

    move_order(order, "assembled")
    assert "Себестоимость по рецепту и последним ценам 5 600 ₸ 6 400 ₸" in text_of(order_page())


def test_the_api_tells_staff_what_stands_in(shop, order, api, sign_in):
    line = api.get(f"/api/orders/{order.pk}").json()["items"][0]["id"]
    expected = [
        {
            "item_id": line,
            "ingredient": "Роза красная 50 см",
            "substitute": "Роза красная 60 см",
            "quantity": 8,
        }
    ]

    assert api.get(f"/api/orders/{order.pk}").json()["substitutions"] == expected
    florist = sign_in(make_member(shop, "florist"))
    assert florist.get(f"/api/orders/{order.pk}").json()["substitutions"] == expected
    assert "substitutions" not in api.get("/api/orders/").json()["items"][0]


def test_the_buyer_and_the_courier_learn_nothing_of_it(shop, order, task, api, nobody, sign_in, browse, florist):
    with shop_scope(shop):
        begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())
    courier = make_member(shop, "courier")
    api.patch(f"/api/orders/{order.pk}", {"courier_id": courier.pk})

    told = [
        nobody.get(f"/api/tracking/{order.tracking_token}"),
        browse().get(f"/tracking/{order.tracking_token}"),
        sign_in(courier).get(f"/api/orders/{order.pk}"),
    ]

    for answer in told:
        assert answer.status_code == 200
        assert "60 см" not in answer.content.decode()
        assert "вместо" not in answer.content.decode()
    assert told[2].json()["substitutions"] == []


def test_a_product_s_page_tells_what_it_costs_by_the_recipe_and_in_fact(order, bouquet, browse, owner):
    move_order(order, "assembled")

    page = text_of(browse(owner).get(f"/admin/catalog/product/{bouquet.pk}/change/"))

    assert "5 600 ₸, остаётся 19 400 ₸ (78 %)" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "6 400 ₸, остаётся 18 600 ₸ (74 %)" in page.replace("\u202f", " ").replace("\xa0", " ")
