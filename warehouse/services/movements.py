"""The ledger: batches change here, together with the row that says why, and nowhere else."""

from __future__ import annotations

from datetime import datetime

from cvety.core import live, money
from cvety.core.actors import Actor, authored
from warehouse.models import MovementKind, StockBatch, StockMovement


class Ledger:
    """Changes of locked batches by one person at one time; `save` writes them all in two statements."""

    def __init__(self, *, actor: Actor, now: datetime, order_id: int | None = None) -> None:
        self._actor = actor
        self._now = now
        self._order_id = order_id
        self._movements: list[StockMovement] = []
        self._batches: dict[int, StockBatch] = {}
        self._changed: set[str] = set()

    def move(
        self,
        batch: StockBatch,
        kind: MovementKind,
        *,
        on_hand: int = 0,
        reserved: int = 0,
        reason: str = "",
        note: str = "",
    ) -> StockMovement:
        """Change a batch's figures and note the movement with its cost.

        The cost of what leaves is counted cumulatively, so that the costs of all movements of a batch add up
        to its total to the tenge.
        """
        before, after = batch.quantity_on_hand, batch.quantity_on_hand + on_hand
        batch.quantity_on_hand = after
        batch.quantity_reserved += reserved
        if on_hand:
            self._changed.add("quantity_on_hand")
        if reserved:
            self._changed.add("quantity_reserved")
        if kind == MovementKind.SALE:
            batch.quantity_sold -= on_hand
            self._changed.add("quantity_sold")
        elif kind == MovementKind.WRITEOFF:
            batch.quantity_written_off -= on_hand
            self._changed.add("quantity_written_off")
        if kind in (MovementKind.WRITEOFF, MovementKind.CORRECTION):  # by hand, perhaps from what was read before
            batch.version += 1
            self._changed.add("version")
        movement = StockMovement(
            shop_id=batch.shop_id,
            batch=batch,
            item_id=batch.item_id,
            kind=kind,
            on_hand_delta=on_hand,
            reserved_delta=reserved,
            cost_delta=_value(batch.total_cost, batch, after) - _value(batch.total_cost, batch, before),
            landed_cost_delta=_value(batch.landed_total_cost, batch, after)
            - _value(batch.landed_total_cost, batch, before),
            order_id=self._order_id,
            reason=reason,
            note=note,
            created_at=self._now,
            **authored(self._actor),
        )
        self._movements.append(movement)
        self._batches[batch.pk] = batch
        return movement

    def save(self) -> None:
        """Write the batches and the movements."""
        if self._changed:
            StockBatch.objects.bulk_update(self._batches.values(), sorted(self._changed))
        StockMovement.objects.bulk_create(self._movements)
        for shop_id in {movement.shop_id for movement in self._movements}:
            live.touch(live.shop_topic(shop_id))


def _value(total: int, batch: StockBatch, quantity: int) -> int:
    """Return what so many stems of the batch cost, in whole tenge."""
    return money.share(total, quantity, batch.quantity_received)
