"""How many of a product can be sold: finished pieces, and what the free stems allow to make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from cvety.core.reading import ByIds
from warehouse.queries import free_by_item
from warehouse.services import Need, serve

from .models import Product, RecipeLine


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a product on one line of an order, of which so many more were made by the recipe before."""

    line_id: int
    product: Product
    quantity: int
    made_before: int = 0


class RecipePart(NamedTuple):
    """One ingredient of a product: so many of an item, more for what breaks, and what may stand in for it."""

    item_id: int
    quantity: int
    waste_percent: int = 0
    substitutes: tuple[int, ...] = ()

    @property
    def choices(self) -> tuple[int, ...]:
        return self.item_id, *self.substitutes

    def needed_for(self, pieces: int) -> int:
        """Return how many it takes for so many pieces, with the allowance for waste, rounded up."""
        return -(-self.quantity * pieces * (100 + self.waste_percent) // 100)

    def pieces_beyond(self, stems: int) -> int:
        """Return how many pieces fewer would do without so many stems."""
        return -(-stems * 100 // (self.quantity * (100 + self.waste_percent)))

    def pieces_of(self, stems: int) -> int:
        """Return how many pieces so many stems are enough for."""
        return stems * 100 // (self.quantity * (100 + self.waste_percent))


class Free(Protocol):
    """Whatever knows how much of an item can still be promised."""

    def free(self, item_id: int) -> int: ...


Recipes = dict[int, list[RecipePart]]
"""By product id."""

RECIPES = ByIds(
    RecipeLine,
    "product_id",
    ("product_id", "pk", "item_id", "quantity", "waste_percent", "substitutes__item_id"),
    order_by=("product_id", "position", "pk", "substitutes__position", "substitutes__pk"),
)


def recipes_of(product_ids: Collection[int]) -> Recipes:
    """Return the recipes of these products; one without a recipe has an empty list."""
    recipes: Recipes = defaultdict(list)
    last = None
    for product_id, line_id, item_id, quantity, waste, substitute in RECIPES.rows([*product_ids]):
        parts = recipes[product_id]
        if line_id != last:  # a line is read once for each of its substitutes
            parts.append(RecipePart(item_id, quantity, waste))
            last = line_id
        if substitute is not None:
            parts[-1] = parts[-1]._replace(substitutes=(*parts[-1].substitutes, substitute))
    return recipes


def choices_of(item_id: int, recipe: Iterable[RecipePart]) -> tuple[int, ...]:
    """Return the items that may serve as this one in a recipe: itself, then its substitutes by preference."""
    return next((part.choices for part in recipe if part.item_id == item_id), (item_id,))


def items_of(products: Iterable[Product], recipes: Recipes) -> set[int]:
    """Return the stock items that these products are made of, may be made of instead, or stand as."""
    pieces = {product.piece_item_id for product in products if product.piece_item_id}
    return pieces | _stems(recipes)


def needs_of(lines: Iterable[Line], recipes: Recipes, stock: Free) -> list[Need]:
    """Return what these lines need of the stock: finished pieces first, then stems by the recipe.

    A product that is not tracked needs nothing.
    """
    needs: dict[tuple[int, int], Need] = {}
    promised: dict[int, int] = defaultdict(int)

    def add(need: Need) -> None:
        key = (need.line_id, need.item_id)
        known = needs.get(key)
        needs[key] = need if known is None else replace(need, quantity=known.quantity + need.quantity)

    for line in lines:
        product, recipe = line.product, recipes.get(line.product.pk, [])
        if not product.is_stock_tracked:
            continue
        pieces = 0
        if product.piece_item_id:
            free = stock.free(product.piece_item_id) - promised[product.piece_item_id]
            pieces = min(line.quantity, max(free, 0)) if recipe else line.quantity
            promised[product.piece_item_id] += pieces
            add(Need(line.line_id, product.piece_item_id, pieces))
        made = line.made_before + line.quantity - pieces
        for part in recipe:
            stems = part.needed_for(made) - part.needed_for(line.made_before)
            add(Need(line.line_id, part.item_id, stems, part.substitutes))
    return [need for need in needs.values() if need.quantity]


def stock_of_products(products: Collection[tuple[int, int | None]], at: datetime) -> dict[int, int]:
    """Return how many of each product can be sold now, by id; `products` holds pairs (id, piece item's id)."""
    recipes = recipes_of([product_id for product_id, _piece in products])
    free = free_by_item(_stems(recipes) | {piece for _id, piece in products if piece}, at)
    return {
        product_id: (free.get(piece, 0) if piece else 0) + can_be_made(recipes.get(product_id, ()), free)
        for product_id, piece in products
    }


def can_be_made(recipe: Sequence[RecipePart], free: Mapping[int, int]) -> int:
    """Return how many pieces the free stems are enough for, substitutes included; 0 without a recipe."""
    most = min(
        (part.pieces_of(sum(free.get(item_id, 0) for item_id in part.choices)) for part in recipe),
        default=0,
    )
    named = [item_id for part in recipe for item_id in part.choices]
    if len(named) == len({*named}):
        return most
    enough = 0  # two ingredients want the same item: the most that serves both, by halving
    while enough < most:
        pieces = (enough + most + 1) // 2
        if not shortages(recipe, pieces, free):
            enough = pieces
        else:
            most = pieces - 1
    return enough


def shortages(recipe: Sequence[RecipePart], pieces: int, free: Mapping[int, int]) -> list[int]:
    """Return the ingredients, by item, of which there is not enough for so many pieces, substitutes included."""
    needs = [Need(0, part.item_id, part.needed_for(pieces), part.substitutes) for part in recipe]
    return [each.need.item_id for each in serve(needs, free) if each.missing]


def _stems(recipes: Recipes) -> set[int]:
    return {item_id for recipe in recipes.values() for part in recipe for item_id in part.choices}
