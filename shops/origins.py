"""Origins: other sites whose pages may call a shop's API from a browser, written as browsers name them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INVALID_ORIGIN = _("Адрес сайта без пути: https://shop.kz")
MAX_ORIGINS = 20
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_USUAL_PORTS = {"http": 80, "https": 443}


class InvalidOrigin(ValueError):
    """The text names no site, or more than a site."""


def normalize(text: str) -> str:
    """Return a site as browsers name it, `https://shop.kz`; takes capitals, a last slash, the usual port.

    Raises InvalidOrigin.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:  # UnicodeError is one
        raise InvalidOrigin(text) from error
    is_more = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _USUAL_PORTS or is_more or not _HOST.fullmatch(host):
        raise InvalidOrigin(text)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _USUAL_PORTS[parts.scheme] else "")


def normalize_all(texts: Iterable[str]) -> list[str]:
    """Return each site once, as browsers name it. Raises InvalidOrigin."""
    return list(dict.fromkeys(normalize(text) for text in texts))


def validate_origins(value: Any) -> None:
    """Refuse a column's value that is no list of sites as browsers name them. Raises ValidationError."""
    try:
        is_right = isinstance(value, list) and normalize_all(value) == value
    except (InvalidOrigin, AttributeError) as error:
        raise ValidationError(INVALID_ORIGIN) from error
    if not is_right:
        raise ValidationError(INVALID_ORIGIN)
    if len(value) > MAX_ORIGINS:
        raise ValidationError(_("Не больше %d сайтов") % MAX_ORIGINS)
