"""Hours of a day as the document writes them: «09:00 - 20:00»."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput

ROUND_THE_CLOCK = "круглосуточно"
MIDNIGHT = (24, 0)
INVALID_HOURS = _("Часы в виде 09:00 - 20:00 или «круглосуточно»; выходной — пусто")

_SPAN = re.compile(r"(\d\d?)[:.](\d\d)\s*[-–—]\s*(\d\d?)[:.](\d\d)", re.ASCII)


def read_hours(text: str, *, standing: str = "", path: tuple[str, ...] = ("hours",)) -> str:
    """Return the hours in that form; what ends before it begins lasts past midnight, nothing is a day off.

    What stands there already is left as it stands: it may be older than the form. Raises InvalidInput.
    """
    if text == standing:
        return standing
    said = text.strip().lower()
    if not said:
        return ""
    if said in (ROUND_THE_CLOCK, "24/7"):
        return ROUND_THE_CLOCK
    match = _SPAN.fullmatch(said)
    if match is None:
        raise InvalidInput((path, INVALID_HOURS))
    opens, closes = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if opens >= MIDNIGHT or closes > MIDNIGHT or max(opens[1], closes[1]) > 59:
        raise InvalidInput((path, INVALID_HOURS))
    return "{:02}:{:02} - {:02}:{:02}".format(*opens, *closes)


def read_days(days: Mapping[str, str], *, standing: Mapping[str, str]) -> dict[str, str]:
    """Return the hours of some days of a shop likewise, with those of the other days. Raises InvalidInput."""
    told = {
        day: read_hours(text, standing=standing.get(day, ""), path=("working_hours", day)) for day, text in days.items()
    }
    return {**standing, **told}
