"""What the buyer says and is answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cvety.api.fields import TextField
from orders.states import DeliveryMethod, OrderStatus
from tracking.models import BEST, WORST
from tracking.services import RATING_RANGE

MAX_COMMENT = 2000


class TrackedWindow(serializers.Serializer[Any]):
    to = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        # A class attribute cannot be called «from».
        return {"from": serializers.DateTimeField(allow_null=True), **super().get_fields()}


class TrackedCourier(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()


class TrackedStep(serializers.Serializer[Any]):
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()
    timestamp = serializers.DateTimeField()


class TrackedPhoto(serializers.Serializer[Any]):
    url = serializers.URLField()
    uploaded_at = serializers.DateTimeField()


class TrackedOrder(serializers.Serializer[Any]):
    """An order as whoever has its number may see it: no money, no phone, no street, no flat."""

    tracking_token = serializers.CharField()
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()
    updated_at = serializers.DateTimeField()
    delivery_method = serializers.ChoiceField(DeliveryMethod.choices)
    delivery_window = TrackedWindow()
    address_masked = serializers.CharField(allow_blank=True)
    courier = TrackedCourier(allow_null=True)
    timeline = TrackedStep(many=True)
    photos = TrackedPhoto(many=True)
    can_leave_feedback = serializers.BooleanField()


class RatingField(serializers.IntegerField):
    """From one star to five."""

    default_error_messages = dict.fromkeys(("invalid", "min_value", "max_value"), RATING_RANGE)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=WORST, max_value=BEST, **kwargs)


class FeedbackInput(serializers.Serializer[Any]):
    rating = RatingField()
    comment = TextField(max_length=MAX_COMMENT)


class FeedbackLeft(serializers.Serializer[Any]):
    rating = serializers.IntegerField()
    comment = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
