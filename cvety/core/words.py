"""Days, hours and numbers of things as people say them; hours on the clock of the shop (the present time zone)."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as dateformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def counted(name: str, quantity: int) -> str:
    """Return «Букет роз × 2»; one of a kind needs no number."""
    return f"{name} ×\u00a0{quantity}" if quantity > 1 else name


def day(on: date) -> str:
    """Return «сегодня», «завтра», «вчера», else «чт 26 дек», with the year where it is another."""
    today = timezone.localdate()
    near = {-1: _("вчера"), 0: _("сегодня"), 1: _("завтра")}
    if (words := near.get((on - today).days)) is not None:
        return words
    said = dateformat(on, "D j b" if on.year == today.year else "D j b Y")
    return said if get_language() == "en" else said.lower()  # English keeps its capitals


def moment(at: datetime | None) -> str:
    """Return «сегодня 14:05»; nothing for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{day(local.date())} {local:%H:%M}"


def hour(at: datetime) -> str:
    """Return «14:05»."""
    return f"{timezone.localtime(at):%H:%M}"


def hours(start: datetime | None, end: datetime | None) -> str:
    """Return «14:00–16:00», where the day is known; nothing for neither."""
    return "–".join(dict.fromkeys(hour(at) for at in (start, end) if at is not None))


def deadline(at: datetime) -> str:
    """Return «сегодня к 14:05»: by when something is to be done."""
    local = timezone.localtime(at)
    return _("%(day)s к %(hour)s") % {"day": day(local.date()), "hour": f"{local:%H:%M}"}


def until(at: datetime) -> str:
    """Return «до 14:05», «завтра до 14:05»: today goes without saying."""
    return _unless_today(at, _("до %s") % hour(at))


def at_hour(at: datetime) -> str:
    """Return «в 14:05», «вчера в 14:05»: today goes without saying."""
    return _unless_today(at, _("в %s") % hour(at))


def _unless_today(at: datetime, said: str) -> str:
    said = said.replace(" ", "\u00a0")  # an hour alone on a line tells nothing
    on = timezone.localtime(at).date()
    return said if on == timezone.localdate() else f"{day(on)} {said}"


def wait(seconds: int) -> str:
    """Return «через 43 секунды», «через 12 минут», «через 3 часа»: never too early, in one unit."""
    minutes, hours, days = (math.ceil(seconds / unit) for unit in (60, 3600, 86400))
    if seconds < 60:
        return ngettext("через %d секунду", "через %d секунд", seconds) % seconds
    if minutes < 60:
        return ngettext("через %d минуту", "через %d минут", minutes) % minutes
    if hours < 24:
        return ngettext("через %d час", "через %d часов", hours) % hours
    return ngettext("через %d день", "через %d дней", days) % days


def window(start: datetime | None, end: datetime | None, on: date | None = None) -> str:
    """Return «сегодня 14:00–16:00», or the day alone where no hours were said; nothing for neither."""
    first = start or end
    if first is None:
        return day(on) if on else ""
    if start is None or end is None or start == end:
        return moment(first)
    local_start, local_end = timezone.localtime(start), timezone.localtime(end)
    if local_start.date() == local_end.date() or local_end - local_start <= timedelta(hours=12):
        return f"{day(local_start.date())} {local_start:%H:%M}–{local_end:%H:%M}"
    return f"{moment(start)} – {moment(end)}"
