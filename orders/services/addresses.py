"""An order's address names one door, whichever way it was told: by its line, by its parts, or by both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cvety.core.addresses import AddressParts
from orders.models import Order

PARTS = tuple(field.name for field in AddressParts._meta.get_fields() if field.name != "address")
HOUSE = frozenset({"street", "house"})
POINT = frozenset({"latitude", "longitude"})


def line_of(parts: Mapping[str, Any]) -> str:
    """Return the line that says the same as the parts; nothing where they name no house."""
    if not any(parts.get(name) for name in HOUSE):
        return ""
    house = " ".join(filter(None, (parts.get("street"), parts.get("house"))))
    flat = parts.get("flat")
    return ", ".join(filter(None, (parts.get("city"), house, f"кв. {flat}" if flat else "")))


def with_whole_address(order: Order, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes and what follows from them for the rest of the address.

    Another line leaves nothing of the old door but what is said again with it; where street and house come back as
    they were, the whole row does, and says nothing. Parts alone are written into a line that would deny them.
    """
    anew = {part: changes[part] for part in PARTS if part in changes and changes[part] != getattr(order, part)}
    line = changes.get("address", order.address)
    if line != order.address:
        is_repeated = HOUSE & changes.keys() and not HOUSE & anew.keys()
        said = anew if is_repeated else {part: changes[part] for part in PARTS if part in changes} | _no_old_point(anew)
        return {**changes, **dict.fromkeys(PARTS), **said, "address": line or line_of(said)}
    parts = {part: changes.get(part, getattr(order, part)) for part in PARTS}
    if not parts["street"] or not any(_is_denied(order, part, value) for part, value in anew.items()):
        return changes
    return {**changes, **_no_old_point(anew), "address": line_of(parts)}


def _no_old_point(anew: dict[str, Any]) -> dict[str, Any]:
    """No two houses stand in one place."""
    return {name: anew.get(name) for name in POINT}


def _is_denied(order: Order, part: str, value: Any) -> bool:
    """Whether the order's line speaks of another house, or names the city or the flat as it was."""
    if part in HOUSE:
        return bool(value) and not _names(order.address, value)
    if part == "city":
        return bool(order.city) and _names(order.address, order.city)
    return part == "flat" and order.line_names_flat


def _names(line: str, words: Any) -> bool:
    return re.search(rf"(?<!\w){re.escape(str(words))}(?!\w)", line, re.IGNORECASE) is not None
