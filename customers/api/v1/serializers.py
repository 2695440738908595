"""Customers as API v1 reads them, and as its schema describes the answers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.models import Category
from customers.models import ANY_YEAR
from cvety.api.fields import DayField, PhoneField, TextField
from cvety.core import clock
from orders.states import OrderStatus

MAX_TAGS = 30
MAX_PARTS = 50  # dates, or addresses, that come with a new customer
MAX_REMINDER_DAYS = 365
_YEARLESS = re.compile(r"\d\d-\d\d", re.ASCII)


class EmailField(TextField, serializers.EmailField):
    """An email that may be left out."""


class TagsField(serializers.ListField):
    """Labels; null is the same as none."""

    child = serializers.CharField(max_length=50)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_TAGS, **kwargs)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, []) if data is None else super().validate_empty_values(data)


class ImportantDayField(DayField):
    """A day as `1990-05-15`, or as `05-15` where nobody told the year; read as the date and whether it has a year."""

    def to_internal_value(self, value: Any) -> Any:
        has_year = not (isinstance(value, str) and _YEARLESS.fullmatch(value))
        return super().to_internal_value(value if has_year else f"{ANY_YEAR}-{value}"), has_year


class DateChanges(serializers.Serializer[Any]):
    """A change of a day to remember: only what is sent is written."""

    date_type = serializers.CharField(max_length=32, required=False)
    date = ImportantDayField(required=False, help_text=_("ГГГГ-ММ-ДД; год можно не указывать: ММ-ДД"))
    has_year = serializers.BooleanField(required=False, help_text=_("Вместе с датой: false — год неизвестен"))
    description = TextField(max_length=255)
    reminder_days = serializers.IntegerField(min_value=0, max_value=MAX_REMINDER_DAYS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Tell the day from whether its year is known, which a row that was read says beside it."""
        is_meant = attrs.pop("has_year", True)
        if "date" in attrs:
            day, has_year = attrs["date"]
            attrs["has_year"] = has_year and is_meant
            attrs["date"] = day if attrs["has_year"] else day.replace(year=ANY_YEAR)
        return attrs


class DateInput(DateChanges):
    date_type = serializers.CharField(max_length=32)
    date = ImportantDayField(help_text=_("ГГГГ-ММ-ДД; год можно не указывать: ММ-ДД"))


class AddressChanges(serializers.Serializer[Any]):
    """A change of an address: only what is sent is written."""

    address = serializers.CharField(max_length=500, required=False)
    is_default = serializers.BooleanField(required=False)
    recipient_name = TextField(max_length=255)
    recipient_phone = PhoneField(required=False, allow_blank=True)


class AddressInput(AddressChanges):
    address = serializers.CharField(max_length=500)


class CustomerChanges(serializers.Serializer[Any]):
    """A change of a customer: only what is sent is written."""

    phone = PhoneField(required=False)
    name = TextField(max_length=255)
    email = EmailField(max_length=254)
    birth_date = DayField(required=False, allow_null=True)
    address = TextField(max_length=500)
    preferences = TextField(max_length=5000)
    tags = TagsField(required=False, allow_null=True)

    def validate_birth_date(self, value: date | None) -> date | None:
        if value is not None and value > clock.now().astimezone(self.context["zone"]).date():
            raise serializers.ValidationError(_("Дата рождения не может быть в будущем"))
        return value


class CustomerInput(CustomerChanges):
    phone = PhoneField()
    important_dates: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=DateInput(), required=False, allow_null=True, max_length=MAX_PARTS
    )
    addresses: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=AddressInput(), required=False, allow_null=True, max_length=MAX_PARTS
    )


class CustomerDate(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    date_type = serializers.CharField()
    date = serializers.DateField(help_text=_("Когда год неизвестен, он 2000"))
    has_year = serializers.BooleanField()
    description = serializers.CharField()
    reminder_days = serializers.IntegerField()


class CustomerAddressRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    address = serializers.CharField()
    is_default = serializers.BooleanField()
    recipient_name = serializers.CharField()
    recipient_phone = serializers.CharField()


class CustomerRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    phone = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    address = serializers.CharField()
    preferences = serializers.CharField()
    orders_count = serializers.IntegerField()
    total_spent = serializers.IntegerField()
    average_order = serializers.IntegerField()
    last_order_date = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    tags = serializers.ListField(child=serializers.CharField())
    important_dates = CustomerDate(many=True)
    addresses = CustomerAddressRow(many=True)


class CustomerCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    phone = serializers.CharField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class CustomerOrderRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    status = serializers.ChoiceField(OrderStatus.choices)
    total = serializers.IntegerField()
    tracking_token = serializers.CharField()
    items_count = serializers.IntegerField()


class CustomerStats(serializers.Serializer[Any]):
    total_orders = serializers.IntegerField()
    total_spent = serializers.IntegerField()
    average_order = serializers.IntegerField()
    favorite_category = serializers.ChoiceField(Category.choices, allow_null=True)
