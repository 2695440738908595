"""An order that had an issue before anybody told the florists of it."""

from __future__ import annotations

import pytest

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from production.models import ProductionTask
from tests.factories.orders import make_order


@pytest.fixture
def set_status(api, shop):
    order = make_order(shop)

    def set_status(status):
        assert api.patch(f"/api/orders/{order.pk}/status", {"status": status}).status_code == 200

    return set_status


def tasks(shop):
    with shop_scope(shop):
        return ProductionTask.objects.count()


def test_an_order_back_from_an_issue_gets_the_task_that_it_could_not_have(shop, set_status):
    set_status("paid")
    set_status("issue")
    outbox.dispatch()  # only now: the order is in trouble already
    assert tasks(shop) == 0

    set_status("paid")
    outbox.dispatch()

    assert tasks(shop) == 1


def test_an_order_back_from_an_issue_keeps_the_one_task_it_has(shop, set_status):
    set_status("paid")
    outbox.dispatch()
    for status in ("issue", "paid"):
        set_status(status)
        outbox.dispatch()

    assert tasks(shop) == 1
