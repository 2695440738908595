"""What races are run on: a shop with ten bouquets left, and a way to take the locks away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import NewItem, NewOrder, place_order
from shops.models import Shop
from tests.factories import make_batch, make_item, make_product

from .harness import meet


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that should be locked are only read, by all runners before any of them acts on it."""

    def read_only(rows: QuerySet[Any], **options: Any) -> QuerySet[Any]:
        rows = rows.all()
        rows.query.was_to_lock = True  # clones of the query carry it along
        return rows

    def fetch(rows: QuerySet[Any]) -> None:
        is_first_time = rows._result_cache is None
        fetch_all(rows)
        if is_first_time and getattr(rows.query, "was_to_lock", False):
            meet(rows.model._meta.label)

    fetch_all = QuerySet._fetch_all
    monkeypatch.setattr(QuerySet, "select_for_update", read_only)
    monkeypatch.setattr(QuerySet, "_fetch_all", fetch)


@pytest.fixture(autouse=True)
def _scope(shop: Shop) -> Iterator[None]:
    with shop_scope(shop):
        yield


@pytest.fixture
def roses(shop: Shop) -> Any:
    """A batch of 250 roses."""
    return make_batch(shop, make_item(shop), 250)


@pytest.fixture
def bouquet(shop: Shop, roses: Any) -> Any:
    """A bouquet of 25 roses, of which there are ten."""
    return make_product(shop, recipe={roses.item: 25})


@pytest.fixture
def place(shop: Shop) -> Callable[..., Order]:
    """Order products, one of each unless told; every number is a customer of its own."""

    def place(*products: Any, number: int = 0, quantity: int = 1, **fields: Any) -> Order:
        order = NewOrder(
            items=[NewItem(product_id=product.pk, quantity=quantity) for product in products],
            **{"customer_phone": f"+7701555{number:04d}", "delivery_fee": 2000, **fields},
        )
        return place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())

    return place
