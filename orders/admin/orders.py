"""The list of orders, newest at the top, and the buttons that move them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import chip, digits_of
from cvety.core import clock, money, words
from cvety.core.access import Module
from cvety.core.text import fold
from orders.models import Order
from orders.states import FINAL, OrderStatus

from . import steps
from .one import OneOrder
from .taking import OrderTaking

TRACKING_LENGTH = 9  # what is longer is a phone and no order's number
PART_OF_PHONE = 4  # fewer digits than these are an order's number and nothing else


@admin.register(Order)
class OrderPage(OrderTaking, OneOrder):
    """Orders are written by services alone; here they are looked at and moved."""

    module = Module.ORDERS
    is_read_only = True
    list_display = ("what", "status_chip", "next_step", "when", "money_chip", "people")
    list_filter = ("status", "payment_status", "delivery_method", "delivery_date", "florist", "courier")
    list_before_template = "admin/orders/order/statuses.html"
    list_select_related = ("florist", "courier")
    search_fields = ("search_text",)
    search_help_text = _("Номер, телефон, имя или номер отслеживания")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Order]:
        return super().get_queryset(request).filter(archived_at=None).prefetch_related("items")

    def get_search_results(self, request: StaffRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if digits := digits_of(search_term):
            by_number = Q(pk=int(digits)) if len(digits) <= TRACKING_LENGTH else Q()
            by_text = Q(search_text__contains=digits) if len(digits) >= PART_OF_PHONE else Q()
            return queryset.filter(by_number | by_text), False
        for word in fold(search_term).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False

    @property
    def status_tabs(self) -> list[dict[str, Any]]:
        """The filter that the day is spent with, in sight above the list."""
        return [{"value": "", "label": _("Все")}, *({"value": s.value, "label": s.label} for s in OrderStatus)]

    @display(description=_("заказ"), ordering="created_at")
    def what(self, order: Order) -> str:
        """«Айгуль · Букет роз × 1 · 27 000 ₸», and when and whence it came."""
        who = order.recipient_name or order.customer_name or order.customer_phone
        items = ", ".join(f"{item.product_name} ×\u00a0{item.quantity}" for item in order.items.all())
        line = " · ".join(part for part in (who, items, money.readable(order.total)) if part)
        origin = f"№ {order.pk} · {words.moment(order.created_at)} · {steps.source_words(order)}"
        return format_html("{}<small>{}</small>", line, origin)

    @display(description=_("статус"), ordering="status")
    def status_chip(self, order: Order) -> str:
        status = OrderStatus(order.status)
        return chip(status.label, steps.STATUS_COLORS[status])

    @display(description=_("когда"), ordering="window_from_at")
    def when(self, order: Order) -> str:
        when = words.window(order.window_from_at, order.window_to_at, order.delivery_date) or _("без времени")
        end = order.window_to_at or order.window_from_at
        is_late = end is not None and end < clock.now() and order.status not in (*FINAL, OrderStatus.DELIVERED)
        return format_html('<span class="cvety-late">{}</span>', when) if is_late else str(when)

    @display(description=_("деньги"), ordering="payment_status")
    def money_chip(self, order: Order) -> str:
        state = chip(steps.money_words(order), steps.money_color(order))
        return format_html("{} <small>{}</small>", state, order.get_payment_method_display())

    @display(description=_("кто"))
    def people(self, order: Order) -> str:
        return ", ".join(member.name for member in (order.florist, order.courier) if member) or "—"

    @display(description=_("дальше"))
    def next_step(self, order: Order) -> str:
        """The one button that this order most likely waits for."""
        status = steps.next_move(order)
        if steps.may_be_accepted(order) and order.is_paid_at_hand_over:
            action, to, label = "accept", "", str(_("Принять"))
        elif status is not None:
            action, to, label = "move", status.value, steps.label(order, status)
        else:
            return ""
        return format_html(
            '<button class="cvety-button" formaction="{}" name="to" value="{}">{}</button>',
            reverse(f"admin:orders_order_{action}", args=[order.pk]),
            to,
            label,
        )
