"""Tasks appear: by themselves for an order that is to be made, or by a manager's hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from accounts.models import StaffMember
from cvety.core import clock, live
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from orders.errors import OrderClosed, OrderNotFound
from orders.models import Order, OrderItem
from orders.services import find_colleagues, lock_order, update_order
from orders.states import BEFORE_ASSEMBLY, FINAL, OrderStatus
from production.models import ProductionTask, TaskItem
from production.states import Priority, TaskStatus, priority_for
from shops.models import Shop

WITHOUT_WINDOW = timedelta(hours=2)
MORNING = time(11)  # when an order for a day without hours should be ready
MAX_MINUTES = 24 * 60
BOUQUET = "bouquet"  # what is made unless something else is told


@dataclass(frozen=True, slots=True)
class NewTaskItem:
    """One thing to make."""

    product_name: str
    quantity: int
    special_requests: str | None = None


def make_task_for_order(*, shop: Shop, order_id: int, now: datetime) -> ProductionTask | None:
    """Make the one task of an order that is to be made now, with all its lines.

    Does nothing when the order has a task already, or no longer waits for one: the same event may come twice.
    """
    with transaction.atomic():
        try:
            order = lock_order(shop=shop, order_id=order_id)
        except OrderNotFound:  # put away since
            return None
        if not waits_for_task(order) or order.tasks.exclude(status=TaskStatus.CANCELLED).exists():
            return None
        lines = order.items.order_by("pk")
        items = [(line, NewTaskItem(line.product_name, line.quantity, line.notes)) for line in lines]
        return create_for_lines(order, items, now=now)


def waits_for_task(order: Order) -> bool:
    """Whether an order is to be made now: it is paid, or accepted to be paid at hand-over."""
    return order.status == OrderStatus.PAID or (
        order.status == OrderStatus.NEW and order.is_paid_at_hand_over and order.accepted_at is not None
    )


def create_for_lines(order: Order, lines: Sequence[tuple[OrderItem, NewTaskItem]], *, now: datetime) -> ProductionTask:
    """Make the task that a locked order makes by itself, of so much of these lines."""
    return _create(
        order,
        items=lines,
        minutes=sum(line.make_minutes * item.quantity for line, item in lines),
        task_type=lines[0][0].product_category if lines else BOUQUET,
        is_automatic=True,
        now=now,
    )


def task_items(task: ProductionTask, items: Iterable[tuple[OrderItem | None, NewTaskItem]]) -> list[TaskItem]:
    """Return what a task lists, not saved yet."""
    return [
        TaskItem(
            shop_id=task.shop_id,
            task=task,
            order_item=line,
            product_name=item.product_name,
            quantity=item.quantity,
            special_requests=item.special_requests,
        )
        for line, item in items
    ]


def create_task(
    *,
    shop: Shop,
    order_id: int,
    task_type: str | None = None,
    priority: Priority | None = None,
    deadline_at: datetime | None = None,
    florist_id: int | None = None,
    items: Sequence[NewTaskItem] = (),
    time_estimate_minutes: int | None = None,
    notes: str = "",
    actor: Actor,
    now: datetime,
) -> ProductionTask:
    """Make a task by hand, for a florist or for whoever is free. Raises InvalidInput, OrderClosed."""
    with transaction.atomic():
        try:
            order = lock_order(shop=shop, order_id=order_id)
        except OrderNotFound as error:
            raise InvalidInput((("order_id",), error.message)) from error
        if order.status in FINAL:
            raise OrderClosed
        florist = None if florist_id is None else find_colleagues(shop, florist_id=florist_id)[florist_id]
        task = _create(
            order,
            items=[(None, item) for item in items],
            minutes=time_estimate_minutes or 0,
            task_type=task_type or BOUQUET,
            priority=priority,
            deadline_at=deadline_at,
            florist=florist,
            notes=notes,
            now=now,
        )
        if florist is not None:
            update_order(shop=shop, order_id=order.pk, changes={"florist_id": florist.pk}, actor=actor, now=now)
        return task


def complete_tasks_of(*, shop: Shop, order_id: int, now: datetime) -> None:
    """Close the open tasks of an order that was assembled by hand."""
    _close_tasks(shop, order_id, TaskStatus.COMPLETED, now)


def cancel_tasks_of(*, shop: Shop, order_id: int, now: datetime) -> None:
    """Close the open tasks of an order that was cancelled."""
    _close_tasks(shop, order_id, TaskStatus.CANCELLED, now)


def deadline_for(order: Order, now: datetime) -> datetime:
    """Return when an order should be ready: before its window, or two hours from now."""
    shop = order.shop
    if order.window_from_at is not None:
        lead = shop.task_lead_minutes if order.is_delivered_by_courier else shop.pickup_lead_minutes
        return order.window_from_at - timedelta(minutes=lead)
    soon = now + WITHOUT_WINDOW
    if order.delivery_date is None:
        return soon
    return max(soon, clock.at(order.delivery_date, MORNING, shop.timezone))


def _create(
    order: Order,
    *,
    items: Sequence[tuple[OrderItem | None, NewTaskItem]],
    minutes: int,
    task_type: str,
    now: datetime,
    priority: Priority | None = None,
    deadline_at: datetime | None = None,
    florist: StaffMember | None = None,
    notes: str = "",
    is_automatic: bool = False,
) -> ProductionTask:
    deadline = deadline_at or deadline_for(order, now)
    task: ProductionTask = ProductionTask.objects.create(
        shop=order.shop,
        order=order,
        task_type=task_type,
        status=TaskStatus.ASSIGNED if florist else TaskStatus.PENDING,
        priority=priority_for(deadline, now) if priority is None else priority,
        is_priority_given=priority is not None,
        deadline_at=deadline,
        florist=florist,
        assigned_at=now if florist else None,
        time_estimate_minutes=min(minutes or 30, MAX_MINUTES),
        notes=notes,
        is_automatic=is_automatic,
        created_at=now,
        updated_at=now,
    )
    TaskItem.objects.bulk_create(task_items(task, items))
    live.touch(live.shop_topic(order.shop_id))
    return task


def _close_tasks(shop: Shop, order_id: int, status: TaskStatus, now: datetime) -> None:
    with transaction.atomic():
        order = lock_rows(Order.objects.filter(shop=shop, pk=order_id)).get()
        # The order may have moved on since the event: back from an issue, say.
        is_still_so = (
            order.status == OrderStatus.CANCELLED
            if status == TaskStatus.CANCELLED
            else order.status not in BEFORE_ASSEMBLY
        )
        if is_still_so:
            for task in lock_rows(ProductionTask.objects.filter(order=order).open()):
                close(task, status, now)


def close(task: ProductionTask, status: TaskStatus, now: datetime) -> None:
    """Write the end of a locked task; what was missing for it is of no concern any more."""
    task.status = status
    if status == TaskStatus.COMPLETED:
        task.completed_at = now
    else:
        task.cancelled_at = now
    task.updated_at = now
    task.version += 1
    task.save(update_fields=["status", "completed_at", "cancelled_at", "updated_at", "version"])
    task.shortages.filter(settled_at=None).update(settled_at=now)
    live.touch(live.shop_topic(task.shop_id))
