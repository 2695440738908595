"""Deadlines come nearer, and tasks become more urgent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cvety.core.locks import lock_rows
from production.models import ProductionTask
from production.states import HIGH_WITHIN, NORMAL_WITHIN, URGENT_WITHIN, Priority
from shops.models import Shop

_LEVELS = ((Priority.URGENT, URGENT_WITHIN), (Priority.HIGH, HIGH_WITHIN), (Priority.NORMAL, NORMAL_WITHIN))


def raise_priorities(*, shop: Shop, now: datetime) -> None:
    """Bring the priority of open tasks up to the time that is left; one that a person gave stays."""
    tasks = ProductionTask.objects.filter(shop=shop).open().filter(is_priority_given=False)
    for priority, within in _LEVELS:
        late = tasks.filter(priority__gt=priority, deadline_at__lte=now + within)
        with transaction.atomic():
            ids = [task.pk for task in lock_rows(late)]
            ProductionTask.objects.filter(pk__in=ids).update(priority=priority, updated_at=now)
