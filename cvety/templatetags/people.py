"""Times, sums and phones in templates, as people say and write them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django import template
from django.utils.html import format_html

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


@register.simple_tag
def action_id() -> str:
    """Give a form an id of its own: sent twice, it is done once (`accounts.pages_once`)."""
    return format_html('<input type="hidden" name="action_id" value="{}">', uuid.uuid4().hex)


@register.filter
def deadline(at: datetime) -> str:
    """Show by when: «завтра к 09:45»."""
    return words.deadline(at)


@register.filter
def until(at: datetime) -> str:
    """Show until when, today without its day: «до 14:05»."""
    return words.until(at)


@register.filter
def at_hour(at: datetime) -> str:
    """Show when it was or will be, today without its day: «в 14:05»."""
    return words.at_hour(at)


@register.filter
def tenge(amount: int) -> str:
    """Show a sum: «27 000 ₸»."""
    return money.readable(amount)


@register.filter
def phone(number: str) -> str:
    """Show a phone: «+7 701 123-45-67»."""
    return phones.readable(number)
