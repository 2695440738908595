"""When to deliver: hours of a day, or two instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from cvety.core import clock
from cvety.core.errors import InvalidInput

Edge = time | datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """From one edge to the other; an edge of hours belongs to a day that is still to be told."""

    start: Edge
    end: Edge

    @property
    def needs_day(self) -> bool:
        return isinstance(self.start, time) or isinstance(self.end, time)

    def instants(self, day: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
        """Return both edges on the shop's clock. Raises InvalidInput for hours without a day."""
        if day is None and self.needs_day:
            raise InvalidInput((("delivery_date",), _("Укажите день доставки")))
        start, end = _instant(self.start, day, zone), _instant(self.end, day, zone)
        if start and end and self.end == time() and end < start:  # until midnight
            end += timedelta(days=1)
        return start, end


def _instant(edge: Edge, day: date | None, zone: str) -> datetime | None:
    if isinstance(edge, time) and day is not None:
        return clock.at(day, edge, zone)
    return edge if isinstance(edge, datetime) else None
