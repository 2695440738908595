"""The shelf is counted bucket by bucket, blindly; somebody else looks at the differences and posts them.

Locks: the orders (by the caller), the stocktake, then the batches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cvety.core import live
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import BatchNotFound, NothingCounted, StocktakeClosed, StocktakeNotFound
from warehouse.models import (
    CorrectionReason,
    CountOutcome,
    MovementKind,
    ReservationStatus,
    StockBatch,
    StockMovement,
    StockReservation,
    Stocktake,
    StocktakeLine,
)

from .low_stock import lock_batches, telling_if_low
from .movements import Ledger
from .rebooking import rebook
from .receipts import MAX_QUANTITY


def open_stocktake(*, shop: Shop, actor: Actor, now: datetime) -> Stocktake:
    """Return the stocktake that is open in the shop; open one where there is none."""
    with transaction.atomic():
        return _lock_open(shop, actor, now)


def count_batch(
    *,
    shop: Shop,
    batch_id: int,
    quantity: int,
    counted_at: datetime | None = None,
    stocktake_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> StocktakeLine:
    """Note how many were counted of a batch, beside what the books said at that moment; counting again overwrites.

    `counted_at` is when, where that was before `now`: a phone without a connection tells it later. The first count
    opens the stocktake, unless one is named. Raises BatchNotFound, StocktakeNotFound, StocktakeClosed, InvalidInput.
    """
    counted_at = min(counted_at or now, now)
    if not 0 <= quantity <= MAX_QUANTITY:
        raise InvalidInput((("counted",), _("Количество должно быть от 0 до 1 000 000")))
    with transaction.atomic():
        stocktake = _lock_open(shop, actor, now) if stocktake_id is None else _lock(shop, stocktake_id)
        _check_open(stocktake)
        # An assembly that is under way has either left the books by now or waits until this is noted.
        batch = lock_rows(StockBatch.objects.filter(shop=shop, pk=batch_id, cancelled_at=None)).first()
        if batch is None:
            raise BatchNotFound
        line: StocktakeLine
        line, _is_new = StocktakeLine.objects.update_or_create(
            stocktake=stocktake,
            batch=batch,
            defaults={
                "shop": shop,
                "counted": quantity,
                "expected": _on_hand_at(batch, counted_at),
                "counted_at": counted_at,
                **authored(actor),
            },
        )
        live.touch(live.shop_topic(shop.pk))
        return line


def post_stocktake(
    *,
    shop: Shop,
    stocktake_id: int,
    good_at: Mapping[int, datetime],
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Stocktake:
    """Correct the books by the differences found when each batch was counted; each line then says what came of it.

    What was sold in between is not undone. Where fewer are left than orders hold, what they hold is moved to
    other batches of the same item, as far as the caller has locked the orders: `good_at` names those, and when
    each needs its flowers. A line for which nothing else is free stays unposted and names its orders. Posting again
    is no error. Raises StocktakeNotFound, StocktakeClosed, NothingCounted.
    """
    with transaction.atomic():
        stocktake = _lock(shop, stocktake_id)
        if stocktake.posted_at is not None:
            return stocktake
        _check_open(stocktake)
        lines = list(StocktakeLine.objects.filter(stocktake=stocktake).order_by("pk"))
        if not lines:
            raise NothingCounted
        batches = lock_batches(shop=shop, wanted=Q(pk__in=[line.batch_id for line in lines]))
        with telling_if_low(batches, now):
            _Posting(stocktake, batches, good_at, actor, now).post(lines)
        StocktakeLine.objects.bulk_update(lines, ["movement", "outcome", "held_by"])
        stocktake.posted_at = now
        stocktake.posted_by = actor.name
        stocktake.note = note
        stocktake.save(update_fields=["posted_at", "posted_by", "note"])
        live.touch(live.shop_topic(shop.pk))
        return stocktake


def cancel_stocktake(*, shop: Shop, stocktake_id: int, actor: Actor, now: datetime) -> Stocktake:
    """Close a stocktake without touching the books. Doing it again is no error.

    Raises StocktakeNotFound, StocktakeClosed where it was posted.
    """
    with transaction.atomic():
        stocktake = _lock(shop, stocktake_id)
        if stocktake.cancelled_at is not None:
            return stocktake
        _check_open(stocktake)
        stocktake.cancelled_at = now
        stocktake.posted_by = actor.name
        stocktake.save(update_fields=["cancelled_at", "posted_by"])
        live.touch(live.shop_topic(shop.pk))
        return stocktake


class _Posting:
    """The lines of one stocktake against its locked batches."""

    def __init__(
        self,
        stocktake: Stocktake,
        batches: Sequence[StockBatch],
        good_at: Mapping[int, datetime],
        actor: Actor,
        now: datetime,
    ) -> None:
        self._stocktake = stocktake
        self._batches = {batch.pk: batch for batch in batches}
        self._good_at = good_at
        self._actor = actor
        self._now = now

    def post(self, lines: Sequence[StocktakeLine]) -> None:
        """Correct what can be corrected as it is; then what orders have to make room for."""
        easy, contested = [], []
        for line in lines:
            batch = self._batches[line.batch_id]
            change = change_of(line, batch)
            if batch.cancelled_at is not None or (line.difference and not change):
                line.outcome = CountOutcome.GONE
            elif not change:
                line.outcome = CountOutcome.MATCHED
            elif -change <= batch.quantity_free:
                easy.append(line)
            else:
                contested.append(line)
        self._correct(easy)
        # What the books say to be free of a contested batch is not there: others are not moved to it.
        taboo = {line.batch_id for line in contested}
        for line in contested:
            self._make_room(line, taboo)

    def _make_room(self, line: StocktakeLine, taboo: Collection[int]) -> None:
        batch = self._batches[line.batch_id]
        others = [other for other in self._batches.values() if other.item_id == batch.item_id and other.pk not in taboo]
        missing = -change_of(line, batch) - batch.quantity_free
        is_done = rebook(
            batch,
            missing,
            to=others,
            good_at=self._good_at,
            reason=CorrectionReason.RECOUNT,
            actor=self._actor,
            now=self._now,
        )
        if is_done:
            self._correct([line])
            return
        held = StockReservation.objects.filter(batch=batch, status=ReservationStatus.HELD)
        line.outcome = CountOutcome.HELD
        line.held_by = sorted(set(held.values_list("order_id", flat=True)))

    def _correct(self, lines: Sequence[StocktakeLine]) -> None:
        ledger = Ledger(actor=self._actor, now=self._now)
        movements: list[StockMovement] = []
        for line in lines:
            batch = self._batches[line.batch_id]
            note = gettext("Инвентаризация № %(number)d, посчитано: %(name)s")
            movement = ledger.move(
                batch,
                MovementKind.CORRECTION,
                on_hand=change_of(line, batch),
                reason=CorrectionReason.RECOUNT,
                note=note % {"number": self._stocktake.pk, "name": line.actor_name},
            )
            movements.append(movement)
        ledger.save()
        for line, movement in zip(lines, movements, strict=True):
            line.movement = movement
            line.outcome = CountOutcome.CORRECTED


def change_of(line: StocktakeLine, batch: StockBatch) -> int:
    """Return what posting a line does to its batch as it stands: the difference, and never below nothing."""
    return max(line.difference, -batch.quantity_on_hand)


def _on_hand_at(batch: StockBatch, at: datetime) -> int:
    since = StockMovement.objects.filter(batch=batch, created_at__gt=at)
    return max(batch.quantity_on_hand - sum(since.values_list("on_hand_delta", flat=True)), 0)


def _lock_open(shop: Shop, actor: Actor, now: datetime) -> Stocktake:
    found = Stocktake.objects.filter(shop=shop, posted_at=None, cancelled_at=None)
    while True:
        stocktake: Stocktake | None = lock_rows(found).first()
        if stocktake is not None:
            return stocktake
        try:
            with transaction.atomic():
                return Stocktake.objects.create(shop=shop, started_at=now, **authored(actor))
        except IntegrityError:  # somebody else has opened it in this moment
            continue


def _lock(shop: Shop, stocktake_id: int) -> Stocktake:
    stocktake: Stocktake | None = lock_rows(Stocktake.objects.filter(shop=shop, pk=stocktake_id)).first()
    if stocktake is None:
        raise StocktakeNotFound
    return stocktake


def _check_open(stocktake: Stocktake) -> None:
    if stocktake.posted_at is not None or stocktake.cancelled_at is not None:
        raise StocktakeClosed
