"""What a buyer may do with an order: say how it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput
from cvety.core.events import EventName
from cvety.core.tenancy import shop_scope
from orders.services import lock_order
from orders.services.events import announce
from shops.models import Shop

from .errors import FeedbackGiven, FeedbackNotOpen
from .models import BEST, WORST, Feedback
from .queries import is_made, tracked

RATING_RANGE = _("Оценка — целое число от 1 до 5")


def leave_feedback(*, token: str, rating: int, comment: str, now: datetime) -> Feedback:
    """Keep a buyer's stars and words, once, and count the stars in the shop's rating.

    Raises OrderNotTracked, OrderNotFound, FeedbackGiven, FeedbackNotOpen, InvalidInput.
    """
    if not WORST <= rating <= BEST:
        raise InvalidInput((("rating",), RATING_RANGE))
    found = tracked(token)
    with shop_scope(found.shop), transaction.atomic():
        order = lock_order(shop=found.shop, order_id=found.order_id)
        if Feedback.objects.filter(order=order).exists():
            raise FeedbackGiven
        if not is_made(order):
            raise FeedbackNotOpen
        feedback: Feedback = Feedback.objects.create(
            shop=found.shop, order=order, rating=rating, comment=comment, created_at=now
        )
        announce(EventName.FEEDBACK_RECEIVED, order, rating=rating, comment=comment)
        # Last, because the row is every buyer's: it is held only until the commit that comes next.
        Shop.objects.filter(pk=found.shop.pk).update(
            feedback_count=F("feedback_count") + 1, rating_sum=F("rating_sum") + rating
        )
    return feedback
