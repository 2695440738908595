"""What the lines of an order hold of the stock: what stands in for what, what it costs, what it was to cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cvety.core import money
from warehouse.costs import cost_of, cost_of_held, last_costs
from warehouse.models import ReservationStatus, StockReservation

from .models import Order, OrderDemand, OrderItem

RECENT = 50  # lines of a product that tell what it costs in practice


@dataclass(frozen=True, slots=True)
class LineStems:
    """What one line holds, and its cost in whole tenge; None where nothing is held, or a price is not known."""

    name: str
    held: Sequence[StockReservation]
    cost: int | None
    planned: int | None


@dataclass(frozen=True, slots=True)
class OrderStems:
    """What an order holds, line by line, and what it leaves to the shop."""

    lines: Sequence[LineStems]
    income: int  # for what is made, the discount taken off
    is_whole: bool  # whether the stock knows of every line: without one of them no margin is told

    @property
    def cost(self) -> int | None:
        return _sum(line.cost for line in self.lines if line.held)

    @property
    def planned(self) -> int | None:
        return _sum(line.planned for line in self.lines)

    @property
    def is_sold(self) -> bool:
        """Whether the cost is booked, and will not change with what is held."""
        return all(each.cost is not None for line in self.lines for each in line.held)

    @property
    def margin(self) -> int | None:
        return None if self.cost is None or not self.is_whole else self.income - self.cost

    @property
    def margin_percent(self) -> int | None:
        return percent(self.margin, self.income)

    @property
    def substitutes(self) -> list[StockReservation]:
        return [each for line in self.lines for each in line.held if each.replaces_id is not None]


@dataclass(frozen=True, slots=True)
class Made:
    """What the pieces of a product sold last cost in fact: so many of them, whole tenge each."""

    pieces: int
    cost: int


def percent(part: int | None, whole: int) -> int | None:
    """Return the part in percent, halves rounded up; None of nothing."""
    return None if part is None or not whole else (200 * part + whole) // (2 * whole)


def stems_of(order: Order, items: Sequence[OrderItem]) -> OrderStems:
    """Return what an order holds, or has sold, of the stock. Four queries, for any number of lines."""
    rows = StockReservation.objects.filter(order_id=order.pk).exclude(status=ReservationStatus.RELEASED)
    held: dict[int, list[StockReservation]] = defaultdict(list)
    for row in rows.select_related("item", "batch", "replaces").order_by("pk"):
        held[row.line_id].append(row)
    needed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line_id, item_id, quantity in OrderDemand.objects.filter(order=order).values_list(
        "order_item_id", "item_id", "quantity"
    ):
        needed[line_id].append((item_id, quantity))
    costs = last_costs({item_id for needs in needed.values() for item_id, _quantity in needs})
    lines = [
        LineStems(
            name=item.product_name,
            held=held[item.pk],
            cost=sum(map(cost_of_held, held[item.pk])) if held[item.pk] else None,
            planned=cost_of(needed[item.pk], costs),
        )
        for item in items
        if held[item.pk] or needed[item.pk]
    ]
    return OrderStems(lines, income=order.flower_sum - order.discount, is_whole=len(lines) == len(items))


def substitutions(*, order_id: int) -> list[dict[str, Any]]:
    """Return what stands in for what in an order, as its answer tells it."""
    rows = StockReservation.objects.filter(order_id=order_id, replaces__isnull=False)
    taken = rows.exclude(status=ReservationStatus.RELEASED).select_related("item", "replaces").order_by("pk")
    sums: dict[tuple[int, str, str], int] = defaultdict(int)
    for row in taken:
        sums[row.line_id, str(row.replaces), str(row.item)] += row.quantity
    return [
        {"item_id": line_id, "ingredient": own, "substitute": substitute, "quantity": quantity}
        for (line_id, own, substitute), quantity in sums.items()
    ]


def made_lately(*, product_id: int) -> Made | None:
    """Return what the product cost in the lines that were assembled last; None where none was."""
    newest = OrderItem.objects.filter(product_id=product_id).order_by("-pk")
    lines = list(newest.values_list("pk", "order_id", "quantity")[:RECENT])
    pieces = {line_id: quantity for line_id, _order_id, quantity in lines}
    sold = StockReservation.objects.filter(
        order_id__in={order_id for _line_id, order_id, _quantity in lines}, line_id__in=pieces, cost__isnull=False
    )
    costs: dict[int, int] = defaultdict(int)
    for line_id, cost in sold.exclude(status=ReservationStatus.RELEASED).values_list("line_id", "cost"):
        costs[line_id] += cost or 0
    made = sum(pieces[line_id] for line_id in costs)
    return Made(made, money.per_unit(sum(costs.values()), made)) if made else None


def _sum(figures: Iterable[int | None]) -> int | None:
    """Return the sum of what is known wholly; None where anything is not, or there is nothing."""
    listed = list(figures)
    known = [figure for figure in listed if figure is not None]
    return sum(known) if listed and len(known) == len(listed) else None
