"""The life of a florist's task, as data."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskStatus(models.TextChoices):
    PENDING = "pending", _("Ожидает")
    ASSIGNED = "assigned", _("Назначено")
    IN_PROGRESS = "in_progress", _("В работе")
    COMPLETED = "completed", _("Завершено")
    CANCELLED = "cancelled", _("Отменено")


# Where a task stands, told to staff whose step came too early or too late.
STANDS = {
    TaskStatus.PENDING: _("Задачу ещё никто не взял"),
    TaskStatus.ASSIGNED: _("Работа по задаче ещё не начата"),
    TaskStatus.IN_PROGRESS: _("Работа по задаче уже идёт"),
    TaskStatus.COMPLETED: _("Задача уже выполнена"),
    TaskStatus.CANCELLED: _("Задача отменена"),
}

TRANSITIONS: dict[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.PENDING: frozenset({TaskStatus.ASSIGNED, TaskStatus.CANCELLED}),
    TaskStatus.ASSIGNED: frozenset({TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS, TaskStatus.CANCELLED}),
    TaskStatus.IN_PROGRESS: frozenset({TaskStatus.COMPLETED, TaskStatus.CANCELLED}),
    TaskStatus.COMPLETED: frozenset(),
    TaskStatus.CANCELLED: frozenset(),
}

OPEN = frozenset({TaskStatus.PENDING, TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS})


class Priority(models.IntegerChoices):
    """Kept as its place in the queue, so that urgent sorts first by index; named in the API by `word`."""

    URGENT = 0, _("Срочный")
    HIGH = 1, _("Высокий")
    NORMAL = 2, _("Обычный")
    LOW = 3, _("Низкий")

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Priority:
        """Raises KeyError for a word that is none of the four."""
        return {priority.word: priority for priority in cls}[word]


URGENT_WITHIN = timedelta(hours=1)
HIGH_WITHIN = timedelta(hours=3)
NORMAL_WITHIN = timedelta(hours=24)


def priority_for(deadline: datetime, now: datetime) -> Priority:
    """Return the priority by the time left: an hour urgent, three high, a day normal."""
    left = deadline - now
    if left <= URGENT_WITHIN:
        return Priority.URGENT
    if left <= HIGH_WITHIN:
        return Priority.HIGH
    return Priority.NORMAL if left <= NORMAL_WITHIN else Priority.LOW
