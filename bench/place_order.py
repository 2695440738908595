"""One order with two items over HTTP, beside the same rows written by one hand-written transaction.

python -m bench.place_order [--rounds 300]
"""

from __future__ import annotations

import argparse
import os

import orjson

from .harness import Client, database, server, take_turns
from .seed import shop_for_bench


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=300)
    rounds = arguments.parse_args().rounds
    with database():
        shop, owner = shop_for_bench()
        from accounts.tokens import issue_tokens
        from catalog.models import Product

        products = list(Product._base_manager.order_by("pk").values_list("pk", "retail_price"))
        body = orjson.dumps(
            {
                "customer_phone": "+77021234567",
                "recipient_name": "Айгуль",
                "address": "пр. Достык 89",
                "delivery_method": "delivery",
                "delivery_fee": 2000,
                "items": [{"product_id": pk, "quantity": 1, "price": price} for pk, price in products],
                "comment": "Доставить точно в указанное время",
            }
        )
        os.environ["BENCH_SHOP"] = str(shop.pk)
        with server("cvety.wsgi:application") as product, server("bench.reference:application") as reference:
            ours = Client(product, Authorization=f"Bearer {issue_tokens(owner).access}")
            theirs = Client(reference)

            def place() -> None:
                status, answer = ours.request("POST", "/api/orders/with-items", body)
                if status != 201:
                    raise SystemExit(f"{status} {answer.decode()}")

            def place_by_hand() -> None:
                theirs.request("POST", "/", body)

            times = take_turns({"product": place, "reference": place_by_hand}, rounds=rounds)
    print(
        f"order of two items: product {times['product'] * 1000:.2f} ms, one hand-written transaction"
        f" {times['reference'] * 1000:.2f} ms, ratio {times['product'] / times['reference']:.2f}"
    )


if __name__ == "__main__":
    main()
