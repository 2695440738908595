"""How the list of tasks is narrowed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cvety.api.lists import BooleanFilter, IntegerFilter, ListFilter, WordFilter
from cvety.core import clock
from production.models import ProductionTask
from production.states import OPEN, Priority, TaskStatus

WORDS = [(priority.word, priority.label) for priority in Priority]


class TaskFilter(ListFilter):
    status = WordFilter(choices=TaskStatus.choices, label=_("Статус"))
    priority = WordFilter(choices=WORDS, method="with_priority", label=_("Срочность"))
    florist_id = IntegerFilter(field_name="florist_id")
    order_id = IntegerFilter(field_name="order_id")
    overdue = BooleanFilter(method="is_overdue")

    class Meta:
        model = ProductionTask
        fields: list[str] = []

    def with_priority(self, tasks: models.QuerySet[Any], name: str, word: str) -> models.QuerySet[Any]:
        return tasks.filter(priority=Priority.from_word(word))

    def is_overdue(self, tasks: models.QuerySet[Any], name: str, overdue: bool) -> models.QuerySet[Any]:
        late = models.Q(deadline_at__lt=clock.now(), status__in=OPEN)
        return tasks.filter(late if overdue else ~late)
