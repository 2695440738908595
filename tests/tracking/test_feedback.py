"""Feedback: once, when there is a bouquet to speak of, and the shop's rating follows."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core.errors import InvalidInput
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from tests.factories import reload
from tests.factories.orders import make_order
from tracking.errors import FeedbackGiven, FeedbackNotOpen, OrderNotTracked
from tracking.models import Feedback
from tracking.queries import SHOWN_FOR
from tracking.services import leave_feedback


def leave(order, rating=5, comment="Спасибо"):
    return leave_feedback(token=order.tracking_token, rating=rating, comment=comment, now=timezone.now())


def test_feedback_makes_the_shops_rating(shop):
    leave(make_order(shop, "paid", "assembled"), 5)
    leave(make_order(shop, "paid", "assembled", "delivery", "delivered"), 4)

    rated = reload(shop)
    assert (rated.feedback_count, rated.rating_sum, rated.rating) == (2, 9, 4.5)


def test_feedback_is_told_in_the_documented_words(shop):
    order = make_order(shop, "paid", "assembled", source="website")

    leave(order, 2, "Завяли")

    event = OutboxEvent.objects.get(name="feedback.received")
    assert event.aggregate == order.aggregate
    assert event.payload == {
        "order_id": order.pk,
        "status": "assembled",
        "total": 27000,
        "tracking_token": order.tracking_token,
        "source": "website",
        "rating": 2,
        "comment": "Завяли",
    }


def test_a_second_feedback_changes_nothing(shop):
    order = make_order(shop, "paid", "assembled")
    leave(order, 5)

    with pytest.raises(FeedbackGiven, match="Вы уже оставили отзыв"):
        leave(order, 1)

    assert reload(shop).rating_sum == 5
    with shop_scope(shop):
        assert [feedback.rating for feedback in Feedback.objects.all()] == [5]
    assert OutboxEvent.objects.filter(name="feedback.received").count() == 1


@pytest.mark.parametrize("path", [[], ["paid"], ["paid", "issue"], ["cancelled"], ["paid", "assembled", "cancelled"]])
def test_without_a_bouquet_there_is_nothing_to_speak_of(shop, path):
    order = make_order(shop, *path)

    with pytest.raises(FeedbackNotOpen):
        leave(order)

    assert reload(shop).feedback_count == 0


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_stars_are_one_to_five(shop, rating):
    with pytest.raises(InvalidInput, match="Оценка — целое число от 1 до 5"):
        leave(make_order(shop, "paid", "assembled"), rating)


def test_feedback_may_come_late(shop):
    order = make_order(shop, "paid", "assembled", "delivery", "delivered", "completed")

    with time_machine.travel(timezone.now() + SHOWN_FOR + timedelta(days=30)):
        assert leave(order).rating == 5


def test_an_unknown_number_leaves_none(db):
    with pytest.raises(OrderNotTracked):
        leave_feedback(token="123456789", rating=5, comment="", now=timezone.now())
