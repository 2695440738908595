"""Roses of three ages, and books that are right after every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shops.models import Shop
from tests.factories import make_batch, make_item
from warehouse import ledger
from warehouse.models import StockBatch, StockItem


@pytest.fixture(autouse=True)
def _books_are_right(db: None) -> Iterator[None]:
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def rose(shop: Shop) -> StockItem:
    return make_item(shop, "Роза красная", slug="rose-red")


@pytest.fixture
def batches(shop: Shop, rose: StockItem) -> list[StockBatch]:
    """Twenty expired, ten that are older than the other ten."""
    return [make_batch(shop, rose, quantity, age_days=age) for quantity, age in ((20, 30), (10, 5), (10, 1))]
