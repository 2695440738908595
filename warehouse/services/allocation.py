"""Orders hold stems: reserve, release, consume, and bring back.

The caller has the order's row locked, so that an order's reservations change one at a time; here the batches
are locked, all candidates at once in the order of their ids, before anything is chosen by age.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from cvety.core.actors import Actor
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import OutOfStock, Shortage
from warehouse.models import MovementKind, ReservationStatus, StockBatch, StockItem, StockReservation

from .low_stock import tell_if_low
from .movements import Ledger
from .substituting import Need, Served, serve

CANCELLED_ORDER = "cancelled_order"


class LockedStock:
    """What can still be promised of some items, with their batches locked until the transaction ends."""

    def __init__(self, batches: Iterable[StockBatch], *, good_at: datetime, now: datetime) -> None:
        self.items: dict[int, StockItem] = {}  # those of which there is any batch
        self._by_item: dict[int, list[StockBatch]] = defaultdict(list)
        for batch in batches:
            self.items[batch.item_id] = batch.item
            if not batch.is_expired(now):
                self._by_item[batch.item_id].append(batch)
        for candidates in self._by_item.values():
            candidates.sort(key=lambda batch: _by_age(batch, good_at))

    def free(self, item_id: int) -> int:
        return sum(batch.quantity_free for batch in self._by_item.get(item_id, ()))

    def take(self, item_id: int, quantity: int) -> list[tuple[StockBatch, int]]:
        """Choose batches for a quantity that is free: oldest first, split where one does not hold enough."""
        chosen = []
        for batch in self._by_item.get(item_id, ()):
            part = min(batch.quantity_free, quantity)
            if part > 0:
                chosen.append((batch, part))
                quantity -= part
        return chosen


def _by_age(batch: StockBatch, good_at: datetime) -> tuple[bool, float, int]:
    """Oldest of those that last until they are needed; the longest-lived of the rest only after them."""
    if batch.is_expired(good_at):
        return True, -(batch.expires_at or good_at).timestamp(), batch.pk
    return False, batch.arrived_at.timestamp(), batch.pk


def lock_stock(*, shop: Shop, item_ids: Collection[int], good_at: datetime, now: datetime) -> LockedStock:
    """Lock every batch of these items that has anything on hand."""
    # Not only those with something free: what another order releases while we wait must be seen too.
    batches = StockBatch.objects.filter(shop=shop, item_id__in=item_ids, quantity_on_hand__gt=0)
    return LockedStock(lock_rows(batches.select_related("item")), good_at=good_at, now=now)


def reserve(
    *, shop: Shop, stock: LockedStock, order_id: int, needs: Sequence[Need], actor: Actor, now: datetime
) -> None:
    """Hold what an order needs, all of it or none: substitutes only for what is short of its own.

    Raises OutOfStock naming each item that is short, with what there is of it and of its substitutes.
    """
    free = {item_id: stock.free(item_id) for need in needs for item_id in need.choices}
    served = serve(needs, free)
    if any(each.missing for each in served):
        raise OutOfStock(shortages_of(served, stock, shop))

    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    reservations = []
    taken: dict[int, int] = defaultdict(int)
    for each in served:
        own = each.need.item_id
        for item_id, wanted in each.in_order():
            taken[item_id] += wanted
            for batch, quantity in stock.take(item_id, wanted):
                ledger.move(batch, MovementKind.RESERVE, reserved=quantity)
                reservations.append(
                    StockReservation(
                        shop=shop,
                        batch=batch,
                        item_id=item_id,
                        replaces_id=None if item_id == own else own,
                        order_id=order_id,
                        line_id=each.need.line_id,
                        quantity=quantity,
                        created_at=now,
                    )
                )
    StockReservation.objects.bulk_create(reservations)
    ledger.save()
    for item_id, quantity in taken.items():
        tell_if_low(stock.items[item_id], before=free[item_id], after=free[item_id] - quantity)


def shortages_of(served: Sequence[Served], stock: LockedStock, shop: Shop) -> list[Shortage]:
    """Return each item that is short, with what there is of it and of its substitutes together."""
    needed: dict[int, int] = defaultdict(int)
    missing: dict[int, int] = defaultdict(int)
    for each in served:
        needed[each.need.item_id] += each.need.quantity
        missing[each.need.item_id] += each.missing
    short = [item_id for item_id in needed if missing[item_id]]
    items = dict(stock.items)
    if absent := set(short) - items.keys():
        items |= StockItem.objects.filter(shop=shop).in_bulk(list(absent))
    return [
        Shortage(item_id, str(items[item_id]), needed[item_id], needed[item_id] - missing[item_id]) for item_id in short
    ]


def release_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> None:
    """Give back what an order holds; does nothing for one that holds nothing."""
    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    for reservation, batch in _locked(shop, order_id, ReservationStatus.HELD):
        ledger.move(batch, MovementKind.RELEASE, reserved=-reservation.quantity)
    _close(shop, order_id, ReservationStatus.HELD, ReservationStatus.RELEASED, ledger)


def release_line(
    *, shop: Shop, order_id: int, line_id: int, keep: Mapping[int, int], actor: Actor, now: datetime
) -> None:
    """Give back what a line of an order holds beyond what it is to keep, by item; an item not named is not kept.

    What stands in for an item is counted as that item, and goes back before the item's own; of the rest what was
    taken last, so that the oldest batches stay promised.
    """
    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    held = _locked(shop, order_id, ReservationStatus.HELD, line_id=line_id)
    spare: dict[int, int] = defaultdict(int)
    for reservation, _batch in held:
        spare[reservation.serves_id] += reservation.quantity
    changed = []
    for reservation, batch in sorted(held, key=lambda row: (row[0].replaces_id is None, -row[0].pk)):
        serves = reservation.serves_id
        part = min(reservation.quantity, spare[serves] - keep.get(serves, 0))
        if part <= 0:
            continue
        spare[serves] -= part
        ledger.move(batch, MovementKind.RELEASE, reserved=-part)
        if part == reservation.quantity:
            reservation.status = ReservationStatus.RELEASED
        else:
            reservation.quantity -= part
        changed.append(reservation)
    StockReservation.objects.bulk_update(changed, ["quantity", "status"])
    ledger.save()


def consume_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> int:
    """Turn what an order holds into a sale and return its cost in whole tenge, the deliveries' included."""
    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    consumed = []
    for reservation, batch in _locked(shop, order_id, ReservationStatus.HELD):
        quantity = reservation.quantity
        sale = ledger.move(batch, MovementKind.SALE, on_hand=-quantity, reserved=-quantity)
        reservation.cost = -sale.landed_cost_delta
        reservation.status = ReservationStatus.CONSUMED
        consumed.append(reservation)
    StockReservation.objects.bulk_update(consumed, ["cost", "status"])
    ledger.save()
    return sum(reservation.cost or 0 for reservation in consumed)


