"""What the buyer is answered, for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.states import DeliveryMethod, OrderStatus


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
