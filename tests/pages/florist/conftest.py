"""A task in the florist's queue, and one that is being worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import StaffMember
from cvety.core import outbox
from cvety.core.tenancy import every_shop, shop_scope
from production.models import ProductionTask
from production.services import begin_task
from shops.models import Shop
from tests.factories.orders import make_order


def html_of(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture
def make_task(shop: Shop) -> Callable[..., ProductionTask]:
    """A task as it appears by itself when an order is paid."""

    def make_task(**fields: Any) -> ProductionTask:
        order = make_order(shop, "paid", **fields)
        outbox.dispatch()
        with every_shop():
            return ProductionTask.objects.get(order=order)

    return make_task


@pytest.fixture
def begun(shop: Shop, florist: StaffMember, make_task: Callable[..., ProductionTask]) -> ProductionTask:
    """A task that the florist is working on."""
    task = make_task()
    with shop_scope(shop):
        return begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())
