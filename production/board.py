"""What a florist's screens show: the queue, and one task. No money in any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Case, Prefetch, When

from accounts.models import StaffMember
from catalog.models import ProductImage
from cvety.core import words
from orders.states import FINAL, OrderStatus
from shops.models import Shop

from .errors import TaskNotFound
from .models import ProductionTask, Shortage, TaskItem, TaskQuerySet
from .states import OPEN, TaskStatus

QUEUE_LENGTH = 100  # more than a shop makes in a day; what is beyond it is not urgent
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a bouquet looks like in the catalog."""

    name: str
    image: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Card:
    """A task as it stands at this moment."""

    task: ProductionTask
    title: str
    samples: Sequence[Sample]
    missing: Sequence[Shortage]
    now: datetime

    @property
    def is_open(self) -> bool:
        return self.task.status in OPEN

    @property
    def is_begun(self) -> bool:
        return self.task.status == TaskStatus.IN_PROGRESS

    @property
    def start_by(self) -> datetime:
        """When to begin at the latest, so as to be ready in time."""
        return self.task.deadline_at - timedelta(minutes=self.task.time_estimate_minutes)

    @property
    def is_late(self) -> bool:
        return self.is_open and self.task.deadline_at < self.now

    @property
    def should_be_begun(self) -> bool:
        return self.is_open and not self.is_begun and self.start_by < self.now

    @property
    def minutes_worked(self) -> int:
        return int((self.now - self.task.started_at).total_seconds() // 60) if self.task.started_at else 0

    @property
    def is_over_plan(self) -> bool:
        return self.is_begun and self.minutes_worked >= self.task.time_estimate_minutes

    @property
    def tone(self) -> Literal["late", "soon", ""]:
        """How pressing it is, as a class of the stylesheet."""
        if self.is_late or self.should_be_begun:
            return "late"
        end = self.task.deadline_at if self.is_begun else self.start_by
        return "soon" if self.is_open and end - self.now <= SOON else ""

    @property
    def is_changed(self) -> bool:
        """Whether its items have changed since the florist took it."""
        taken, changed = self.task.assigned_at, self.task.items_changed_at
        return self.is_open and taken is not None and changed is not None and taken <= changed

    @property
    def has_wish(self) -> bool:
        wishes = (self.task.notes, self.task.order.comment, *(item.special_requests for item in self.task.items.all()))
        return any(wishes)

    @property
    def is_unwanted(self) -> bool:
        """Whether the order has come to its end, though nobody has closed the task yet."""
        return self.task.order.status in FINAL

    @property
    def is_held_up(self) -> bool:
        """Whether the order has an issue: until the manager settles it, nothing can be finished."""
        return self.task.order.status == OrderStatus.ISSUE


@dataclass(frozen=True, slots=True)
class Board:
    """The queue as one person sees it: what to do now, then the rest of what is theirs, free, and colleagues'."""

    first: Card | None
    mine: Sequence[Card]
    free: Sequence[Card]
    others: Sequence[Card]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.mine or self.free or self.others)


def board(*, shop: Shop, member: StaffMember, now: datetime) -> Board:
    """Return the open tasks by when they must be begun, in a fixed number of queries."""
    # One's own are never cut off, however far ahead.
    mine_first = Case(When(florist=member.pk, then=0), default=1) if member.pk else Case(default=1)
    tasks = _tasks(shop).filter(status__in=OPEN).order_by(mine_first, "deadline_at", "pk")[: QUEUE_LENGTH + 1]
    found = [_card(task, now) for task in tasks]
    cards = sorted(found[:QUEUE_LENGTH], key=lambda card: (card.start_by, card.task.priority, card.task.pk))
    mine = [card for card in cards if member.pk is not None and card.task.florist_id == member.pk]
    free = [card for card in cards if card.task.status == TaskStatus.PENDING]
    first = _first(mine, free)
    return Board(
        first=first,
        mine=[card for card in mine if card is not first],
        free=[card for card in free if card is not first],
        others=[card for card in cards if card.task.florist_id not in (None, member.pk)],
        is_cut=len(found) > QUEUE_LENGTH,
    )


def task_card(*, shop: Shop, task_id: int, now: datetime) -> Card:
    """Return one task, whatever its status. Raises TaskNotFound."""
    task: ProductionTask | None = _tasks(shop).filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    return _card(task, now)


def _tasks(shop: Shop) -> TaskQuerySet:
    tasks: TaskQuerySet = ProductionTask.objects.filter(shop=shop, order__archived_at=None)
    return tasks.select_related("order", "florist").prefetch_related(
        Prefetch("items", TaskItem.objects.select_related("order_item__product").order_by("pk")),
        Prefetch("items__order_item__product__images", ProductImage.objects.order_by("-is_main", "position", "pk")),
        Prefetch("shortages", Shortage.objects.filter(settled_at=None).order_by("pk")),
    )


def _card(task: ProductionTask, now: datetime) -> Card:
    items = list(task.items.all())
    products = {item.order_item.product_id: item.order_item.product for item in items if item.order_item is not None}
    pictures = [(product.name, next(iter(product.images.all()), None)) for product in products.values()]
    return Card(
        task=task,
        title=", ".join(words.counted(item.product_name, item.quantity) for item in items),
        samples=[Sample(name, found.image.url, found.thumbnail.url) for name, found in pictures if found is not None],
        missing=list(task.shortages.all()),
        now=now,
    )


def _first(mine: Sequence[Card], free: Sequence[Card]) -> Card | None:
    """Return what to do now: what one has begun, else what one has taken, else what must be begun first."""
    in_turn = [*(card for card in mine if card.is_begun), *mine, *free]
    return next((card for card in in_turn if not (card.is_unwanted or card.is_held_up)), None)
