"""Customers as API v1 reads them, and as its schema describes the answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.models import Category
from cvety.api.fields import DayField, PhoneField, TextField
from orders.states import OrderStatus

MAX_TAGS = 30


class EmailField(TextField, serializers.EmailField):
    """An email that may be left out."""


class CustomerChanges(serializers.Serializer[Any]):
    """A change of a customer: only what is sent is written."""

    phone = PhoneField(required=False)
    name = TextField(max_length=255)
    email = EmailField(max_length=254)
    birth_date = DayField(required=False, allow_null=True)
    address = TextField(max_length=500)
    preferences = TextField(max_length=5000)
    tags = serializers.ListField(child=serializers.CharField(max_length=50), max_length=MAX_TAGS, required=False)


class CustomerInput(CustomerChanges):
    phone = PhoneField()


class CustomerDate(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    date_type = serializers.CharField()
    date = serializers.DateField()
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
