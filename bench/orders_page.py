"""The documented page of orders over HTTP, beside one hand-written statement that returns the same bytes.

python -m bench.orders_page [--orders 10000 100000] [--rounds 300]
"""

from __future__ import annotations

import argparse
import os

from .harness import Client, database, server, take_turns
from .seed import seed, shop_for_bench


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--orders", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--rounds", type=int, default=300)
    options = arguments.parse_args()
    for orders in options.orders:
        measure(orders, options.rounds)


def measure(orders: int, rounds: int) -> None:
    with database():
        shop, owner = shop_for_bench()
        seed(shop_id=shop.pk, florist_id=owner.pk, orders=orders)
        from django.conf import settings

        from accounts.tokens import issue_tokens

        os.environ.update(
            BENCH_SHOP=str(shop.pk),
            BENCH_MEDIA=f"{settings.CVETY_BASE_URL}{settings.MEDIA_URL}",
            BENCH_TRACKING=f"{settings.CVETY_BASE_URL}/tracking/",
        )
        with server("cvety.wsgi:application") as product, server("bench.reference:application") as reference:
            ours = Client(product, Authorization=f"Bearer {issue_tokens(owner).access}")
            theirs = Client(reference)
            status, body = ours.request("GET", "/api/orders/")
            _status, same = theirs.request("GET", "/")
            if status != 200 or body != same:
                raise SystemExit(f"The answers differ ({status}):\n{body[:3000]!r}\n{same[:3000]!r}")
            times = take_turns(
                {
                    "product": lambda: _expect(ours.request("GET", "/api/orders/")),
                    "reference": lambda: _expect(theirs.request("GET", "/")),
                },
                rounds=rounds,
            )
    print(
        f"page of 20 of {orders} orders ({len(body)} bytes, the same): product {times['product'] * 1000:.2f} ms,"
        f" one statement {times['reference'] * 1000:.2f} ms, ratio {times['product'] / times['reference']:.2f}"
    )


def _expect(answer: tuple[int, bytes]) -> None:
    if answer[0] != 200:
        raise SystemExit(f"{answer[0]} {answer[1]!r}")


if __name__ == "__main__":
    main()
