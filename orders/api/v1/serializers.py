"""What comes in about orders, in the words of API v1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cvety.api.fields import DayField, IdField, PhoneField, QuantityField, TengeField, TextField, WordField
from orders.services.inputs import MAX_ITEMS
from orders.states import CallPolicy, DeliveryMethod, IssueType, OrderStatus
from shops.models import PaymentMethod

from .windows import HoursField, WindowField


class PartField(serializers.CharField):
    """A part of an address, null where it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)


class ItemInput(serializers.Serializer[Any]):
    product_id = IdField()
    quantity = QuantityField()
    price = TengeField(required=False, allow_null=True, help_text=_("По умолчанию текущая цена товара"))
    notes = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=1000)


class ItemChanges(serializers.Serializer[Any]):
    """A change of a line: only what is sent is written."""

    quantity = QuantityField(required=False)
    price = TengeField(required=False)
    notes = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=1000)


class OrderDetails(serializers.Serializer[Any]):
    """What may be said of an order when it is placed, and changed afterwards."""

    customer_name = TextField(max_length=255)
    recipient_phone = PhoneField(required=False, allow_blank=True, allow_null=True)
    recipient_name = TextField(max_length=255)
    address = TextField(max_length=500)
    city = PartField(max_length=100)
    street = PartField(max_length=200)
    house = PartField(max_length=32)
    flat = PartField(max_length=32)
    entrance = PartField(max_length=32)
    floor = PartField(max_length=32)
    door_code = PartField(max_length=32)
    latitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-180, max_value=180)
    delivery_date = DayField(required=False, allow_null=True)
    delivery_window = WindowField(required=False, allow_null=True)
    delivery_zone = TextField(max_length=100, help_text=_("Название зоны доставки магазина"))
    comment = TextField(max_length=5000)
    card_text = TextField(max_length=2000)
    is_anonymous = serializers.BooleanField(required=False)
    is_surprise = serializers.BooleanField(required=False)
    call_policy = WordField(CallPolicy.choices, required=False)
    photo_approval = serializers.BooleanField(required=False)
    substitution_consent = serializers.BooleanField(required=False)
    delivery_method = WordField(DeliveryMethod.choices, required=False, allow_null=True)
    payment_method = WordField(PaymentMethod.choices, required=False, allow_null=True)

    def validate_recipient_phone(self, phone: str | None) -> str:
        return phone or ""

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Take a choice that was not made, which forms send as null, for one that was left out."""
        unmade = [name for name in ("delivery_method", "payment_method") if values.get(name, "") is None]
        return {name: value for name, value in values.items() if name not in unmade}


class OrderChanges(OrderDetails):
    """A change of an order: only what is sent is written."""

    delivery_fee = TengeField(required=False, allow_null=True, help_text=_("null — стоимость зоны"))
    discount = TengeField(required=False, allow_null=True, help_text=_("null — без скидки"))
    total = TengeField(required=False, allow_null=True, help_text=_("Не записывается, а сверяется с посчитанным"))
    florist_id = IdField(required=False, allow_null=True)
    courier_id = IdField(required=False, allow_null=True)

    def validate_discount(self, discount: int | None) -> int:
        return discount or 0


class AnyOrderInput(OrderDetails):
    customer_phone = PhoneField()


class OrderInput(AnyOrderInput):
    """An order by the shop's own people and programs."""

    items: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ItemInput(), required=False, max_length=MAX_ITEMS
    )
    flower_sum = TengeField(required=False, allow_null=True, help_text=_("Без позиций; с ними считается сама"))
    delivery_fee = TengeField(required=False, allow_null=True)
    discount = TengeField(required=False, allow_null=True)
    total = TengeField(required=False, allow_null=True)
    source = TextField(max_length=32)  # type: ignore[assignment]  # the document's word, not the serializer's
    external_id = TextField(max_length=64)
    florist_id = IdField(required=False, allow_null=True)
    courier_id = IdField(required=False, allow_null=True)


class OrderWithItemsInput(OrderInput):
    items: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ItemInput(), allow_empty=False, max_length=MAX_ITEMS
    )


class PublicItemInput(serializers.Serializer[Any]):
    product_id = IdField()
    quantity = QuantityField()
    notes = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=1000)


class PublicOrderInput(AnyOrderInput):
    """An order from a storefront; what it says of money is not even read."""

    shop_id = IdField()
    delivery_time = HoursField(required=False, allow_blank=True, allow_null=True, help_text="14:00-16:00")
    items: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PublicItemInput(), allow_empty=False, max_length=MAX_ITEMS
    )


class StatusInput(serializers.Serializer[Any]):
    status = WordField(OrderStatus.choices)
    comment = TextField(max_length=5000)


class IssueInput(serializers.Serializer[Any]):
    issue_type = WordField(IssueType.choices)
    comment = TextField(max_length=5000)


class CancelInput(serializers.Serializer[Any]):
    """Why an order is cancelled, under either name."""

    comment = TextField(max_length=5000)
    cancellation_reason = TextField(max_length=5000)


class CommentInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5000)


class PaymentInput(serializers.Serializer[Any]):
    amount = TengeField(min_value=1)
    method = WordField(PaymentMethod.choices, required=False, help_text=_("По умолчанию способ оплаты заказа"))
    external_id = TextField(max_length=128, help_text=_("Один платёж — один раз"))
    comment = TextField(max_length=1000)


class WaiveInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=255, help_text=_("Почему заказ отпускают, не дожидаясь денег"))


class RefundInput(serializers.Serializer[Any]):
    amount = TengeField(min_value=1)
    comment = TextField(max_length=1000)
