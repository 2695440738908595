"""Proof that the figures are right: every batch is the sum of its movements, and no tenge is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from cvety.core import money
from cvety.core.locks import lock_rows
from cvety.core.tenancy import every_shop

from .models import GoodsReceipt, MovementKind, ReservationStatus, StockBatch, StockMovement, StockReservation

CHUNK = 1000


def check(*, shop_id: int | None = None) -> Iterator[str]:
    """Yield a sentence for every figure that its ledger does not bear out.

    Proved are the quantities and costs of every batch, that the batches of a receipt cost together what the receipt
    says, and that what an order was made of cost what left the batches for it.
    """
    yield from _check_receipts(shop_id)
    last = 0
    while True:
        with every_shop():  # for each chunk anew: whoever reads the faults is not to see every shop meanwhile
            batches = StockBatch.objects.filter(pk__gt=last).order_by("pk")
            if shop_id is not None:
                batches = batches.filter(shop_id=shop_id)
            chunk = list(batches[:CHUNK])
            faults = list(_check_chunk(chunk))
            if faults:
                # An order may have come in between the readings: held still, the batches tell for sure.
                with transaction.atomic():
                    faults = list(_check_chunk(list(lock_rows(batches.filter(pk__lte=chunk[-1].pk)))))
        if not chunk:
            return
        yield from faults
        last = chunk[-1].pk


def _check_receipts(shop_id: int | None) -> Iterator[str]:
    with every_shop():
        receipts = GoodsReceipt.objects.annotate(batches_cost=Coalesce(Sum("batches__landed_total_cost"), 0))
        wrong = receipts.exclude(batches_cost=F("total_cost_kzt")).order_by("pk")
        if shop_id is not None:
            wrong = wrong.filter(shop_id=shop_id)
        faults = [(receipt.pk, receipt.shop_id, receipt.total_cost_kzt, receipt.batches_cost) for receipt in wrong]
    for pk, shop, said, batches in faults:
        yield f"receipt {pk} (shop {shop}): costs {said}, its batches {batches}"


def _check_chunk(batches: list[StockBatch]) -> Iterator[str]:
    ids = [batch.pk for batch in batches]
    movements = StockMovement.objects.filter(batch_id__in=ids).order_by().values("batch_id")
    sums = {
        row["batch_id"]: row
        for row in movements.annotate(
            on_hand=Sum("on_hand_delta"),
            reserved=Sum("reserved_delta"),
            cost=Sum("cost_delta"),
            landed_cost=Sum("landed_cost_delta"),
            sold=Coalesce(Sum("on_hand_delta", filter=Q(kind=MovementKind.SALE)), 0),
            written_off=Coalesce(Sum("on_hand_delta", filter=Q(kind=MovementKind.WRITEOFF)), 0),
        )
    }
    held = StockReservation.objects.filter(batch_id__in=ids, status=ReservationStatus.HELD).order_by()
    held_by_batch = dict(held.values("batch_id").annotate(held=Sum("quantity")).values_list("batch_id", "held"))
    for batch in batches:
        row = sums.get(batch.pk)
        if row is None:
            yield f"batch {batch.pk} (shop {batch.shop_id}): no movement at all"
            continue
        left, received = batch.quantity_on_hand, batch.quantity_received
        facts = {
            "on hand": (batch.quantity_on_hand, row["on_hand"]),
            "reserved": (batch.quantity_reserved, row["reserved"]),
            "held by orders": (held_by_batch.get(batch.pk, 0), row["reserved"]),
            "sold": (batch.quantity_sold, -row["sold"]),
            "written off": (batch.quantity_written_off, -row["written_off"]),
            "cost": (money.share(batch.total_cost, left, received), row["cost"]),
            "landed cost": (money.share(batch.landed_total_cost, left, received), row["landed_cost"]),
        }
        for name, (figure, ledger) in facts.items():
            if figure != ledger:
                yield f"batch {batch.pk} (shop {batch.shop_id}): {name} is {figure}, the ledger says {ledger}"
    yield from _check_sales(ids)


def _check_sales(batch_ids: list[int]) -> Iterator[str]:
    """An order that has its stems, and did not give them back, has them at the cost of its sale."""
    consumed = StockReservation.objects.filter(batch_id__in=batch_ids, status=ReservationStatus.CONSUMED).order_by()
    sales = StockMovement.objects.filter(batch_id__in=batch_ids, kind=MovementKind.SALE).order_by()
    left = {
        (row["batch_id"], row["order_id"]): -row["cost"]
        for row in sales.values("batch_id", "order_id").annotate(cost=Sum("landed_cost_delta"))
    }
    for row in consumed.values("batch_id", "order_id", "shop_id").annotate(figure=Coalesce(Sum("cost"), 0)):
        ledger = left.get((row["batch_id"], row["order_id"]), 0)
        if row["figure"] != ledger:
            batch, shop, order = row["batch_id"], row["shop_id"], row["order_id"]
            yield f"batch {batch} (shop {shop}): order {order} cost {row['figure']}, the ledger says {ledger}"
