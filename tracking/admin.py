"""What buyers said, for reading: it is written by them alone, and for good."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from cvety.admin_base import ShopAdmin, chip
from cvety.core import words
from cvety.core.access import Module

from .models import BEST, Feedback


def stars(feedback: Feedback) -> str:
    """Show a rating as it was given: stars, and the number beside them; in rose where somebody should call."""
    lit = "★" * feedback.rating + "☆" * (BEST - feedback.rating)
    return chip(f"{lit} {feedback.rating}", "leaf" if feedback.rating > 3 else "rose")


@admin.register(Feedback)
class FeedbackPage(ShopAdmin):
    module = Module.TRACKING
    is_read_only = True
    list_display = ("stars", "order_link", "comment", "moment")
    list_filter = ("rating",)
    list_select_related = ("order",)
    search_fields = ("order__search_text",)
    search_help_text = _("Получатель или заказчик")
    ordering = ("-created_at", "-pk")
    fields = (("stars", "moment"), "order_link", "comment")
    readonly_fields = ("stars", "moment", "order_link")

    @display(description=_("оценка"), ordering="rating")
    def stars(self, feedback: Feedback) -> str:
        return stars(feedback)

    @display(description=_("когда"), ordering="-created_at")
    def moment(self, feedback: Feedback) -> str:
        return words.moment(feedback.created_at)

    @display(description=_("заказ"))
    def order_link(self, feedback: Any) -> str:
        url = reverse("admin:orders_order_change", args=[feedback.order_id])
        return format_html('<a href="{}">{}</a>', url, feedback.order)
