"""A buyer who taps twice, and buyers who praise one shop at the same time."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cvety.core.models import OutboxEvent
from tests.factories import reload
from tests.factories.orders import make_order
from tracking.errors import FeedbackGiven
from tracking.models import Feedback
from tracking.services import leave_feedback

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(shop):
    return make_order(shop, "paid", "assembled")


def leave(order, rating=5):
    return leave_feedback(token=order.tracking_token, rating=rating, comment="", now=timezone.now())


def test_of_two_taps_one_is_kept(shop, order):
    outcome = race(4, lambda _number: leave(order), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {FeedbackGiven})
    assert Feedback.objects.count() == 1
    assert (reload(shop).feedback_count, reload(shop).rating_sum) == (1, 5)
    assert OutboxEvent.objects.filter(name="feedback.received").count() == 1


def test_buyers_of_one_shop_are_all_counted(shop):
    orders = [make_order(shop, "paid", "assembled") for _ in range(4)]

    outcome = race(4, lambda number: leave(orders[number], number + 1), shop=shop)

    assert outcome.errors == []
    assert (reload(shop).feedback_count, reload(shop).rating_sum) == (4, 10)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_the_second(shop, order):
    outcome = race(2, lambda _number: leave(order), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})
