"""Two people who edit one order: what one of them wrote is not undone by the other."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from orders.services import Window, update_order
from tests.factories import reload

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

OLD, NEW = date(2026, 12, 26), date(2026, 12, 28)


@pytest.fixture
def order(shop, place, bouquet):
    order = place(bouquet, delivery_date=OLD)
    return edit(shop, order, {"window": Window(time(14), time(16))})


def edit(shop, order, changes):
    return update_order(shop=shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


def both(shop, order):
    """One moves the order to another day while another names other hours."""
    changes = ({"delivery_date": NEW}, {"window": Window(time(10), time(12))})
    outcome = race(2, lambda number: edit(shop, order, changes[number]), shop=shop)
    assert outcome.errors == []
    after = reload(order)
    return after.delivery_date, *(
        timezone.localtime(at, shop.zone) for at in (after.window_from_at, after.window_to_at)
    )


def test_the_new_hours_are_those_of_the_new_day(shop, order):
    hours = [datetime.combine(NEW, time(hour), shop.zone) for hour in (10, 12)]

    assert both(shop, order) == (NEW, *hours)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_one_of_them_is_undone(shop, order):
    hours = [datetime.combine(NEW, time(hour), shop.zone) for hour in (10, 12)]

    assert both(shop, order) != (NEW, *hours)
