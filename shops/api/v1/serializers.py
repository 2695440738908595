"""The shop's settings as API v1 reads them, and as its schema describes the answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cvety.api.fields import IdField, PhoneField, TengeField, TextField, WordField
from shops import origins
from shops.hours import INVALID_HOURS
from shops.models import PaymentMethod, default_working_hours, validate_payment_link, validate_zone

from .records import ShopRecord

MAX_DAYS_AHEAD = 365


class OptionalPhoneField(TextField, PhoneField):
    """A phone that may be left out."""


class WorkingHoursField(serializers.DictField):
    """When the shop is open; an empty text is a day off, and days left out stay as they are."""

    child = TextField(max_length=64)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := data.keys() - default_working_hours().keys()):
            words = _("Допустимые значения: %s") % ", ".join(default_working_hours())
            raise serializers.ValidationError({str(name): [words] for name in sorted(unknown)})
        return super().to_internal_value(data)


class OriginField(serializers.CharField):
    """Another site, as browsers name it."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return origins.normalize(super().to_internal_value(data))
        except origins.InvalidOrigin as error:
            raise serializers.ValidationError(origins.INVALID_ORIGIN) from error


class SetField(serializers.ListField):
    """A list that holds each value once."""

    def to_internal_value(self, data: Any) -> list[Any]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class ShopChanges(serializers.Serializer[Any]):
    """A change of the settings: only what is sent is written."""

    name = serializers.CharField(max_length=255, required=False)
    city = TextField(max_length=100)
    address = TextField(max_length=500)
    phone = OptionalPhoneField()
    whatsapp = OptionalPhoneField()
    telegram = TextField(max_length=64)
    instagram = TextField(max_length=64)
    working_hours = WorkingHoursField(required=False, help_text=INVALID_HOURS)
    timezone = serializers.CharField(max_length=64, required=False, validators=[validate_zone])
    payment_methods = SetField(child=WordField(PaymentMethod.choices), allow_empty=False, required=False)
    payment_link_template = TextField(
        max_length=500,
        validators=[validate_payment_link],
        help_text=_("Ссылка Kaspi Pay; подставляются {total}, {order_id} и {token}"),
    )
    default_delivery_zone_id = IdField(required=False, allow_null=True)
    reserve_days_ahead = serializers.IntegerField(
        min_value=0,
        max_value=MAX_DAYS_AHEAD,
        required=False,
        allow_null=True,
        help_text=_("Пусто — резерв сразу при создании заказа"),
    )
    photo_required = serializers.BooleanField(required=False)
    task_lead_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False)
    pickup_lead_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False)
    complete_after_hours = serializers.IntegerField(min_value=0, max_value=720, required=False)
    allowed_origins = SetField(child=OriginField(max_length=300), max_length=origins.MAX_ORIGINS, required=False)


class ShopSettings(ShopRecord):
    """Describes `shop_settings` in the schema."""

    version = serializers.IntegerField()
    payment_link_template = serializers.CharField(allow_blank=True)
    default_delivery_zone_id = serializers.IntegerField(allow_null=True)
    reserve_days_ahead = serializers.IntegerField(allow_null=True)
    photo_required = serializers.BooleanField()
    task_lead_minutes = serializers.IntegerField()
    pickup_lead_minutes = serializers.IntegerField()
    complete_after_hours = serializers.IntegerField()
    allowed_origins = serializers.ListField(child=serializers.CharField())
    rate_limit_factor = serializers.IntegerField(help_text=_("во сколько раз выше лимиты API"))


class ZoneChanges(serializers.Serializer[Any]):
    """A change of a delivery zone: only what is sent is written."""

    name = serializers.CharField(max_length=100, required=False)
    price = TengeField(source="fee", required=False)
    hours = TextField(max_length=64, help_text=INVALID_HOURS)
    is_active = serializers.BooleanField(required=False)


class ZoneInput(ZoneChanges):
    name = serializers.CharField(max_length=100)
    price = TengeField(source="fee")


class ZoneRow(serializers.Serializer[Any]):
    """Describes `zone_row` in the schema."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    price = serializers.IntegerField(help_text=_("В тенге"))
    hours = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
