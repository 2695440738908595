"""Fields of input: phones, tenge, instants, as the documentation describes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cvety.core import clock, money, phones

MAX_ID = 2**63 - 1  # that a database can hold


class PhoneField(serializers.CharField):
    """A phone in any usual notation, read as `+7XXXXXXXXXX`."""

    default_error_messages = {"blank": phones.INVALID_PHONE}

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
        "min_value": _("Сумма должна быть положительной"),
        "max_value": _("Слишком большая сумма"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": money.MAX_TENGE, **kwargs})


class QuantityField(serializers.IntegerField):
    """How many, from 1 to 1000."""

    default_error_messages = {
        "invalid": _("Количество — целое число"),
        "min_value": _("Количество должно быть от 1 до 1000"),
        "max_value": _("Количество должно быть от 1 до 1000"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 1000, **kwargs})


class IdField(serializers.IntegerField):
    """The id of a row; one that no database can hold is simply unknown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_ID, **kwargs})


class TextField(serializers.CharField):
    """A text that may be left out; null is the same as empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "allow_null": True, **kwargs})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "") if data is None else super().validate_empty_values(data)


class WordField(serializers.ChoiceField):
    """One of the documented words; the error names them, and never repeats what came."""

    def __init__(self, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        words = ", ".join(str(word) for word in self.choices)
        self.error_messages["invalid_choice"] = _("Допустимые значения: %s") % words


class DayField(serializers.DateField):
    """A day as `2024-12-26`, of a time that clocks can count."""

    default_error_messages = {"invalid": _("Дата в формате ГГГГ-ММ-ДД")}

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if day.year not in clock.YEARS:
            self.fail("invalid")
        return day


def read_moment(data: Any, zone: tzinfo | None) -> datetime:
    """Return the instant that a client wrote down. Raises ValidationError."""
    try:
        moment = parse_datetime(data) if isinstance(data, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.year not in clock.YEARS:
        raise serializers.ValidationError(_("Дата и время в формате ISO 8601"))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field):
    """An instant in ISO 8601; without an offset it is the shop's local time (`context["zone"]`)."""

    def to_internal_value(self, data: Any) -> datetime:
        return read_moment(data, self.context["zone"])

    def to_representation(self, value: Any) -> Any:
        return value
