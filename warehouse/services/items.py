"""Naming what is counted: «Роза красная 50см» is the variety «Роза красная», 50 cm high."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import QuerySet

from cvety.core.locks import lock_rows
from cvety.core.text import fold, fold_key, slug
from shops.models import Shop
from warehouse.models import ItemKind, StockItem

_HEIGHT = re.compile(r"^(?P<variety>.*\S)[\s,]*?\b(?P<height>\d{2,3})\s*(?:см|cm)\.?$", re.IGNORECASE)
_PACKAGING = ("упаковк", "крафт", "лента", "пленк", "бумаг", "коробк", "корзин", "открытк", "оазис")


def parse_name(name: str) -> tuple[str, int | None]:
    """Return the variety and its height in cm, where the name ends in one."""
    name = " ".join(name.split())
    match = _HEIGHT.match(name)
    return (match["variety"].rstrip(" ,"), int(match["height"])) if match else (name, None)


def guess_kind(name: str) -> ItemKind:
    """Return packaging for what is called so; it does not wilt. A person can set it right in the admin."""
    key = fold(name)
    return ItemKind.PACKAGING if any(word in key for word in _PACKAGING) else ItemKind.FLOWER


def find_or_create_item(
    *, shop: Shop, name: str, kind: ItemKind | None = None, unit: str = "шт", height_cm: int | None = None
) -> StockItem:
    """Return the shop's item of this name and height, ignoring case, ё and spaces; make it if there is none.

    Without a height only the item without one matches.
    """
    variety, height = parse_name(name)
    height = height_cm or height
    known = _named(shop, variety, height, kind)
    item: StockItem | None = known.first()
    if item is None:
        with transaction.atomic():
            lock_names(shop=shop)
            item = known.first() or _create(shop, variety, kind or guess_kind(variety), unit, height)
    return item


def find_item(*, shop: Shop, name: str) -> StockItem | None:
    """Return what `find_or_create_item` would find, and None where it would make it."""
    return _named(shop, *parse_name(name), None).first()


def _named(shop: Shop, variety: str, height: int | None, kind: ItemKind | None) -> QuerySet[StockItem]:
    named = StockItem.objects.filter(shop=shop, name_key=fold_key(variety), height_cm=height)
    found: QuerySet[StockItem] = named.filter(kind=kind) if kind else named.exclude(kind=ItemKind.FINISHED)
    return found.order_by("pk")


def lock_names(*, shop: Shop) -> None:
    """Let nobody else name things of the shop until the transaction ends.

    So two who name the same make one item, and two who name several in different orders do not wait for each
    other.
    """
    lock_rows(Shop.objects.filter(pk=shop.pk)).get()


def _create(shop: Shop, variety: str, kind: ItemKind, unit: str, height: int | None) -> StockItem:
    base = slug(variety) + (f"-{height}" if height else "")
    taken = set(StockItem.objects.filter(shop=shop, slug__startswith=base).values_list("slug", flat=True))
    code = next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}-{n}") not in taken)
    item: StockItem = StockItem.objects.create(
        shop=shop,
        kind=kind,
        name=variety,
        name_key=fold_key(variety),
        height_cm=height,
        slug=code,
        unit=unit,
        shelf_life_days=14 if kind == ItemKind.FLOWER else None,
    )
    return item
