"""The list of orders: who and what in words, what is late in rose, the next step as a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import PAGE_VAR
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import ShopAdmin, chip, digits_of
from cvety.core import clock, words
from cvety.core.text import fold
from orders.models import Order
from orders.states import OrderStatus

from . import steps

TRACKING_LENGTH = 9  # what is longer is a phone and no order's number
PART_OF_PHONE = 4  # fewer digits than these are an order's number and nothing else

STATUS = "status__exact"
DAY = "day"
DAYS: Sequence[tuple[str, str | Promise]] = (
    ("today", _("Сегодня")),
    ("tomorrow", _("Завтра")),
    ("late", _("Опаздывают")),
    ("none", _("Без дня")),
)


class DayFilter(SimpleListFilter):
    """Orders of a day, by index, and those whose time is over."""

    title = _("когда")
    parameter_name = DAY

    def lookups(self, request: Any, model_admin: Any) -> Any:  # its parent names a private type
        return DAYS

    def queryset(self, request: Any, queryset: Any) -> Any:
        today = timezone.localdate()
        match self.value():
            case "today":
                return queryset.filter(delivery_date=today)
            case "tomorrow":
                return queryset.filter(delivery_date=today + timedelta(days=1))
            case "late":
                return queryset.late(clock.now())
            case "none":
                return queryset.under_way().filter(delivery_date=None)
        return queryset


class Tab(NamedTuple):
    """A filter of one kind that is in sight above the list; the other kinds stay as they are."""

    label: str | Promise
    link: str
    is_current: bool


class OrderList(ShopAdmin):
    """The columns, filters and searching of the list."""

    list_display = ("what", "status_chip", "next_step", "when", "money_chip", "people")
    list_filter = (DayFilter, "status", "payment_status", "delivery_method", "delivery_date", "florist", "courier")
    list_before_template = "admin/orders/order/statuses.html"
    list_select_related = ("florist", "courier")
    search_fields = ("search_text",)
    search_help_text = _("Номер, телефон или имя")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Order]:
        return super().get_queryset(request).filter(archived_at=None).prefetch_related("items")

    def get_ordering(self, request: StaffRequest) -> Sequence[str]:
        """A day is read from morning to evening, everything else from the newest on."""
        return ("delivery_date", "window_from_at", "pk") if request.GET.get(DAY) else self.ordering

    def get_search_results(self, request: StaffRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if digits := digits_of(search_term):
            by_number = Q(pk=int(digits)) if len(digits) <= TRACKING_LENGTH else Q()
            by_text = Q(search_text__contains=digits) if len(digits) >= PART_OF_PHONE else Q()
            return queryset.filter(by_number | by_text), False
        for word in fold(search_term).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False

    def get_changelist_instance(self, request: StaffRequest) -> Any:
        changes = super().get_changelist_instance(request)
        changes.days = _tabs(changes, request, DAY, [("", _("Все дни")), *DAYS])
        changes.statuses = _tabs(changes, request, STATUS, [("", _("Все")), *OrderStatus.choices])
        return changes

    @display(description=_("заказ"), ordering="created_at")
    def what(self, order: Order) -> str:
        """«Айгуль · Букет роз · 27 000 ₸», and when and whence it came."""
        origin = f" · {words.moment(order.created_at)} · {steps.source_words(order)}"
        return format_html("{} <small>№ {}<span>{}</span></small>", steps.in_words(order), order.pk, origin)

    @display(description=_("статус"), ordering="status")
    def status_chip(self, order: Order) -> str:
        status = OrderStatus(order.status)
        return chip(status.label, steps.STATUS_COLORS[status])

    @display(description=_("когда"), ordering="window_from_at")
    def when(self, order: Order) -> str:
        when = words.window(order.window_from_at, order.window_to_at, order.delivery_date) or _("без времени")
        return format_html('<span class="cvety-late">{}</span>', when) if order.is_late(clock.now()) else str(when)

    @display(description=_("деньги"), ordering="payment_status")
    def money_chip(self, order: Order) -> str:
        state = chip(steps.money_words(order), steps.money_color(order))
        return format_html("{} <small>{}</small>", state, order.get_payment_method_display())

    @display(description=_("кто"))
    def people(self, order: Order) -> str:
        people = ((order.florist, _("флорист")), (order.courier, _("курьер")))
        named = [(member.name, work) for member, work in people if member]
        return format_html_join("", "<span>{}<small>{}</small></span>", named) or "—"

    @display(description=_("дальше"))
    def next_step(self, order: Order) -> str:
        """The one button that this order most likely waits for."""
        step = steps.next_step(order)
        if step is None:
            return ""
        where = reverse(f"admin:orders_order_{step.action}", args=[order.pk])
        button = '<button class="cvety-button" formaction="{}" name="to" value="{}">{}</button>'
        return format_html(button, where, step.to, step.label)


def _tabs(changes: Any, request: StaffRequest, name: str, choices: Sequence[tuple[str, str | Promise]]) -> list[Tab]:
    current = request.GET.get(name, "")
    return [
        Tab(label, changes.get_query_string({name: value} if value else {}, [name, PAGE_VAR]), value == current)
        for value, label in choices
    ]
