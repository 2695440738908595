"""Reading shops."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from .errors import ShopNotFound, ZoneNotFound
from .models import DeliveryZone, Shop

_ORIGINS = "shops:allowed-origins"
_ORIGINS_FOR_SECONDS = 60


def open_shop(*, shop_id: int) -> Shop:
    """Return a shop that does business, for those who do not sign in. Raises ShopNotFound."""
    shop = Shop.objects.filter(pk=shop_id, is_active=True).first()
    if shop is None:
        raise ShopNotFound
    return shop


def zones_of(*, shop: Shop) -> QuerySet[DeliveryZone]:
    """Return the zones that the shop delivers to, those switched off too, the cheapest first."""
    zones: QuerySet[DeliveryZone] = DeliveryZone.objects.current().filter(shop=shop).order_by("fee", "pk")
    return zones


def get_zone(*, shop: Shop, zone_id: int) -> DeliveryZone:
    """Return one delivery zone. Raises ZoneNotFound."""
    zone = zones_of(shop=shop).filter(pk=zone_id).first()
    if zone is None:
        raise ZoneNotFound
    return zone


def public_shop(shop: Shop) -> dict[str, Any]:
    """Return what a storefront shows of a shop, in its documented shape."""
    zones = DeliveryZone.objects.filter(shop=shop, is_active=True).order_by("fee", "pk").values_list("name", "fee")
    return {
        "id": shop.pk,
        "name": shop.name,
        "phone": shop.phone,
        "whatsapp": shop.whatsapp,
        "telegram": shop.telegram,
        "instagram": shop.instagram,
        "address": shop.address,
        "working_hours": shop.working_hours,
        "delivery_zones": [{"name": name, "price": fee} for name, fee in zones],
        "payment_methods": shop.payment_methods,
        "rating": shop.rating,
        "reviews_count": shop.feedback_count,
    }


def allowed_origins() -> frozenset[str]:
    """Return the sites of all shops that do business. Remembered, because browsers ask before every other call."""
    origins: frozenset[str] | None = cache.get(_ORIGINS)
    if origins is None:
        shops = Shop.objects.filter(is_active=True).exclude(allowed_origins=[])
        origins = frozenset(chain.from_iterable(shops.values_list("allowed_origins", flat=True)))
        cache.set(_ORIGINS, origins, timeout=_ORIGINS_FOR_SECONDS)
    return origins


def forget_allowed_origins() -> None:
    """Have them read anew."""
    cache.delete(_ORIGINS)
