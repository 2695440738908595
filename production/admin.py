"""Florists' tasks: looked at and given out here, worked on at /florist/."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial, update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import StaffMember
from accounts.pages_access import StaffRequest
from accounts.team import Colleague
from cvety.admin_base import LONGEST_NUMBER, MAX_SEARCH, Command, ShopAdmin, ShopInline, chip
from cvety.core import clock, words
from cvety.core.access import Module
from cvety.core.errors import DomainError
from cvety.core.text import clean, fold

from .errors import explain
from .florists import florists
from .models import ProductionTask, TaskItem
from .services import assign_task, cancel_task
from .states import OPEN, Priority, TaskStatus

STATUS_COLORS = {
    TaskStatus.PENDING: "soft",
    TaskStatus.ASSIGNED: "sky",
    TaskStatus.IN_PROGRESS: "leaf",
    TaskStatus.COMPLETED: "soft",
    TaskStatus.CANCELLED: "struck",
}
PRIORITY_COLORS = {Priority.URGENT: "rose", Priority.HIGH: "amber", Priority.NORMAL: "soft", Priority.LOW: "soft"}

SOON = timedelta(minutes=30)
WAITING = frozenset({TaskStatus.PENDING, TaskStatus.ASSIGNED})  # not begun, so that anybody may still make it
# What one looks for in the list, as the filter that it is.
TABS: Sequence[tuple[Any, dict[str, str]]] = (
    (_("Открытые"), {"status__in": ",".join(sorted(OPEN))}),
    (_("Свободные"), {"status__exact": TaskStatus.PENDING.value}),
    (_("Розданные"), {"status__exact": TaskStatus.ASSIGNED.value}),
    (_("В работе"), {"status__exact": TaskStatus.IN_PROGRESS.value}),
    (_("Готовые"), {"status__exact": TaskStatus.COMPLETED.value}),
    (_("Отменённые"), {"status__exact": TaskStatus.CANCELLED.value}),
    (_("Все"), {"status__in": ",".join(sorted(TaskStatus.values))}),
)
OF_STATUS, OF_FLORIST = ("status__in", "status__exact"), "florist__id__exact"


class TaskItemInline(ShopInline):
    model = TaskItem
    is_read_only = True
    fields = readonly_fields = ("product_name", "quantity", "special_requests")


@admin.register(ProductionTask)
class TaskPage(ShopAdmin):
    module = Module.PRODUCTION
    is_read_only = True
    inlines = [TaskItemInline]
    list_display = ("what", "begin", "ready", "status_chip", "order_link")
    list_before_template = "admin/production/productiontask/tabs.html"
    change_form_outer_before_template = "admin/production/productiontask/give.html"
    list_filter = ("status", "priority", "florist")
    list_select_related = ("order", "florist")
    search_fields = ("florist__name",)
    search_help_text = _("Номер заказа, получатель или флорист")
    fields = (
        ("what", "order_link"),
        ("status_chip", "priority_chip"),
        ("begin", "deadline"),
        ("florist", "time_estimate_minutes", "actual_minutes"),
        ("assigned_at", "started_at", "completed_at"),
        ("notes", "florist_notes"),
    )
    readonly_fields = ("what", "order_link", "status_chip", "priority_chip", "begin", "deadline")
    commands = [Command("cancel", _("Отменить задачу"), is_destructive=True)]

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[ProductionTask]:
        return super().get_queryset(request).prefetch_related("items")

    def get_ordering(self, request: StaffRequest) -> tuple[str, ...]:
        """What is to be made by its deadline; with what is done among them, the newest first."""
        return ("deadline_at", "pk") if _statuses(request) <= OPEN else ("-deadline_at", "-pk")

    def get_list_display(self, request: StaffRequest) -> Any:
        """Show whose each task is, with a way to give it out for those who may."""
        column = partial(_florist, team=_team(request), may_give=request.member.is_manager)
        update_wrapper(column, _florist)
        return [*self.list_display[:4], column, *self.list_display[4:]]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.give_view)
        return [path("<int:task_id>/give/", view, name="production_productiontask_give"), *super().get_urls()]

    def changelist_view(self, request: StaffRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the open tasks unless something else is asked for."""
        if not _statuses(request) and not request.GET.get(SEARCH_VAR):
            request.GET = _asked(request, TABS[0][1])  # type: ignore[assignment]  # a query like any other
        context = {"status_tabs": _status_tabs(request), "florist_tabs": _florist_tabs(request)}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def changeform_view(
        self,
        request: StaffRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"team": _team(request), "may_give": request.member.is_manager, "waiting": WAITING}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def give_view(self, request: StaffRequest, task_id: int) -> HttpResponse:
        """Give a task to the florist who was chosen beside it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_command(request):
            raise PermissionDenied
        task = self.get_object(request, str(task_id))
        if task is None:
            raise Http404
        chosen = request.POST.get(_field(task), "")
        known = {str(each.member.pk): each.member for each in _team(request)}
        if chosen not in known:
            messages.error(request, _("Выберите флориста"))
            return redirect(self._where_from(request, task))
        try:
            assign_task(
                shop=request.shop,
                task_id=task_id,
                florist_id=known[chosen].pk,
                member=request.member,
                now=clock.now(),
            )
            messages.success(request, _("Задача у флориста: %s") % known[chosen])
        except DomainError as error:
            messages.error(request, explain(error))
        return redirect(self._where_from(request, task))

    def get_search_results(self, request: StaffRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = clean(search_term, MAX_SEARCH).removeprefix("№").strip()
        if term.isascii() and term.isdigit():
            return (queryset.filter(order_id=int(term)) if len(term) <= LONGEST_NUMBER else queryset.none()), False
        team = list(StaffMember.objects.filter(shop=request.shop).values_list("pk", "name"))
        for word in fold(term).split():
            florists = [pk for pk, name in team if word in fold(name)]
            queryset = queryset.filter(Q(florist_id__in=florists) | Q(order__search_text__contains=word))
        return queryset, False

    def is_open(self, command: Command, obj: ProductionTask) -> bool:
        return obj.status in OPEN

    def cancel(self, request: StaffRequest, obj: ProductionTask) -> str:
        cancel_task(shop=request.shop, task_id=obj.pk, member=request.member, now=clock.now())
        return str(_("Задача отменена"))

    def explain(self, error: DomainError) -> str:
        return explain(error)

    @display(description=_("что собрать"))
    def what(self, task: ProductionTask) -> str:
        return ", ".join(str(item) for item in task.items.all()) or task.notes or str(_("Задача без состава"))

    @display(description=_("начать до"))
    def begin(self, task: ProductionTask) -> str:
        """By when somebody has to begin; of what is begun, since when they are at it."""
        if task.status == TaskStatus.IN_PROGRESS:
            begun = _("начата %s") % words.moment(task.started_at)
            return format_html('<span class="task-begun">{}</span>', begun)
        if task.status not in OPEN:
            return ""
        at = task.deadline_at - timedelta(minutes=task.time_estimate_minutes)
        return _told(words.moment(at), is_late=at < clock.now(), is_soon=at < clock.now() + SOON)

    @display(description=_("срок"), ordering="deadline_at")
    def deadline(self, task: ProductionTask) -> str:
        is_late = task.status in OPEN and task.deadline_at < clock.now()
        return _told(words.deadline(task.deadline_at), is_late=is_late)

    @display(description=_("срок"), ordering="deadline_at")
    def ready(self, task: ProductionTask) -> str:
        """By when it is to be ready, and how urgent that is where it is."""
        if task.status not in OPEN or task.priority > Priority.HIGH:
            return self.deadline(task)
        priority = Priority(task.priority)
        return format_html("{}<small>{}</small>", self.deadline(task), priority.label)

    @display(description=_("срочность"), ordering="priority")
    def priority_chip(self, task: ProductionTask) -> str:
        priority = Priority(task.priority)
        return chip(priority.label, PRIORITY_COLORS[priority] if task.status in OPEN else "soft")

    @display(description=_("статус"), ordering="status")
    def status_chip(self, task: ProductionTask) -> str:
        status = TaskStatus(task.status)
        return chip(status.label, STATUS_COLORS[status])

    @display(description=_("заказ"))
    def order_link(self, task: Any) -> str:
        url = reverse("admin:orders_order_change", args=[task.order_id])
        return format_html('<a href="{}">{}</a>', url, task.order)


@display(description=_("флорист"), ordering="florist__name")
def _florist(task: ProductionTask, *, team: Sequence[Colleague], may_give: bool) -> str:
    """Show whose a task is; of one that is not begun, a choice with the freest first."""
    if not may_give or task.status not in WAITING:
        return task.florist.name if task.florist else "—"
    options = format_html_join(
        "", '<option value="{}"{}>{}</option>', ((each.member.pk, _chosen(each, task), _named(each)) for each in team)
    )
    return format_html(
        '<span class="task-give"><select name="{}" aria-label="{}">{}</select>'
        '<button class="cvety-button{}" formaction="{}">{}</button></span>',
        _field(task),
        _("Флорист"),
        options,
        "" if task.florist else " primary",
        reverse("admin:production_productiontask_give", args=[task.pk]),
        _("Передать") if task.florist else _("Дать"),
    )


def _chosen(colleague: Colleague, task: ProductionTask) -> str:
    return mark_safe(" selected") if colleague.member.pk == task.florist_id else ""


def _named(colleague: Colleague) -> str:
    load = _("задач: %d") % colleague.load if colleague.load else _("свободно")
    return f"{colleague.member.name} · {load}"


def _field(task: ProductionTask) -> str:
    """Return the name of the choice beside a task: the rows of a list are one form."""
    return f"florist-{task.pk}"


def _team(request: StaffRequest) -> Any:
    """Return whom a task may be given to, read once for a page and only where it is shown."""
    if not hasattr(request, "florists"):
        request.florists = SimpleLazyObject(lambda: florists(request.shop))  # type: ignore[attr-defined]  # once a request
    return request.florists  # type: ignore[attr-defined]  # put there just now


def _told(when: str, *, is_late: bool, is_soon: bool = False) -> str:
    if not (is_late or is_soon):
        return when
    return format_html('<span class="{}">{}</span>', "cvety-late" if is_late else "cvety-soon", when)


def _statuses(request: StaffRequest) -> set[str]:
    return {status for name in OF_STATUS for status in request.GET.get(name, "").split(",") if status}


def _asked(request: StaffRequest, filters: dict[str, str]) -> QueryDict:
    query = request.GET.copy()
    query.update(filters)
    return query


def _status_tabs(request: StaffRequest) -> list[dict[str, Any]]:
    asked = {name: request.GET[name] for name in OF_STATUS if name in request.GET}
    return [
        {"label": label, "link": _link(request, OF_STATUS, filters), "is_current": asked == filters}
        for label, filters in TABS
    ]


def _florist_tabs(request: StaffRequest) -> list[dict[str, Any]]:
    """Return a filter for each florist, with how many open tasks they have."""
    asked = request.GET.get(OF_FLORIST, "")
    people = [("", _("Весь цех"))] + [(str(each.member.pk), _named(each)) for each in _team(request)]
    return [
        {
            "label": label,
            "link": _link(request, [OF_FLORIST], {OF_FLORIST: pk} if pk else {}),
            "is_current": asked == pk,
        }
        for pk, label in people
    ]


def _link(request: StaffRequest, replaced: Sequence[str], filters: dict[str, str]) -> str:
    """Return the list with one filter changed and the others as they are, from the first page."""
    query = request.GET.copy()
    for name in (*replaced, PAGE_VAR):
        query.pop(name, None)
    query.update(filters)
    return f"?{query.urlencode()}"