def return_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> None:
    """Undo the sale of an order that never left: its stems go back to the batches they came from."""
    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    for reservation, batch in _locked(shop, order_id, ReservationStatus.CONSUMED):
        ledger.move(batch, MovementKind.SALE, on_hand=reservation.quantity, reason=CANCELLED_ORDER)
    _close(shop, order_id, ReservationStatus.CONSUMED, ReservationStatus.RELEASED, ledger)


def write_off_order(*, shop: Shop, order_id: int, actor: Actor, now: datetime) -> None:
    """Book the sale of an order that was cancelled after it left as a write-off: nothing comes back."""
    ledger = Ledger(actor=actor, now=now, order_id=order_id)
    for reservation, batch in _locked(shop, order_id, ReservationStatus.CONSUMED):
        quantity = reservation.quantity
        ledger.move(batch, MovementKind.SALE, on_hand=quantity, reason=CANCELLED_ORDER)
        ledger.move(batch, MovementKind.WRITEOFF, on_hand=-quantity, reason=CANCELLED_ORDER)
    _close(shop, order_id, ReservationStatus.CONSUMED, ReservationStatus.WRITTEN_OFF, ledger)


def _locked(
    shop: Shop, order_id: int, status: ReservationStatus, **narrower: int
) -> list[tuple[StockReservation, StockBatch]]:
    found = StockReservation.objects.filter(shop=shop, order_id=order_id, status=status, **narrower)
    reservations = list(found.order_by("pk"))
    ids = {reservation.batch_id for reservation in reservations}
    batches = {batch.pk: batch for batch in lock_rows(StockBatch.objects.filter(shop=shop, pk__in=ids))}
    return [(reservation, batches[reservation.batch_id]) for reservation in reservations]


def _close(shop: Shop, order_id: int, old: ReservationStatus, new: ReservationStatus, ledger: Ledger) -> None:
    StockReservation.objects.filter(shop=shop, order_id=order_id, status=old).update(status=new)
    ledger.save()
