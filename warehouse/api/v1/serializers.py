"""Stock as API v1 reads it, and as its schema describes the answers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cvety.api.fields import MomentField, TextField, WordField
from cvety.core.errors import InvalidInput
from warehouse.models import CorrectionReason, Freshness, MovementKind, WriteOffReason
from warehouse.services.receipts import MAX_QUANTITY

MAX_POSITIONS = 200  # one delivery note
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
BY_HAND = [reason.value for reason in WriteOffReason if reason != WriteOffReason.CANCELLED_ORDER]


class PositionInput(serializers.Serializer[Any]):
    variety = serializers.CharField(max_length=255)
    height_cm = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    qty = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)
    cost_per_stem = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=Decimal(0))
    packaging = TextField(max_length=100)


class CurrencyField(serializers.CharField):
    """A code of three letters; null is tenge."""

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data).upper()
        if not _CURRENCY.fullmatch(code):
            raise serializers.ValidationError(_("Код валюты — три буквы: KZT, USD"))
        return code

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "KZT") if data is None else super().validate_empty_values(data)


class ReceiptChanges(serializers.Serializer[Any]):
    """A change of a delivery: only what is sent is written; quantities and costs are its batches'."""

    supplier = serializers.CharField(max_length=255, required=False)
    farm = TextField(max_length=255)
    notes = TextField(max_length=2000)


class ReceiptInput(serializers.Serializer[Any]):
    supplier = serializers.CharField(max_length=255)
    farm = TextField(max_length=255)
    delivery_date = MomentField()
    currency = CurrencyField(required=False, default="KZT", allow_null=True)
    exchange_rate = serializers.DecimalField(
        max_digits=12, decimal_places=4, min_value=Decimal("0.0001"), required=False, allow_null=True
    )
    delivery_cost = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal(0), required=False, allow_null=True
    )
    notes = TextField(max_length=2000)
    positions: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PositionInput(), max_length=MAX_POSITIONS
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Tenge need no rate; anything else does. A delivery of no price is free."""
        attrs["delivery_cost"] = attrs.get("delivery_cost") or Decimal(0)
        if attrs.get("exchange_rate") is None:
            if attrs["currency"] != "KZT":
                raise InvalidInput((("exchange_rate",), _("Укажите курс валюты к тенге")))
            attrs["exchange_rate"] = Decimal(1)
        return attrs


class BatchChanges(serializers.Serializer[Any]):
    """A change of a batch: only what is sent is written."""

    on_showcase = serializers.BooleanField(required=False)
    farm = TextField(max_length=255)


class WriteOffInput(serializers.Serializer[Any]):
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)
    reason = WordField(BY_HAND)
    comment = TextField(source="note", max_length=2000)


class CorrectionInput(serializers.Serializer[Any]):
    quantity = serializers.IntegerField(min_value=0, max_value=MAX_QUANTITY, help_text=_("Сколько насчитали в наличии"))
    reason = WordField(CorrectionReason.values, required=False)
    comment = TextField(source="note", max_length=2000)


class MovementRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(MovementKind.choices)
    on_hand_delta = serializers.IntegerField(help_text=_("На сколько изменилось наличие"))
    reserved_delta = serializers.IntegerField(help_text=_("На сколько изменился резерв"))
    cost_delta = serializers.IntegerField(help_text=_("В тенге"))
    landed_cost_delta = serializers.IntegerField(help_text=_("В тенге, с доставкой поставки"))
    order_id = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    comment = serializers.CharField()
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()


class BatchRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    item_id = serializers.IntegerField()
    variety = serializers.CharField()
    height_cm = serializers.IntegerField(allow_null=True)
    supplier = serializers.CharField()
    farm = serializers.CharField()
    packaging = serializers.CharField()
    arrival_date = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    qty_initial = serializers.IntegerField()
    qty_current = serializers.IntegerField(help_text=_("В наличии минус резерв"))
    qty_on_hand = serializers.IntegerField()
    qty_reserved = serializers.IntegerField()
    qty_sold = serializers.IntegerField()
    qty_writeoff = serializers.IntegerField()
    cost_per_stem = serializers.IntegerField(help_text=_("В тенге"))
    landed_cost_per_stem = serializers.IntegerField(help_text=_("В тенге, с доставкой поставки"))
    currency = serializers.CharField()
    total_cost = serializers.IntegerField(help_text=_("В тенге"))
    on_showcase = serializers.BooleanField()
    to_write_off = serializers.BooleanField()
    days_in_stock = serializers.IntegerField()
    freshness_status = serializers.ChoiceField(Freshness.choices)


class StockStats(serializers.Serializer[Any]):
    total_value = serializers.IntegerField()
    total_stems = serializers.IntegerField()
    suppliers_count = serializers.IntegerField()


class PositionRow(serializers.Serializer[Any]):
    batch_id = serializers.IntegerField()
    variety = serializers.CharField()
    height_cm = serializers.IntegerField(allow_null=True)
    qty = serializers.IntegerField()
    packaging = serializers.CharField()
    total_cost_kzt = serializers.IntegerField()
    landed_cost_kzt = serializers.IntegerField()


class ReceiptRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    delivery_number = serializers.CharField()
    supplier = serializers.CharField()
    farm = serializers.CharField()
    delivery_date = serializers.DateTimeField()
    currency = serializers.CharField()
    exchange_rate = serializers.FloatField()
    delivery_cost = serializers.FloatField()
    total_stems = serializers.IntegerField()
    total_cost_original = serializers.FloatField()
    total_cost_kzt = serializers.IntegerField()
    notes = serializers.CharField()
    positions = PositionRow(many=True)
    created_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


class ReceiptCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    delivery_number = serializers.CharField()
    total_stems = serializers.IntegerField()
    total_cost_original = serializers.FloatField()
    total_cost_kzt = serializers.IntegerField()
    created_at = serializers.DateTimeField()
