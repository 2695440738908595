"""Times, sums and phones in templates, as people say and write them."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from cvety.core import money, phones, words

register = template.Library()


@register.simple_tag
def window(start: datetime | None, end: datetime | None, on: date | None = None) -> str:
    """Show a delivery window: «сегодня 14:00–16:00»."""
    return words.window(start, end, on)


@register.simple_tag
def moment(at: datetime | None) -> str:
    """Show an instant: «вчера 18:20»."""
    return words.moment(at)


@register.filter
def deadline(at: datetime) -> str:
    """Show by when: «завтра к 09:45»."""
    return words.deadline(at)


@register.filter
def tenge(amount: int) -> str:
    """Show a sum: «27 000 ₸»."""
    return money.readable(amount)


@register.filter
def phone(number: str) -> str:
    """Show a phone: «+7 701 123-45-67»."""
    return phones.readable(number)
