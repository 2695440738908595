"""The answers about orders, for the documentation; a test compares them with what is answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.models import Category
from cvety.api.schema import Photo
from orders.models import PaymentKind, PaymentSource
from orders.states import CallPolicy, DeliveryMethod, IssueType, OrderStatus, PaymentStatus
from shops.models import PaymentMethod


class OrderWindow(serializers.Serializer[Any]):
    to = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        # A class attribute cannot be called «from».
        return {"from": serializers.DateTimeField(allow_null=True), **super().get_fields()}


class OrderColleague(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_null=True)


class OrderCustomer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    orders_count = serializers.IntegerField(allow_null=True)
    total_spent = serializers.IntegerField(allow_null=True)
    last_order_date = serializers.DateTimeField(allow_null=True)


class OrderLine(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    product_id = serializers.IntegerField()
    product_name = serializers.CharField()
    product_category = serializers.ChoiceField(Category.choices)
    quantity = serializers.IntegerField()
    price = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    notes = serializers.CharField(allow_null=True)


class OrderStep(serializers.Serializer[Any]):
    status = serializers.ChoiceField(OrderStatus.choices)
    changed_at = serializers.DateTimeField()
    changed_by = serializers.CharField()
    comment = serializers.CharField()


class OrderAnswer(serializers.Serializer[Any]):
    """An order. Sums are null for those who make or carry it; `due` tells a courier what to take at the door."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    issue_type = serializers.ChoiceField(IssueType.choices, allow_null=True)
    issue_comment = serializers.CharField()
    issue_reported_at = serializers.DateTimeField(allow_null=True)
    customer_phone = serializers.CharField()
    customer_name = serializers.CharField()
    recipient_phone = serializers.CharField()
    recipient_name = serializers.CharField()
    address = serializers.CharField()
    city = serializers.CharField(allow_null=True)
    street = serializers.CharField(allow_null=True)
    house = serializers.CharField(allow_null=True)
    flat = serializers.CharField(allow_null=True)
    entrance = serializers.CharField(allow_null=True)
    floor = serializers.CharField(allow_null=True)
    door_code = serializers.CharField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    delivery_method = serializers.ChoiceField(DeliveryMethod.choices)
    delivery_date = serializers.DateField(allow_null=True)
    delivery_window = OrderWindow()
    delivery_zone = serializers.CharField(allow_null=True)
    delivery_fee = serializers.IntegerField(allow_null=True)
    flower_sum = serializers.IntegerField(allow_null=True)
    discount = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    paid_total = serializers.IntegerField(allow_null=True)
    refunded_total = serializers.IntegerField(allow_null=True)
    due = serializers.IntegerField(allow_null=True)
    waived_total = serializers.IntegerField(allow_null=True)
    waived_at = serializers.DateTimeField(allow_null=True)
    waived_by = serializers.CharField(allow_null=True)
    waived_reason = serializers.CharField(allow_null=True)
    payment_method = serializers.ChoiceField(PaymentMethod.choices)
    payment_status = serializers.ChoiceField(PaymentStatus.choices)
    tracking_token = serializers.CharField()
    tracking_url = serializers.URLField()
    source = serializers.CharField()  # type: ignore[assignment]  # the document's word, not the serializer's
    external_id = serializers.CharField()
    comment = serializers.CharField()
    card_text = serializers.CharField()
    is_anonymous = serializers.BooleanField()
    is_surprise = serializers.BooleanField()
    call_policy = serializers.ChoiceField(CallPolicy.choices)
    photo_approval = serializers.BooleanField()
    substitution_consent = serializers.BooleanField()
    florist = OrderColleague(allow_null=True)
    courier = OrderColleague(allow_null=True)
    customer = OrderCustomer()
    items = OrderLine(many=True)
    photos = Photo(many=True)
    history = OrderStep(many=True)


class OrderFeedback(serializers.Serializer[Any]):
    rating = serializers.IntegerField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()


class OrderSubstitution(serializers.Serializer[Any]):
    """So many stems of `substitute` stand in for `ingredient` in the line of this id."""

    item_id = serializers.IntegerField()
    ingredient = serializers.CharField()
    substitute = serializers.CharField()
    quantity = serializers.IntegerField()


class OrderWithFeedback(OrderAnswer):
    """An order by itself: its row of the list, what its buyer said of it (null until they did), what stands in."""

    feedback = OrderFeedback(allow_null=True)
    substitutions = OrderSubstitution(many=True)


class OrderCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    tracking_token = serializers.CharField()
    tracking_url = serializers.URLField()
    status = serializers.ChoiceField(OrderStatus.choices)
    created_at = serializers.DateTimeField()


class CreatedLine(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    product_id = serializers.IntegerField()
    product_name = serializers.CharField()
    quantity = serializers.IntegerField()
    price = serializers.IntegerField()
    total = serializers.IntegerField()


class OrderWithItemsCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    tracking_token = serializers.CharField()
    status = serializers.ChoiceField(OrderStatus.choices)
    flower_sum = serializers.IntegerField()
    delivery_fee = serializers.IntegerField()
    total = serializers.IntegerField()
    items = CreatedLine(many=True)


class PublicOrderCreated(serializers.Serializer[Any]):
    order_id = serializers.IntegerField()
    id = serializers.IntegerField()
    status = serializers.ChoiceField(OrderStatus.choices)
    tracking_token = serializers.CharField()
    tracking_url = serializers.URLField()
    payment_url = serializers.URLField(allow_null=True)
    total = serializers.IntegerField()


class StatusChanged(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()
    updated_at = serializers.DateTimeField()


class OrderAccepted(StatusChanged):
    accepted_at = serializers.DateTimeField()


class IssueReported(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(OrderStatus.choices)
    issue_type = serializers.ChoiceField(IssueType.choices)
    issue_comment = serializers.CharField()
    issue_reported_at = serializers.DateTimeField()


class AllowedStatus(serializers.Serializer[Any]):
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()


class AllowedStatuses(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(OrderStatus.choices)
    status_display = serializers.CharField()
    allowed_statuses = AllowedStatus(many=True)


class CommentAuthor(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class CommentAnswer(serializers.Serializer[Any]):
    """What somebody said of an order; `user.id` is a colleague's, null where no person wrote it."""

    id = serializers.IntegerField()
    order_id = serializers.IntegerField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    user = CommentAuthor()


class PaymentAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(PaymentKind.choices)
    amount = serializers.IntegerField()
    method = serializers.ChoiceField(PaymentMethod.choices)
    source = serializers.ChoiceField(PaymentSource.choices)  # type: ignore[assignment]  # as above
    external_id = serializers.CharField(allow_null=True)
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = serializers.CharField()
