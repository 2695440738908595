"""Whatever a long list is sorted by, PostgreSQL reads a page of it by an index, and sorts nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.api.v1 import filters as customers
from orders.api.v1 import filters as orders
from tests.api.conftest import multiply
from tests.factories import make_member
from tests.factories.orders import make_order

SORTS = [
    (path, sign + name)
    for path, names in (("/api/orders/", orders.SORT), ("/api/customers/", customers.SORT))
    for name in names
    for sign in ("", "-")
]


def plan_of_the_page(api, path, query) -> str:
    """Return how the ids of a page are found where there is a choice; a table of one row would be read whole."""
    with CaptureQueriesContext(connection) as queries:
        assert api.get(path, query).status_code == 200
    (page,) = (captured["sql"] for captured in queries if "ORDER BY" in captured["sql"] and "LIMIT" in captured["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + page)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.postgres
@pytest.mark.usefixtures("indexes_of_migrations")
@pytest.mark.parametrize(("path", "sort"), SORTS)
def test_a_page_is_read_by_an_index(api, shop, path, sort):
    make_order(shop)

    plan = plan_of_the_page(api, path, {"sort": sort})

    assert "Index" in plan
    assert "Seq Scan" not in plan
    # A tie within a day is sorted as it comes.
    assert "Sort" not in plan or "Presorted Key: delivery_date" in plan


@pytest.mark.postgres
@pytest.mark.parametrize(
    "query", [{"status": "paid"}, {"payment_status": "pending"}, {"dateFrom": "2026-01-01"}, {"external_id": "KSP-1"}]
)
def test_a_page_of_some_orders_is_read_by_an_index(api, shop, query):
    multiply(
        make_order(shop),
        count=3_000,
        tracking_token="'9' || lpad(n::text, 8, '0')",
        status="CASE mod(n, 50) WHEN 0 THEN 'paid' ELSE 'completed' END",
        payment_status="CASE mod(n, 50) WHEN 0 THEN 'pending' ELSE 'paid' END",
    )

    plan = plan_of_the_page(api, "/api/orders/", query)

    assert "Index Only Scan" in plan
    assert "Filter" not in plan


@pytest.mark.postgres
def test_a_page_of_a_couriers_orders_is_read_by_an_index(sign_in, shop):
    make_order(shop)

    plan = plan_of_the_page(sign_in(make_member(shop, "courier")), "/api/orders/", {})

    assert "Index Only Scan using order_newest_of_courier" in plan
