"""How fresh a flower is: its age against its life."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from tests.factories import make_batch, make_item, reload
from warehouse.errors import OutOfStock
from warehouse.models import freshness
from warehouse.queries import free_by_item
from warehouse.services import update_item, write_off
from warehouse.tasks import flag_batches_to_write_off

ARRIVED = datetime(2024, 12, 1, 10, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("days", "early", "there"),
    [(0, "fresh", "fresh"), (5, "fresh", "aging"), (8, "aging", "wilting"), (10, "wilting", "expired")],
)
def test_it_changes_at_a_half_at_four_fifths_and_at_the_end(days, early, there):
    expires = ARRIVED + timedelta(days=10)
    at = ARRIVED + timedelta(days=days)

    assert freshness(ARRIVED, expires, at - MOMENT) == early
    assert freshness(ARRIVED, expires, at) == there


def test_what_does_not_wilt_is_always_fresh():
    assert freshness(ARRIVED, None, ARRIVED + timedelta(days=3650)) == "fresh"


def test_what_lasts_no_day_has_expired():
    assert freshness(ARRIVED, ARRIVED, ARRIVED) == "expired"


@pytest.fixture
def batches(shop, rose):
    """An expired batch, a wilting one and a fresh one, of 14 days each."""
    return [make_batch(shop, rose, quantity, age_days=age) for quantity, age in ((10, 14.1), (20, 13.9), (40, 1))]


def test_the_expired_is_promised_to_nobody(rose, batches, hold):
    assert free_by_item([rose.pk], timezone.now()) == {rose.pk: 60}
    with pytest.raises(OutOfStock) as caught:
        hold(1, (rose, 61))
    assert [(short.needed, short.available) for short in caught.value.shortages] == [(61, 60)]

    hold(1, (rose, 60))

    assert [reload(batch).quantity_reserved for batch in batches] == [0, 20, 40]
    assert free_by_item([rose.pk], timezone.now()) == {rose.pk: 0}


def test_what_stands_there_follows_its_items_life(shop):
    peony = make_item(shop, "Пион", shelf_life_days=3)
    batch, empty = make_batch(shop, peony, 10, age_days=2), make_batch(shop, peony, 5, age_days=2)
    write_off(shop=shop, batch_id=empty.pk, quantity=5, reason="wilted", actor=SYSTEM, now=timezone.now())

    def live(days):
        update_item(shop=shop, item_id=peony.pk, changes={"shelf_life_days": days}, now=timezone.now())
        return reload(batch).freshness(timezone.now()), reload(batch).to_write_off

    assert live(1) == ("expired", True)
    assert live(20) == ("fresh", False)
    assert live(None) == ("fresh", False)
    assert reload(empty).expires_at == empty.expires_at  # what is gone stays as it was


def test_a_flag_goes_when_the_item_turns_out_to_last_longer(shop, rose, batches):
    flag_batches_to_write_off()

    update_item(shop=shop, item_id=rose.pk, changes={"shelf_life_days": 30}, now=timezone.now())

    assert [reload(batch).to_write_off for batch in batches] == [False, False, False]
    flag_batches_to_write_off()
    assert free_by_item([rose.pk], timezone.now()) == {rose.pk: 70}


def test_a_shorter_life_that_leaves_little_says_so(shop, rose, batches):
    outbox.dispatch()
    update_item(shop=shop, item_id=rose.pk, changes={"low_stock_threshold": 45}, now=timezone.now())

    update_item(shop=shop, item_id=rose.pk, changes={"shelf_life_days": 13}, now=timezone.now())

    told = [event.payload["available"] for event in OutboxEvent.objects.filter(name="stock.low")]
    assert told == [40]


def test_another_change_of_an_item_leaves_its_batches(shop, rose, batches):
    before = [(batch.expires_at, batch.version) for batch in map(reload, batches)]

    update_item(shop=shop, item_id=rose.pk, changes={"shelf_life_days": 14, "unit": "пачка"}, now=timezone.now())

    assert [(batch.expires_at, batch.version) for batch in map(reload, batches)] == before


def test_at_night_the_expired_is_flagged_until_it_is_gone(shop, rose, batches, count):
    gone = make_batch(shop, make_item(shop, "Пион"), 5, age_days=20)
    count(gone.item, 0)

    flag_batches_to_write_off()

    assert [reload(batch).to_write_off for batch in [*batches, gone]] == [True, False, False, False]
