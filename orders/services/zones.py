"""Which of the shop's delivery zones an order goes to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput
from shops.models import DeliveryZone, Shop


def named_zone(shop: Shop, name: str) -> DeliveryZone:
    """Return the shop's zone of this name. Raises InvalidInput."""
    zone: DeliveryZone | None = DeliveryZone.objects.filter(shop=shop, name=name, is_active=True).first()
    if zone is None:
        raise InvalidInput((("delivery_zone",), _("Такой зоны доставки у магазина нет")))
    return zone


def active_zones(shop: Shop) -> list[DeliveryZone]:
    """Return the zones that the shop delivers to, the cheapest first."""
    return list(DeliveryZone.objects.filter(shop=shop, is_active=True).order_by("fee", "pk"))


def usual_zone(shop: Shop, zones: Sequence[DeliveryZone]) -> DeliveryZone | None:
    """Return where an order goes that names no zone: the shop's default, else the first of its active ones."""
    default = (zone for zone in zones if zone.pk == shop.default_delivery_zone_id)
    return next(default, zones[0] if zones else None)
