"""Stock in the words of the inventory API; quantities are those on hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from catalog.models import Product
from catalog.pieces import products_by_piece
from shops.models import Shop
from warehouse.inventory import Standing, last_costs, running_out, standings
from warehouse.models import ItemKind, MovementKind, StockItem, StockMovement
from warehouse.reasons import told
from warehouse.services.corrections import Changed

_WORDS = {MovementKind.RECEIPT.value: "delivery"}  # all others are called as everywhere


def changed(outcome: Changed, code: str) -> dict[str, Any]:
    """Return what became of a quantity; `code` is what the client called it."""
    return {
        "product_id": code,
        "old_quantity": outcome.before,
        "new_quantity": outcome.after,
        "available": outcome.available,
    }


def moved(outcome: Changed, code: str) -> dict[str, Any]:
    """Return what came or went, as `product`."""
    return {
        "id": code,
        "flower_id": outcome.item.slug,
        "name": str(outcome.item),
        "old_quantity": outcome.before,
        "new_quantity": outcome.after,
        "available": outcome.available,
    }


def flower(standing: Standing) -> dict[str, Any]:
    return {
        "id": standing.item.slug,
        "name": str(standing.item),
        "quantity": standing.on_hand,
        "available": standing.available,
        "name_en": None,  # names are the shop's own, in one language
    }


def scarce(*, shop: Shop, threshold: int | None, now: datetime) -> list[dict[str, Any]]:
    """Return what runs out, the scarcest first: finished pieces of products on sale, and all else by its code."""
    low = running_out(shop=shop, threshold=threshold)
    items = [item for item, _on_hand in low]
    products = products_by_piece(shop=shop, item_ids=[item.pk for item in items])
    costs = last_costs([item.pk for item in items if item.pk not in products])
    return [
        _scarce(standing, products.get(standing.item.pk), costs.get(standing.item.pk, 0), threshold)
        for standing in standings(items, now=now)
        if _is_sold(standing.item, products.get(standing.item.pk))
    ]


def _is_sold(item: StockItem, product: Product | None) -> bool:
    """Pieces of a product that was put away are nobody's care; stems are everybody's."""
    return product.is_active if product is not None else item.kind != ItemKind.FINISHED


def _scarce(standing: Standing, product: Product | None, cost: int, threshold: int | None) -> dict[str, Any]:
    item: StockItem = standing.item
    return {
        "id": str(product.pk) if product is not None else item.slug,
        "flower_id": item.slug,
        "name": product.name if product is not None else str(item),
        "quantity": standing.on_hand,
        "available": standing.available,
        "price": product.current_price if product is not None else cost,
        "threshold": item.low_stock_threshold if threshold is None else threshold,
    }


def history(movements: Iterable[StockMovement]) -> list[dict[str, Any]]:
    """Return changes of the shelf; what is put by for an order has left what can be sold, so it counts as gone."""
    return [
        {
            "id": f"mov_{movement.pk}",
            "flower_id": movement.item.slug,
            "flower_name": str(movement.item),
            "product_name": str(movement.item),
            "movement_type": _WORDS.get(movement.kind, movement.kind),
            "quantity": movement.on_hand_delta or -movement.reserved_delta,
            "on_hand_delta": movement.on_hand_delta,
            "reserved_delta": movement.reserved_delta,
            "reason": told(movement),
            "note": movement.note,
            "order_id": movement.order_id,
            "created_by": movement.author,
            "created_at": movement.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for movement in movements
    ]
