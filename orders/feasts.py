"""The days on which a flower shop sells more than on others, by how much, and with how many days before them.

The figures are percents of an ordinary day; they stand in until a shop has sales of its own from a year ago.
docs/purchasing.md prints this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ORDINARY = 100


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast that begins on the same day every year; `percents` are by the number of days from that day."""

    code: str
    name: str | Promise
    month: int
    day: int
    percents: Mapping[int, int]

    def days(self, year: int) -> list[date]:
        """Return the days that sell more when it begins in this year, those before it included."""
        return [self._start(year) + timedelta(days=offset) for offset in self.percents]

    def year_of(self, on: date) -> int | None:
        """Return the year in which the feast begins that this day belongs to; None for a day of no such feast."""
        for year in (on.year, on.year + 1, on.year - 1):
            if (on - self._start(year)).days in self.percents:
                return year
        return None

    def percent(self, on: date, year: int) -> int:
        return self.percents[(on - self._start(year)).days]

    def _start(self, year: int) -> date:
        return date(year, self.month, self.day)


FEASTS = (
    Feast("valentine", _("14 февраля"), 2, 14, {-2: 150, -1: 300, 0: 500}),
    Feast("women", _("8 Марта"), 3, 8, {-3: 200, -2: 400, -1: 800, 0: 800}),
    Feast("nauryz", _("Наурыз"), 3, 21, {-1: 150, 0: 200, 1: 200, 2: 150}),
    Feast("knowledge", _("1 сентября"), 9, 1, {-2: 150, -1: 300, 0: 400}),
    Feast("new_year", _("Новый год"), 12, 31, {-2: 150, -1: 200, 0: 250, 1: 150}),
)


@dataclass(frozen=True, slots=True)
class FeastDay:
    """A day of a feast, or one before it."""

    on: date
    feast: Feast
    year: int

    @property
    def percent(self) -> int:
        return self.feast.percent(self.on, self.year)

    @property
    def year_before(self) -> date:
        """The same day of the feast of the year before."""
        return self.on.replace(year=self.on.year - 1)

    @property
    def days_before(self) -> list[date]:
        """All days of the feast of the year before."""
        return self.feast.days(self.year - 1)


def feast_day(on: date) -> FeastDay | None:
    """Return what is special about a day; None for an ordinary one."""
    for feast in FEASTS:
        if (year := feast.year_of(on)) is not None:
            return FeastDay(on, feast, year)
    return None
