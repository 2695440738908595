"""How fresh a flower is: its age against its life."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import make_batch, make_item, reload
from warehouse.errors import OutOfStock
from warehouse.models import freshness
from warehouse.queries import free_by_item
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


def test_an_item_keeps_the_life_that_it_was_received_with(shop):
    peony = make_item(shop, "Пион", shelf_life_days=3)
    batch = make_batch(shop, peony, 10, age_days=2)
    peony.shelf_life_days = 1
    peony.save()

    assert reload(batch).freshness(timezone.now()) == "aging"


def test_at_night_the_expired_is_flagged_until_it_is_gone(shop, rose, batches, count):
    gone = make_batch(shop, make_item(shop, "Пион"), 5, age_days=20)
    count(gone.item, 0)

    flag_batches_to_write_off()

    assert [reload(batch).to_write_off for batch in [*batches, gone]] == [True, False, False, False]
