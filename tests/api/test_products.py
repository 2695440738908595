"""Products over API v1."""

from __future__ import annotations

import pytest

from catalog.api.v1.serializers import ProductCreated, ProductWithCost
from catalog.models import Product
from cvety.core.tenancy import shop_scope
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order
from warehouse.models import StockItem, StockMovement

DOCUMENTED = {
    *("id", "name", "category", "category_display", "description", "cost_price", "retail_price", "sale_price"),
    *("discount_percentage", "current_price", "is_active", "is_popular", "is_new", "in_stock", "stock_quantity"),
    *("images", "ingredients", "stats"),
}
NEW = {
    "name": "Букет тюльпанов 'Весна'",
    "category": "bouquet",
    "description": "31 тюльпан в стильной упаковке",
    "cost_price": 8000,
    "retail_price": 18000,
    "sale_price": None,
    "is_active": True,
    "is_popular": False,
    "is_new": True,
    "ingredients": [{"name": "Тюльпан", "quantity": 31, "unit": "шт"}],
}


def names(answer):
    return [row["name"] for row in answer.json()["items"]]


def test_the_documented_row(api, shop, deliver_events):
    product = make_bouquet(
        shop,
        "Букет роз 'Классика'",
        stock=400,
        description="25 красных роз",
        cost_price=12000,
        sale_price=22500,
        is_popular=True,
    )
    make_order(shop, "paid", product=product, delivery_fee=0)
    deliver_events()

    row = api.get("/api/products/", {"category": "bouquet", "is_popular": "true"}).json()["items"][0]

    assert row.keys() >= DOCUMENTED
    line, stats = row["ingredients"][0], row["stats"]
    assert {name: row[name] for name in DOCUMENTED - {"ingredients", "stats"}} == {
        "id": product.pk,
        "name": "Букет роз 'Классика'",
        "category": "bouquet",
        "category_display": "Букет",
        "description": "25 красных роз",
        "cost_price": 12000,
        "retail_price": 25000,
        "sale_price": 22500,
        "discount_percentage": 10,
        "current_price": 22500,
        "is_active": True,
        "is_popular": True,
        "is_new": False,
        "in_stock": True,
        "stock_quantity": 15,
        "images": [],
    }
    assert {name: line[name] for name in ("name", "quantity", "unit")} == {
        "name": "Роза красная 50 см",
        "quantity": 25,
        "unit": "шт",
    }
    assert (stats["orders_count"], stats["revenue"]) == (1, 22500)
    assert stats["last_ordered"] is not None


def test_the_documented_product(api, shop):
    answer = api.post("/api/products/", NEW)

    assert answer.status_code == 201
    created = answer.json()
    assert_keys(ProductCreated, created)
    assert created["name"] == "Букет тюльпанов 'Весна'"
    row = api.get(f"/api/products/{created['id']}").json()
    assert {name: row[name] for name in NEW if name != "ingredients"} == {
        name: value for name, value in NEW.items() if name != "ingredients"
    }
    assert [(line["name"], line["quantity"], line["unit"]) for line in row["ingredients"]] == [("Тюльпан", 31, "шт")]
    assert (row["in_stock"], row["stock_quantity"], row["is_stock_tracked"]) == (False, 0, True)
    with shop_scope(shop):
        assert StockItem.objects.get().name == "Тюльпан"


def test_the_name_of_a_pot_is_other(api, shop):
    created = api.post("/api/products/", {**NEW, "name": "Кактус", "category": "potted"}).json()
    make_product(shop)

    assert api.get(f"/api/products/{created['id']}").json()["category"] == "other"
    assert names(api.get("/api/products/", {"category": "potted"})) == ["Кактус"]
    assert names(api.get("/api/products/", {"category": "other"})) == ["Кактус"]


def test_a_product_without_a_recipe_is_always_sold(api):
    created = api.post("/api/products/", {"name": "Открытка", "retail_price": 500}).json()

    row = api.get(f"/api/products/{created['id']}").json()
    assert (row["in_stock"], row["stock_quantity"], row["is_stock_tracked"]) == (True, 0, False)


def test_pieces_are_counted(api):
    created = api.post("/api/products/", {"name": "Ваза", "retail_price": 5000, "stock_quantity": 3}).json()
    path = f"/api/products/{created['id']}"
    first = api.get(path).json()
    second = api.patch(path, {"stock_quantity": 0}).json()

    assert (first["in_stock"], first["stock_quantity"]) == (True, 3)
    assert (second["in_stock"], second["stock_quantity"]) == (False, 0)


