"""The shop as API v1 shows it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cvety.core import clock
from shops.models import DeliveryZone, Shop


class ShopRecord(serializers.Serializer[Shop]):
    """Describes `shop_record` in the schema."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    city = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField()
    whatsapp = serializers.CharField()
    telegram = serializers.CharField()
    instagram = serializers.CharField()
    working_hours = serializers.DictField(child=serializers.CharField())
    timezone = serializers.CharField()
    payment_methods = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def shop_record(shop: Shop) -> dict[str, Any]:
    """Return the shop's own facts; its rules are settings, and another record."""
    return {
        "id": shop.pk,
        "name": shop.name,
        "city": shop.city,
        "address": shop.address,
        "phone": shop.phone,
        "whatsapp": shop.whatsapp,
        "telegram": shop.telegram,
        "instagram": shop.instagram,
        "working_hours": shop.working_hours,
        "timezone": shop.timezone,
        "payment_methods": shop.payment_methods,
        "created_at": clock.isoformat(shop.created_at, shop.zone),
        "updated_at": clock.isoformat(shop.updated_at, shop.zone),
    }


def shop_settings(shop: Shop) -> dict[str, Any]:
    """Return the shop with the rules it works by."""
    return {
        **shop_record(shop),
        "version": shop.version,
        "payment_link_template": shop.payment_link_template,
        "default_delivery_zone_id": shop.default_delivery_zone_id,
        "reserve_days_ahead": shop.reserve_days_ahead,
        "photo_required": shop.photo_required,
        "task_lead_minutes": shop.task_lead_minutes,
        "pickup_lead_minutes": shop.pickup_lead_minutes,
        "complete_after_hours": shop.complete_after_hours,
        "allowed_origins": shop.allowed_origins,
        "rate_limit_factor": shop.rate_limit_factor,
    }


def zone_row(zone: DeliveryZone) -> dict[str, Any]:
    """Return a delivery zone; what delivery costs is its `price`, as in the public record of the shop."""
    return {
        "id": zone.pk,
        "name": zone.name,
        "price": zone.fee,
        "hours": zone.hours,
        "is_active": zone.is_active,
    }
