"""What a florist's screens show: the queue, and one task with its recipe. No money in any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import StaffMember
from catalog.models import ProductImage
from orders.models import OrderDemand
from shops.models import Shop
from warehouse.models import ReservationStatus, StockReservation

from .errors import TaskNotFound
from .models import ProductionTask, TaskItem, TaskQuerySet
from .states import OPEN, Priority, TaskStatus

QUEUE_LENGTH = 100  # more than a shop makes in a day; what is beyond it is not urgent


@dataclass(frozen=True, slots=True)
class Card:
    """A task in the queue."""

    task: ProductionTask
    title: str
    picture: str | None
    is_late: bool

    @property
    def priority(self) -> Priority:
        return Priority(self.task.priority)


@dataclass(frozen=True, slots=True)
class Board:
    """The queue as one person sees it: what is theirs, what is free, what colleagues have."""

    mine: Sequence[Card]
    free: Sequence[Card]
    others: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Take:
    """So many from one batch; the batch is unknown where nothing is reserved yet."""

    quantity: int
    arrived_at: datetime | None = None
    supplier: str = ""


@dataclass(slots=True)
class Ingredient:
    """One line of the recipe as the order needs it, and the batches to take it from."""

    name: str
    unit: str
    takes: list[Take] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        return sum(take.quantity for take in self.takes)


def board(*, shop: Shop, member: StaffMember, now: datetime) -> Board:
    """Return the open tasks, urgent first."""
    tasks = _tasks(shop).filter(status__in=OPEN).urgent_first()[:QUEUE_LENGTH]
    cards = [_card(task, now) for task in tasks]
    return Board(
        mine=[card for card in cards if member.pk is not None and card.task.florist_id == member.pk],
        free=[card for card in cards if card.task.status == TaskStatus.PENDING],
        others=[card for card in cards if card.task.florist_id not in (None, member.pk)],
    )


def task_card(*, shop: Shop, task_id: int, now: datetime) -> Card:
    """Return one task, whatever its status. Raises TaskNotFound."""
    task: ProductionTask | None = _tasks(shop).filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    return _card(task, now)


def recipe(task: ProductionTask) -> list[Ingredient]:
    """Return what the task's order is made of: the batches it holds, else what it will need."""
    ingredients: dict[int, Ingredient] = {}
    holds = StockReservation.objects.filter(
        order_id=task.order_id, status__in=(ReservationStatus.HELD, ReservationStatus.CONSUMED)
    )
    # Oldest batch first within each item, in the order in which the lines name the items.
    for hold in holds.select_related("item", "batch").order_by("line_id", "pk"):
        ingredient = ingredients.setdefault(hold.item_id, Ingredient(str(hold.item), hold.item.unit))
        batch = hold.batch
        take = Take(hold.quantity, batch.arrived_at, batch.supplier)
        ingredient.takes.append(take)
    if ingredients:
        return list(ingredients.values())
    for need in OrderDemand.objects.filter(order_id=task.order_id).select_related("item").order_by("pk"):
        ingredient = ingredients.setdefault(need.item_id, Ingredient(str(need.item), need.item.unit))
        ingredient.takes.append(Take(need.quantity))
    return list(ingredients.values())


def _tasks(shop: Shop) -> TaskQuerySet:
    tasks: TaskQuerySet = ProductionTask.objects.filter(shop=shop).select_related("order", "florist")
    return tasks.prefetch_related(
        Prefetch("items", TaskItem.objects.select_related("order_item__product").order_by("pk")),
        Prefetch("items__order_item__product__images", ProductImage.objects.order_by("-is_main", "position", "pk")),
    )


def _card(task: ProductionTask, now: datetime) -> Card:
    items = list(task.items.all())
    products = [item.order_item.product for item in items if item.order_item is not None]
    pictures = [image.image.url for product in products for image in product.images.all()]
    return Card(
        task=task,
        title=", ".join(f"{item.product_name} ×\u00a0{item.quantity}" for item in items),
        picture=pictures[0] if pictures else None,
        is_late=task.status in OPEN and task.deadline_at < now,
    )
