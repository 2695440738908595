"""The lists of API v1 over HTTP, each beside one hand-written statement that returns the same bytes.

python -m bench.api_lists [--orders 10000 1000000] [--rounds 300] [--only customers]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import orjson

from .harness import Client, database, server, take_turns
from .seed import seed, shop_for_bench
from .statements import Case, cases

MOST_QUERIES = 8
SECONDS = 8  # for a case; a slow one is called fewer times


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--orders", type=int, nargs="+", default=[10_000, 1_000_000])
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--only", default="", help="a part of the name of what is measured")
    options = arguments.parse_args()
    start = time.monotonic()
    print(f"{'':28}{'orders':>10}{'queries':>9}{'product':>12}{'statement':>12}{'ratio':>8}")
    for orders in options.orders:
        measure(orders, options.rounds, options.only)
    print(f"in {time.monotonic() - start:.0f} seconds")


def measure(orders: int, rounds: int, only: str) -> None:
    with database():
        shop, owner = shop_for_bench()
        seed(shop_id=shop.pk, florist_id=owner.pk, orders=orders)
        from django.conf import settings

        from accounts.tokens import issue_tokens

        token = issue_tokens(owner).access
        measured = [case for case in cases(shop=shop.pk, orders=orders) if only in case.name]
        places = {"shop": shop.pk, "media": f"{settings.CVETY_BASE_URL}{settings.MEDIA_URL}"}
        places["tracking"] = f"{settings.CVETY_BASE_URL}/tracking/"
        os.environ["BENCH_SHOP"] = str(shop.pk)
        os.environ["BENCH_STATEMENTS"] = orjson.dumps([case.statement(**places) for case in measured]).decode()
        with server("cvety.wsgi:application") as product, server("bench.reference:application") as reference:
            ours, theirs = Client(product, Authorization=f"Bearer {token}"), Client(reference)
            for number, case in enumerate(measured):
                count = _queries(case, token)
                times = _compare(
                    case, lambda c=case: ours.request("GET", c.address), _get(theirs, f"/{number}"), rounds
                )
                product_ms, reference_ms = times["product"] * 1000, times["reference"] * 1000
                print(
                    f"{case.name:28}{orders:>10,}{count:>9}{product_ms:>9.2f} ms{reference_ms:>9.2f} ms"
                    f"{product_ms / reference_ms:>8.2f}",
                    flush=True,
                )


Call = Callable[[], tuple[int, bytes]]


def _get(client: Client, path: str) -> Call:
    return lambda: client.request("GET", path)


def _compare(case: Case, ours: Call, theirs: Call, rounds: int) -> dict[str, float]:
    start = time.perf_counter()
    (status, body), (_status, same) = ours(), theirs()
    if status != 200 or (body != same and not case.is_one):
        raise SystemExit(f"{case.name}: the answers differ ({status}):\n{body[:3000]!r}\n{same[:3000]!r}")
    most = int(SECONDS / (time.perf_counter() - start))
    return take_turns(
        {"product": lambda: _expect(ours()), "reference": lambda: _expect(theirs())},
        rounds=max(min(rounds, most), 5),
        warm_up=min(30, max(most // 10, 1)),
    )


def _queries(case: Case, token: str) -> int:
    """Return how many queries the product asks, the sign-in among them, as within the server."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    headers: Any = {"Authorization": f"Bearer {token}"}
    with CaptureQueriesContext(connection) as queries:
        Browser().get(case.address, headers=headers)
    if len(queries) > MOST_QUERIES:
        raise SystemExit(f"{case.name}: {len(queries)} queries")
    return len(queries)


def _expect(answer: tuple[int, bytes]) -> None:
    if answer[0] != 200:
        raise SystemExit(f"{answer[0]} {answer[1]!r}")


if __name__ == "__main__":
    main()
