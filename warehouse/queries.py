"""Reading stock: what is free, and lists as plain data in a fixed number of queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, Sum

from cvety.core import clock, money
from cvety.core.reading import Prepared, Slot
from cvety.core.text import fold
from shops.models import Shop

from .errors import BatchNotFound, ReceiptNotFound
from .models import GoodsReceipt, StockBatch, StockMovement, freshness

_HEIGHT = re.compile(r"(\d{2,3})(?:см|cm)?", re.ASCII)
_FREE = F("quantity_on_hand") - F("quantity_reserved")
# Whole tenge a stem, halves rounded up, as money.per_unit does it: integers divide to integers in SQL.
_COST_PER_STEM = (F("total_cost") * 2 + F("quantity_received")) / (F("quantity_received") * 2)


def _free_of(item_ids: Any) -> models.QuerySet[StockBatch, Any]:
    lasting = Q(expires_at=None) | Q(expires_at__gt=Slot("at", models.DateTimeField()))
    usable = StockBatch._base_manager.filter(lasting, item_id__in=item_ids, quantity_on_hand__gt=0)
    return usable.values("item_id").annotate(free=Sum(_FREE)).order_by().values_list("item_id", "free")


_FREE_OF = Prepared(_free_of)


def free_by_item(item_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Return how much of each item can still be promised: on hand − reserved over batches not expired."""
    rows: Iterable[Any] = _FREE_OF.rows(item_ids=[*item_ids], at=at)
    return dict(rows)


def batches_of(*, shop: Shop) -> models.QuerySet[StockBatch]:
    """Return the shop's batches; those that are empty stay listed, those of a cancelled receipt do not."""
    batches: models.QuerySet[StockBatch] = StockBatch.objects.filter(shop=shop, cancelled_at=None)
    return batches


def matching_batches(batches: models.QuerySet[StockBatch], text: str) -> models.QuerySet[StockBatch]:
    """Narrow to batches whose variety, height, supplier or farm each word of the text names, or is a part of."""
    for word in fold(text).split()[:10]:
        named = Q(item__name_key__contains=word) | Q(supplier_key__contains=word) | Q(farm_key__contains=word)
        if height := _HEIGHT.fullmatch(word):
            named |= Q(item__height_cm=int(height[1]))
        batches = batches.filter(named)
    return batches


def stock_stats(batches: models.QuerySet[StockBatch]) -> dict[str, int]:
    """Return what these batches come to: their value in tenge, stems, suppliers, and how many they are."""
    value = ExpressionWrapper(_FREE * _COST_PER_STEM, output_field=BigIntegerField())
    sums = batches.order_by().aggregate(
        total_value=Sum(value, default=0),
        total_stems=Sum(_FREE, default=0),
        suppliers_count=Count("supplier_key", distinct=True, filter=~Q(supplier_key="")),
        batches_count=Count("pk"),
    )
    return {name: int(figure) for name, figure in sums.items()}


_COLUMNS = (
    "id",
    "version",
    "item_id",
    "item__name",
    "item__height_cm",
    "supplier",
    "farm",
    "packaging",
    "arrived_at",
    "expires_at",
    "quantity_received",
    "quantity_on_hand",
    "quantity_reserved",
    "quantity_sold",
    "quantity_written_off",
    "total_cost",
    "landed_total_cost",
    "on_showcase",
    "to_write_off",
)


def batch_rows(batches: models.QuerySet[StockBatch], *, shop: Shop, now: datetime) -> list[dict[str, Any]]:
    """Return batches in their documented shape, in one query."""
    return [_batch(row, shop, now) for row in batches.values(*_COLUMNS)]


def batch_row(*, shop: Shop, batch_id: int, now: datetime) -> dict[str, Any]:
    """Return one batch in its documented shape. Raises BatchNotFound."""
    rows = batch_rows(batches_of(shop=shop).filter(pk=batch_id), shop=shop, now=now)
    if not rows:
        raise BatchNotFound
    return rows[0]


