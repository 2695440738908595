"""Somebody counted, and the books follow."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import BelowReserved
from warehouse.models import MovementKind, StockBatch, StockItem

from .low_stock import telling_if_low
from .movements import Ledger
from .receipts import MAX_QUANTITY


def set_on_hand(
    *, shop: Shop, item: StockItem, quantity: int, actor: Actor, now: datetime, reason: str = "", note: str = ""
) -> None:
    """Make an item's quantity on hand what was counted, by corrections.

    A shortage is taken from the oldest batches, a surplus added to the newest; with no batch a new one is made
    at the last cost. Raises BelowReserved, InvalidInput.
    """
    if not 0 <= quantity <= MAX_QUANTITY:
        raise InvalidInput((("quantity",), _("Количество должно быть от 0 до 1 000 000")))
    with transaction.atomic():
        # The item's own lock makes two counts of an item without batches wait for each other.
        lock_rows(StockItem.objects.filter(shop=shop, pk=item.pk)).get()
        in_stock = StockBatch.objects.filter(shop=shop, item=item, quantity_on_hand__gt=0)
        batches = list(lock_rows(in_stock.select_related("item")))
        batches.sort(key=lambda batch: (batch.arrived_at, batch.pk))
        reserved = sum(batch.quantity_reserved for batch in batches)
        if quantity < reserved:
            raise BelowReserved(reserved)
        difference = quantity - sum(batch.quantity_on_hand for batch in batches)
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            if difference > 0:
                batch = batches[-1] if batches else _empty_batch(shop, item, difference, now)
                ledger.move(batch, MovementKind.CORRECTION, on_hand=difference, reason=reason, note=note)
            for batch in batches if difference < 0 else []:
                part = min(batch.quantity_free, -difference)
                if part:
                    ledger.move(batch, MovementKind.CORRECTION, on_hand=-part, reason=reason, note=note)
                    difference += part
            ledger.save()


def _empty_batch(shop: Shop, item: StockItem, quantity: int, now: datetime) -> StockBatch:
    bought = StockBatch.objects.filter(shop=shop, item=item, cancelled_at=None)
    last = bought.order_by("-arrived_at", "-pk").first()
    life = item.shelf_life_days
    batch: StockBatch = StockBatch.objects.create(
        shop=shop,
        item=item,
        supplier=last.supplier if last else "",
        farm=last.farm if last else "",
        supplier_key=last.supplier_key if last else "",
        farm_key=last.farm_key if last else "",
        arrived_at=now,
        expires_at=None if life is None else now + timedelta(days=life),
        quantity_received=quantity,
        total_cost=last.total_cost * quantity // last.quantity_received if last else 0,
        landed_total_cost=last.landed_total_cost * quantity // last.quantity_received if last else 0,
    )
    return batch
