"""What can go wrong with a florist's task."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cvety.core.errors import Conflict, DomainError, NotFound
from orders import errors as of_orders

from .states import STANDS, TaskStatus


class TaskNotFound(NotFound):
    message = _("Задача не найдена")


class ShortageNotFound(NotFound):
    message = _("Нехватка не найдена")


class TaskTaken(Conflict):
    """Somebody else has the task."""

    code = "task_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("Эту задачу уже взял коллега: %s") % name, florist_name=name)


class StepNotAllowed(DomainError):
    """The task may not go from one status to the other."""

    code = "step_not_allowed"

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        super().__init__(_("Невозможно изменить статус задачи с '%(old)s' на '%(new)s'") % {"old": old, "new": new})


class TaskClosed(DomainError):
    code = "task_closed"
    message = _("Задача уже закрыта, изменить её нельзя")


class ItemsChanged(Conflict):
    """The order is another by now than the florist has made, or has seen."""

    code = "items_changed"
    message = _("Состав заказа изменили. Проверьте, что собрано, и нажмите «Готово» ещё раз")


class PhotoRequired(DomainError):
    code = "photo_required"
    message = _("Сначала добавьте фото готового букета")


def explain(error: DomainError) -> str:
    """Return what to tell a person: where the task, or its order, stands; codes of statuses are for programs."""
    if isinstance(error, StepNotAllowed):
        return gettext("%(stands)s. Обновите страницу.") % {"stands": STANDS[TaskStatus(error.old)]}
    return of_orders.explain(error)
