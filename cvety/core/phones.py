"""Phone numbers: E.164 from the first line inside the border (`+77011234567`)."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

INVALID_PHONE = _("Неверный формат телефона")

_NOTATION = re.compile(r"[\s\u00a0(]*\+?[0-9\s\u00a0().-]+", re.ASCII)


_SHORTEST_MASKED = 11  # seven characters are shown


class InvalidPhone(ValueError):
    """The text is no phone number of Kazakhstan or Russia (both are +7)."""


def normalize(text: str) -> str:
    """Return the number as `+7XXXXXXXXXX`; takes `8 701 …`, `+7 (701) …`, `7701…` and ten digits.

    Raises InvalidPhone.
    """
    if not isinstance(text, str) or len(text) > 32 or not _NOTATION.fullmatch(text):
        raise InvalidPhone(text)
    digits = re.sub(r"\D", "", text)
    # After a plus stands a whole number; one with a digit lost must not become somebody else's.
    if "+" not in text and len(digits) == 11 and digits[0] == "8":
        digits = "7" + digits[1:]
    elif "+" not in text and len(digits) == 10:
        digits = "7" + digits
    if len(digits) != 11 or digits[0] != "7":
        raise InvalidPhone(text)
    number = "+" + digits
    # The plan of numbers, not the list of those in use: 700 000 0000 is a fine number for trying things out.
    if not phonenumbers.is_possible_number(phonenumbers.parse(number)) or digits[1] in "0125":
        raise InvalidPhone(text)
    return number


def mask(phone: str) -> str:
    """Return the number as the public sees it: `+7705*****67`; of one too short to hide anything in, stars."""
    if len(phone) < _SHORTEST_MASKED:
        return "*****" if phone else ""
    return f"{phone[:5]}*****{phone[-2:]}"


def readable(phone: str) -> str:
    """Return the number as people write it: `+7 701 123-45-67`."""
    if len(phone) != 12:
        return phone
    return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"


class PhoneField(models.CharField):
    """A column of one phone number in E.164; cleans what a form gives it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not value:
            return value
        try:
            return normalize(value)
        except InvalidPhone as error:
            raise ValidationError(INVALID_PHONE, code="invalid_phone") from error

    def formfield(self, **kwargs: Any) -> Any:
        # What is typed ("+7 (701) 123-45-67") is longer than what is stored.
        return super().formfield(**{**kwargs, "max_length": 32})
