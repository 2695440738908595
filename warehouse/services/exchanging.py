"""A person takes stems from another batch than was chosen for an order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from shops.models import Shop
from warehouse.errors import BatchExpired, BatchNotFound, BatchTooSmall, WrongItem
from warehouse.models import MovementKind, StockBatch, StockReservation

from .low_stock import lock_batches, telling_if_low
from .movements import Ledger

OTHER_BATCH = "other_batch"
MAX_REASON = 500


def exchange(
    *,
    shop: Shop,
    reservation: StockReservation,
    batch_id: int,
    quantity: int | None = None,
    allowed: Collection[int],
    reason: str,
    actor: Actor,
    now: datetime,
) -> tuple[StockBatch, StockBatch, int]:
    """Hold from another batch what an order holds from one, all of it unless told; return old, new, and how many.

    The caller has locked the order before it read the reservation, which is held; `allowed` are the items that
    may serve it. A batch that will have wilted by the time of the order may be taken: a person sees the stems.
    One that has expired already may not.

    Raises WrongItem, BatchExpired, BatchTooSmall, InvalidInput.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MAX_REASON:
        raise InvalidInput((("reason",), _("Напишите, почему берёте другую партию")))
    wanted = Q(pk=reservation.batch_id) | Q(pk=batch_id, cancelled_at=None)
    batches = lock_batches(shop=shop, wanted=wanted)
    by_id = {batch.pk: batch for batch in batches}
    old, new = by_id[reservation.batch_id], by_id.get(batch_id)
    part = reservation.quantity if quantity is None else quantity
    if new is None:
        raise InvalidInput((("batch_id",), BatchNotFound.message))
    if new == old:
        raise InvalidInput((("batch_id",), _("Из этой партии и взято")))
    if not 0 < part <= reservation.quantity:
        raise InvalidInput((("quantity",), _("Количество должно быть от 1 до %d") % reservation.quantity))
    if new.item_id not in allowed:
        raise WrongItem(new.item)
    if new.is_expired(now):
        raise BatchExpired
    if part > new.quantity_free:
        raise BatchTooSmall(new.quantity_free)

    with telling_if_low(batches, now):
        ledger = Ledger(actor=actor, now=now, order_id=reservation.order_id)
        ledger.move(old, MovementKind.RELEASE, reserved=-part, reason=OTHER_BATCH, note=reason)
        ledger.move(new, MovementKind.RESERVE, reserved=part, reason=OTHER_BATCH, note=reason)
        ledger.save()
    _move(reservation, new, part, now)
    return old, new, part


def _move(reservation: StockReservation, batch: StockBatch, quantity: int, now: datetime) -> None:
    serves = reservation.serves_id
    place = {"batch": batch, "item_id": batch.item_id, "replaces_id": None if batch.item_id == serves else serves}
    if quantity == reservation.quantity:
        for name, value in place.items():
            setattr(reservation, name, value)
        reservation.save(update_fields=["batch", "item", "replaces"])
        return
    reservation.quantity -= quantity
    reservation.save(update_fields=["quantity"])
    StockReservation.objects.create(
        shop_id=reservation.shop_id,
        order_id=reservation.order_id,
        line_id=reservation.line_id,
        quantity=quantity,
        created_at=now,
        **place,
    )
