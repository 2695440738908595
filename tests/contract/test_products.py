"""«Товары»: the catalog, its parameters, a new product."""

from __future__ import annotations

import pytest

from tests.factories import make_product
from tests.factories.orders import make_upload

from .lists import ids
from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

LIST, CREATE = "GET /api/products/", "POST /api/products/"


@proves("GET /api/products/", "200")
def test_the_list(api, shop, bouquet, order, deliver_events):
    bouquet.sale_price = 22500
    bouquet.save()
    api.upload(f"/api/products/{bouquet.pk}/images", file=make_upload())
    make_product(shop, "Открытка", category="gift", is_popular=True)
    deliver_events()

    answer = api.get("/api/products/?category=bouquet&is_popular=true")

    assert answer.status_code == 200
    assert ids(answer) == [bouquet.pk]
    documented, row = documented_answer(LIST, 200), answer.json()["items"][0]
    assert_promised(documented, answer.json())
    said = (
        *("cost_price", "retail_price", "sale_price", "discount_percentage", "current_price"),
        *("is_active", "is_popular", "is_new", "in_stock"),
    )
    assert {name: row[name] for name in said} == {name: documented["items"][0][name] for name in said}
    assert row["stock_quantity"] == 14  # of the 15 one is ordered
    assert row["images"][0]["is_main"] is True
    assert [line["quantity"] for line in row["ingredients"]] == [25, 1]
    assert (row["stats"]["orders_count"], row["stats"]["revenue"]) == (1, 25000)


@pytest.fixture
def goods(shop):
    """Four products, each of which differs from the rest in one thing that is asked for."""
    return {
        "plain": make_product(shop, "Гвоздики", retail_price=5000),
        "gift": make_product(shop, "Мишка", category="gift", retail_price=9000, is_popular=True),
        "cheaper": make_product(shop, "Пионы", retail_price=20000, sale_price=15000, is_new=True),
        "hidden": make_product(shop, "Ромашки", category="composition", retail_price=7000, is_active=False),
    }


@proves(
    "GET /api/products/",
    "?category",
    "?search",
    "?is_popular",
    "?is_new",
    "?on_sale",
    "?min_price",
    "?max_price",
    "?is_active",
)
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("category=bouquet", {"plain", "cheaper"}),
        ("category=composition", {"hidden"}),
        ("category=gift", {"gift"}),
        ("category=other", set()),
        ("search=гвоз", {"plain"}),
        ("search=МИШКА", {"gift"}),
        ("is_popular=true", {"gift"}),
        ("is_popular=false", {"plain", "cheaper", "hidden"}),
        ("is_new=true", {"cheaper"}),
        ("is_new=false", {"plain", "gift", "hidden"}),
        ("on_sale=true", {"cheaper"}),
        ("on_sale=false", {"plain", "gift", "hidden"}),
        ("min_price=9000", {"gift", "cheaper"}),
        ("max_price=7000", {"plain", "hidden"}),
        ("min_price=15000&max_price=15000", {"cheaper"}),  # the price of today
        ("is_active=true", {"plain", "gift", "cheaper"}),
        ("is_active=false", {"hidden"}),
    ],
)
def test_what_the_list_is_narrowed_by(api, goods, query, names):
    found = ids(api.get(f"/api/products/?{query}"))

    assert {name for name, product in goods.items() if product.pk in found} == names
    assert len(found) == len(names)


@proves("POST /api/products/", "201")
def test_a_product_is_created(api):
    request = documented_request(CREATE)

    answer = api.post("/api/products/", request)

    assert answer.status_code == 201
    assert_promised(documented_answer(CREATE, 201), answer.json())
    row = api.get(f"/api/products/{answer.json()['id']}").json()
    [ingredient] = request.pop("ingredients")
    assert {name: row[name] for name in request} == request
    [line] = row["ingredients"]
    assert {name: line[name] for name in ingredient} == ingredient


@proves("POST /api/products/", "categories")
@pytest.mark.parametrize("category", ["bouquet", "composition", "gift", "other"])
def test_every_category(api, category):
    created = api.post("/api/products/", {"name": "Новый", "category": category, "retail_price": 1000})

    assert created.status_code == 201
    assert api.get(f"/api/products/{created.json()['id']}").json()["category"] == category
