"""What is done with one batch: a part of it is thrown away, it is counted, it is put on show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.text import fold_key
from cvety.core.versions import check_version
from shops.models import Shop
from warehouse.errors import BatchNotFound, BelowReserved, NotEnoughFree
from warehouse.models import CorrectionReason, MovementKind, StockBatch, StockMovement

from .low_stock import lock_batches, telling_if_low
from .movements import Ledger
from .receipts import MAX_QUANTITY

EDITABLE = ("on_showcase", "farm")


def write_off(
    *,
    shop: Shop,
    batch_id: int,
    quantity: int,
    reason: str,
    note: str = "",
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> StockMovement:
    """Throw away a part of a batch, expired or not; what orders hold stays. `reason` is one of WriteOffReason.

    Raises BatchNotFound, StaleVersion, NotEnoughFree, InvalidInput.
    """
    if quantity < 1:
        raise InvalidInput((("quantity",), _("Количество должно быть больше нуля")))
    with transaction.atomic():
        batches = lock_batches(shop=shop, wanted=Q(pk=batch_id, cancelled_at=None))
        batch = _choose(batches, batch_id)
        check_version(batch, expected_version)
        if quantity > batch.quantity_free:
            raise NotEnoughFree(batch.quantity_free)
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            movement = ledger.move(batch, MovementKind.WRITEOFF, on_hand=-quantity, reason=reason, note=note)
            ledger.save()
        return movement


def correct_batch(
    *,
    shop: Shop,
    batch_id: int,
    quantity: int,
    reason: str = CorrectionReason.RECOUNT,
    note: str = "",
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> StockMovement | None:
    """Make what a batch has on hand what was counted; the right number writes nothing.

    Raises BatchNotFound, StaleVersion, BelowReserved, InvalidInput.
    """
    if not 0 <= quantity <= MAX_QUANTITY:
        raise InvalidInput((("quantity",), _("Количество должно быть от 0 до 1 000 000")))
    with transaction.atomic():
        batches = lock_batches(shop=shop, wanted=Q(pk=batch_id, cancelled_at=None))
        batch = _choose(batches, batch_id)
        check_version(batch, expected_version)
        if quantity < batch.quantity_reserved:
            raise BelowReserved(batch.quantity_reserved)
        difference = quantity - batch.quantity_on_hand
        if not difference:
            return None
        with telling_if_low(batches, now):
            ledger = Ledger(actor=actor, now=now)
            movement = ledger.move(batch, MovementKind.CORRECTION, on_hand=difference, reason=reason, note=note)
            ledger.save()
        return movement


def update_batch(
    *, shop: Shop, batch_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> StockBatch:
    """Change the fields given, of EDITABLE; quantities have their movements. Raises BatchNotFound, StaleVersion."""
    with transaction.atomic():
        batch = lock_rows(StockBatch.objects.filter(shop=shop, pk=batch_id, cancelled_at=None)).first()
        if batch is None:
            raise BatchNotFound
        check_version(batch, expected_version)
        fields = [field for field in EDITABLE if field in changes]
        for field in fields:
            setattr(batch, field, changes[field])
        batch.farm_key = fold_key(batch.farm)
        batch.version += 1
        batch.save(update_fields=[*fields, "farm_key", "version"])
        return batch


def _choose(batches: list[StockBatch], batch_id: int) -> StockBatch:
    batch = next((batch for batch in batches if batch.pk == batch_id), None)
    if batch is None:
        raise BatchNotFound
    return batch
