"""What is done with shops as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.versions import check_version

from .errors import ZoneNameTaken, ZoneNotFound
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
        row = lock_rows(Shop.objects.filter(pk=shop.pk)).get()
        check_version(row, expected_version)
        _check_zone(row, changes.get("default_delivery_zone_id"))
        if "working_hours" in changes:
            changes = {**changes, "working_hours": {**row.working_hours, **changes["working_hours"]}}
        for field, value in changes.items():
            setattr(row, field, value)
        row.version += 1
        row.save(update_fields=[*changes, "version", "updated_at"])
        transaction.on_commit(forget_allowed_origins)
    return row


def add_zone(*, shop: Shop, data: dict[str, Any]) -> DeliveryZone:
    """Begin to deliver to a part of the city. Raises ZoneNameTaken."""
    return _save(DeliveryZone(shop=shop, **data))


def update_zone(*, shop: Shop, zone_id: int, changes: dict[str, Any]) -> DeliveryZone:
    """Change a zone's `name`, `fee`, `hours` or `is_active`; orders keep what they cost.

    Raises ZoneNotFound, ZoneNameTaken.
    """
    with transaction.atomic():
        zone = _locked_zone(shop, zone_id)
        for field, value in changes.items():
            setattr(zone, field, value)
        return _save(zone)


def archive_zone(*, shop: Shop, zone_id: int, now: datetime) -> None:
    """Put a zone away; its name is free again, and orders keep it. Raises ZoneNotFound."""
    with transaction.atomic():
        row = lock_rows(Shop.objects.filter(pk=shop.pk)).get()  # before the zone, as the shop's page has it
        zone = _locked_zone(shop, zone_id)
        zone.is_active, zone.archived_at = False, now
        zone.save(update_fields=["is_active", "archived_at"])
        if row.default_delivery_zone_id == zone.pk:
            update_shop(shop=row, changes={"default_delivery_zone_id": None})


def _check_zone(shop: Shop, zone_id: int | None) -> None:
    if zone_id is not None and not DeliveryZone.objects.filter(shop=shop, pk=zone_id, is_active=True).exists():
        raise InvalidInput((("default_delivery_zone_id",), _("Такой зоны доставки у магазина нет")))


def _locked_zone(shop: Shop, zone_id: int) -> DeliveryZone:
    zone: DeliveryZone | None = lock_rows(DeliveryZone.objects.current().filter(shop=shop, pk=zone_id)).first()
    if zone is None:
        raise ZoneNotFound
    return zone


def _save(zone: DeliveryZone) -> DeliveryZone:
    try:
        with transaction.atomic():
            zone.save()
    except IntegrityError as error:
        raise ZoneNameTaken from error
    return zone
