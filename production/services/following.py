"""The task of an order follows its items, as long as it is not made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from cvety.core import live
from cvety.core.locks import lock_rows
from orders.errors import OrderNotFound
from orders.models import Order, OrderItem
from orders.services import lock_order
from orders.states import BEFORE_ASSEMBLY
from production.models import ProductionTask, TaskItem
from production.states import OPEN, TaskStatus
from shops.models import Shop

from .creating import MAX_MINUTES, NewTaskItem, create_for_lines, task_items, waits_for_task

ToMake = Sequence[tuple[OrderItem, NewTaskItem]]


def follow_items(*, shop: Shop, order_id: int, now: datetime) -> None:
    """Bring the open task that an order made by itself up to the items that the order now has.

    What was added after that task was completed, while another one is still open, gets a task of its own. Tasks
    made by hand are their manager's. The same event may come twice: what is in step already is left as it is.
    """
    with transaction.atomic():
        try:
            order = lock_order(shop=shop, order_id=order_id)
        except OrderNotFound:  # put away since
            return
        if (order.issue_from or order.status) not in BEFORE_ASSEMBLY:
            return
        tasks = list(lock_rows(ProductionTask.objects.filter(order=order).exclude(status=TaskStatus.CANCELLED)))
        own = [task for task in tasks if task.is_automatic]
        lines = to_make(order)
        if open_ := next((task for task in own if task.status in OPEN), None):
            _bring_up(open_, lines, now)
        elif lines and waits_for_task(order) and (own or not any(task.status in OPEN for task in tasks)):
            create_for_lines(order, lines, now=now)


def to_make(order: Order) -> ToMake:
    """Return the lines of an order with what is still to be made of each."""
    made = Counter[int | None](
        dict(
            TaskItem.objects.filter(task__order=order, task__status=TaskStatus.COMPLETED)
            .order_by()
            .values_list("order_item_id")
            .annotate(pieces=Sum("quantity"))
        )
    )
    lines = order.items.order_by("pk")
    return [
        (line, NewTaskItem(line.product_name, line.quantity - made[line.pk], line.notes))
        for line in lines
        if line.quantity > made[line.pk]
    ]


def is_in_step(task: ProductionTask, order: Order) -> bool:
    """Whether a task lists what its order wants made; one made by hand lists what its manager wants."""
    return not task.is_automatic or _listed(task) == [(line.pk, item) for line, item in to_make(order)]


def _listed(task: ProductionTask) -> list[tuple[int | None, NewTaskItem]]:
    columns = ("order_item_id", "product_name", "quantity", "special_requests")
    return [(line_id, NewTaskItem(*told)) for line_id, *told in task.items.order_by("pk").values_list(*columns)]


def _bring_up(task: ProductionTask, lines: ToMake, now: datetime) -> None:
    """Write what a locked task lists anew, and when; a longer list takes longer."""
    listed = _listed(task)
    if listed == [(line.pk, item) for line, item in lines]:
        return
    before = {line_id: item.quantity for line_id, item in listed}
    more = sum(line.make_minutes * (item.quantity - before.get(line.pk, 0)) for line, item in lines)
    task.items.all().delete()
    TaskItem.objects.bulk_create(task_items(task, lines))
    task.time_estimate_minutes = min(max(task.time_estimate_minutes + more, 1), MAX_MINUTES)
    task.items_changed_at = task.updated_at = now
    task.version += 1
    task.save(update_fields=["time_estimate_minutes", "items_changed_at", "updated_at", "version"])
    live.touch(live.shop_topic(task.shop_id))
