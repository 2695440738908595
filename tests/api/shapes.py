"""Comparing answers with the serializers that describe them."""

from __future__ import annotations

import re
from typing import Any

from rest_framework import serializers

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def assert_shape(described: Any, data: Any, where: str = "answer") -> None:
    """Fail unless the answer has exactly the keys and the types that the serializer promises, in its order."""
    if data is None:
        assert described.allow_null, f"{where} is null"
    elif isinstance(described, serializers.ListSerializer | serializers.ListField):
        assert isinstance(data, list), f"{where} is no list"
        for index, item in enumerate(data):
            assert_shape(described.child, item, f"{where}[{index}]")
    elif isinstance(described, serializers.DictField):
        assert isinstance(data, dict), f"{where} is no object"
        for name, value in data.items():
            assert_shape(described.child, value, f"{where}.{name}")
    elif isinstance(described, serializers.BaseSerializer):
        assert list(data) == list(described.fields), f"{where} has other keys"
        for name, field in described.fields.items():
            assert_shape(field, data[name], f"{where}.{name}")
    else:
        assert _is_of_type(described, data), f"{where} is {data!r}, described as {type(described).__name__}"


def assert_keys(described: type[serializers.BaseSerializer[Any]], data: Any) -> None:
    """The same, for the answer of an endpoint."""
    assert_shape(described(), data)


def _is_of_type(field: serializers.Field, data: Any) -> bool:
    match field:
        case serializers.BooleanField():
            return isinstance(data, bool)
        case serializers.IntegerField():
            return type(data) is int
        case serializers.FloatField():
            return type(data) in (int, float)
        case serializers.DateTimeField():
            return isinstance(data, str) and bool(INSTANT.fullmatch(data))
        case serializers.DateField():
            return isinstance(data, str) and bool(DAY.fullmatch(data))
        case serializers.URLField():
            return isinstance(data, str) and data.startswith("http")
        case serializers.ChoiceField():
            return data in field.choices
        case serializers.CharField():
            return isinstance(data, str)
    return False
