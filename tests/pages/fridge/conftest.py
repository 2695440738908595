"""Roses at the end of their life, fresh ones beside them, and orders that hold some of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from cvety.core.tenancy import every_shop
from shops.models import Shop
from tests.factories import make_item, make_product
from tests.factories.orders import make_order
from warehouse import ledger
from warehouse.models import Stocktake


def text_of(answer: Any) -> str:
    """What a page says, without its tags, spaces as one."""
    page = answer.content.decode()
    body = re.sub(
        r"<(script|template).*?</\1>", " ", page[max(page.find("<main"), page.find("<body")) :], flags=re.DOTALL
    )
    plain = re.sub(r"<[^>]*>", " ", body).replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", plain)


@pytest.fixture
def rose(shop: Shop) -> Any:
    return make_item(shop)


@pytest.fixture
def hold(shop: Shop) -> Callable[..., Any]:
    """An order of so many of an item, which takes the oldest that are good."""

    def hold(item: Any, quantity: int, **fields: Any) -> Any:
        product = make_product(shop, f"Букет из {quantity}", recipe={item: quantity})
        return make_order(shop, "paid", product=product, **fields)

    return hold


@pytest.fixture
def the_stocktake() -> Callable[[], Stocktake]:
    def the_stocktake() -> Stocktake:
        with every_shop():
            return Stocktake.objects.get()

    return the_stocktake


@pytest.fixture
def expire(shop: Shop) -> Callable[..., Any]:
    """Let a batch that orders hold some of pass its day, whatever its age."""

    def expire(batch: Any) -> Any:
        with every_shop():
            type(batch).objects.filter(pk=batch.pk).update(expires_at=batch.arrived_at)
        return batch

    return expire


@pytest.fixture(autouse=True)
def _books_are_right(db: None) -> Any:
    yield
    assert list(ledger.check()) == []
