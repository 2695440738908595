"""What is counted gets a name and its own rules: how long it lasts, when there is little of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput, NotFound
from cvety.core.locks import lock_rows
from cvety.core.text import fold_key
from shops.models import Shop
from warehouse.errors import ItemExists
from warehouse.models import StockItem

from .aging import follow_shelf_life
from .items import find_or_create_item, lock_names, parse_name

RULES = ("shelf_life_days", "low_stock_threshold", "supplier", "bunch_size")
EDITABLE = ("kind", "name", "height_cm", "unit", *RULES)


def add_item(*, shop: Shop, data: dict[str, Any], now: datetime) -> StockItem:
    """Add what is to be counted; `data` holds EDITABLE. Raises ItemExists."""
    with transaction.atomic():
        lock_names(shop=shop)
        newest = StockItem.objects.filter(shop=shop).order_by("-pk").values_list("pk", flat=True).first() or 0
        item = find_or_create_item(
            shop=shop,
            name=data["name"],
            kind=data.get("kind"),
            unit=data.get("unit") or "шт",
            height_cm=data.get("height_cm"),
        )
        if item.pk <= newest:
            raise ItemExists
        rules: dict[str, Any] = {field: data[field] for field in RULES if field in data}
        return update_item(shop=shop, item_id=item.pk, changes=rules, now=now)


def update_item(*, shop: Shop, item_id: int, changes: dict[str, Any], now: datetime) -> StockItem:
    """Change the fields given; with another shelf life, what stands on the shelf lasts as long as it says.

    Raises NotFound, ItemExists, InvalidInput.
    """
    if changes.get("bunch_size") == 0:
        raise InvalidInput((("bunch_size",), _("Не меньше одного")))
    with transaction.atomic():
        lock_names(shop=shop)
        item: StockItem | None = lock_rows(StockItem.objects.filter(shop=shop, pk=item_id)).first()
        if item is None:
            raise NotFound
        life = item.shelf_life_days
        for field in EDITABLE:
            if field in changes:
                setattr(item, field, changes[field])
        if "name" in changes:
            item.name, height = parse_name(changes["name"])
            item.height_cm = height or item.height_cm
        item.name_key = fold_key(item.name)
        try:
            with transaction.atomic():
                item.save(update_fields=[*EDITABLE, "name_key"])
        except IntegrityError as error:
            raise ItemExists from error
        if item.shelf_life_days != life:
            follow_shelf_life(item, now=now)
        return item
