"""Somebody counted, and the books follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import Conflict, DomainError, InvalidInput
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import BelowReserved
from warehouse.models import ItemKind, MovementKind, StockBatch, StockItem

from .low_stock import telling_if_low
from .movements import Ledger
from .receipts import MAX_QUANTITY


@dataclass(frozen=True, slots=True)
class Count:
    """So many of an item were counted; `expected` is what was on hand as far as whoever counted could see."""

    item: StockItem
    quantity: int
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of an item on hand; `available` of it nobody has a claim on, and it has not expired."""

    item: StockItem
    before: int
    after: int
    available: int


def set_on_hand(
    *,
    shop: Shop,
    item: StockItem,
    quantity: int,
    expected: int | None = None,
    actor: Actor,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> Changed:
    """Make an item's quantity on hand what was counted, by corrections.

    A shortage is taken from the oldest batches, a surplus added to the newest; with no batch a new one is made
    at the last cost. Raises BelowReserved, InvalidInput.
    """
    [outcome] = count_items(
        shop=shop, counts=[Count(item, quantity, expected)], actor=actor, now=now, reason=reason, note=note
    )
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def count_items(
    *, shop: Shop, counts: Sequence[Count], actor: Actor, now: datetime, reason: str = "", note: str = ""
) -> list[Changed | DomainError]:
    """Make what is on hand of each item what was counted, as `set_on_hand` does of one.

    Returns what became of each, in the order given: one that is refused (BelowReserved, InvalidInput, Conflict)
    hinders no other.
    An item that is named twice is counted twice.
    """
    item_ids = {count.item.pk for count in counts}
    outcomes: list[Changed | DomainError] = []
    with transaction.atomic():
        # The items' own locks make two counts of an item without batches wait for each other.
        list(lock_rows(StockItem.objects.filter(shop=shop, pk__in=item_ids)))
        in_stock = StockBatch.objects.filter(shop=shop, item_id__in=item_ids, quantity_on_hand__gt=0)
        batches = list(lock_rows(in_stock.select_related("item")))
        shelf: dict[int, list[StockBatch]] = defaultdict(list)
        for batch in sorted(batches, key=lambda batch: (batch.arrived_at, batch.pk)):
            shelf[batch.item_id].append(batch)
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            for count in counts:
                standing = shelf[count.item.pk]
                before = sum(batch.quantity_on_hand for batch in standing)
                refusal = _refusal(count, before, standing)
                if refusal is not None:
                    outcomes.append(refusal)
                    continue
                if count.quantity > before and not (standing and _may_grow(standing[-1])):
                    standing.append(_empty_batch(shop, count.item, count.quantity - before, now))
                for batch, difference in _differences(standing, count.quantity - before):
                    ledger.move(batch, MovementKind.CORRECTION, on_hand=difference, reason=reason, note=note)
                free = sum(batch.quantity_free for batch in standing if not batch.is_expired(now))
                outcomes.append(Changed(count.item, before, count.quantity, free))
            ledger.save()
    return outcomes


def _refusal(count: Count, on_hand: int, standing: Sequence[StockBatch]) -> DomainError | None:
    if not 0 <= count.quantity <= MAX_QUANTITY:
        return InvalidInput((("quantity",), _("Количество должно быть от 0 до 1 000 000")))
    if count.expected not in (None, on_hand) and count.quantity != on_hand:
        return Conflict(_("Пока вы считали, в наличии стало %d. Проверьте и запишите ещё раз") % on_hand)
    reserved = sum(batch.quantity_reserved for batch in standing)
    return BelowReserved(reserved) if count.quantity < reserved else None


def _may_grow(batch: StockBatch) -> bool:
    """Whether more can be found of a batch: a bouquet made in advance is one, with an age and a cost of its own."""
    return batch.item.kind != ItemKind.FINISHED or batch.receipt_id is not None or batch.quantity_received > 1


def _differences(oldest_first: Sequence[StockBatch], difference: int) -> Iterator[tuple[StockBatch, int]]:
    """Yield by how much which batches change, so that all of them together change by the difference."""
    if difference > 0:
        yield oldest_first[-1], difference
    for batch in oldest_first if difference < 0 else ():
        part = min(batch.quantity_free, -difference)
        if part:
            difference += part
            yield batch, -part


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
