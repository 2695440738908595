"""Finding rows by what a person types: words in any order, a phone in any notation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from .text import fold

MAX_WORDS = 10
_PHONE = re.compile(r"[\d\s()+\-.\u00a0]+")
_PHONE_DIGITS = 5  # fewer may be anything
_CODE_DIGITS = 4  # 8 701


def matching(column: str, text: str) -> Q:
    """Return the condition that a folded column holds every word of the text; blank text finds everything.

    Digits are a part of a phone, in whatever notation, and may as well be what they are: «51 роза».
    """
    digits = _digits(text)
    if len(digits) >= _PHONE_DIGITS and _PHONE.fullmatch(text):
        return _phone(column, digits)
    words = fold(text).split()[:MAX_WORDS]
    numbers = [word for word in words if _PHONE.fullmatch(word) and _digits(word)]
    found = _every(column, [word for word in words if word not in numbers])
    if numbers:
        found &= _every(column, numbers) | _phone(column, _digits("".join(numbers)))
    return found


def row_id(text: str) -> int | None:
    """Return the id that the text names, with or without the number sign; None where it names none."""
    digits = text.strip().removeprefix("#").removeprefix("№")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _every(column: str, words: Iterable[str]) -> Q:
    found = Q()
    for word in words:
        found &= Q(**{f"{column}__contains": word})
    return found


def _phone(column: str, digits: str) -> Q:
    """Numbers are kept as +7…; here 8 or 7 may stand before them, or nothing."""
    found = Q(**{f"{column}__contains": digits})
    if digits[0] == "8" and len(digits) >= _CODE_DIGITS:
        found |= Q(**{f"{column}__contains": f"+7{digits[1:]}"})
    return found
