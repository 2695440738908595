"""Counting the shelf as the screens and the API show it: what is counted, what is not yet, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from cvety.core import clock, money
from shops.models import Shop

from .errors import BatchNotFound, StocktakeNotFound
from .models import (
    CountOutcome,
    ItemKind,
    ReservationStatus,
    StockBatch,
    StockItem,
    StockReservation,
    Stocktake,
    StocktakeLine,
)
from .queries import batches_of, matching_batches


class StocktakeStatus(models.TextChoices):
    """Where a stocktake stands."""

    OPEN = "open", _("Идёт")
    POSTED = "posted", _("Проведена")
    CANCELLED = "cancelled", _("Отменена")


LENGTH = 300  # buckets on one page
FORGOTTEN = timedelta(days=60)  # so long after it came one may still find a bucket that the books say is empty

_IN_TURN = Case(
    When(item__kind=ItemKind.FLOWER, then=Value(0)), When(item__kind=ItemKind.PACKAGING, then=Value(1)), default=2
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A batch to count, and what has been counted of it; what the books say is not told."""

    batch: StockBatch
    line: StocktakeLine | None = None


@dataclass(frozen=True, slots=True)
class Variety:
    """The buckets of one item, the oldest first."""

    item: StockItem
    buckets: Sequence[Bucket]


@dataclass(frozen=True, slots=True)
class CountUnderWay:
    """The count that is under way, or about to begin."""

    stocktake: Stocktake | None
    left: Sequence[Variety]
    done: Sequence[Variety]
    counted: int  # lines that the stocktake has, whatever was searched for
    is_cut: bool

    @property
    def left_count(self) -> int:
        return sum(len(variety.buckets) for variety in self.left)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line as it is posted, or as it would be now: by how many the books change, and by how much money."""

    line: StocktakeLine
    batch: StockBatch
    change: int
    cost: int  # whole tenge with the receipt's delivery

    @property
    def loss(self) -> int:
        return -self.cost

    @property
    def missing(self) -> int:
        return -self.line.difference

    @property
    def is_held(self) -> bool:
        return self.line.outcome == CountOutcome.HELD

    @property
    def is_gone(self) -> bool:
        return self.line.outcome == CountOutcome.GONE

    @property
    def is_cut(self) -> bool:
        """Whether more is missing than there was left to take off the books."""
        return self.line.outcome == CountOutcome.CORRECTED and self.change != self.line.difference


@dataclass(frozen=True, slots=True)
class Result:
    """A stocktake with its differences; sums in whole tenge."""

    stocktake: Stocktake
    differing: Sequence[Difference]
    matching: Sequence[Difference]

    @property
    def missing(self) -> int:
        return -sum(each.cost for each in self.differing if each.cost < 0)

    @property
    def surplus(self) -> int:
        return sum(each.cost for each in self.differing if each.cost > 0)

    @property
    def total(self) -> int:
        return self.surplus - self.missing


def stocktakes_of(*, shop: Shop) -> QuerySet[Stocktake]:
    """Return the shop's stocktakes; the cancelled ones stay listed."""
    stocktakes: QuerySet[Stocktake] = Stocktake.objects.filter(shop=shop)
    return stocktakes


def find_stocktake(*, shop: Shop, stocktake_id: int) -> Stocktake:
    """Return one stocktake. Raises StocktakeNotFound."""
    stocktake = stocktakes_of(shop=shop).filter(pk=stocktake_id).first()
    if stocktake is None:
        raise StocktakeNotFound
    return stocktake


def the_open_one(*, shop: Shop) -> Stocktake | None:
    """Return the stocktake under way."""
    return stocktakes_of(shop=shop).filter(posted_at=None, cancelled_at=None).first()


def count_under_way(*, shop: Shop, text: str, now: datetime) -> CountUnderWay:
    """Return the buckets on the shelf by variety, as far as the text names them, with what is counted already.

    What the books say is empty is found by its name too: it may stand there after all.
    """
    stocktake = the_open_one(shop=shop)
    lines = {} if stocktake is None else {line.batch_id: line for line in stocktake.lines.order_by("pk")}
    on_shelf = Q(quantity_on_hand__gt=0) | Q(pk__in=list(lines))
    if text:
        on_shelf |= Q(arrived_at__gt=now - FORGOTTEN)
    batches = matching_batches(batches_of(shop=shop).filter(on_shelf), text).select_related("item")
    order = (_IN_TURN, "item__name", F("item__height_cm").asc(nulls_first=True), "item_id", "arrived_at", "pk")
    found = list(batches.order_by(*order)[: LENGTH + 1])
    buckets = [Bucket(batch, lines.get(batch.pk)) for batch in found[:LENGTH]]
    return CountUnderWay(
        stocktake=stocktake,
        left=_by_variety([bucket for bucket in buckets if bucket.line is None]),
        done=_by_variety([bucket for bucket in buckets if bucket.line is not None]),
        counted=len(lines),
        is_cut=len(found) > LENGTH,
    )


