"""The florist's screens: the queue, and a task from taking it to the photo of what was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
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
from orders.models import PhotoKind
from warehouse.services.exchanging import MAX_REASON

from . import board
from .errors import TaskNotFound, TaskTaken, explain
from .models import ProductionTask
from .recipe import holds_to_change, recipe
from .services import (
    add_task_photo,
    assign_task,
    begin_task,
    complete_task,
    report_shortage,
    settle_shortage,
    take_from_batch,
)
from .states import TaskStatus

MAX_NOTES = 1000
MAX_WORDS = 200
MAX_MISSING = 500  # what the column holds
JOINED = ". "
LONGEST_NUMBER = 18  # digits that the database takes for an id


@require_safe
@never_cache
@staff_page(Module.PRODUCTION)
def queue(request: StaffRequest) -> HttpResponse:
    """Show what waits to be made, by when it must be begun: what to do now on top, one's own, what is free."""
    tasks = board.board(shop=request.shop, member=request.member, now=clock.now())
    return render(request, "florist/queue.html", {"board": tasks, "may_take": _may_take(request)})


@require_safe
@never_cache
@staff_page(Module.PRODUCTION)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """Show one task: what to make, of what, for when, and the one thing to do next."""
    now = clock.now()
    try:
        card = board.task_card(shop=request.shop, task_id=task_id, now=now)
    except TaskNotFound as error:
        raise Http404 from error
    photos = list(card.task.order.photos.filter(kind=PhotoKind.BOUQUET).order_by("-pk"))
    may_report = _may_work_on(request, card) and card.task.status != TaskStatus.PENDING
    holds = holds_to_change(card.task, now) if may_report else []
    context = {
        "card": card,
        "task": card.task,
        "order": card.task.order,
        "recipe": recipe(card.task, now),
        "photos": photos,
        "is_open": card.is_open and not card.is_unwanted,
        "step": _step(request, card, is_photographed=card.task.photos.exists()),
        "may_report": may_report,
        "holds": [hold for hold in holds if hold.others],
    }
    return render(request, "florist/task.html", context)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def take(request: StaffRequest, task_id: int) -> HttpResponse:
    """Take a free task."""
    return _take(request, task_id, assign_task, florist_id=None)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def start(request: StaffRequest, task_id: int) -> HttpResponse:
    """Begin the work, and take the task first where it is free."""
    return _take(request, task_id, begin_task)


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
        complete_task(
            task_id=task_id, florist_notes=notes, seen_change=request.POST.get("items_change"), **_who(request)
        )
    except DomainError as error:
        return _refused(request, task_id, error)
    messages.success(request, _("Готово! Букет собран"))
    return redirect("florist")


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
@once
def shortage(request: StaffRequest, task_id: int) -> HttpResponse:
    """Tell the manager that something is missing: what is ticked, and what is written."""
    what = _missing(request, task_id)
    if not what:
        request.was_refused = True
        messages.error(request, _("Отметьте, чего не хватает, или напишите словами"))
        return redirect("florist-task", task_id)
    try:
        report_shortage(task_id=task_id, what=what, **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    messages.success(request, _("Сообщили менеджеру"))
    return redirect("florist-task", task_id)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
def found(request: StaffRequest, task_id: int) -> HttpResponse:
    """Say that what was missing has been found after all."""
    number = request.POST.get("shortage", "")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise Http404
    try:
        settle_shortage(shortage_id=int(number), **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    return redirect("florist-task", task_id)


@require_POST
@staff_page(Module.PRODUCTION, Access.WRITE)
@once
def batch(request: StaffRequest, task_id: int) -> HttpResponse:
    """Take flowers from another bucket than the page says, with the reason why."""
    numbers = {name: request.POST.get(name, "") for name in ("reservation_id", "batch_id", "quantity")}
    if not all(said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER for said in numbers.values()):
        request.was_refused = True
        messages.error(request, _("Выберите партию и напишите, сколько взять"))
        return redirect("florist-task", task_id)
    reason = clean(request.POST.get("reason", ""), MAX_REASON)
    chosen: dict[str, Any] = {name: int(said) for name, said in numbers.items()}
    try:
        take_from_batch(task_id=task_id, reason=reason, **chosen, **_who(request))
    except DomainError as error:
        return _refused(request, task_id, error)
    messages.success(request, _("Партия изменена"))
    return redirect("florist-task", task_id)


def _take(request: StaffRequest, task_id: int, service: Callable[..., ProductionTask], **fields: Any) -> HttpResponse:
    """Make a task one's own and go to it; where a colleague was faster, go back to what is left."""
    if request.member.pk is None:  # a superuser looking in
        messages.error(request, _("Задачи берут сотрудники магазина"))
        return redirect("florist")
    try:
        service(task_id=task_id, **fields, **_who(request))
    except TaskTaken as error:
        messages.error(request, str(error))
        return redirect("florist")
    except DomainError as error:
        return _refused(request, task_id, error)
    return redirect("florist-task", task_id)


def _step(request: StaffRequest, card: board.Card, *, is_photographed: bool) -> str:
    """Return the one thing that this person can do next with a task; nothing where there is only to look."""
    if not card.is_open or card.is_unwanted:
        return "back"
    if card.is_held_up:
        return ""
    if card.task.status == TaskStatus.PENDING:
        return "take" if _may_take(request) else ""
    if not _may_work_on(request, card):
        return ""
    if not card.is_begun:
        return "start"
    return "finish" if is_photographed else "photo"


def _missing(request: StaffRequest, task_id: int) -> str:
    """Return what a florist says is missing: names from the recipe, then words of their own, all of them."""
    words = clean(request.POST.get("words", ""), MAX_WORDS)
    try:
        card = board.task_card(shop=request.shop, task_id=task_id, now=clock.now())
    except TaskNotFound as error:
        raise Http404 from error
    ticked = set(request.POST.getlist("item"))
    parts = recipe(card.task, clock.now())
    names = [found.name for part in parts for found in part.ingredients if found.key in ticked]
    room = MAX_MISSING - len(words) - len(JOINED)
    listed = Truncator(", ".join(dict.fromkeys(names))).chars(room)
    return JOINED.join(said for said in (listed, words) if said)


def _may_take(request: StaffRequest) -> bool:
    return _may_work(request) and request.member.pk is not None


def _may_work_on(request: StaffRequest, card: board.Card) -> bool:
    holds = card.task.florist_id == request.member.pk or request.member.is_manager
    return _may_work(request) and holds and card.is_open and not card.is_unwanted


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
