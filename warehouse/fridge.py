"""The walk around the fridge: what is wilting, what is to be thrown away, and what was thrown away today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cvety.core import clock
from shops.models import Shop

from .models import Freshness, MovementKind, StockBatch, StockItem, StockMovement, WriteOffReason
from .shelf import BATCHES_LENGTH

THROWN_LENGTH = 200  # write-offs of one day
BY_HAND = [reason for reason in WriteOffReason if reason != WriteOffReason.CANCELLED_ORDER]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A batch that wants a look, as it stands at this moment."""

    batch: StockBatch
    now: datetime

    @property
    def freshness(self) -> Freshness:
        return self.batch.freshness(self.now)

    @property
    def is_expired(self) -> bool:
        return self.freshness == Freshness.EXPIRED

    @property
    def is_done_for(self) -> bool:
        """Whether all of it is to be thrown away, and not only what has wilted."""
        return self.is_expired or self.batch.to_write_off

    @property
    def days(self) -> int:
        """Whole days since it came."""
        return max((self.now - self.batch.arrived_at) // timedelta(days=1), 0)

    @property
    def suggested(self) -> int:
        """How many one will most likely throw away."""
        return self.batch.quantity_free if self.is_done_for else min(self.batch.quantity_free, 1)


@dataclass(frozen=True, slots=True)
class Variety:
    """The buckets of one item that want a look, the oldest first."""

    item: StockItem
    buckets: Sequence[Bucket]


@dataclass(frozen=True, slots=True)
class Loss:
    """One write-off; `cost` is whole tenge with the receipt's delivery."""

    movement: StockMovement

    @property
    def quantity(self) -> int:
        return -self.movement.on_hand_delta

    @property
    def cost(self) -> int:
        return -self.movement.landed_cost_delta

    @property
    def reason(self) -> str:
        known = self.movement.reason in WriteOffReason.values
        return str(WriteOffReason(self.movement.reason).label) if known else self.movement.reason


@dataclass(frozen=True, slots=True)
class Thrown:
    """What was thrown away today, the last first."""

    losses: Sequence[Loss]

    @property
    def quantity(self) -> int:
        return sum(loss.quantity for loss in self.losses)

    @property
    def cost(self) -> int:
        return sum(loss.cost for loss in self.losses)


def walk(*, shop: Shop, now: datetime) -> list[Variety]:
    """Return what is wilting, expired, or flagged, in one query: by item, what is worst first."""
    batches = StockBatch.objects.filter(shop=shop, quantity_on_hand__gt=0, cancelled_at=None)
    on_shelf = batches.select_related("item").order_by("expires_at", "pk")[:BATCHES_LENGTH]
    varieties: dict[int, list[Bucket]] = {}
    for batch in on_shelf:
        bucket = Bucket(batch, now)
        if bucket.is_done_for or bucket.freshness == Freshness.WILTING:
            varieties.setdefault(batch.item_id, []).append(bucket)
    return [
        Variety(buckets[0].batch.item, sorted(buckets, key=lambda bucket: (bucket.batch.arrived_at, bucket.batch.pk)))
        for buckets in varieties.values()
    ]


def thrown_today(*, shop: Shop, now: datetime) -> Thrown:
    """Return what was written off by hand on this day of the shop's, in one query."""
    start, _end = clock.day_bounds(clock.local(now, shop.timezone).date(), shop.timezone)
    movements: QuerySet[StockMovement] = StockMovement.objects.filter(
        shop=shop, kind=MovementKind.WRITEOFF, order_id=None, created_at__gte=start
    )
    latest = movements.select_related("item").order_by("-created_at", "-pk")[:THROWN_LENGTH]
    return Thrown([Loss(movement) for movement in latest])
