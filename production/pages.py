"""The florist's screens: the queue, and a task from taking it to the photo of what was made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages_access import StaffRequest, staff_page
from accounts.pages_once import once
from cvety.api.permissions import allows
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean

from . import board
from .errors import TaskNotFound, TaskTaken, explain
from .services import add_task_photo, assign_task, complete_task, start_task
from .states import OPEN, TaskStatus

MAX_NOTES = 1000


@require_safe
@never_cache
@staff_page(Module.PRODUCTION)
def queue(request: StaffRequest) -> HttpResponse:
    """Show what waits to be made: one's own first, then what is free."""
    tasks = board.board(shop=request.shop, member=request.member, now=clock.now())
    return render(request, "florist/queue.html", {"board": tasks, "may_work": _may_work(request)})


@require_safe
@never_cache
@staff_page(Module.PRODUCTION)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """Show one task: what to make, of what, for when, and the one thing to do next."""
    try:
        card = board.task_card(shop=request.shop, task_id=task_id, now=clock.now())
    except TaskNotFound as error:
        raise Http404 from error
    holds = card.task.florist_id == request.member.pk or request.member.is_manager
    context = {
        "card": card,
        "task": card.task,
        "order": card.task.order,
        "recipe": board.recipe(card.task),
        "photos": card.task.order.photos.order_by("-pk"),
        "is_open": card.task.status in OPEN,
        "may_take": _may_work(request) and card.task.status == TaskStatus.PENDING,
        "may_work": _may_work(request) and holds and card.task.status in OPEN,
    }
    return render(request, "florist/task.html", context)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def take(request: StaffRequest, task_id: int) -> HttpResponse:
    """Take a free task."""
    if request.member.pk is None:  # a superuser looking in
        messages.error(request, _("Задачи берут сотрудники магазина"))
        return redirect("florist")
    try:
        assign_task(task_id=task_id, florist_id=None, **_who(request))
    except TaskTaken as error:
        messages.error(request, str(error))
        return redirect("florist")
    except DomainError as error:
        return _refused(request, task_id, error)
    return redirect("florist-task", task_id)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def start(request: StaffRequest, task_id: int) -> HttpResponse:
    """Begin the work."""
    try:
        start_task(task_id=task_id, **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    return redirect("florist-task", task_id)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
@once
def photo(request: StaffRequest, task_id: int) -> HttpResponse:
    """Keep a photo of what was made."""
    upload = request.FILES.get("file")
    if upload is None:
        request.was_refused = True
        messages.error(request, _("Выберите или сделайте фото"))
        return redirect("florist-task", task_id)
    try:
        add_task_photo(task_id=task_id, upload=upload, **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    messages.success(request, _("Фото добавлено"))
    return redirect("florist-task", task_id)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def complete(request: StaffRequest, task_id: int) -> HttpResponse:
    """Finish the work and go back to the queue."""
    notes = clean(request.POST.get("florist_notes", ""), MAX_NOTES)
    try:
        complete_task(task_id=task_id, florist_notes=notes, **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    messages.success(request, _("Готово! Букет собран"))
    return redirect("florist")


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"shop": request.shop, "member": request.member, "now": clock.now()}


def _may_work(request: StaffRequest) -> bool:
    return allows(request.member.access(Module.PRODUCTION), Access.WRITE)


def _refused(request: StaffRequest, task_id: int, error: DomainError) -> HttpResponse:
    """Say why it was not done, on the page where it was tried."""
    if isinstance(error, NotFound):
        raise Http404 from error
    request.was_refused = True
    messages.error(request, explain(error))
    return redirect("florist-task", task_id)
