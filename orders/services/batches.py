"""A person takes the flowers of an order from other batches than were chosen for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.stock import choices_of, recipes_of
from cvety.core import clock
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from orders.errors import ItemsFixed
from orders.models import Order, OrderItem
from orders.states import BEFORE_ASSEMBLY
from warehouse.models import ReservationStatus, StockBatch, StockReservation
from warehouse.services import exchange

from .history import write_remark


def take_other_batch(
    *,
    order: Order,
    reservation_id: int,
    batch_id: int,
    quantity: int | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Hold for a locked order from another batch what it holds from one, with a reason that its history keeps.

    The batch is of the same item, or of a substitute that the recipe names. Raises ItemsFixed once the order is
    assembled, WrongItem, BatchExpired, BatchTooSmall, InvalidInput.
    """
    if (order.issue_from or order.status) not in BEFORE_ASSEMBLY:
        raise ItemsFixed
    held = StockReservation.objects.filter(shop=order.shop, order_id=order.pk, status=ReservationStatus.HELD)
    reservation = held.filter(pk=reservation_id).first()
    if reservation is None:
        raise InvalidInput(
            (("reservation_id",), _("Этих цветов заказ уже не держит: их взяли из другой партии или вернули"))
        )
    order.updated_at = now
    order.version += 1
    order.save(update_fields=["updated_at", "version"])
    old, new, taken = exchange(  # what many orders share is locked last
        shop=order.shop,
        reservation=reservation,
        batch_id=batch_id,
        quantity=quantity,
        allowed=_allowed(reservation),
        reason=reason,
        actor=actor,
        now=now,
    )
    zone = order.shop.timezone
    item = str(new.item) if new.item_id == old.item_id else f"{new.item} вместо {old.item}"
    words = f"Взято из другой партии: {taken} × {item}, партия {_named(new, zone)} вместо партии {_named(old, zone)}"
    write_remark(order, f"{words}. {reason.strip()}", actor=actor, now=now)


def _allowed(reservation: StockReservation) -> Sequence[int]:
    """Return the items that may serve what is held: what the recipe names, and its substitutes of today."""
    product_id = OrderItem.objects.values_list("product_id", flat=True).get(pk=reservation.line_id)
    return choices_of(reservation.serves_id, recipes_of([product_id])[product_id])


def _named(batch: StockBatch, zone: str) -> str:
    """Return «№ 12 от 03.11.2026», in the language of the history, whoever takes from it."""
    return f"№ {batch.pk} от {clock.local(batch.arrived_at, zone):%d.%m.%Y}"
