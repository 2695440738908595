"""Times: aware instants everywhere, local days and hours by the shop's zone, never by an offset written out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

YEARS = range(1900, 9001)  # of days that there are in every zone


def now() -> datetime:
    """Return the present instant, in UTC."""
    return timezone.now()


def local(instant: datetime, zone: str) -> datetime:
    """Return the same instant on the shop's clock."""
    return instant.astimezone(ZoneInfo(zone))


def isoformat(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """Return ISO 8601 with the zone's offset, to the second: `2024-12-26T14:00:00+05:00`."""
    if instant is None:
        return None
    return instant.astimezone(zone).isoformat(timespec="seconds")


def at(day: date, clock: time, zone: str) -> datetime:
    """Return the instant of a local day and time, in UTC."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def hours(day: date, start: time | None, end: time | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the instants of a day's hours; what begins later than 00:00 and ends then lasts until midnight."""
    first, last = (at(day, each, zone) if each is not None else None for each in (start, end))
    if first is not None and last is not None and last < first and end == time():
        last += timedelta(days=1)
    return first, last


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the half-open span [start, end) of a local day."""
    return at(day, time(), zone), at(day + timedelta(days=1), time(), zone)
