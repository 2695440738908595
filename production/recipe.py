"""What a task's order is made of: which batches to take, what stands in for what, and what is spare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q

from catalog.stock import RecipePart, choices_of, recipes_of
from orders.models import OrderDemand, OrderItem
from warehouse.models import Freshness, ReservationStatus, StockBatch, StockItem, StockReservation

from .models import ProductionTask


@dataclass(slots=True)
class Take:
    """So many from one batch; the batch is unknown where nothing is reserved yet."""

    quantity: int
    batch: StockBatch | None = None
    freshness: Freshness = Freshness.FRESH

    @property
    def is_wilting(self) -> bool:
        return self.freshness == Freshness.WILTING

    @property
    def is_expired(self) -> bool:
        return self.freshness == Freshness.EXPIRED


@dataclass(slots=True)
class Ingredient:
    """What to take of one item for a line of the order, and the batches to take it from."""

    key: str  # its name for the ticks that a florist's phone keeps
    item: StockItem
    instead: str = ""  # «60 см вместо 50 см», where it stands in for what the recipe names
    spare: int = 0  # of these, how many are taken for what breaks
    takes: list[Take] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.item)

    @property
    def unit(self) -> str:
        return self.item.unit

    @property
    def quantity(self) -> int:
        return sum(take.quantity for take in self.takes)

    def add(self, take: Take) -> None:
        """Note what to take; of one batch once, however it was reserved."""
        known = next((each for each in self.takes if take.batch and each.batch == take.batch), None)
        if known:
            known.quantity += take.quantity
        else:
            self.takes.append(take)


@dataclass(slots=True)
class Part:
    """What goes into one line of the order."""

    name: str
    pieces: int
    ingredients: list[Ingredient]

    @property
    def per_piece(self) -> list[tuple[Ingredient, int | None]]:
        """Each ingredient, and how much of it goes into one piece where there are several alike."""
        return [(found, self._share(found.quantity - found.spare)) for found in self.ingredients]

    def _share(self, quantity: int) -> int | None:
        return quantity // self.pieces if self.pieces > 1 and quantity % self.pieces == 0 else None


@dataclass(frozen=True, slots=True)
class Hold:
    """What the order holds of one batch, and the batches that it could be taken from instead."""

    reservation: StockReservation
    product_name: str
    freshness: Freshness
    others: Sequence[Take]  # of each, how many are free

    @property
    def most(self) -> int:
        """How many can be taken from one of the others."""
        return min(self.reservation.quantity, max((other.quantity for other in self.others), default=0))


def recipe(task: ProductionTask, now: datetime) -> list[Part]:
    """Return what each line of the task's order is made of: the batches it holds, else what it will need.

    What stands in for something follows it, in a line of its own: it is taken from another bucket.
    """
    lines = list(OrderItem.objects.filter(order_id=task.order_id).select_related("product").order_by("pk"))
    holds: dict[tuple[int, int], list[StockReservation]] = defaultdict(list)
    for hold in holds_of(task):
        holds[hold.line_id, hold.serves_id].append(hold)
    needs: dict[int, list[OrderDemand]] = defaultdict(list)
    for need in OrderDemand.objects.filter(order_id=task.order_id).select_related("item").order_by("pk"):
        needs[need.order_item_id].append(need)
    recipes = recipes_of({line.product_id for line in lines}) if lines else {}
    parts = []
    for line in lines:
        spare = _spare(line, needs[line.pk], recipes.get(line.product_id, ()))
        ingredients = [
            ingredient
            for need in needs[line.pk]
            for ingredient in _ingredients(need, holds[line.pk, need.item_id], spare.get(need.item_id, 0), now)
        ]
        if ingredients:
            parts.append(Part(line.product_name, line.quantity, ingredients))
    return parts


def holds_of(task: ProductionTask) -> Iterable[StockReservation]:
    """Return what the order took of batches: of each item its own first, what wilts first of them."""
    holds = StockReservation.objects.filter(
        order_id=task.order_id, status__in=(ReservationStatus.HELD, ReservationStatus.CONSUMED)
    )
    return holds.select_related("item", "batch", "replaces").order_by("pk")


def holds_to_change(task: ProductionTask, now: datetime) -> list[Hold]:
    """Return what the order still holds, each with the batches of the item, and of its substitutes, that have any.

    Of those that a person may take: not expired yet, the recipe's own first, the oldest first.
    """
    held = [hold for hold in holds_of(task) if hold.status == ReservationStatus.HELD]
    lines = OrderItem.objects.in_bulk({hold.line_id for hold in held})
    recipes = recipes_of({line.product_id for line in lines.values()})
    choices = {hold.pk: choices_of(hold.serves_id, recipes[lines[hold.line_id].product_id]) for hold in held}
    free = _free_batches({item_id for items in choices.values() for item_id in items}, now)
    return [
        Hold(
            hold,
            lines[hold.line_id].product_name,
            hold.batch.freshness(now),
            [
                Take(batch.quantity_free, batch, batch.freshness(now))
                for item_id in choices[hold.pk]
                for batch in free[item_id]
                if batch.pk != hold.batch_id
            ],
        )
        for hold in held
    ]


def _free_batches(item_ids: Collection[int], now: datetime) -> dict[int, list[StockBatch]]:
    batches: dict[int, list[StockBatch]] = defaultdict(list)
    standing = StockBatch.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        item_id__in=item_ids,
        quantity_on_hand__gt=0,  # its own index: emptied batches are many
        quantity_reserved__lt=F("quantity_on_hand"),
        cancelled_at=None,
    )
    for batch in standing.select_related("item").order_by("arrived_at", "pk"):
        batches[batch.item_id].append(batch)
    return batches


def _ingredients(need: OrderDemand, holds: Sequence[StockReservation], spare: int, now: datetime) -> list[Ingredient]:
    """Return what serves one need: its own item, then what stands in for it, then what is not reserved yet."""
    found: dict[int, Ingredient] = {}
    for hold in sorted(holds, key=lambda hold: (hold.replaces_id is not None, hold.pk)):
        key = f"{need.order_item_id}-{need.item_id}" + (f"-{hold.item_id}" if hold.replaces_id else "")
        ingredient = found.setdefault(hold.item_id, Ingredient(key, hold.item, hold.instead))
        ingredient.add(Take(hold.quantity, hold.batch, hold.batch.freshness(now)))
    missing = need.quantity - sum(hold.quantity for hold in holds)
    if missing > 0:
        own = found.setdefault(need.item_id, Ingredient(f"{need.order_item_id}-{need.item_id}", need.item))
        own.add(Take(missing))
    ingredients = list(found.values())
    if ingredients and ingredients[0].quantity >= spare:
        ingredients[0].spare = spare
    return ingredients


def _spare(line: OrderItem, needs: Iterable[OrderDemand], recipe: Iterable[RecipePart]) -> dict[int, int]:
    """Return how much of each item is for what breaks, where the recipe is still the one that was ordered by."""
    needed = {need.item_id: need.quantity for need in needs}
    made = line.quantity - needed.get(line.product.piece_item_id or 0, 0)
    return {
        part.item_id: part.needed_for(made) - part.quantity * made
        for part in recipe
        if part.waste_percent and needed.get(part.item_id) == part.needed_for(made)
    }
