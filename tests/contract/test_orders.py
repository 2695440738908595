"""«Заказы»: the list and its parameters, both ways to place an order, status, issue."""

from __future__ import annotations

from datetime import datetime

import pytest

from orders.models import Order
from tests.factories import make_product
from tests.factories.orders import make_order, move_order

from .conftest import ALMATY
from .lists import ids
from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

LIST, CREATE, WITH_ITEMS = "GET /api/orders/", "POST /api/orders/", "POST /api/orders/with-items"
STATUS, ISSUE = "PATCH /api/orders/{order_id}/status", "PATCH /api/orders/{order_id}/issue"
# The diagram, arrow by arrow: where an order has come from, where it goes, by hand or through an address of its own.
DELIVERED = ("paid", "assembled", "delivery", "delivered")
FETCHED = ("paid", "assembled", "self_pickup", "completed")


@pytest.fixture
def another(shop):
    """An order of somebody else, new, for a card."""
    card = make_product(shop, "Открытка", retail_price=500)
    return make_order(shop, product=card, customer_phone="+77029998877", customer_name="Пётр", recipient_name="Дана")


@proves("GET /api/orders/", "200")
def test_the_list(api, order, deliver_events):
    deliver_events()

    answer = api.get("/api/orders/?status=paid&page=1&limit=10")

    assert answer.status_code == 200
    body = answer.json()
    assert_promised(documented_answer(LIST, 200), body | {"has_next": True})
    row = body["items"][0]
    sums = {"delivery_fee": 2000, "flower_sum": 25000, "discount": 0, "total": 27000}
    assert {name: row[name] for name in sums} == sums
    assert row["delivery_window"] == {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"}
    assert (row["customer"]["orders_count"], row["customer"]["total_spent"]) == (1, 27000)
    assert (row["items"][0]["quantity"], row["items"][0]["price"], row["items"][0]["total"]) == (1, 25000, 25000)
    paging = {name: body[name] for name in ("total", "page", "pages", "has_next", "has_prev")}
    assert paging == {"total": 1, "page": 1, "pages": 1, "has_next": False, "has_prev": False}


@proves("GET /api/orders/", "?page", "?limit")
def test_pages_of_the_list(api, shop):
    card = make_product(shop, "Открытка")
    newest, middle, oldest = reversed([make_order(shop, product=card).pk for _ in range(3)])

    first = api.get("/api/orders/?page=1&limit=2").json()
    second = api.get("/api/orders/?page=2&limit=2").json()

    assert [[row["id"] for row in page["items"]] for page in (first, second)] == [[newest, middle], [oldest]]
    assert (first["page"], first["pages"], first["has_next"], first["has_prev"]) == (1, 2, True, False)
    assert (second["page"], second["pages"], second["has_next"], second["has_prev"]) == (2, 2, False, True)
    assert api.get("/api/orders/?limit=100").status_code == 200
    assert api.get("/api/orders/?limit=101").status_code == 422


@proves("GET /api/orders/", "?status")
def test_each_status_of_the_list(api, shop):
    card = make_product(shop, "Открытка")
    paths = [(), ("cancelled",), ("paid", "issue"), *(DELIVERED[:n] for n in range(1, 5)), FETCHED[:3], FETCHED]
    made = {}
    for path in paths:
        method = "self_pickup" if "self_pickup" in path else "delivery"
        fee = 0 if method == "self_pickup" else 2000
        made[path[-1] if path else "new"] = make_order(
            shop, *path, product=card, delivery_method=method, delivery_fee=fee
        ).pk

    assert len(made) == 9
    assert {status: ids(api.get("/api/orders/", {"status": status})) for status in made} == {
        status: [pk] for status, pk in made.items()
    }


@proves("GET /api/orders/", "?search")
@pytest.mark.parametrize(
    "text",
    ["+77011234567", "8 (701) 123-45-67", "7654321", "Айгуль", "айгуль", "КАСЫМОВА", "петров", "{token}"],
)
def test_search(api, order, another, text):
    text = text.format(token=order.tracking_token)

    assert ids(api.get("/api/orders/", {"search": text})) == [order.pk]


@proves("GET /api/orders/", "?search")
def test_search_by_number(api, order):
    assert order.pk in ids(api.get("/api/orders/", {"search": str(order.pk)}))
    assert ids(api.get("/api/orders/", {"search": f"{order.pk}000000000000"})) == []


@proves("GET /api/orders/", "?dateFrom", "?dateTo")
def test_both_bounds_are_in_the_span(api, shop):
    card = make_product(shop, "Открытка")
    moments = {
        "before": datetime(2024, 11, 30, 23, 59, 59, tzinfo=ALMATY),
        "first": datetime(2024, 12, 1, tzinfo=ALMATY),
        "last": datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=ALMATY),
        "after": datetime(2025, 1, 1, tzinfo=ALMATY),
    }
    made = {}
    for name, moment in moments.items():
        made[name] = make_order(shop, product=card).pk
        Order._base_manager.filter(pk=made[name]).update(created_at=moment)

    def found(query):
        return {name for name, pk in made.items() if pk in ids(api.get(f"/api/orders/?{query}"))}

    assert found("dateFrom=2024-12-01T00:00:00&dateTo=2024-12-31T23:59:59") == {"first", "last"}
    assert found("dateFrom=2024-12-01T00:00:00") == {"first", "last", "after"}
    assert found("dateTo=2024-12-31T23:59:59") == {"before", "first", "last"}
    assert found("dateFrom=2024-12-01T00:00:00+05:00&dateTo=2024-12-31T18:59:59Z") == {"first", "last"}
    assert found("dateFrom=2024-12-01&dateTo=2024-12-31") == {"first", "last"}