def _batch(row: dict[str, Any], shop: Shop, now: datetime) -> dict[str, Any]:
    zone = shop.zone
    return {
        "id": row["id"],
        "version": row["version"],
        "item_id": row["item_id"],
        "variety": row["item__name"],
        "height_cm": row["item__height_cm"],
        "supplier": row["supplier"],
        "farm": row["farm"],
        "packaging": row["packaging"],
        "arrival_date": clock.isoformat(row["arrived_at"], zone),
        "expires_at": clock.isoformat(row["expires_at"], zone),
        "qty_initial": row["quantity_received"],
        "qty_current": row["quantity_on_hand"] - row["quantity_reserved"],
        "qty_on_hand": row["quantity_on_hand"],
        "qty_reserved": row["quantity_reserved"],
        "qty_sold": row["quantity_sold"],
        "qty_writeoff": row["quantity_written_off"],
        "cost_per_stem": money.per_unit(row["total_cost"], row["quantity_received"]),
        "landed_cost_per_stem": money.per_unit(row["landed_total_cost"], row["quantity_received"]),
        "currency": "KZT",
        "total_cost": row["total_cost"],
        "on_showcase": row["on_showcase"],
        "to_write_off": row["quantity_on_hand"] > 0 and (row["to_write_off"] or _is_past(row["expires_at"], now)),
        "days_in_stock": max((now - row["arrived_at"]).days, 0),
        "freshness_status": freshness(row["arrived_at"], row["expires_at"], now).value,
    }


def movements_of(*, shop: Shop, batch_id: int) -> models.QuerySet[StockMovement]:
    """Return every change of a batch's quantity, the newest first. Raises BatchNotFound."""
    if not batches_of(shop=shop).filter(pk=batch_id).exists():
        raise BatchNotFound
    movements: models.QuerySet[StockMovement] = StockMovement.objects.filter(shop=shop, batch_id=batch_id)
    return movements.order_by("-pk")


def movement_rows(movements: models.QuerySet[StockMovement], *, shop: Shop) -> list[dict[str, Any]]:
    """Return movements as plain data."""
    return [
        {
            "id": movement.pk,
            "kind": movement.kind,
            "on_hand_delta": movement.on_hand_delta,
            "reserved_delta": movement.reserved_delta,
            "cost_delta": movement.cost_delta,
            "landed_cost_delta": movement.landed_cost_delta,
            "order_id": movement.order_id,
            "reason": movement.reason,
            "comment": movement.note,
            "created_by": movement.author,
            "created_at": clock.isoformat(movement.created_at, shop.zone),
        }
        for movement in movements
    ]


def to_be_written_off(at: datetime) -> Q:
    """Return the condition of what should be written off: on the shelf, and flagged or expired."""
    return Q(quantity_on_hand__gt=0) & (Q(to_write_off=True) | Q(expires_at__lte=at))


def _is_past(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at <= now


def receipts_of(*, shop: Shop) -> models.QuerySet[GoodsReceipt]:
    """Return the shop's receipts; a cancelled one keeps its number and stays listed."""
    receipts: models.QuerySet[GoodsReceipt] = GoodsReceipt.objects.filter(shop=shop)
    return receipts


def receipt_rows(receipts: models.QuerySet[GoodsReceipt], *, shop: Shop) -> list[dict[str, Any]]:
    """Return receipts with their positions, in two queries."""
    rows = list(receipts)
    positions: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    batches = StockBatch.objects.filter(receipt_id__in=[receipt.pk for receipt in rows]).order_by("pk")
    for batch in batches.select_related("item"):
        positions[batch.receipt_id].append(
            {
                "batch_id": batch.pk,
                "variety": batch.item.name,
                "height_cm": batch.item.height_cm,
                "qty": batch.quantity_received,
                "packaging": batch.packaging,
                "total_cost_kzt": batch.total_cost,
                "landed_cost_kzt": batch.landed_total_cost,
            }
        )
    return [_receipt(receipt, positions[receipt.pk], shop) for receipt in rows]


def receipt_row(*, shop: Shop, receipt_id: int) -> dict[str, Any]:
    """Return one receipt. Raises ReceiptNotFound."""
    rows = receipt_rows(receipts_of(shop=shop).filter(pk=receipt_id), shop=shop)
    if not rows:
        raise ReceiptNotFound
    return rows[0]


def _receipt(receipt: GoodsReceipt, positions: list[dict[str, Any]], shop: Shop) -> dict[str, Any]:
    zone = shop.zone
    return {
        "id": receipt.pk,
        "version": receipt.version,
        "delivery_number": receipt.number,
        "supplier": receipt.supplier,
        "farm": receipt.farm,
        "delivery_date": clock.isoformat(receipt.received_at, zone),
        "currency": receipt.currency,
        "exchange_rate": receipt.exchange_rate,
        "delivery_cost": receipt.delivery_cost,
        "total_stems": receipt.total_stems,
        "total_cost_original": receipt.total_cost_original,
        "total_cost_kzt": receipt.total_cost_kzt,
        "notes": receipt.notes,
        "positions": positions,
        "created_at": clock.isoformat(receipt.created_at, zone),
        "cancelled_at": clock.isoformat(receipt.cancelled_at, zone),
    }
