"""A florist takes flowers from another bucket than the order's batches say."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import StaffMember
from orders.services import take_other_batch
from production.errors import TaskClosed
from production.models import ProductionTask
from production.states import OPEN
from shops.models import Shop

from .working import check_holder, lock_task, save_task


def take_from_batch(
    *,
    shop: Shop,
    task_id: int,
    reservation_id: int,
    batch_id: int,
    reason: str,
    quantity: int | None = None,
    member: StaffMember,
    now: datetime,
) -> ProductionTask:
    """Hold from another batch what a task's order holds from one, or a part of it, with the reason why.

    Raises TaskNotFound, TaskTaken, StepNotAllowed, TaskClosed, ItemsFixed, WrongItem, BatchExpired, BatchTooSmall,
    InvalidInput.
    """
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        check_holder(task, member)
        if task.status not in OPEN:
            raise TaskClosed
        save_task(task, now)
        take_other_batch(
            order=order,
            reservation_id=reservation_id,
            batch_id=batch_id,
            quantity=quantity,
            reason=reason,
            actor=member.as_actor(),
            now=now,
        )
        return task
