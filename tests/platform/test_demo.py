"""The demo shop is a believable day, whatever the hour."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cvety.core import clock
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from cvety.demo import data, guide
from orders.models import Order, OrderTally
from orders.states import OrderStatus, PaymentStatus
from production.models import ProductionTask
from production.states import TaskStatus
from shops.models import Shop
from tests.factories import make_shop
from warehouse import ledger
from warehouse.models import Freshness, StockBatch

MORNING, NIGHT = datetime(2026, 3, 8, 4, 20, tzinfo=UTC), datetime(2026, 11, 24, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize("moment", [MORNING, NIGHT], ids=["morning", "night"])
def test_demo_shop_has_a_day_in_it(moment: datetime, db: None):
    with time_machine.travel(moment, tick=False):
        call_command("load_demo", verbosity=0)
        _check_the_day(clock.now())
        before = Order._base_manager.count()

        call_command("load_demo", verbosity=0)

        assert Order._base_manager.count() == before
        assert guide.lines()[0].startswith("Cvety is running at")


def _check_the_day(now: datetime) -> None:
    shop = Shop.objects.get(pk=1)
    assert list(ledger.check()) == []
    assert not OutboxEvent.objects.filter(done_at=None).exists()
    with shop_scope(shop):
        statuses = Counter(Order.objects.order_by().values_list("status", flat=True))
        assert set(statuses) == set(OrderStatus)
        assert sum(statuses.values()) >= 60
        tally: Counter[str] = Counter()
        for status, delta in OrderTally.objects.values_list("status", "delta"):
            tally[status] += delta
        assert tally == statuses
        paid = set(Order.objects.order_by().values_list("payment_status", flat=True))
        assert paid == set(PaymentStatus)
        tasks = Counter(ProductionTask.objects.order_by().values_list("status", flat=True))
        assert set(tasks) == set(TaskStatus)
        assert not Order.objects.filter(created_at__gt=now).exists()
        assert not Order.objects.filter(status_changed_at__gt=now).exists()
        batches = StockBatch.objects.filter(quantity_on_hand__gt=0)
        assert {batch.freshness(now) for batch in batches} == set(Freshness)
        assert shop.delivery_zones.count() == len(data.ZONES)
        assert shop.payment_link_template
        assert shop.staff.get(phone=data.OWNER_PHONE).user.check_password(data.OWNER_PASSWORD)


def test_demo_shop_does_not_move_in_with_somebody(db: None):
    make_shop(pk=1)

    with pytest.raises(CommandError, match="somebody's own"):
        call_command("load_demo", verbosity=0)


def test_there_is_no_demo_shop_in_production(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="no demo shop in production"):
        call_command("load_demo", verbosity=0)
