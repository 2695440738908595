"""How many of a product can be sold: finished pieces, and what the free stems allow to make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cvety.core.reading import ByIds
from warehouse.queries import free_by_item
from warehouse.services import Need

from .models import Product, RecipeLine


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a product on one line of an order."""

    line_id: int
    product: Product
    quantity: int


class Free(Protocol):
    """Whatever knows how much of an item can still be promised."""

    def free(self, item_id: int) -> int: ...


Recipes = dict[int, list[tuple[int, int]]]
"""By product id: pairs of stock item id and quantity."""

RECIPES = ByIds(
    RecipeLine, "product_id", ("product_id", "item_id", "quantity"), order_by=("product_id", "position", "pk")
)


def recipes_of(product_ids: Collection[int]) -> Recipes:
    """Return the recipes of these products; one without a recipe has an empty list."""
    recipes: Recipes = defaultdict(list)
    for product_id, item_id, quantity in RECIPES.rows([*product_ids]):
        recipes[product_id].append((item_id, quantity))
    return recipes


def items_of(products: Iterable[Product], recipes: Recipes) -> set[int]:
    """Return the stock items that these products are made of or stand as."""
    pieces = {product.piece_item_id for product in products if product.piece_item_id}
    return pieces | {item_id for lines in recipes.values() for item_id, _quantity in lines}


def needs_of(lines: Iterable[Line], recipes: Recipes, stock: Free) -> list[Need]:
    """Return what these lines need of the stock: finished pieces first, then stems by the recipe.

    A product that is not tracked needs nothing.
    """
    needs: dict[tuple[int, int], int] = defaultdict(int)
    promised: dict[int, int] = defaultdict(int)
    for line in lines:
        product, recipe = line.product, recipes.get(line.product.pk, [])
        if not product.is_stock_tracked:
            continue
        pieces = 0
        if product.piece_item_id:
            free = stock.free(product.piece_item_id) - promised[product.piece_item_id]
            pieces = min(line.quantity, max(free, 0)) if recipe else line.quantity
            promised[product.piece_item_id] += pieces
            needs[line.line_id, product.piece_item_id] += pieces
        for item_id, quantity in recipe:
            needs[line.line_id, item_id] += quantity * (line.quantity - pieces)
    return [Need(line_id, item_id, quantity) for (line_id, item_id), quantity in needs.items() if quantity]


def stock_of_products(products: Collection[tuple[int, int | None]], at: datetime) -> dict[int, int]:
    """Return how many of each product can be sold now, by id; `products` holds pairs (id, piece item's id)."""
    recipes = recipes_of([product_id for product_id, _piece in products])
    items = {piece for _id, piece in products if piece}
    items |= {item_id for lines in recipes.values() for item_id, _quantity in lines}
    free = free_by_item(items, at)
    return {
        product_id: (free.get(piece, 0) if piece else 0)
        + min((free.get(item_id, 0) // quantity for item_id, quantity in recipes.get(product_id, ())), default=0)
        for product_id, piece in products
    }
