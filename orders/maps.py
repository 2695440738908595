"""Where an order goes, on the maps that couriers use. A link is only a link: nothing of theirs is loaded by ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from cvety.core.text import fold

from .models import Order

# From here on an address speaks to people; a map finds the house more surely without.
_INSIDE = re.compile(r"[,\s]+(?:кв|квартира|пәтер|подъезд|кіреберіс|этаж|домофон)\b.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class MapLink:
    """A map's name, and its page of the place."""

    name: str
    url: str


def maps(order: Order, *, city: str) -> Sequence[MapLink]:
    """Return the place on each map: by its coordinates, else by its address; nothing where neither is known."""
    if order.latitude is not None and order.longitude is not None:
        return _of_point(f"{order.latitude:f}", f"{order.longitude:f}")
    address = place_name(order, city=city)
    return _of_text(address) if address else []


def place_name(order: Order, *, city: str) -> str:
    """Return the house as a map looks for it: «Алматы, пр. Достык, 89»."""
    parts = [order.street, order.house] if order.street and order.house else [_INSIDE.sub("", order.address).strip()]
    if not parts[0] or not city or fold(city) in fold(parts[0]):
        return ", ".join(part for part in parts if part)
    return ", ".join([city, *[part for part in parts if part]])


def _of_point(latitude: str, longitude: str) -> list[MapLink]:
    google = urlencode({"api": 1, "query": f"{latitude},{longitude}"})
    return [  # longitude first, but for Google
        MapLink(_("2ГИС"), f"https://2gis.kz/geo/{longitude},{latitude}"),
        MapLink(_("Яндекс"), f"https://yandex.kz/maps/?{urlencode({'pt': f'{longitude},{latitude}', 'z': 17})}"),
        MapLink("Google", f"https://www.google.com/maps/search/?{google}"),
    ]


def _of_text(address: str) -> list[MapLink]:
    return [
        MapLink(_("2ГИС"), f"https://2gis.kz/search/{quote(address, safe='')}"),
        MapLink(_("Яндекс"), f"https://yandex.kz/maps/?{urlencode({'text': address})}"),
        MapLink("Google", f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': address})}"),
    ]