@proves("GET /api/orders/", "?sort")
@pytest.mark.parametrize("name", ["created_at", "id", "updated_at", "total", "delivery_date"])
def test_sort(api, shop, name):
    card = make_product(shop, "Открытка")
    first, second = (
        make_order(shop, product=card, delivery_fee=fee, delivery_date=f"2024-12-{fee}").pk for fee in (20, 10)
    )
    api.patch(f"/api/orders/{first}", {"comment": "Позвонить"})
    ascending = [first, second] if name in ("created_at", "id") else [second, first]

    assert ids(api.get("/api/orders/", {"sort": name})) == ascending
    assert ids(api.get("/api/orders/", {"sort": f"-{name}"})) == ascending[::-1]


@proves("POST /api/orders/", "201")
def test_an_order_is_placed(api):
    request = documented_request(CREATE)

    answer = api.post("/api/orders/", request)

    assert answer.status_code == 201
    assert_promised(documented_answer(CREATE, 201), answer.json())
    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    window = request.pop("delivery_window")
    assert {name: row[name] for name in request} == request
    assert row["delivery_window"] == {
        "from": f"2024-12-26T{window['from_time']}:00+05:00",
        "to": f"2024-12-26T{window['to_time']}:00+05:00",
    }
    assert answer.json()["tracking_url"].endswith(f"/tracking/{row['tracking_token']}")


@proves("POST /api/orders/", "422")
@pytest.mark.parametrize("phone", ["нет", "12345", "+7701123456", "+770112345678", "", None, 77011234567])
def test_an_order_with_a_wrong_phone(api, phone):
    answer = api.post("/api/orders/", documented_request(CREATE) | {"customer_phone": phone})

    assert answer.status_code == 422
    documented = documented_answer(CREATE, 422)["detail"][0]
    assert [item["loc"] for item in answer.json()["detail"]] == [documented["loc"]]
    if phone:
        assert answer.json() == {"detail": [documented]}
    assert not Order._base_manager.exists()


