"""Deadlines come nearer, and tasks become more urgent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cvety.core.locks import lock_rows
from production.models import ProductionTask
from production.states import HIGH_WITHIN, NORMAL_WITHIN, URGENT_WITHIN, Priority

_LEVELS = ((Priority.URGENT, URGENT_WITHIN), (Priority.HIGH, HIGH_WITHIN), (Priority.NORMAL, NORMAL_WITHIN))


def raise_priorities(*, now: datetime) -> None:
    """Bring the priority of open tasks up to the time that is left; one that a person gave stays."""
    tasks = ProductionTask.objects.open().filter(is_priority_given=False)
    for priority, within in _LEVELS:
        late = tasks.filter(priority__gt=priority, deadline_at__lte=now + within)
        if not late.exists():  # the usual minute: nothing to lock, and on SQLite nobody to keep waiting
            continue
        with transaction.atomic():
            ids = list(lock_rows(late).values_list("pk", flat=True))
            ProductionTask.objects.filter(pk__in=ids).update(priority=priority, updated_at=now)
