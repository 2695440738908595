"""A florist has not enough of something: the manager is told, and settles it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import StaffMember
from cvety.core import live
from cvety.core.actors import authored
from orders.errors import OrderClosed
from orders.states import FINAL
from production.errors import ShortageNotFound, StepNotAllowed
from production.models import Shortage
from production.states import OPEN, TaskStatus
from shops.models import Shop

from .working import check_holder, lock_task


def report_shortage(*, shop: Shop, task_id: int, what: str, member: StaffMember, now: datetime) -> Shortage:
    """Tell the manager what is missing for an open task; the same words twice are told once.

    Raises TaskNotFound, TaskTaken, StepNotAllowed, OrderClosed.
    """
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        check_holder(task, member)
        if task.status not in OPEN:
            raise StepNotAllowed(task.status, TaskStatus.IN_PROGRESS)
        if order.status in FINAL:
            raise OrderClosed
        told = task.shortages.filter(what=what, settled_at=None).first()
        if told is not None:
            return told
        shortage: Shortage = Shortage.objects.create(
            shop=shop, task=task, what=what, reported_at=now, **authored(member.as_actor())
        )
        live.touch(live.shop_topic(shop.pk))
        return shortage


def settle_shortage(*, shop: Shop, shortage_id: int, member: StaffMember, now: datetime) -> Shortage:
    """Write down that nothing is missing any more, as a manager or as the florist who found it after all.

    Settling twice is no error, and the first to do so stays named. Raises ShortageNotFound, TaskTaken.
    """
    shortages = Shortage.objects.filter(shop=shop, pk=shortage_id)
    task_id = shortages.values_list("task_id", flat=True).first()
    if task_id is None:
        raise ShortageNotFound
    with transaction.atomic():
        _order, task = lock_task(shop=shop, task_id=task_id)  # whoever writes a task's shortages holds the task
        check_holder(task, member)
        shortage: Shortage = shortages.get()
        if shortage.settled_at is None:
            shortage.settled_at = now
            shortage.settled_by = member.name
            shortage.save(update_fields=["settled_at", "settled_by"])
            live.touch(live.shop_topic(shop.pk))
        return shortage
