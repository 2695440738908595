"""When to deliver: hours of a day, or two instants, as clients send either."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.utils.dateparse import parse_time
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cvety.api.fields import read_moment
from orders.services import Window
from orders.services.windows import Edge

_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?"
_HOURS = re.compile(rf"(?:с\s+)?{_HOUR}\s*(?:[-–—]|до)\s*{_HOUR}", re.IGNORECASE)


class WindowEdges(serializers.Serializer[Any]):
    """Describes `WindowField` in the schema."""

    from_time = serializers.CharField(required=False, allow_null=True, help_text=_("ЧЧ:ММ или дата и время ISO 8601"))
    to_time = serializers.CharField(required=False, allow_null=True)


@extend_schema_field(WindowEdges)
class WindowField(serializers.Field):
    """`{from_time, to_time}`, or `{from, to}` as answers have it; null is no window."""

    default_error_messages = {
        "invalid": _("Окно доставки — объект с полями from_time и to_time"),
        "invalid_edge": _("Время в формате ЧЧ:ММ или дата и время в формате ISO 8601"),
    }

    def to_internal_value(self, data: Any) -> Window:
        if not isinstance(data, dict):
            self.fail("invalid")
        edges: list[Edge] = []
        wrong = {}
        for name, other in (("from_time", "from"), ("to_time", "to")):
            name = name if name in data else other
            try:
                edges.append(self._edge(data.get(name)))
            except serializers.ValidationError:
                wrong[name] = [self.error_messages["invalid_edge"]]
        if wrong:
            raise serializers.ValidationError(wrong)
        return Window(*edges)

    def to_representation(self, value: Any) -> Any:
        return value

    def _edge(self, data: Any) -> Edge:
        if data is None or data == "":
            return None
        if not isinstance(data, str):
            self.fail("invalid_edge")
        if hours := _time(data):
            return hours
        return read_moment(data, self.context["zone"])


class HoursField(serializers.CharField):
    """`14:00-16:00`, as storefronts send it, or `14-16`, `с 14:00 до 16:00`, `22:00-24:00`; one hour is the first."""

    default_error_messages = {"invalid_hours": _("Время доставки в формате 14:00-16:00")}

    def to_internal_value(self, data: Any) -> Window | None:  # type: ignore[override]  # read into its two edges
        text = super().to_internal_value(data)
        if not text:
            return None
        if start := _time(text):
            return Window(start, None)
        match = _HOURS.fullmatch(text)
        edges = [_time(f"{match[index]}:{match[index + 1] or '00'}") for index in (1, 3)] if match else []
        if match and f"{match[3]}:{match[4] or '00'}" == "24:00":
            edges[1] = time()
        if None in edges or not edges:
            self.fail("invalid_hours")
        return Window(*edges)


def _time(text: str) -> time | None:
    try:
        hours = parse_time(text) if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text) else None
    except ValueError:
        return None
    return hours
