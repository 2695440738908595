"""What a product is to cost: its recipe at the prices at which its stems came last."""

from __future__ import annotations

from warehouse.costs import cost_of, last_costs

from .stock import recipes_of


def planned_cost(*, product_id: int, piece_item_id: int | None) -> int | None:
    """Return the cost of one piece in whole tenge, waste and the receipts' deliveries included.

    Without a recipe that is what a finished piece cost. None where a price is not known, or nothing is counted.
    """
    recipe = recipes_of([product_id])[product_id]
    needed = [(part.item_id, part.needed_for(1)) for part in recipe]
    if not needed and piece_item_id:
        needed = [(piece_item_id, 1)]
    return cost_of(needed, last_costs([item_id for item_id, _quantity in needed])) if needed else None
