"""The demo shop is a believable day, whatever the hour."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.showcase import standing
from cvety.core import clock
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from cvety.demo import data, guide
from cvety.demo.pictures import SIZE, at_the_door, in_the_catalog, on_the_table
from orders.models import Order, OrderNote, OrderTally
from orders.states import OrderStatus, PaymentStatus
from production.models import ProductionTask, Shortage
from production.states import TaskStatus
from shops.models import Shop
from tests.factories import make_shop
from tests.factories.orders import make_upload
from tracking.models import Feedback
from warehouse import ledger
from warehouse.models import Freshness, StockBatch

SCENES = (in_the_catalog, lambda look: on_the_table(look, 1), lambda look: at_the_door(look, 1))
# At 02:05, 09:20, 14:00 and 23:50 in the shop.
HOURS = [
    datetime(2026, 11, 24, 21, 5, tzinfo=UTC),
    datetime(2026, 3, 8, 4, 20, tzinfo=UTC),
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 18, 50, tzinfo=UTC),
]


@pytest.fixture
def plain_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: what is looked at here is the day."""
    picture = make_upload().read()
    monkeypatch.setattr("cvety.demo.load.in_the_catalog", lambda look: picture)
    for scene in ("on_the_table", "at_the_door"):
        monkeypatch.setattr(f"cvety.demo.orders.{scene}", lambda look, seed: picture)


@pytest.mark.parametrize("moment", HOURS, ids=lambda moment: f"{moment:%H:%M}")
@pytest.mark.usefixtures("plain_pictures")
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
        _check_the_hour(now)
        assert sorted(shown.age for shown in standing(shop=shop, now=now)) == ["", "3 дня"]
        assert shop.delivery_zones.count() == len(data.ZONES)
        assert shop.payment_link_template
        assert shop.staff.get(phone=data.OWNER_PHONE).user.check_password(data.OWNER_PASSWORD)


def _check_the_hour(now: datetime) -> None:
    late = Order.objects.late(now)
    assert sorted(late.values_list("status", flat=True)) == ["assembled", "delivery"]
    assert Order.objects.get(status=OrderStatus.ISSUE).issue_type == "recipient_unavailable"
    begun = ProductionTask.objects.filter(status=TaskStatus.IN_PROGRESS)
    assert begun.values("florist").distinct().count() == 2
    assert min(task.started_at for task in begun) > now - timedelta(minutes=40)
    assert not ProductionTask.objects.open().filter(deadline_at__lt=now).exists()
    out = Order.objects.filter(status=OrderStatus.DELIVERY)
    assert out.values("courier").distinct().count() == 2
    assert out.filter(payment_method="cash", paid_total=0).exists()
    assert Order.objects.filter(delivery_date__gt=clock.local(now, "Asia/Almaty").date()).count() >= 6
    surprises = Order.objects.filter(is_surprise=True)
    assert [order for order in surprises if not (order.recipient_name and order.recipient_phone)] == []
    assert Order.objects.under_way().filter(is_anonymous=True).exists()
    assert Order.objects.filter(status=OrderStatus.ASSEMBLED, photo_approval=True, photos__isnull=False).exists()
    assert Shortage.objects.filter(settled_at=None).count() == 1
    assert Feedback.objects.exists()
    assert OrderNote.objects.exists()


def test_every_picture_is_one_of_its_own():
    drawn = [scene(demo.look) for demo in data.PRODUCTS for scene in SCENES]

    assert {Image.open(BytesIO(picture)).size for picture in drawn} == {(SIZE, SIZE)}
    assert len(set(drawn)) == len(drawn)


def test_demo_shop_does_not_move_in_with_somebody(db: None):
    make_shop(pk=1)

    with pytest.raises(CommandError, match="somebody's own"):
        call_command("load_demo", verbosity=0)


def test_there_is_no_demo_shop_in_production(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="no demo shop in production"):
        call_command("load_demo", verbosity=0)
