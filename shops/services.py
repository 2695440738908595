"""What is done with shops as such."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cvety.core.locks import lock_rows
from cvety.core.versions import check_version

from .models import Shop
from .queries import forget_allowed_origins


def register_shop(*, phone: str) -> Shop:
    """Open a shop for a phone that nobody has; its owner gives it a better name later."""
    # Stored for everybody, so not in the language of whoever's browser happened to ask.
    return Shop.objects.create(name=f"Цветочный магазин {phone[-4:]}", phone=phone)


def update_shop(*, shop: Shop, changes: dict[str, Any], expected_version: str | None = None) -> Shop:
    """Change the fields given and nothing else. Raises StaleVersion."""
    with transaction.atomic():
        row = lock_rows(Shop.objects.filter(pk=shop.pk)).get()
        check_version(row, expected_version)
        for field, value in changes.items():
            setattr(row, field, value)
        row.version += 1
        row.save(update_fields=[*changes, "version", "updated_at"])
        transaction.on_commit(forget_allowed_origins)
    return row
