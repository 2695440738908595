"""Many clients at once buy a handful of batches empty, beside one hand-written transaction for each order.

python -m bench.hot_stock [--clients 32] [--orders 600]
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from typing import Any

from .harness import database

BATCHES = 5
PER_ORDER = 5  # stems


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--clients", type=int, default=32)
    arguments.add_argument("--orders", type=int, default=600, help="how many bouquets the stems are enough for")
    told = arguments.parse_args()
    with database("cvety_bench_hot") as url:
        from .seed import shop_for_bench

        shop, _owner = shop_for_bench()
        rates = {}
        for name, buy in {"product": _product(shop), "reference": _reference(shop, url)}.items():
            item, product = _hot(shop, name, told.orders)
            rates[name] = _empty(buy(item, product), clients=told.clients)
            _prove(shop, item, told.orders)
    print(
        f"{told.orders} orders by {told.clients} clients from {BATCHES} batches until they are empty:"
        f" product {rates['product']:.0f} orders/s, one hand-written transaction {rates['reference']:.0f} orders/s,"
        f" ratio {rates['reference'] / rates['product']:.2f}"
    )


Buy = Callable[[int], bool]
"""One order by the client of this number; False when it is told that nothing is left."""


def _hot(shop: Any, name: str, orders: int) -> tuple[int, int]:
    """Make a flower of five batches and a bouquet of it; the stems are enough for so many bouquets."""
    from decimal import Decimal

    from django.utils import timezone

    from catalog.services import Ingredient, ProductData, create_product
    from cvety.core.actors import SYSTEM
    from cvety.core.tenancy import shop_scope
    from warehouse.models import StockItem
    from warehouse.services import Position, receive_goods

    flower, now = f"Пион {name}", timezone.now()
    with shop_scope(shop):
        data = ProductData(name=f"Пионы {name}", retail_price=9000, ingredients=[Ingredient(flower, PER_ORDER)])
        product = create_product(shop=shop, data=data, actor=SYSTEM, now=now)
        left = orders * PER_ORDER
        for number in range(BATCHES, 0, -1):
            part = left // number
            left -= part
            position = Position(variety=flower, quantity=part, cost_per_stem=Decimal(200))
            receive_goods(
                shop=shop, supplier="Flower Direct", received_at=now, positions=[position], actor=SYSTEM, now=now
            )
        return StockItem.objects.get(name=flower).pk, product.pk


def _product(shop: Any) -> Callable[[int, int], Buy]:
    from django.utils import timezone

    from cvety.core.actors import SYSTEM
    from cvety.core.tenancy import shop_scope
    from orders.services import NewItem, NewOrder, place_order
    from warehouse.errors import OutOfStock

    def buyer(_item: int, product: int) -> Buy:
        def buy(client: int) -> bool:
            order = NewOrder(
                customer_phone=f"+7702555{client:04d}",
                address="пр. Достык 89",
                delivery_fee=2000,
                items=[NewItem(product_id=product, quantity=1)],
            )
            with shop_scope(shop):
                try:
                    place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())
                except OutOfStock:
                    return False
                return True

        return buy

    return buyer


def _reference(shop: Any, url: str) -> Callable[[int, int], Buy]:
    from . import hot_reference

    connections = threading.local()

    def buyer(item: int, product: int) -> Buy:
        def buy(_client: int) -> bool:
            if not hasattr(connections, "one"):
                connections.one = hot_reference.connect(url)
            return hot_reference.place(connections.one, shop=shop.pk, item=item, product=product, quantity=PER_ORDER)

        return buy

    return buyer


def _empty(buy: Buy, *, clients: int) -> float:
    """Let all clients buy until each is told that nothing is left; return orders per second."""
    start = threading.Barrier(clients + 1)
    sold: list[int] = []
    errors: list[Exception] = []

    def run(client: int) -> None:
        from django.db import connection, connections

        try:
            connection.ensure_connection()
            start.wait()
            number = 0
            while buy(client):
                number += 1
            sold.append(number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if errors:  # a deadlock among them
        raise SystemExit(f"{len(errors)} clients failed: {errors[0]!r}")
    return sum(sold) / took


def _prove(shop: Any, item: int, orders: int) -> None:
    """End with an error unless every stem was sold, none twice, and the ledger bears out every figure."""
    from django.db.models import F, Sum

    from cvety.core.tenancy import shop_scope
    from warehouse import ledger
    from warehouse.models import StockBatch, StockReservation

    with shop_scope(shop):
        batches = StockBatch.objects.filter(item_id=item)
        held = StockReservation.objects.filter(item_id=item).aggregate(held=Sum("quantity"))["held"]
        if batches.exclude(quantity_reserved=F("quantity_on_hand")).exists() or held != orders * PER_ORDER:
            raise SystemExit(f"{orders * PER_ORDER} stems were there, {held} are held")
    if faults := list(ledger.check()):
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
