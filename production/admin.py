"""Florists' tasks, for looking: they are worked on at /florist/."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import StaffMember
from accounts.pages_access import StaffRequest
from cvety.admin_base import LONGEST_NUMBER, MAX_SEARCH, Command, ShopAdmin, ShopInline, chip
from cvety.core import clock, words
from cvety.core.access import Module
from cvety.core.errors import DomainError
from cvety.core.text import clean, fold

from .errors import explain
from .models import ProductionTask, TaskItem
from .services import cancel_task
from .states import OPEN, Priority, TaskStatus

STATUS_COLORS = {
    TaskStatus.PENDING: "soft",
    TaskStatus.ASSIGNED: "sky",
    TaskStatus.IN_PROGRESS: "leaf",
    TaskStatus.COMPLETED: "soft",
    TaskStatus.CANCELLED: "struck",
}
PRIORITY_COLORS = {Priority.URGENT: "rose", Priority.HIGH: "amber", Priority.NORMAL: "soft", Priority.LOW: "soft"}


_IS_CLOSED = Case(When(status__in=OPEN, then=0), default=1)


class TaskItemInline(ShopInline):
    model = TaskItem
    is_read_only = True
    fields = readonly_fields = ("product_name", "quantity", "special_requests")


@admin.register(ProductionTask)
class TaskPage(ShopAdmin):
    module = Module.PRODUCTION
    is_read_only = True
    inlines = [TaskItemInline]
    list_display = ("what", "deadline", "priority_chip", "status_chip", "florist", "order_link", "created")
    list_filter = ("status", "priority", "florist")
    list_select_related = ("order", "florist")
    search_fields = ("florist__name",)
    search_help_text = _("Номер заказа, получатель или флорист")
    # What is to be made by its deadline, then what is done, the newest first.
    ordering = (_IS_CLOSED, Case(When(status__in=OPEN, then="deadline_at")), "-deadline_at", "-pk")
    fields = (
        ("what", "order_link"),
        ("status_chip", "priority_chip", "deadline"),
        ("florist", "time_estimate_minutes", "actual_minutes"),
        ("assigned_at", "started_at", "completed_at"),
        ("notes", "florist_notes"),
    )
    readonly_fields = ("what", "order_link", "status_chip", "priority_chip", "deadline")
    commands = [Command("cancel", _("Отменить задачу"), is_destructive=True)]

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[ProductionTask]:
        return super().get_queryset(request).prefetch_related("items")

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

    @display(description=_("срок"), ordering="deadline_at")
    def deadline(self, task: ProductionTask) -> str:
        when = words.deadline(task.deadline_at)
        is_late = task.status in OPEN and task.deadline_at < clock.now()
        return format_html('<span class="cvety-late">{}</span>', when) if is_late else when

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

    @display(description=_("появилась"), ordering="created_at")
    def created(self, task: ProductionTask) -> str:
        return words.moment(task.created_at)
