"""Searching the lists: what is typed is found on both databases, and by index on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cvety.core import search
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services.placing import search_text
from tests.api.conftest import multiply
from tests.factories.orders import make_bouquet, make_order

INDEXES = {"/api/orders/": "order_by_parts", "/api/customers/": "customer_by_parts"}


@pytest.fixture
def orders(shop):
    """Three orders, the last one placed being the newest."""
    product = make_bouquet(shop)
    people = (
        ("+77011234567", "Айгуль Қасымова", "+77051110001"),
        ("+77021234567", "Ли Ён", "+77051110002"),
        ("+77478701999", "Марина", ""),
    )
    orders = [
        make_order(shop, product=product, customer_phone=phone, customer_name=name, recipient_phone=recipient)
        for phone, name, recipient in people
    ]
    for token, order in enumerate(orders, start=333333330):  # of digits that no phone here has
        order.tracking_token = str(token)
        order.search_text = search_text(order)
        order.save()
    return orders


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("айгуль", [0]),
        ("АЙГУЛЬ касым", [0]),
        ("гул", [0]),
        ("ли", [1]),
        ("ь", [0]),
        ("марина", [2]),
        ("8 701 123 45 67", [0]),
        ("8(701)1234567", [0]),
        ("8 701", [2, 0]),  # as dialed, or from the middle of another number
        ("8 701 айгуль", [0]),
        ("+7 (701)", [0]),
        ("+7 (701) 123-45-67", [0]),
        ("7 701 123-45-67", [0]),
        ("701 123", [0]),
        ("1234567", [1, 0]),
        ("0001", [0]),
        ("+7 747", [2]),
        ("+7 799", []),
        ("нет такого", []),
    ],
)
def test_orders_are_found_by_people_and_phones(api, orders, text, found):
    body = api.get("/api/orders/", {"search": text}).json()

    assert [item["id"] for item in body["items"]] == [orders[n].pk for n in found]
    assert body["total"] == len(found)


def test_an_order_is_found_by_its_number_and_by_its_token(api, orders):
    order = orders[0]
    for text in (f"#{order.pk}", f"№{order.pk}", str(order.pk), order.tracking_token, order.tracking_token[:6]):
        ids = [item["id"] for item in api.get("/api/orders/", {"search": text}).json()["items"]]
        assert order.pk in ids, text


@pytest.fixture(params=["few", "many"])
def _however_many(request, monkeypatch):
    """What is found is put in order in one way where it is little, and in another where it is much."""
    if request.param == "many":
        monkeypatch.setattr(search, "FEW", 1)


@pytest.mark.usefixtures("_however_many")
@pytest.mark.parametrize("sort", ["-created_at", "created_at", "delivery_date", "-delivery_date", "-total", "id"])
def test_what_is_found_is_sorted_and_paged_like_any_list(api, orders, sort):
    with shop_scope(orders[0].shop_id):
        Order.objects.filter(pk=orders[1].pk).update(delivery_date="2026-03-08")
    whole = api.get("/api/orders/", {"sort": sort}).json()

    found = api.get("/api/orders/", {"search": "+77", "sort": sort}).json()
    pages = [api.get("/api/orders/", {"search": "+77", "sort": sort, "limit": 2, "page": n}).json() for n in (1, 2, 3)]

    assert found == whole
    assert [len(page["items"]) for page in pages] == [2, 1, 0]
    assert pages[0]["items"] + pages[1]["items"] == whole["items"]
    assert [page["total"] for page in pages] == [3, 3, 3]
    assert [page["has_next"] for page in pages] == [True, False, False]


@pytest.mark.usefixtures("_however_many")
def test_a_search_takes_no_more_than_eight_queries(api, orders):
    for text in ("+77", "айгуль", "нет такого"):
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/orders/", {"search": text, "status": "new"})
        assert len(queries) <= 8


def test_another_shops_orders_are_not_found(sign_in, stranger, orders):
    assert sign_in(stranger).get("/api/orders/", {"search": "айгуль"}).json()["total"] == 0


@pytest.mark.postgres
@pytest.mark.usefixtures("indexes_of_migrations")
@pytest.mark.parametrize("path", INDEXES)
@pytest.mark.parametrize("text", ["Айгуль Касымова", "8 701 123 45 67", "+7 (701) 123", "701123", "100000"])
def test_postgres_finds_by_the_index_of_parts(api, shop, path, text):
    """Of many rows nobody reads all to find one."""
    with shop_scope(shop):
        _many_rows(shop)
    with CaptureQueriesContext(connection) as queries:
        assert api.get(path, {"search": text}).status_code == 200

    plan = _plan_of(next(query["sql"] for query in queries if "LIKE" in query["sql"]))
    assert f"Bitmap Index Scan on {INDEXES[path]}" in plan


def _many_rows(shop) -> None:
    order = make_order(shop, customer_phone="+77011234567", customer_name="Айгуль Касымова")
    multiply(
        order.customer,
        count=10_000,
        phone="'+7777' || lpad(n::text, 7, '0')",
        search_text="'клиент ' || n || ' +7777' || lpad(n::text, 7, '0')",
    )
    multiply(
        order,
        count=10_000,
        customer_phone="'+7777' || lpad(n::text, 7, '0')",
        tracking_token="'9' || lpad(n::text, 8, '0')",
        search_text="'9' || lpad(n::text, 8, '0') || ' +7777' || lpad(n::text, 7, '0') || ' клиент ' || n",
    )


def _plan_of(sql: str) -> str:
    """Return how the rows are found where the choice is among indexes; ten thousand rows are soon read whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN " + sql)
        return "\n".join(row[0] for row in cursor.fetchall())
