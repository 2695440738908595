"""Stems become pieces that stand ready, and a piece becomes stems again.

What a piece is made of leaves its batches by corrections, for good reason: it is neither sold nor lost. The piece
arrives as a batch of its own, of one, at what its stems cost to the tenge; so it has an age, and is promised, sold
and written off like anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from cvety.core.actors import Actor
from shops.models import Shop
from warehouse.errors import NotEnoughFree, OutOfStock
from warehouse.models import MovementKind, StockBatch, StockItem

from .allocation import LockedStock, lock_stock, shortages_of
from .low_stock import lock_batches, tell_if_low, telling_if_low
from .movements import Ledger
from .substituting import Need, serve

# Reasons of corrections that nobody gives by hand.
MADE = "showcase"
TAKEN_APART = "taken_apart"


@dataclass(frozen=True, slots=True)
class Stems:
    """So many stems of a batch, at what they cost in whole tenge; landed is with the receipt's own delivery."""

    batch: StockBatch
    quantity: int
    cost: int
    landed_cost: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One that stands ready, and what it was made of."""

    batch: StockBatch
    stems: Sequence[Stems]


def make_pieces(
    *, shop: Shop, item: StockItem, count: int, needs: Sequence[Need], note: str, actor: Actor, now: datetime
) -> list[Piece]:
    """Make so many pieces of an item, all or none, of the oldest good stems that nobody has a claim on.

    `line_id` of a need is the number of its piece. A piece lasts as long as the first of its stems, or as the
    item's own shelf life where that is shorter. The caller's transaction ends soon after: stock is locked last.

    Raises OutOfStock.
    """
    stock = lock_stock(
        shop=shop, item_ids={item_id for need in needs for item_id in need.choices}, good_at=now, now=now
    )
    free = {item_id: stock.free(item_id) for need in needs for item_id in need.choices}
    served = serve(needs, free)
    if any(each.missing for each in served):
        raise OutOfStock(shortages_of(served, stock, shop))

    ledger = Ledger(actor=actor, now=now)
    stems: list[dict[int, Stems]] = [{} for _piece in range(count)]
    for each in served:
        of_piece = stems[each.need.line_id]
        for item_id, wanted in each.in_order():
            for batch, quantity in stock.take(item_id, wanted):
                gone = ledger.move(batch, MovementKind.CORRECTION, on_hand=-quantity, reason=MADE, note=note)
                known = of_piece.get(batch.pk) or Stems(batch, 0, 0, 0)
                of_piece[batch.pk] = replace(
                    known,
                    quantity=known.quantity + quantity,
                    cost=known.cost - gone.cost_delta,
                    landed_cost=known.landed_cost - gone.landed_cost_delta,
                )
    pieces = [Piece(_piece(shop, item, of_piece.values(), now), [*of_piece.values()]) for of_piece in stems]
    for batch in StockBatch.objects.bulk_create([piece.batch for piece in pieces]):
        ledger.move(batch, MovementKind.RECEIPT, on_hand=1, reason=MADE, note=note)
    ledger.save()
    _tell(stock, free)
    return pieces


def take_piece_apart(
    *,
    shop: Shop,
    batch_id: int,
    stems: Mapping[int, int],
    lost: Mapping[int, int],
    reason: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Put the stems of a piece back into the batches they came from, and write off what is lost of them.

    `stems` and `lost` are quantities by the id of a batch. Each batch takes back the cost that it gave, to the
    tenge, unless it has sold stems since: then the tenge that rounding moved is where its ledger needs it.

    Raises NotEnoughFree where the piece is promised, or there no more.
    """
    batches = lock_batches(shop=shop, wanted=Q(pk__in=[batch_id, *stems]))
    by_id = {batch.pk: batch for batch in batches}
    if by_id[batch_id].quantity_free < 1:
        raise NotEnoughFree(0)
    with telling_if_low(batches, now):
        ledger = Ledger(actor=actor, now=now)
        ledger.move(by_id[batch_id], MovementKind.CORRECTION, on_hand=-1, reason=TAKEN_APART, note=note)
        for stem_batch_id, quantity in stems.items():
            batch = by_id[stem_batch_id]
            ledger.move(batch, MovementKind.CORRECTION, on_hand=quantity, reason=TAKEN_APART, note=note)
            if gone := lost.get(stem_batch_id):
                ledger.move(batch, MovementKind.WRITEOFF, on_hand=-gone, reason=reason, note=note)
        ledger.save()


def _piece(shop: Shop, item: StockItem, stems: Iterable[Stems], now: datetime) -> StockBatch:
    ends = [part.batch.expires_at for part in stems if part.batch.expires_at is not None]
    if item.shelf_life_days is not None:
        ends.append(now + timedelta(days=item.shelf_life_days))
    return StockBatch(
        shop=shop,
        item=item,
        arrived_at=now,
        expires_at=min(ends, default=None),
        quantity_received=1,
        total_cost=sum(part.cost for part in stems),
        landed_total_cost=sum(part.landed_cost for part in stems),
        on_showcase=True,
    )


def _tell(stock: LockedStock, before: Mapping[int, int]) -> None:
    for item_id, was in before.items():
        if item_id in stock.items:
            tell_if_low(stock.items[item_id], before=was, after=stock.free(item_id))
