"""Who makes what just now, who is free, and what nobody has taken yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from accounts.models import StaffMember
from accounts.positions import Position
from cvety.core import words
from shops.models import Shop

from .models import ProductionTask, Shortage, TaskItem
from .states import OPEN, TaskStatus

QUEUE_LENGTH = 200  # open tasks; what is beyond them is not urgent
SHORTAGES_LENGTH = 20
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Work:
    """A task, told in words, and when it has to be begun to be ready in time."""

    task: ProductionTask
    title: str
    start_by: datetime
    is_late: bool
    is_soon: bool


@dataclass(frozen=True, slots=True)
class Florist:
    """What one person has in hand: what they make now, and how much they took besides."""

    member: StaffMember
    now: Sequence[Work]
    taken: Sequence[Work]


@dataclass(frozen=True, slots=True)
class Crew:
    """The people at the tables."""

    busy: Sequence[Florist]
    free: Sequence[StaffMember]
    waiting: Sequence[Work]  # what nobody has taken, the most urgent first


def crew_of(*, shop: Shop, now: datetime) -> Crew:
    """Return who does what, in a fixed number of queries."""
    tasks = ProductionTask.objects.filter(shop=shop, status__in=OPEN).select_related("order")
    items = Prefetch("items", TaskItem.objects.order_by("pk"))
    works = [_work(task, now) for task in tasks.prefetch_related(items).urgent_first()[:QUEUE_LENGTH]]
    works.sort(key=lambda work: (work.start_by, work.task.pk))
    held: dict[int | None, list[Work]] = defaultdict(list)
    for work in works:
        held[work.task.florist_id].append(work)
    team = list(StaffMember.objects.active().filter(shop=shop).order_by("name", "pk"))
    florists = [_florist(member, held[member.pk]) for member in team if member.pk in held]
    return Crew(
        busy=sorted(florists, key=lambda florist: not florist.now),
        free=[member for member in team if member.position == Position.FLORIST and not held.get(member.pk)],
        waiting=[work for work in works if work.task.status == TaskStatus.PENDING],
    )


def shortages_of(*, shop: Shop) -> Sequence[Shortage]:
    """Return what florists miss and nobody has settled, the oldest first, each with its task and order."""
    shortages = Shortage.objects.filter(shop=shop, settled_at=None).select_related("task__order", "task__florist")
    return list(shortages.order_by("reported_at", "pk")[:SHORTAGES_LENGTH])


def _work(task: ProductionTask, now: datetime) -> Work:
    minutes = 0 if task.status == TaskStatus.IN_PROGRESS else task.time_estimate_minutes
    start_by = task.deadline_at - timedelta(minutes=minutes)
    return Work(
        task=task,
        title=", ".join(words.counted(item.product_name, item.quantity) for item in task.items.all()) or task.notes,
        start_by=start_by,
        is_late=start_by < now,
        is_soon=now <= start_by < now + SOON,
    )


def _florist(member: StaffMember, works: Sequence[Work]) -> Florist:
    return Florist(
        member=member,
        now=[work for work in works if work.task.status == TaskStatus.IN_PROGRESS],
        taken=[work for work in works if work.task.status == TaskStatus.ASSIGNED],
    )
