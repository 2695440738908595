"""Fields of input: phones, tenge, instants, as the documentation describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cvety.core import money, phones


class PhoneField(serializers.CharField):
    """A phone in any usual notation, read as `+7XXXXXXXXXX`."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(phones.INVALID_PHONE)
        text = super().to_internal_value(data)
        if not text:
            return text
        try:
            return phones.normalize(text)
        except phones.InvalidPhone as error:
            raise serializers.ValidationError(phones.INVALID_PHONE) from error


class TengeField(serializers.IntegerField):
    """A sum in whole tenge, not negative."""

    default_error_messages = {
        "invalid": _("Сумма — целое число тенге"),
        "min_value": _("Сумма не может быть отрицательной"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": money.MAX_TENGE, **kwargs})


class IdField(serializers.IntegerField):
    """The id of a row; one that no database can hold is simply unknown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**63 - 1, **kwargs})


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field):
    """An instant in ISO 8601; without an offset it is the shop's local time (`context["zone"]`)."""

    default_error_messages = {"invalid": _("Дата и время в формате ISO 8601")}

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = parse_datetime(data) if isinstance(data, str) else None
        except ValueError:
            moment = None
        if moment is None or not 1900 <= moment.year <= 9000:
            self.fail("invalid")
        return moment if moment.tzinfo else moment.replace(tzinfo=self.context["zone"])

    def to_representation(self, value: Any) -> Any:
        return value
