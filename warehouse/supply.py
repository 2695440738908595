"""What buying is decided by: how fast stems go, how long what stands there will last, where it came from last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from cvety.core import clock
from shops.models import Shop

from .models import MovementKind, StockBatch, StockItem, StockMovement
from .services.assembling import MADE, TAKEN_APART

Used = dict[int, dict[date, int]]
"""Stems by the id of the item and the shop's day."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What is free of a batch, and the day on which it wilts; None for what does not."""

    batch_id: int
    free: int
    arrived_at: datetime
    expires_on: date | None

    def is_good_on(self, day: date) -> bool:
        """Whether it lasts the whole day: on that of its end it is promised to nobody."""
        return self.expires_on is None or self.expires_on > day


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an item came last: the supplier is of the last batch that names one, the cost of the last at a price."""

    supplier: str = ""
    cost_per_stem: Decimal | None = None  # tenge, the delivery to the shop included; not rounded
    batch_id: int | None = None
    arrived_at: datetime | None = None


def used_by_day(*, shop: Shop, spans: Iterable[tuple[date, date]]) -> Used:
    """Return what was sold or made into showcase bouquets on each day of these spans, both ends included.

    What came back is taken off; what was written off is no use. An item that nothing was used of is left out.
    """
    within = Q()
    for first, last in spans:
        start, end = clock.day_bounds(first, shop.timezone)[0], clock.day_bounds(last, shop.timezone)[1]
        within |= Q(created_at__gte=start, created_at__lt=end)
    if not within:
        return {}
    rows = (
        _uses(shop)
        .filter(within)
        .values("item_id", day=TruncDate("created_at", tzinfo=shop.zone))
        .annotate(delta=Sum("on_hand_delta"))
        .order_by()
        .values_list("item_id", "day", "delta")
    )
    used: Used = defaultdict(dict)
    for item_id, day, delta in rows:
        used[item_id][day] = -delta
    return dict(used)


def first_used_on(*, shop: Shop) -> date | None:
    """Return the day from which the shop's books know what is used; None where nothing ever was."""
    first = _uses(shop).order_by("created_at").values_list("created_at", flat=True).first()
    return clock.local(first, shop.timezone).date() if first else None


def free_lots(*, shop: Shop, now: datetime) -> dict[int, list[Lot]]:
    """Return what is free of each batch that has not expired, by item, what wilts first at the top."""
    usable = StockBatch.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        shop=shop,
        cancelled_at=None,
        quantity_on_hand__gt=0,  # follows from the next; for the index
    ).filter(quantity_on_hand__gt=F("quantity_reserved"))
    lots: dict[int, list[Lot]] = defaultdict(list)
    for batch in usable.order_by(F("expires_at").asc(nulls_last=True), "pk"):
        expires_on = clock.local(batch.expires_at, shop.timezone).date() if batch.expires_at else None
        lots[batch.item_id].append(Lot(batch.pk, batch.quantity_free, batch.arrived_at, expires_on))
    return lots


def last_arrivals(*, shop: Shop, item_ids: Collection[int]) -> dict[int, Arrival]:
    """Return how each item came last, in two queries."""
    came = StockBatch.objects.filter(item=OuterRef("pk"), cancelled_at=None).order_by("-arrived_at", "-pk")
    items = StockItem.objects.filter(shop=shop, pk__in=item_ids).annotate(
        last_supplier=Subquery(came.exclude(supplier="").values("supplier")[:1]),
        last_batch=Subquery(came.filter(landed_total_cost__gt=0).values("pk")[:1]),
    )
    found = list(items.order_by().values_list("pk", "last_supplier", "last_batch"))
    batches = StockBatch.objects.filter(shop=shop).in_bulk([batch_id for _, _, batch_id in found if batch_id])
    return {item_id: _arrival(supplier or "", batches.get(batch_id)) for item_id, supplier, batch_id in found}


def _uses(shop: Shop) -> QuerySet[StockMovement]:
    """Return what was sold, and what was made into bouquets for the showcase or came back of them."""
    uses = Q(kind=MovementKind.SALE) | Q(kind=MovementKind.CORRECTION, reason__in=(MADE, TAKEN_APART))
    # The kinds alone are what the index is of; the reasons narrow further.
    kinds = (MovementKind.SALE, MovementKind.CORRECTION)
    moved: QuerySet[StockMovement] = StockMovement.objects.filter(uses, shop=shop, kind__in=kinds)
    return moved


def _arrival(supplier: str, batch: StockBatch | None) -> Arrival:
    if batch is None:
        return Arrival(supplier)
    cost = Decimal(batch.landed_total_cost) / batch.quantity_received
    return Arrival(supplier, cost, batch.pk, batch.arrived_at)
