"""What is done with shops as such."""

from __future__ import annotations

from .models import Shop


def register_shop(*, phone: str) -> Shop:
    """Open a shop for a phone that nobody has; its owner gives it a better name later."""
    # Stored for everybody, so not in the language of whoever's browser happened to ask.
    return Shop.objects.create(name=f"Цветочный магазин {phone[-4:]}", phone=phone)
