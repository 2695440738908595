"""Goods come in: one receipt, a batch for each of its positions. What was written down by mistake is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core import clock, money
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.text import fold_key
from cvety.core.versions import check_version
from shops.models import Shop
from warehouse.errors import ReceiptInUse, ReceiptNotFound
from warehouse.models import GoodsReceipt, MovementKind, ReceiptCounter, StockBatch, StockItem

from .aging import expiry
from .items import find_or_create_item
from .low_stock import lock_batches, telling_if_low
from .movements import Ledger

EDITABLE = ("supplier", "farm", "notes")
MAX_QUANTITY = 1_000_000
_COST_UNIT = Decimal("0.0001")  # the finest price of a stem that is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One line of a supplier's delivery; the cost of a stem is in the receipt's currency.

    `item` is what came where it was pointed at and not named; it is of the same shop.
    """

    variety: str
    quantity: int
    cost_per_stem: Decimal
    height_cm: int | None = None
    packaging: str = ""
    item: StockItem | None = None


def receive_goods(
    *,
    shop: Shop,
    supplier: str,
    received_at: datetime,
    positions: Sequence[Position],
    farm: str = "",
    currency: str = "KZT",
    exchange_rate: Decimal = Decimal(1),
    delivery_cost: Decimal = Decimal(0),
    notes: str = "",
    actor: Actor,
    now: datetime,
) -> GoodsReceipt:
    """Take a delivery into stock and return its receipt, numbered `DEL-YYYY-N` without holes.

    Costs become whole tenge once, for the whole receipt, and are split over the positions by their amounts;
    the delivery's own cost is spread evenly over the stems. Raises InvalidInput.
    """
    _check(positions, currency, exchange_rate, delivery_cost)
    goods = sum((position.quantity * position.cost_per_stem for position in positions), Decimal(0))
    original = (goods + delivery_cost).quantize(Decimal("0.01"), ROUND_HALF_UP)
    total_kzt = money.to_tenge(goods + delivery_cost, exchange_rate)
    if total_kzt > money.MAX_TENGE:
        raise InvalidInput((("positions",), _("Слишком большая сумма поставки")))
    goods_kzt = money.to_tenge(goods, exchange_rate)
    amounts = [int(position.quantity * position.cost_per_stem / _COST_UNIT) for position in positions]
    costs = money.split(goods_kzt, amounts)
    landing = money.split(total_kzt - goods_kzt, [position.quantity for position in positions])

    with transaction.atomic():
        items = [
            position.item or find_or_create_item(shop=shop, name=position.variety, height_cm=position.height_cm)
            for position in positions
        ]
        receipt: GoodsReceipt = GoodsReceipt.objects.create(
            shop=shop,
            number=_next_number(shop, received_at),
            supplier=supplier,
            farm=farm,
            received_at=received_at,
            currency=currency,
            exchange_rate=exchange_rate,
            delivery_cost=delivery_cost,
            total_stems=sum(position.quantity for position in positions),
            total_cost_original=original,
            total_cost_kzt=total_kzt,
            notes=notes,
            created_at=now,
            **authored(actor),
        )
        batches = StockBatch.objects.bulk_create(
            StockBatch(
                shop=shop,
                item=item,
                receipt=receipt,
                supplier=supplier,
                farm=farm,
                supplier_key=fold_key(supplier),
                farm_key=fold_key(farm),
                packaging=position.packaging,
                arrived_at=received_at,
                expires_at=expiry(received_at, item.shelf_life_days),
                quantity_received=position.quantity,
                total_cost=cost,
                landed_total_cost=cost + landed,
            )
            for position, item, cost, landed in zip(positions, items, costs, landing, strict=True)
        )
        ledger = Ledger(actor=actor, now=now)
        for batch in batches:
            ledger.move(batch, MovementKind.RECEIPT, on_hand=batch.quantity_received, note=receipt.number)
        ledger.save()
        return receipt


def update_receipt(
    *, shop: Shop, receipt_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> GoodsReceipt:
    """Set right where a delivery came from, its batches with it, and what is noted of it.

    Raises ReceiptNotFound, StaleVersion.
    """
    with transaction.atomic():
        receipt = _lock_receipt(shop, receipt_id)
        check_version(receipt, expected_version)
        fields = [field for field in EDITABLE if field in changes]
        for field in fields:
            setattr(receipt, field, changes[field])
        receipt.version += 1
        receipt.save(update_fields=[*fields, "version"])
        if changed := [field for field in ("supplier", "farm") if field in changes]:
            batches = lock_rows(StockBatch.objects.filter(receipt=receipt))
            for batch in batches:
                for field in changed:
                    setattr(batch, field, changes[field])
                    setattr(batch, f"{field}_key", fold_key(changes[field]))
                batch.version += 1
            StockBatch.objects.bulk_update(batches, [*changed, *(f"{field}_key" for field in changed), "version"])
        return receipt


def cancel_receipt(
    *, shop: Shop, receipt_id: int, actor: Actor, now: datetime, expected_version: str | None = None
) -> None:
    """Take a delivery back out of stock, all of which still stands there; its number stays its own.

    Doing it again is no error. Raises ReceiptNotFound, StaleVersion, ReceiptInUse.
    """
    with transaction.atomic():
        receipt = _lock_receipt(shop, receipt_id)
        check_version(receipt, expected_version)
        if receipt.cancelled_at is not None:
            return
        batches = lock_batches(shop=shop, wanted=Q(receipt=receipt))
        received = [batch for batch in batches if batch.receipt_id == receipt.pk]
        if not all(batch.is_whole for batch in received):
            raise ReceiptInUse
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            for batch in received:
                ledger.move(batch, MovementKind.RECEIPT, on_hand=-batch.quantity_on_hand, note=receipt.number)
            ledger.save()
        StockBatch.objects.filter(receipt=receipt).update(cancelled_at=now)
        receipt.cancelled_at = now
        receipt.version += 1
        receipt.save(update_fields=["cancelled_at", "version"])


def _lock_receipt(shop: Shop, receipt_id: int) -> GoodsReceipt:
    receipt: GoodsReceipt | None = lock_rows(GoodsReceipt.objects.filter(shop=shop, pk=receipt_id)).first()
    if receipt is None:
        raise ReceiptNotFound
    return receipt


def _check(positions: Sequence[Position], currency: str, exchange_rate: Decimal, delivery_cost: Decimal) -> None:
    if not positions:
        raise InvalidInput((("positions",), _("В поставке нет ни одной позиции")))
    for index, position in enumerate(positions):
        if not 0 < position.quantity <= MAX_QUANTITY:
            raise InvalidInput((("positions", index, "qty"), _("Количество должно быть от 1 до 1 000 000")))
        if position.cost_per_stem < 0:
            raise InvalidInput((("positions", index, "cost_per_stem"), _("Цена не может быть отрицательной")))
    if delivery_cost < 0:
        raise InvalidInput((("delivery_cost",), _("Сумма не может быть отрицательной")))
    if exchange_rate <= 0:
        raise InvalidInput((("exchange_rate",), _("Курс должен быть больше нуля")))
    if currency == "KZT" and exchange_rate != 1:
        raise InvalidInput((("exchange_rate",), _("У тенге курс равен 1")))


def _next_number(shop: Shop, received_at: datetime) -> str:
    year = clock.local(received_at, shop.timezone).year
    ReceiptCounter.objects.get_or_create(shop=shop, year=year)
    counter = lock_rows(ReceiptCounter.objects.filter(shop=shop, year=year)).get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"DEL-{year}-{counter.last}"
