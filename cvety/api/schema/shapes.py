"""Shapes that answers of several apps have."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers


class Page(serializers.Serializer[Any]):
    """What stands beside the rows of a list."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    has_next = serializers.BooleanField()
    has_prev = serializers.BooleanField()


class Photo(serializers.Serializer[Any]):
    """A picture that was uploaded."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    thumbnail = serializers.URLField()
    uploaded_at = serializers.DateTimeField()


@cache  # a shape that two lists have is one shape
def page_of(item: type[serializers.Serializer[Any]], **more: serializers.Field) -> type[Page]:
    """Return the shape of a list of these rows."""
    return type(f"{item.__name__}Page", (Page,), {"items": item(many=True), **more})
