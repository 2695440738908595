"""What orders hold of a batch moves to another one of the same item, when the stems are not there after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from cvety.core.actors import Actor
from warehouse.models import MovementKind, ReservationStatus, StockBatch, StockReservation

from .allocation import LockedStock
from .movements import Ledger


def rebook(
    batch: StockBatch,
    quantity: int,
    *,
    to: Sequence[StockBatch],
    good_at: Mapping[int, datetime],
    reason: str,
    actor: Actor,
    now: datetime,
) -> bool:
    """Free so many of a locked batch by moving what orders hold of it to these; all of it, or nothing and False.

    The caller has the orders of `good_at` locked, and all these batches; each order gets the oldest that will
    still be good when it needs its flowers. Orders that are needed last are moved first: there is time to put
    them right.
    """
    found = StockReservation.objects.filter(batch=batch, status=ReservationStatus.HELD, order_id__in=list(good_at))
    held = sorted(found, key=lambda row: (good_at[row.order_id], row.pk), reverse=True)
    free = LockedStock(to, good_at=now, now=now).free(batch.item_id)
    if quantity > min(free, sum(reservation.quantity for reservation in held)):
        return False
    for reservation in held:
        part = min(reservation.quantity, quantity)
        if part > 0:
            stock = LockedStock(to, good_at=good_at[reservation.order_id], now=now)
            _move(reservation, batch, stock.take(batch.item_id, part), reason=reason, actor=actor, now=now)
            quantity -= part
    return True


def _move(
    reservation: StockReservation,
    batch: StockBatch,
    pieces: Sequence[tuple[StockBatch, int]],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    ledger = Ledger(actor=actor, now=now, order_id=reservation.order_id)
    moved = sum(part for _other, part in pieces)
    ledger.move(batch, MovementKind.RELEASE, reserved=-moved, reason=reason)
    for other, part in pieces:
        ledger.move(other, MovementKind.RESERVE, reserved=part, reason=reason)
    ledger.save()
    stays = reservation.quantity - moved
    if stays:
        reservation.quantity = stays
        new = pieces
    else:
        (reservation.batch, reservation.quantity), *new = pieces
    reservation.save(update_fields=["batch", "quantity"])
    StockReservation.objects.bulk_create(
        StockReservation(
            shop_id=reservation.shop_id,
            batch=other,
            item_id=reservation.item_id,
            replaces_id=reservation.replaces_id,
            order_id=reservation.order_id,
            line_id=reservation.line_id,
            quantity=part,
            created_at=now,
        )
        for other, part in new
    )
