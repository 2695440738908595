"""«Клиенты»: the list, a new customer, what somebody ordered."""

from __future__ import annotations

import pytest

from cvety.core.tenancy import shop_scope
from tests.factories import make_product
from tests.factories.orders import make_order

from .lists import ids
from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

LIST, CREATE, HISTORY = "GET /api/customers/", "POST /api/customers/", "GET /api/customers/{customer_id}/orders"


@pytest.fixture
def ivan(api):
    """The customer of the list's example, with a day to remember."""
    said = documented_answer(LIST, 200)["items"][0]
    known = {name: said[name] for name in (*documented_request(CREATE), "phone")}
    created = api.post("/api/customers/", known)
    assert created.status_code == 201
    date = {name: value for name, value in said["important_dates"][0].items() if name != "id"}
    assert api.post(f"/api/customers/{created.json()['id']}/important-dates", date).status_code == 201
    return created.json()["id"]


@proves("GET /api/customers/", "200")
def test_the_list(api, ivan, order, deliver_events):
    deliver_events()

    answer = api.get("/api/customers/")

    assert answer.status_code == 200
    documented, row = documented_answer(LIST, 200), answer.json()["items"][0]
    assert_promised(documented, answer.json())
    assert row["id"] == ivan == order.customer_id
    assert row["addresses"][0]["is_default"] is True
    assert (row["orders_count"], row["total_spent"], row["average_order"]) == (1, 27000, 27000)
    assert (row["birth_date"], row["important_dates"][0]["date"]) == ("1990-05-15", "1990-05-15")
    assert row["important_dates"][0]["reminder_days"] == 3


@proves(
    "GET /api/customers/",
    "?search",
    "?has_orders",
    "?min_spent",
    "?sort",
)
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=%2B77017654321", ["Мария Иванова"]),
        ("search=8 701 765", ["Мария Иванова"]),
        ("search=иванова", ["Мария Иванова"]),
        ("search=maria@example", ["Мария Иванова"]),
        ("has_orders=true", ["Иван Петров"]),
        ("has_orders=false", ["Анна", "Мария Иванова"]),
        ("min_spent=27000", ["Иван Петров"]),
        ("min_spent=27001", []),
        ("sort=name", ["Анна", "Иван Петров", "Мария Иванова"]),
        ("sort=-name", ["Мария Иванова", "Иван Петров", "Анна"]),
        ("sort=total_spent", ["Мария Иванова", "Анна", "Иван Петров"]),
        ("sort=-total_spent", ["Иван Петров", "Анна", "Мария Иванова"]),
    ],
)
def test_what_the_list_is_narrowed_and_sorted_by(api, ivan, order, deliver_events, query, names):
    deliver_events()
    api.post("/api/customers/", documented_request(CREATE))
    api.post("/api/customers/", {"phone": "+77025556677", "name": "Анна"})

    answer = api.get(f"/api/customers/?{query}")

    assert len(ids(answer)) == len(names)
    assert [row["name"] for row in answer.json()["items"]] == names


@proves("POST /api/customers/", "201")
def test_a_customer_is_created(api):
    request = documented_request(CREATE)

    answer = api.post("/api/customers/", request)

    assert answer.status_code == 201
    assert_promised(documented_answer(CREATE, 201), answer.json())
    row = api.get(f"/api/customers/{answer.json()['id']}").json()
    assert {name: row[name] for name in request} == request


@proves("GET /api/customers/{customer_id}/orders", "200")
def test_the_history(api, shop, order, deliver_events):
    with shop_scope(shop):
        card = make_product(shop, "Открытка", category="gift", retail_price=5000)
        done = make_order(
            shop, "paid", "assembled", "delivery", "delivered", "completed", product=card, customer_phone="+77011234567"
        )
    deliver_events()

    answer = api.get(f"/api/customers/{order.customer_id}/orders")

    assert answer.status_code == 200
    body = answer.json()
    assert_promised(documented_answer(HISTORY, 200), body, free={"favorite_category"})
    assert [row["id"] for row in body["items"]] == [done.pk, order.pk]
    assert [row["items_count"] for row in body["items"]] == [1, 1]
    stats = body["stats"]
    assert (stats["total_orders"], stats["total_spent"], stats["average_order"]) == (2, 34000, 17000)
    assert stats["favorite_category"] in ("bouquet", "gift")
