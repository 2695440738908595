"""Lists: paging by page or by skip, sorting, filters that refuse what they do not know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.db import models
from django.db.models import F, OrderBy
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from cvety.core import clock, search
from cvety.core.errors import InvalidInput

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_TEXT = 1000  # longer is no search, and SQLite will not look for it
MAX_ROWS = 2**31  # farther than any list goes, and still a number the database takes


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for: `limit` rows from `offset`."""

    offset: int
    limit: int

    @property
    def number(self) -> int:
        return self.offset // self.limit + 1

    def cut(self, rows: Any) -> Any:
        return rows[self.offset : self.offset + self.limit]

    def envelope(self, items: Sequence[Any], total: int, **more: Any) -> dict[str, Any]:
        """Return the documented shape of a list."""
        return {
            "items": items,
            "total": total,
            "page": self.number,
            "pages": -(-total // self.limit),
            "has_next": self.offset + self.limit < total,
            "has_prev": self.offset > 0,
            **more,
        }


def read_page(query: Mapping[str, str]) -> PageRequest:
    """Read `page` or `skip`, and `limit`. Raises InvalidInput."""
    limit = read_number(query, "limit", default=DEFAULT_LIMIT, least=1, most=MAX_LIMIT)
    if "skip" in query and "page" not in query:
        return PageRequest(read_number(query, "skip", default=0, least=0, most=MAX_ROWS), limit)
    page = read_number(query, "page", default=1, least=1, most=MAX_ROWS // MAX_LIMIT)
    return PageRequest((page - 1) * limit, limit)


def read_number(query: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    """Read one whole number of the query. Raises InvalidInput beyond its bounds."""
    text = query.get(name, "")
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else least - 1
    if not least <= number <= most:
        message = _("Целое число от %(least)d до %(most)d") % {"least": least, "most": most}
        raise InvalidInput(((name,), message), where="query")
    return number


def read_sort(
    query: Mapping[str, str], fields: Mapping[str, str], *, default: str, may_be_empty: Collection[str] = ()
) -> list[str | OrderBy]:
    """Read `sort`: a documented field, `-` before it for descending; ties are broken by id, newest first.

    `fields` maps documented names to columns; rows without a value in one that `may_be_empty` come last either
    way. Raises InvalidInput for any other name.
    """
    asked = query.get("sort") or default
    descending, name = asked.startswith("-"), asked.lstrip("-")
    if name not in fields or asked.count("-") > 1:
        message = _("Сортировать можно по полям: %s") % ", ".join(fields)
        raise InvalidInput((("sort",), message), where="query")
    column, tie = fields[name], "-pk" if descending else "pk"
    if name in may_be_empty:
        return [OrderBy(F(column), descending=descending, nulls_last=True), tie]
    return [f"-{column}" if descending else column, tie]


NO_FILTER = "all"


class WordField(forms.ChoiceField):
    """One of the documented words; `all` is no filter."""

    default_error_messages = {"invalid_choice": _("Допустимые значения: %(choices)s")}

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            choices: Any = self.choices  # pairs by now, whatever they were given as
            words = ", ".join(str(word) for word, _label in choices if word)
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"choices": words})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return "" if text == NO_FILTER else text


class WordFilter(django_filters.Filter):
    field_class = WordField


class StrictBooleanField(forms.Field):
    """true or false, in any case, or 1 or 0; nothing else."""

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        try:
            return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]
        except KeyError as error:
            raise forms.ValidationError(_("Допустимые значения: true, false")) from error


class BooleanFilter(django_filters.Filter):
    field_class = StrictBooleanField


class IntegerField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=-MAX_ROWS, max_value=2**63 - 1, **kwargs)


class IntegerFilter(django_filters.Filter):
    field_class = IntegerField


class MomentField(forms.Field):
    """An instant, or a bare day; without an offset it is the shop's time, a space stands for a lost `+`."""

    def to_python(self, value: Any) -> datetime | date | None:
        text = str(value or "").strip()
        if not text:
            return None
        if len(text) > 20 and text[-6] == " ":
            text = text[:-6] + "+" + text[-5:]
        try:
            moment = parse_date(text) if len(text) == 10 else parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.year not in clock.YEARS:
            raise forms.ValidationError(_("Дата и время в формате ISO 8601"))
        return moment


class MomentFilter(django_filters.Filter):
    """The start (`gte`) or the end (`lte`) of a span, both inclusive; a bare day is meant whole."""

    field_class = MomentField

    def filter(self, qs: models.QuerySet[Any], value: datetime | date | None) -> models.QuerySet[Any]:
        if value is None:
            return qs
        zone = self.parent.zone
        if isinstance(value, datetime):
            moment = value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))
            if self.lookup_expr == "lte" and not moment.microsecond:  # the whole of a second, as answers name it
                return qs.filter(**{f"{self.field_name}__lt": moment + timedelta(seconds=1)})
            return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": moment})
        start, end = clock.day_bounds(value, zone)
        if self.lookup_expr == "lte":
            return qs.filter(**{f"{self.field_name}__lt": end})
        return qs.filter(**{f"{self.field_name}__gte": start})


class DayField(forms.Field):
    """A day as `2024-12-26`."""

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or day.year not in clock.YEARS:
            raise forms.ValidationError(_("Дата в формате ГГГГ-ММ-ДД"))
        return day


class DayFilter(django_filters.Filter):
    field_class = DayField


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows that filters let through, and the filters that were asked for, by name."""

    qs: models.QuerySet[Any]
    asked: dict[str, Any]

    def page(
        self, order_by: Sequence[str | OrderBy], page: PageRequest, *, count: Callable[[], int] | None = None
    ) -> tuple[list[int], int]:
        """Return the ids of a page and how many rows there are; the rows themselves are read by id, a page at most.

        `count` tells how many rows there are without counting them, where there is such a way.
        """
        if "search" in self.asked:
            return search.page_of_found(self.qs, order_by, offset=page.offset, limit=page.limit)
        ids = list(page.cut(self.qs.order_by(*order_by)).values_list("pk", flat=True))
        return ids, count() if count else self.qs.count()


class ListFilter(django_filters.FilterSet):
    """Filters of one list; `read` gives the rows or refuses the request."""

    base_filters: dict[str, django_filters.Filter]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for declared in cls.declared_filters.values():
            if isinstance(declared, django_filters.CharFilter):
                declared.extra.setdefault("max_length", MAX_TEXT)

    def __init__(self, data: Mapping[str, str], **options: Any) -> None:
        # Those alone that are asked for: to make a form of them all takes longer than to read a page.
        self.base_filters = {name: filter_ for name, filter_ in self.base_filters.items() if name in data}
        super().__init__(data, **options)

    @property
    def zone(self) -> str:
        return str(self.request.auth.shop.timezone)

    @classmethod
    def read(cls, request: Request, queryset: models.QuerySet[Any]) -> Narrowed:
        """Read the query. Raises InvalidInput naming each wrong parameter."""
        if not cls.base_filters.keys() & request.query_params.keys():
            return Narrowed(queryset, {})  # the usual page: nothing to build a form for
        filters = cls(request.query_params, queryset=queryset, request=request)
        if not filters.is_valid():
            wrong = [((name,), str(messages[0])) for name, messages in filters.errors.items()]
            raise InvalidInput(*wrong, where="query")
        values = filters.form.cleaned_data.items()
        return Narrowed(filters.qs, {name: value for name, value in values if value not in (None, "")})
