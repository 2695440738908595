"""What is done with shops as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.text import fold_key
from cvety.core.versions import check_version

from .errors import ZoneNameTaken, ZoneNotFound
from .hours import read_days, read_hours
from .models import DeliveryZone, Shop
from .queries import forget_allowed_origins


def register_shop(*, phone: str) -> Shop:
    """Open a shop for a phone that nobody has; its owner gives it a better name later."""
    # Stored for everybody, so not in the language of whoever's browser happened to ask.
    return Shop.objects.create(name=f"Цветочный магазин {phone[-4:]}", phone=phone)


def update_shop(*, shop: Shop, changes: dict[str, Any], expected_version: str | None = None) -> Shop:
    """Change the fields given and nothing else; of `working_hours` the days given.

    Raises StaleVersion, InvalidInput.
    """
    with transaction.atomic():
        row = _locked_shop(shop)
        check_version(row, expected_version)
        _check_zone(row, changes.get("default_delivery_zone_id"))
        if "working_hours" in changes:
            days = read_days(changes["working_hours"], standing=row.working_hours)
            changes = {**changes, "working_hours": days}
        for field, value in changes.items():
            setattr(row, field, value)
        row.version += 1
        row.save(update_fields=[*changes, "version", "updated_at"])
        transaction.on_commit(forget_allowed_origins)
    return row


def add_zone(*, shop: Shop, data: dict[str, Any]) -> DeliveryZone:
    """Begin to deliver to a part of the city. Raises ZoneNameTaken, InvalidInput."""
    with transaction.atomic():
        zone = DeliveryZone(shop=_locked_shop(shop), **data)
        zone.hours = read_hours(zone.hours)
        _check_name(zone)
        return _save(zone)


def update_zone(
    *, shop: Shop, zone_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> DeliveryZone:
    """Change a zone's `name`, `fee`, `hours` or `is_active`; orders keep what they cost. The version is the shop's.

    Raises StaleVersion, ZoneNotFound, ZoneNameTaken, InvalidInput.
    """
    with transaction.atomic():
        zone = _locked_zone(_locked_shop(shop), zone_id, expected_version)
        if "hours" in changes:
            changes = {**changes, "hours": read_hours(changes["hours"], standing=zone.hours)}
        old_name = zone.name
        for field, value in changes.items():
            setattr(zone, field, value)
        if zone.name != old_name:
            _check_name(zone)
        return _save(zone)


def archive_zone(*, shop: Shop, zone_id: int, now: datetime, expected_version: str | None = None) -> None:
    """Put a zone away; its name is free again, and orders keep it. Raises StaleVersion, ZoneNotFound."""
    with transaction.atomic():
        row = _locked_shop(shop)
        zone = _locked_zone(row, zone_id, expected_version)
        zone.is_active, zone.archived_at = False, now
        zone.save(update_fields=["is_active", "archived_at"])
        if row.default_delivery_zone_id == zone.pk:
            row.default_delivery_zone = None
        _show_change(row)


def _check_zone(shop: Shop, zone_id: int | None) -> None:
    if zone_id is not None and not DeliveryZone.objects.filter(shop=shop, pk=zone_id, is_active=True).exists():
        raise InvalidInput((("default_delivery_zone_id",), _("Такой зоны доставки у магазина нет")))


def _locked_shop(shop: Shop) -> Shop:
    """Return the shop, locked before its zones, as its own page has it."""
    return lock_rows(Shop.objects.filter(pk=shop.pk)).get()


def _locked_zone(shop: Shop, zone_id: int, expected_version: str | None) -> DeliveryZone:
    check_version(shop, expected_version)
    zone: DeliveryZone | None = lock_rows(DeliveryZone.objects.current().filter(shop=shop, pk=zone_id)).first()
    if zone is None:
        raise ZoneNotFound
    zone.shop = shop
    return zone


def _check_name(zone: DeliveryZone) -> None:
    """Refuse what people read as the name of another zone of the locked shop: «Центр» and «центр»."""
    others = DeliveryZone.objects.current().filter(shop=zone.shop).exclude(pk=zone.pk)
    if fold_key(zone.name) in map(fold_key, others.values_list("name", flat=True)):
        raise ZoneNameTaken


def _save(zone: DeliveryZone) -> DeliveryZone:
    try:
        with transaction.atomic():
            zone.save()
    except IntegrityError as error:
        raise ZoneNameTaken from error
    _show_change(zone.shop)
    return zone


def _show_change(shop: Shop) -> None:
    """Count a change of a locked shop's zones, which have no version of their own, as one of the shop's."""
    shop.version += 1
    shop.save(update_fields=["default_delivery_zone", "version", "updated_at"])