@pytest.mark.parametrize("pieces", [0, 4])
def test_a_product_sent_back_as_it_was_read_changes_no_stock(api, shop, pieces):
    product = make_bouquet(shop, stock=400)
    path = f"/api/products/{product.pk}"
    if pieces:
        api.patch(path, {"stock_quantity": pieces})
    row = api.get(path).json()
    with shop_scope(shop):
        before = StockMovement.objects.count()

    for _again in range(2):
        assert api.patch(path, row).json()["stock_quantity"] == row["stock_quantity"] > pieces

    with shop_scope(shop):
        assert StockMovement.objects.count() == before
        assert (reload(product).piece_item is None) == (pieces == 0)


def test_a_recipe_sent_back_is_made_of_the_same_though_it_was_renamed(api, shop):
    product = make_bouquet(shop, stock=400)
    path = f"/api/products/{product.pk}"
    row = api.get(path).json()
    with shop_scope(shop):
        items = StockItem.objects.count()
        StockItem.objects.update(name="Роза Freedom", name_key="роза freedom")

    assert api.patch(path, row).json()["stock_quantity"] == row["stock_quantity"]

    with shop_scope(shop):
        assert StockItem.objects.count() == items


def test_a_product_that_is_not_counted_is_not_counted_for_being_sent_back(api):
    path = f"/api/products/{api.post('/api/products/', {'name': 'Открытка', 'retail_price': 500}).json()['id']}"

    row = api.patch(path, api.get(path).json()).json()

    assert (row["in_stock"], row["stock_quantity"], row["is_stock_tracked"]) == (True, 0, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"category": "gift"}, ["Мишка"]),
        ({"search": "шка"}, ["Мишка"]),
        ({"search": "УКЕТ"}, ["Букет роз"]),
        ({"is_popular": "True", "skip": "0", "limit": "100"}, ["Букет роз"]),
        ({"category": "all", "sort": "name"}, ["Букет роз", "Мишка", "Ёлка"]),
        ({"search": "елка"}, ["Ёлка"]),
        ({"search": "РОЗ букет"}, ["Букет роз"]),
        ({"is_popular": "True"}, ["Букет роз"]),
        ({"is_popular": "false", "sort": "name"}, ["Мишка", "Ёлка"]),
        ({"is_new": "1"}, ["Мишка"]),
        ({"on_sale": "true"}, ["Мишка"]),
        ({"on_sale": "0", "sort": "name"}, ["Букет роз", "Ёлка"]),
        ({"min_price": "9000", "sort": "price"}, ["Ёлка", "Букет роз"]),
        ({"max_price": "9000"}, ["Мишка"]),
        ({"min_price": "8001", "max_price": "24999"}, ["Ёлка"]),
        ({"is_active": "false"}, ["Ёлка"]),
        ({"sort": "-price"}, ["Букет роз", "Ёлка", "Мишка"]),
        ({"sort": "-popularity"}, ["Мишка", "Ёлка", "Букет роз"]),
        ({}, ["Ёлка", "Мишка", "Букет роз"]),
    ],
)
def test_filters_and_order(api, shop, query, found):
    make_product(shop, "Букет роз", is_popular=True, retail_price=25000, sale_price=25000)  # no discount at all
    make_product(shop, "Мишка", category="gift", retail_price=10000, sale_price=8000, is_new=True, orders_count=5)
    make_product(shop, "Ёлка", category="composition", retail_price=20000, is_active=False, orders_count=1)

    answer = api.get("/api/products/", query)

    if query.get("sort") == "name":  # folded: Ё stands with Е
        found = sorted(found, key=lambda name: name.lower().replace("ё", "е"))
    assert names(answer) == found
    assert answer.json()["total"] == len(found)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"category": "potato"}, "category"),
        ({"is_popular": "maybe"}, "is_popular"),
        ({"on_sale": "yes"}, "on_sale"),
        ({"min_price": "дорого"}, "min_price"),
        ({"max_price": "1.5"}, "max_price"),
        ({"min_price": "9" * 40}, "min_price"),
        ({"is_active": "2"}, "is_active"),
        ({"sort": "cost_price"}, "sort"),
    ],
)
def test_what_a_filter_does_not_know_is_refused_by_name(api, query, name):
    answer = api.get("/api/products/", query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", name]]


def test_only_what_is_sent_is_written(api, shop):
    product = make_product(shop, sale_price=20000)
    path = f"/api/products/{product.pk}"
    before = api.get(path)

    answer = api.patch(path, {"retail_price": 30000, "sale_price": None}, **{"If-Match": before.headers["ETag"]})

    assert answer.status_code == 200
    after = answer.json()
    assert_keys(ProductWithCost, after)
    changed = {name for name in after if after[name] != before.json()[name]}
    assert changed - {"updated_at"} == {
        "retail_price",
        "sale_price",
        "discount_percentage",
        "current_price",
        "version",
    }
    assert api.patch(path, {"name": "x"}, **{"If-Match": before.headers["ETag"]}).status_code == 412
    assert reload(product).name == "Букет роз"


def test_a_recipe_is_replaced_whole(api, shop):
    product = make_bouquet(shop)

    row = api.patch(f"/api/products/{product.pk}", {"ingredients": [{"name": "Лента", "quantity": 2, "unit": "м"}]})

    assert [(line["name"], line["quantity"], line["unit"]) for line in row.json()["ingredients"]] == [("Лента", 2, "м")]


WRONG = [
    ({"name": ""}, ["name"]),
    ({"name": None}, ["name"]),
    ({"name": "я" * 256}, ["name"]),
    ({"name": "a\x00b"}, ["name"]),
    ({"category": "potato"}, ["category"]),
    ({"retail_price": -1}, ["retail_price"]),
    ({"retail_price": 10**30}, ["retail_price"]),
    ({"retail_price": "дорого"}, ["retail_price"]),
    ({"retail_price": None}, ["retail_price"]),
    ({"sale_price": 10**8}, ["sale_price"]),
    ({"is_new": "maybe"}, ["is_new"]),
    ({"ingredients": [{"name": "Роза"}]}, ["ingredients", 0, "quantity"]),
    ({"ingredients": [{"name": "Роза", "quantity": 1}, {"name": "", "quantity": 1}]}, ["ingredients", 1, "name"]),
    ({"ingredients": [{"name": "Роза", "quantity": 0}]}, ["ingredients", 0, "quantity"]),
    ({"ingredients": [{"name": "Роза", "quantity": 10**30}]}, ["ingredients", 0, "quantity"]),
    ({"ingredients": "розы"}, ["ingredients"]),
    ({"stock_quantity": -1}, ["stock_quantity"]),
    ({"make_minutes": 10**9}, ["make_minutes"]),
]


@pytest.mark.parametrize(("change", "loc"), WRONG)
def test_a_wrong_product_is_refused_by_name_and_nothing_is_written(api, change, loc):
    answer = api.post("/api/products/", {**NEW, **change})

    assert answer.status_code == 422, answer.content
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", *loc]]
    assert not Product._base_manager.exists()
    assert not StockItem._base_manager.exists()


@pytest.mark.parametrize(("change", "loc"), WRONG)
def test_a_wrong_change_is_refused_by_name(api, shop, change, loc):
    product = make_product(shop)

    answer = api.patch(f"/api/products/{product.pk}", {"description": "Новое", **change})

    assert answer.status_code == 422, answer.content
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", *loc]]
    assert reload(product).description == ""


def test_an_archived_product_is_gone_but_its_orders_keep_it(api, shop):
    product = make_bouquet(shop)
    order = make_order(shop, product=product)
    path = f"/api/products/{product.pk}"

    assert api.delete(path).status_code == 204
    assert api.get(path).json() == {"detail": "Товар не найден", "code": "not_found"}
    assert api.delete(path).status_code == 404
    assert api.get("/api/products/").json()["total"] == 0
    assert api.get(f"/api/orders/{order.pk}").json()["items"][0]["product_id"] == product.pk


def test_a_florist_sees_products_without_cost_and_changes_nothing(shop, sign_in):
    product = make_product(shop, cost_price=12345, revenue=54321)
    florist = sign_in(make_member(shop, "florist"))
    path = f"/api/products/{product.pk}"

    row = florist.get(path).json()

    assert (row["cost_price"], row["stats"]["revenue"], row["retail_price"]) == (None, None, 25000)
    assert_keys(ProductWithCost, row)
    assert row.pop("planned_cost") is None
    assert florist.get("/api/products/").json()["items"] == [row]
    assert florist.patch(path, {"name": "x"}).status_code == 403
    assert florist.delete(path).status_code == 403
    assert florist.post("/api/products/", NEW).status_code == 403


def test_a_courier_has_no_products(shop, sign_in):
    assert sign_in(make_member(shop, "courier")).get("/api/products/").status_code == 403


def test_another_shops_products_are_not_there(shop, stranger, sign_in):
    product = make_product(shop)
    theirs = sign_in(stranger)

    assert theirs.get("/api/products/").json()["total"] == 0
    for answer in (
        theirs.get(f"/api/products/{product.pk}"),
        theirs.patch(f"/api/products/{product.pk}", {"name": "x"}),
        theirs.delete(f"/api/products/{product.pk}"),
    ):
        assert answer.status_code == 404


def test_stock_that_orders_hold_is_not_offered(api, shop):
    rose = make_item(shop)
    make_batch(shop, rose, 60)
    product = make_product(shop, recipe={rose: 25})
    make_order(shop, product=product)

    assert api.get(f"/api/products/{product.pk}").json()["stock_quantity"] == 1