def bucket_to_count(*, shop: Shop, batch_id: int) -> Bucket:
    """Return one bucket, with what the open stocktake has of it. Raises BatchNotFound."""
    batch = batches_of(shop=shop).filter(pk=batch_id).select_related("item").first()
    if batch is None:
        raise BatchNotFound
    stocktake = the_open_one(shop=shop)
    return Bucket(batch, stocktake.lines.filter(batch=batch).first() if stocktake else None)


def result_of(*, shop: Shop, stocktake_id: int) -> Result:
    """Return the differences of a stocktake, what costs most first. Raises StocktakeNotFound.

    Of an open one they are what posting would do now. Not for those who count: see docs/adr/0010-blind-count.md.
    """
    stocktake = find_stocktake(shop=shop, stocktake_id=stocktake_id)
    lines = stocktake.lines.select_related("batch__item", "movement").order_by("pk")
    rows = [_difference(line, is_open=stocktake.posted_at is None) for line in lines]
    differing = [each for each in rows if each.line.difference]
    return Result(
        stocktake=stocktake,
        differing=sorted(differing, key=lambda each: (each.cost, each.line.pk)),
        matching=[each for each in rows if not each.line.difference],
    )


def orders_at_stake(*, shop: Shop, stocktake_id: int) -> list[int]:
    """Return the orders that hold something of a batch of which fewer were counted than the books say."""
    short = StocktakeLine.objects.filter(shop=shop, stocktake=stocktake_id, counted__lt=F("expected"))
    held = StockReservation.objects.filter(
        shop=shop, batch__in=short.values("batch"), status=ReservationStatus.HELD
    ).order_by()
    return list(held.values_list("order_id", flat=True).distinct())


def stocktake_rows(stocktakes: QuerySet[Stocktake], *, shop: Shop) -> list[dict[str, Any]]:
    """Return stocktakes as plain data, in two queries."""
    rows = list(stocktakes)
    lines = StocktakeLine.objects.filter(stocktake__in=[row.pk for row in rows]).order_by().values("stocktake_id")
    counted = dict(lines.annotate(count=Count("pk")).values_list("stocktake_id", "count"))
    return [_row(row, counted.get(row.pk, 0), shop) for row in rows]


def stocktake_row(*, shop: Shop, stocktake_id: int, sees_differences: bool, sees_cost: bool) -> dict[str, Any]:
    """Return one stocktake with its lines; of an open one the differences are for those who post it.

    Raises StocktakeNotFound.
    """
    result = result_of(shop=shop, stocktake_id=stocktake_id)
    is_shown = sees_differences or result.stocktake.posted_at is not None
    differences = sorted([*result.differing, *result.matching], key=lambda each: each.line.pk)
    lines = [_line(each, shop, is_shown=is_shown, sees_cost=sees_cost) for each in differences]
    return {**_row(result.stocktake, len(lines), shop), "lines": lines}


def _row(stocktake: Stocktake, lines_count: int, shop: Shop) -> dict[str, Any]:
    closed = StocktakeStatus.POSTED if stocktake.posted_at else StocktakeStatus.CANCELLED
    return {
        "id": stocktake.pk,
        "status": (closed if stocktake.posted_at or stocktake.cancelled_at else StocktakeStatus.OPEN).value,
        "started_at": clock.isoformat(stocktake.started_at, shop.zone),
        "started_by": stocktake.author,
        "posted_at": clock.isoformat(stocktake.posted_at, shop.zone),
        "cancelled_at": clock.isoformat(stocktake.cancelled_at, shop.zone),
        "closed_by": stocktake.posted_by,
        "comment": stocktake.note,
        "lines_count": lines_count,
    }


def _line(difference: Difference, shop: Shop, *, is_shown: bool, sees_cost: bool) -> dict[str, Any]:
    line, batch = difference.line, difference.batch
    return {
        "batch_id": batch.pk,
        "variety": batch.item.name,
        "height_cm": batch.item.height_cm,
        "supplier": batch.supplier,
        "arrival_date": clock.isoformat(batch.arrived_at, shop.zone),
        "counted": line.counted,
        "counted_at": clock.isoformat(line.counted_at, shop.zone),
        "counted_by": line.author,
        "expected": line.expected if is_shown else None,
        "difference": line.difference if is_shown else None,
        "cost": difference.cost if is_shown and sees_cost else None,
        "outcome": line.outcome or None,
        "held_by": line.held_by,
    }


def _by_variety(buckets: Sequence[Bucket]) -> list[Variety]:
    varieties: dict[int, list[Bucket]] = {}
    for bucket in buckets:
        varieties.setdefault(bucket.batch.item_id, []).append(bucket)
    return [Variety(alike[0].batch.item, alike) for alike in varieties.values()]


def _difference(line: StocktakeLine, *, is_open: bool) -> Difference:
    batch = line.batch
    if line.movement is not None:
        return Difference(line, batch, line.movement.on_hand_delta, line.movement.landed_cost_delta)
    if not is_open or batch.cancelled_at is not None:
        return Difference(line, batch, 0, 0)
    before = batch.quantity_on_hand
    after = max(before + line.difference, 0)
    cost = _worth(batch, after) - _worth(batch, before)
    return Difference(line, batch, after - before, cost)


def _worth(batch: StockBatch, quantity: int) -> int:
    return money.share(batch.landed_total_cost, quantity, batch.quantity_received)
