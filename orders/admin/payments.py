"""Money as it came and went: rows are only ever added, by services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from cvety.admin_base import Authored, ShopAdmin, chip
from cvety.core import money, words
from cvety.core.access import Module
from orders.models import Payment, PaymentKind


@admin.register(Payment)
class PaymentPage(Authored, ShopAdmin):
    module = Module.ORDERS
    is_read_only = True
    list_display = ("moment", "sum_chip", "method", "source", "order_link", "who", "comment")
    list_filter = ("kind", "method", "source")
    list_select_related = ("order",)
    search_fields = ("external_id", "order__search_text")
    ordering = ("-pk",)
    fields = (("moment", "sum_chip"), ("method", "source", "external_id"), ("order_link", "who"), "comment")
    readonly_fields = ("moment", "sum_chip", "order_link", "who")

    @display(description=_("когда"), ordering="-pk")
    def moment(self, payment: Payment) -> str:
        return words.moment(payment.created_at)

    @display(description=_("сумма"), ordering="amount")
    def sum_chip(self, payment: Payment) -> str:
        amount = money.readable(payment.amount)
        return chip(f"−{amount}", "rose") if payment.kind == PaymentKind.REFUND else chip(amount, "leaf")

    @display(description=_("заказ"))
    def order_link(self, payment: Any) -> str:
        url = reverse("admin:orders_order_change", args=[payment.order_id])
        return format_html('<a href="{}">{}</a>', url, payment.order)
