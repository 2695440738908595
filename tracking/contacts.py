"""How to reach a shop: links made of what somebody typed as a name, an @name or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cvety.core import phones
from shops.models import Shop

_TELEGRAM = re.compile(r"(?:(?:https?://)?(?:t\.me|telegram\.me)/|@)?([A-Za-z][A-Za-z0-9_]{3,31})/?")
_INSTAGRAM = re.compile(r"(?:(?:https?://)?(?:www\.)?instagram\.com/|@)?([A-Za-z0-9_.]{1,30})/?")


@dataclass(frozen=True, slots=True)
class Contact:
    """A button: what it does, what stands under that, where it leads."""

    kind: str
    label: str
    name: str
    url: str


def contacts(shop: Shop) -> list[Contact]:
    """Return the ways to reach a shop, the quickest first; what cannot be read as one is left out."""
    found = []
    if shop.phone:
        found.append(Contact("call", _("Позвонить"), phones.readable(shop.phone), f"tel:{shop.phone}"))
    if shop.whatsapp:
        url = f"https://wa.me/{shop.whatsapp.removeprefix('+')}"
        found.append(Contact("whatsapp", "WhatsApp", phones.readable(shop.whatsapp), url))
    if name := _read(_TELEGRAM, shop.telegram):
        found.append(Contact("telegram", "Telegram", f"@{name}", f"https://t.me/{name}"))
    if name := _read(_INSTAGRAM, shop.instagram):
        found.append(Contact("instagram", "Instagram", f"@{name}", f"https://www.instagram.com/{name}/"))
    return found


def _read(notation: re.Pattern[str], text: str) -> str:
    found = notation.fullmatch(text.strip())
    return found[1] if found else ""
