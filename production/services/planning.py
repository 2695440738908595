"""A manager plans the work: how urgent it is, by when, how long it takes, whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import StaffMember
from cvety.core.errors import NotAllowed
from cvety.core.versions import check_version
from production.errors import StepNotAllowed, TaskClosed
from production.models import ProductionTask
from production.states import OPEN, TaskStatus, priority_for
from shops.models import Shop

from .creating import deadline_for
from .working import assign_task, lock_task, save_task

EDITABLE = ("priority", "deadline_at", "notes", "time_estimate_minutes")


def update_task(
    *,
    shop: Shop,
    task_id: int,
    changes: dict[str, Any],
    member: StaffMember,
    now: datetime,
    expected_version: str | None = None,
) -> ProductionTask:
    """Change the fields given of an open task: EDITABLE, and `florist_id` to give it to somebody.

    A deadline of None is the order's, a priority of None follows the deadline. Raises TaskNotFound, NotAllowed to
    all but managers, StaleVersion, TaskClosed, and what `assign_task` does.
    """
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        if not member.is_manager:
            raise NotAllowed
        check_version(task, expected_version)
        if task.status not in OPEN:
            raise TaskClosed
        for field in ("notes", "time_estimate_minutes"):
            if field in changes:
                setattr(task, field, changes[field])
        if "deadline_at" in changes:
            task.deadline_at = changes["deadline_at"] or deadline_for(order, now)
        if "priority" in changes:
            task.is_priority_given = changes["priority"] is not None
            if task.is_priority_given:
                task.priority = changes["priority"]
        if not task.is_priority_given and changes.keys() & {"deadline_at", "priority"}:
            task.priority = priority_for(task.deadline_at, now)
        if changes.keys() & set(EDITABLE):
            save_task(task, now, *EDITABLE, "is_priority_given")
        if "florist_id" in changes and changes["florist_id"] != task.florist_id:
            if changes["florist_id"] is None:  # once taken it is somebody's
                raise StepNotAllowed(task.status, TaskStatus.PENDING)
            task = assign_task(shop=shop, task_id=task_id, florist_id=changes["florist_id"], member=member, now=now)
        return task
