"""What comes and goes of an item as a whole, whichever batches it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from shops.models import Shop
from warehouse.errors import NotEnoughFree
from warehouse.models import GoodsReceipt, MovementKind, StockBatch, StockItem

from .corrections import Changed
from .low_stock import lock_batches, telling_if_low
from .movements import Ledger
from .receipts import MAX_QUANTITY, Position, receive_goods

_COST_UNIT = Decimal("0.0001")


def write_off_item(
    *, shop: Shop, item: StockItem, quantity: int, reason: str, note: str = "", actor: Actor, now: datetime
) -> Changed:
    """Throw away so many of an item: the expired first, then the oldest; what orders hold stays.

    `reason` is one of WriteOffReason. Raises NotEnoughFree, InvalidInput.
    """
    _check_quantity(quantity)
    with transaction.atomic():
        batches = lock_batches(shop=shop, wanted=Q(item=item, quantity_on_hand__gt=0))
        free = sum(batch.quantity_free for batch in batches)
        if quantity > free:
            raise NotEnoughFree(free)
        before = sum(batch.quantity_on_hand for batch in batches)
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            for batch, part in _worst_first(batches, quantity, now):
                ledger.move(batch, MovementKind.WRITEOFF, on_hand=-part, reason=reason, note=note)
            ledger.save()
        return Changed(item, before, before - quantity, _available(batches, now))


def receive_item(
    *,
    shop: Shop,
    item: StockItem,
    quantity: int,
    cost: Decimal | None = None,
    supplier: str = "",
    received_at: datetime,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> tuple[GoodsReceipt, Changed]:
    """Take a delivery of one item into stock, with a receipt of its own.

    `cost` is what one of them costs, in tenge: that of the last batch where it is not told. A supplier who is not
    told is the one it usually comes from. Raises InvalidInput.
    """
    _check_quantity(quantity)
    with transaction.atomic():
        last = _last_batch(shop, item)
        if cost is None:
            cost = _cost_of(last)
        receipt = receive_goods(
            shop=shop,
            supplier=supplier or item.supplier or (last.supplier if last else ""),
            received_at=received_at,
            positions=[Position(variety=item.name, item=item, quantity=quantity, cost_per_stem=cost)],
            notes=note,
            actor=actor,
            now=now,
        )
        standing = list(StockBatch.objects.filter(shop=shop, item=item, quantity_on_hand__gt=0))
        after = sum(batch.quantity_on_hand for batch in standing)
        return receipt, Changed(item, after - quantity, after, _available(standing, now))


def _check_quantity(quantity: int) -> None:
    if not 0 < quantity <= MAX_QUANTITY:
        raise InvalidInput((("quantity",), _("Количество должно быть от 1 до 1 000 000")))


def _worst_first(batches: Sequence[StockBatch], quantity: int, now: datetime) -> Iterator[tuple[StockBatch, int]]:
    for batch in sorted(batches, key=lambda batch: (not batch.is_expired(now), batch.arrived_at, batch.pk)):
        part = min(batch.quantity_free, quantity)
        if part:
            quantity -= part
            yield batch, part


def _available(batches: Sequence[StockBatch], now: datetime) -> int:
    return sum(batch.quantity_free for batch in batches if not batch.is_expired(now))


def _last_batch(shop: Shop, item: StockItem) -> StockBatch | None:
    bought = StockBatch.objects.filter(shop=shop, item=item, cancelled_at=None)
    last: StockBatch | None = bought.order_by("-arrived_at", "-pk").first()
    return last


def _cost_of(batch: StockBatch | None) -> Decimal:
    if batch is None:
        return Decimal(0)
    return (Decimal(batch.total_cost) / batch.quantity_received).quantize(_COST_UNIT, ROUND_HALF_UP)
