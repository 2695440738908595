"""The admin's start page, list of orders and page of an order, beside the same pages of a small shop.

python -m bench.admin_pages [--orders 100000] [--small 1000] [--rounds 40]

Both shops are in one database and are asked in turns. A page that reads by index costs the large one what it
costs the small one; the ratio says how near it comes. PostgreSQL tells how many orders each query reads, and
one that reads more than a day of them ends the run: it counts or scans.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from .harness import database, take_turns
from .seed import seed, shop_for_bench

MOST_READ = 3000  # the orders of two days: bench.seed has one a minute


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--orders", type=int, default=100_000)
    arguments.add_argument("--small", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=40)
    options = arguments.parse_args()
    with database("cvety_bench_admin"):
        measure(options.orders, options.small, options.rounds)


def measure(orders: int, small: int, rounds: int) -> None:
    from django.conf import settings
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["testserver"]
    large_shop = _Browser("+77015550000", orders)
    small_shop = _Browser("+77015550001", small)
    listed = reverse("admin:orders_order_changelist")
    pages = {
        "start page": lambda browser: reverse("admin:index"),
        "list of orders": lambda browser: listed,
        "list of today": lambda browser: f"{listed}?day=today",
        "list of late": lambda browser: f"{listed}?day=late",
        "page of an order": lambda browser: reverse("admin:orders_order_change", args=[browser.order_id]),
    }
    for name, address in pages.items():
        statements = large_shop.statements(address(large_shop))
        few = small_shop.statements(address(small_shop))
        read = _most_read(statements)
        if read > MOST_READ:
            raise SystemExit(f"{name}: a query reads {read} orders")
        times = take_turns(
            {
                "large": lambda address=address: large_shop.get(address(large_shop)),
                "small": lambda address=address: small_shop.get(address(small_shop)),
            },
            rounds=rounds,
            warm_up=5,
        )
        print(
            f"{name}: {len(statements)} queries at {orders} orders, {len(few)} at {small}; no query reads more than"
            f" {read} orders;"
            f" {times['large'] * 1000:.1f} ms and {times['small'] * 1000:.1f} ms,"
            f" ratio {times['large'] / times['small']:.2f}"
        )


class _Browser:
    """The owner of a shop with so many orders, signed in."""

    def __init__(self, phone: str, orders: int) -> None:
        from django.test import Client

        from cvety.core.tenancy import every_shop
        from orders.models import Order

        shop, owner = shop_for_bench(phone)
        seed(shop_id=shop.pk, florist_id=owner.pk, orders=orders)
        with every_shop():
            self.order_id = Order.objects.filter(shop=shop).latest("pk").pk
        self._client = Client()
        self._client.force_login(owner.user)

    def get(self, address: str) -> None:
        answer = self._client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")

    def statements(self, address: str) -> list[Any]:
        """Return what the page asks the database, once whatever is read once has been read."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.get(address)
        with CaptureQueriesContext(connection) as queries:
            self.get(address)
        return [query["sql"] for query in queries]


def _most_read(statements: Sequence[str]) -> int:
    """Return how many orders the greediest statement of a page reads, shown or not, as PostgreSQL tells it."""
    from django.db import connection

    most = 0
    for sql in statements:
        if sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
                most = max(most, _orders_read(cursor.fetchone()[0][0]["Plan"]))
    return most


def _orders_read(plan: dict[str, Any]) -> int:
    read = sum(_orders_read(part) for part in plan.get("Plans", []))
    if plan.get("Relation Name") == "orders_order":
        rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        read += int(rows * plan["Actual Loops"])
    return read


if __name__ == "__main__":
    main()
