"""What the lines of an order need of the stock, and hold of it: the demand, and the reservations that follow it.

Stock comes last in a transaction: its rows are what many orders share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from catalog.stock import Line, Recipes, items_of, needs_of, recipes_of
from cvety.core import clock
from cvety.core.actors import Actor
from orders.models import Order, OrderDemand, OrderItem
from warehouse.services import lock_stock, release_line, reserve


def hold_lines(
    order: Order,
    lines: Collection[Line],
    recipes: Recipes,
    *,
    needed_before: Mapping[tuple[int, int], int],
    actor: Actor,
    now: datetime,
) -> None:
    """Reserve what these lines need, all of it or none, and note it as their demand.

    `needed_before` is what a line needed already, by the ids of line and stock item. Raises OutOfStock.
    """
    item_ids = items_of([line.product for line in lines], recipes)
    if not item_ids:
        return
    needed_at = max(order.window_from_at or _day_start(order) or now, now)
    stock = lock_stock(shop=order.shop, item_ids=item_ids, good_at=needed_at, now=now)
    needs = needs_of(lines, recipes, stock)
    reserve(shop=order.shop, stock=stock, order_id=order.pk, needs=needs, actor=actor, now=now)
    demand = [
        OrderDemand(
            shop=order.shop,
            order=order,
            order_item_id=need.line_id,
            item_id=need.item_id,
            quantity=need.quantity + needed_before.get((need.line_id, need.item_id), 0),
        )
        for need in needs
    ]
    OrderDemand.objects.bulk_create(
        demand, update_conflicts=True, unique_fields=["order_item", "item"], update_fields=["quantity"]
    )


def hold_more(item: OrderItem, pieces: int, *, actor: Actor, now: datetime) -> None:
    """Reserve for so many pieces more of a line, by the recipe of today. Raises OutOfStock."""
    recipes = recipes_of([item.product_id])
    needed = {(item.pk, row.item_id): row.quantity for row in item.demand.all()}
    ready = needed.get((item.pk, item.product.piece_item_id or 0), 0)
    # Waste is rounded up once for all pieces of a line, not at each step on which it grows.
    lines = [Line(item.pk, item.product, pieces, made_before=max(item.quantity - pieces - ready, 0))]
    hold_lines(item.order, lines, recipes, needed_before=needed, actor=actor, now=now)


def hold_less(item: OrderItem, was: int, *, actor: Actor, now: datetime) -> None:
    """Give back what a line needs no more, which was of so many pieces: what is to be made before what is ready."""
    demand = {row.item_id: row for row in item.demand.all()}
    finished = demand.get(item.product.piece_item_id or 0)
    ready = finished.quantity if finished else 0
    to_make, left_to_make = was - ready, max(item.quantity - ready, 0)
    to_cut = [row for row in demand.values() if row is not finished]
    # Where what was needed is not so many for each piece, its waste was rounded up: the recipe knows from what.
    is_rounded = any(row.quantity % max(to_make, 1) for row in to_cut)
    recipe = {part.item_id: part for part in recipes_of([item.product_id])[item.product_id]} if is_rounded else {}
    if finished:
        finished.quantity = min(ready, item.quantity)
    for row in to_cut:
        part = recipe.get(row.item_id)
        if part and part.needed_for(to_make) == row.quantity:
            row.quantity = part.needed_for(left_to_make)
        else:  # where the recipe is another one by now, rather one stem too many
            row.quantity = -(-row.quantity * left_to_make // max(to_make, 1))
    keep = {row.item_id: row.quantity for row in demand.values()}
    item.demand.filter(item_id__in=[item_id for item_id, quantity in keep.items() if not quantity]).delete()
    OrderDemand.objects.bulk_update([row for row in demand.values() if row.quantity], ["quantity"])
    _release(item, keep, actor=actor, now=now)


def hold_nothing(item: OrderItem, *, actor: Actor, now: datetime) -> None:
    """Give back all that a line holds."""
    _release(item, {}, actor=actor, now=now)


def _release(item: OrderItem, keep: Mapping[int, int], *, actor: Actor, now: datetime) -> None:
    order = item.order
    release_line(shop=order.shop, order_id=order.pk, line_id=item.pk, keep=keep, actor=actor, now=now)


def _day_start(order: Order) -> datetime | None:
    return clock.day_bounds(order.delivery_date, order.shop.timezone)[0] if order.delivery_date else None
