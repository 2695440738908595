"""Waste and substitutes in a product's recipe, over API v1, and what they make of its stock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product
from warehouse.models import StockItem

ROSE, TALLER, TALLEST = "Роза красная 50 см", "Роза красная 60 см", "Роза красная 70 см"


@pytest.fixture
def create(api):
    def create(*ingredients, **fields):
        body = {"name": "Букет роз", "retail_price": 25000, "ingredients": list(ingredients), **fields}
        answer = api.post("/api/products/", body)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    return create


@pytest.fixture
def shown(api):
    def shown(product_id):
        return api.get(f"/api/products/{product_id}").json()

    return shown


def roses(quantity=25, **fields):
    return {"name": "Роза красная 50см", "quantity": quantity, **fields}


def told(row):
    return [(line["name"], line["quantity"], line["waste_percent"], line["substitutes"]) for line in row["ingredients"]]


def test_waste_and_substitutes_are_kept_in_order_and_told(shop, create, shown, api):
    taller, _tallest = make_item(shop, TALLER), make_item(shop, TALLEST)
    product = create(
        roses(waste_percent=10, substitutes=["роза красная 70 СМ", "Роза красная 60см"]),
        {"name": "Лента", "quantity": 1},
    )

    expected = [("Роза красная 50см", 25, 10, [TALLEST, TALLER]), ("Лента", 1, 0, [])]
    assert told(shown(product)) == expected
    assert told(api.get("/api/products/").json()["items"][0]) == expected
    with shop_scope(shop):
        assert StockItem.objects.get(name_key="роза красная", height_cm=60) == taller


def test_a_recipe_sent_back_as_it_was_read_stays_as_it_is(create, shown, api):
    product = create(roses(waste_percent=10, substitutes=[TALLEST, TALLER]))
    before = told(shown(product))

    sent = [{name: line[name] for name in ("name", "quantity", "unit")} for line in shown(product)["ingredients"]]
    assert told(api.patch(f"/api/products/{product}", {"ingredients": sent}).json()) == before
    sent = [{**line, "waste_percent": None, "substitutes": None} for line in sent]
    assert told(api.patch(f"/api/products/{product}", {"ingredients": sent}).json()) == before
    sent = shown(product)["ingredients"]
    assert told(api.patch(f"/api/products/{product}", {"ingredients": sent}).json()) == before


def test_waste_and_substitutes_are_changed_and_taken_away(create, api):
    product = create(roses(waste_percent=10, substitutes=[TALLEST, TALLER]))

    def change(**fields):
        answer = api.patch(f"/api/products/{product}", {"ingredients": [roses(**fields)]})
        return told(answer.json())[0][2:]

    assert change(substitutes=[TALLER, TALLEST]) == (10, [TALLER, TALLEST])
    assert change(waste_percent=0) == (0, [TALLER, TALLEST])
    assert change(substitutes=[]) == (0, [])


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"substitutes": [TALLER, "РОЗА красная 50 см"]}, ["substitutes", 1], ROSE),
        ({"substitutes": [TALLER, "роза красная 60cm"]}, ["substitutes", 1], TALLER),
        ({"substitutes": [""]}, ["substitutes", 0], ""),
        ({"substitutes": [f"Роза {height} см" for height in range(40, 51)]}, ["substitutes"], ""),
        ({"waste_percent": 101}, ["waste_percent"], ""),
        ({"waste_percent": -1}, ["waste_percent"], ""),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(shop, api, fields, where, words):
    body = {"name": "Букет роз", "retail_price": 25000, "ingredients": [{"name": "Лента", "quantity": 1}]}
    body["ingredients"].append(roses(**fields))

    answer = api.post("/api/products/", body)

    assert answer.status_code == 422
    error = answer.json()["detail"][0]
    assert error["loc"] == ["body", "ingredients", 1, *where]
    assert words in error["msg"]
    with shop_scope(shop):
        assert not Product.objects.exists()
        assert not StockItem.objects.exists()


def test_what_can_be_sold_counts_waste(shop, create, shown):
    product = create(roses(10, waste_percent=5))
    rose = make_item(shop, ROSE)

    make_batch(shop, rose, 10)
    assert (shown(product)["stock_quantity"], shown(product)["in_stock"]) == (0, False)
    make_batch(shop, rose, 11)  # 21 stems: 10,5 a bouquet
    assert (shown(product)["stock_quantity"], shown(product)["in_stock"]) == (2, True)


def test_what_can_be_sold_counts_substitutes(shop, create, shown, nobody):
    product = create(roses(substitutes=[TALLER, TALLEST]))
    for name, quantity in ((ROSE, 20), (TALLER, 20), (TALLEST, 20)):
        make_batch(shop, make_item(shop, name), quantity)

    assert shown(product)["stock_quantity"] == 2
    public = nobody.get("/api/public/products", {"shop_id": shop.pk}).json()["items"][0]
    assert public["in_stock"] is True


def test_a_substitute_of_two_ingredients_is_counted_once(shop, create, shown):
    product = create(
        {"name": "Роза белая", "quantity": 5, "substitutes": ["Роза кремовая"]},
        {"name": "Роза розовая", "quantity": 5, "substitutes": ["Роза кремовая", "Эустома"]},
    )
    make_batch(shop, make_item(shop, "Роза кремовая"), 12)
    assert shown(product)["stock_quantity"] == 1

    make_batch(shop, make_item(shop, "Эустома"), 8)  # 12 cream ones, of which 8 could be lisianthus
    assert shown(product)["stock_quantity"] == 2


def test_a_list_reads_recipes_with_substitutes_in_as_many_queries_as_without(shop, api, create):
    make_product(shop, "Без замен", recipe={make_item(shop): 25})
    api.get("/api/products/")  # what is read once for all is read by now

    with CaptureQueriesContext(connection) as plain:
        api.get("/api/products/")
    for number in range(3):
        create(roses(substitutes=[TALLER, TALLEST]), name=f"С заменами {number}")
    with CaptureQueriesContext(connection) as rich:
        assert len(api.get("/api/products/").json()["items"]) == 4

    assert len(rich) == len(plain)


def test_one_product_tells_what_its_recipe_costs_at_the_last_prices(shop, create, shown, api, sign_in):
    """28 roses, of which three for waste, at 240,50 landed; the ribbon never came."""
    product = create(roses(waste_percent=12))
    assert shown(product)["planned_cost"] is None
    rose = make_item(shop, ROSE)
    make_batch(shop, rose, 100, cost="900", age_days=1)
    make_batch(shop, rose, 100, cost="235", delivery_cost=Decimal(550))

    assert shown(product)["planned_cost"] == 6734  # 28 × 240,5
    assert api.patch(f"/api/products/{product}", {"is_new": True}).json()["planned_cost"] == 6734
    assert sign_in(make_member(shop, "florist")).get(f"/api/products/{product}").json()["planned_cost"] is None
    assert "planned_cost" not in api.get("/api/products/").json()["items"][0]

    api.patch(f"/api/products/{product}", {"ingredients": [roses(), {"name": "Лента", "quantity": 1}]})
    assert shown(product)["planned_cost"] is None
