from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Customer
from customers.services import create_customer, update_customer
from cvety.core.tenancy import shop_scope
from shops.models import Shop


@pytest.fixture(autouse=True)
def _scope(shop: Shop) -> Iterator[None]:
    with shop_scope(shop):
        yield


@pytest.fixture
def create(shop: Shop) -> Callable[..., Customer]:
    def create(phone: str = "+77011112233", **data: Any) -> Customer:
        return create_customer(shop=shop, data={"phone": phone, **data}, now=timezone.now())

    return create


@pytest.fixture
def change(shop: Shop) -> Callable[..., Customer]:
    def change(customer: Customer, expected_version: str | None = None, **changes: Any) -> Customer:
        return update_customer(
            shop=shop,
            customer_id=customer.pk,
            changes=changes,
            now=timezone.now(),
            expected_version=expected_version,
        )

    return change