@proves("POST /api/orders/with-items", "201")
def test_an_order_with_items_is_placed(api, bouquet, card):
    request = documented_request(WITH_ITEMS)
    for item, product in zip(request["items"], (bouquet, card), strict=True):
        item["product_id"] = product.pk

    answer = api.post("/api/orders/with-items", request)

    assert answer.status_code == 201
    body = answer.json()
    documented = documented_answer(WITH_ITEMS, 201)
    assert_promised(documented, body)
    counted = ("flower_sum", "delivery_fee", "total")
    assert {name: body[name] for name in counted} == {name: documented[name] for name in counted}
    of_items = ("quantity", "price", "total")
    assert [[line[name] for name in of_items] for line in body["items"]] == [
        [line[name] for name in of_items] for line in documented["items"]
    ]
    assert [line["product_id"] for line in body["items"]] == [bouquet.pk, card.pk]
    row = api.get(f"/api/orders/{body['id']}").json()
    assert [line["notes"] for line in row["items"]] == ["С красной лентой", None]


@proves("PATCH /api/orders/{order_id}/status", "200")
def test_a_status_is_changed(api, shop):
    order = make_order(shop)

    answer = api.patch(f"/api/orders/{order.pk}/status", documented_request(STATUS))

    assert answer.status_code == 200
    assert_promised(documented_answer(STATUS, 200), answer.json())
    assert answer.json()["id"] == order.pk


@proves("PATCH /api/orders/{order_id}/status", "400")
def test_a_forbidden_transition(api, shop):
    order = make_order(shop, *DELIVERED)

    answer = api.patch(f"/api/orders/{order.pk}/status", documented_request(STATUS))

    assert answer.status_code == 400
    assert answer.json().items() >= documented_answer(STATUS, 400).items()


@proves("PATCH /api/orders/{order_id}/status", "every arrow of the diagram")
@pytest.mark.parametrize(
    ("path", "target", "words"),
    [
        ((), "paid", "Оплачен"),
        (("paid",), "assembled", "Собран"),
        (("paid", "assembled"), "delivery", "Доставка"),
        (("paid", "assembled"), "self_pickup", "Самовывоз"),
        (("paid", "assembled", "delivery"), "delivered", "Доставлен"),
        (("paid", "assembled", "self_pickup"), "completed", "Выполнен"),
        (("paid", "assembled", "delivery", "delivered"), "completed", "Выполнен"),
        ((), "cancelled", "Отменен"),
        (("paid",), "issue", "Проблема"),
        (("paid", "assembled"), "issue", "Проблема"),
        (("paid", "assembled", "delivery"), "issue", "Проблема"),
    ],
)
def test_every_arrow(api, shop, path, target, words):
    method = "self_pickup" if "self_pickup" in (*path, target) else "delivery"
    order = make_order(shop, *path, delivery_method=method, delivery_fee=0)

    answer = api.patch(f"/api/orders/{order.pk}/status", {"status": target})

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["status_display"]) == (target, words)


@proves("PATCH /api/orders/{order_id}/issue", "200")
def test_an_issue_is_reported(api, order):
    answer = api.patch(f"/api/orders/{order.pk}/issue", documented_request(ISSUE))

    assert answer.status_code == 200
    assert_promised(documented_answer(ISSUE, 200), answer.json())
    assert answer.json()["id"] == order.pk


@proves("PATCH /api/orders/{order_id}/issue", "types of issues")
@pytest.mark.parametrize(
    "issue_type",
    [
        "wrong_address",
        "recipient_unavailable",
        "quality_issue",
        "wrong_order",
        "delivery_delay",
        "payment_issue",
        "other",
    ],
)
def test_every_type_of_issue(api, shop, issue_type):
    order = move_order(make_order(shop), "paid")

    answer = api.patch(f"/api/orders/{order.pk}/issue", {"issue_type": issue_type, "comment": "Так вышло"})

    assert answer.status_code == 200
    assert answer.json()["issue_type"] == issue_type
    assert api.get(f"/api/orders/{order.pk}").json()["issue_type"] == issue_type
