"""Counts of the shelf as documents: who counted what, what differed, and what that came to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.dateformat import format as dateformat
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Authored, ShopAdmin, ShopInline, chip
from cvety.core import money, words
from cvety.core.access import Module

from .models import CountOutcome, Stocktake, StocktakeLine

OUTCOMES = {
    CountOutcome.MATCHED: "leaf",
    CountOutcome.CORRECTED: "amber",
    CountOutcome.HELD: "rose",
    CountOutcome.GONE: "soft",
}


def _sum(cost: int | None) -> str:
    """Show what the books gained or lost."""
    if not cost:
        return money.readable(0)
    return f"{'−' if cost < 0 else '+'}{money.readable(abs(cost))}"


class LineInline(Authored, ShopInline):
    """What was counted of each bucket; what the books said is told once it is posted (docs/adr/0010-blind-count.md)."""

    model = StocktakeLine
    is_read_only = True
    hide_title = True
    fields = readonly_fields = ("bucket", "counted", "by_the_books", "differs", "cost", "came_of_it", "who", "moment")
    ordering = ("pk",)
    per_page = 50

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[StocktakeLine]:
        return super().get_queryset(request).select_related("batch__item", "movement", "stocktake")

    @display(description=_("партия"))
    def bucket(self, line: Any) -> str:
        url = reverse("admin:warehouse_stockbatch_change", args=[line.batch_id])
        day = _("от %(day)s") % {"day": dateformat(localtime(line.batch.arrived_at), "j E")}
        return format_html('<a href="{}">{}</a> {}', url, line.batch.item, day)

    @display(description=_("по учёту"))
    def by_the_books(self, line: StocktakeLine) -> str:
        return str(line.expected) if line.stocktake.posted_at else self.get_empty_value_display()

    @display(description=_("разница"))
    def differs(self, line: StocktakeLine) -> str:
        if not line.stocktake.posted_at:
            return str(self.get_empty_value_display())
        return f"{line.difference:+}".replace("-", "−") if line.difference else "0"

    @display(description=_("сумма"))
    def cost(self, line: StocktakeLine) -> str:
        return _sum(line.movement.landed_cost_delta) if line.movement else str(self.get_empty_value_display())

    @display(description=_("итог"))
    def came_of_it(self, line: StocktakeLine) -> str:
        if not line.outcome:
            return str(self.get_empty_value_display())
        outcome = CountOutcome(line.outcome)
        held_by = f" № {', № '.join(map(str, line.held_by))}" if line.held_by else ""
        return chip(f"{outcome.label}{held_by}", OUTCOMES[outcome])

    @display(description=_("когда"))
    def moment(self, line: StocktakeLine) -> str:
        return words.moment(line.counted_at)


@admin.register(Stocktake)
class StocktakePage(Authored, ShopAdmin):
    """Read here; counted and posted on the screens of the fridge."""

    module = Module.WAREHOUSE
    is_read_only = True
    inlines = [LineInline]
    list_display = ("started", "state", "who", "lines_count", "corrected_count", "total", "closed_by")
    ordering = ("-started_at", "-pk")
    fields = (("started", "who", "state"), ("closed_by", "total", "page"), "note")
    readonly_fields = ("started", "who", "state", "closed_by", "total", "page")

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Stocktake]:
        lines = StocktakeLine.objects.filter(stocktake=OuterRef("pk")).order_by().values("stocktake")
        corrected = lines.filter(outcome=CountOutcome.CORRECTED)
        # By a look at the lines of each one shown: a join would sum those of every count the shop ever made.
        return (
            super()
            .get_queryset(request)
            .annotate(
                all_lines=Subquery(lines.annotate(figure=Count("pk")).values("figure")),
                corrected=Subquery(corrected.annotate(figure=Count("pk")).values("figure")),
                sum_of_lines=Subquery(lines.annotate(figure=Sum("movement__landed_cost_delta")).values("figure")),
            )
        )

    @display(description=_("начата"), ordering="started_at")
    def started(self, stocktake: Stocktake) -> str:
        return words.moment(stocktake.started_at)

    @display(description=_("состояние"))
    def state(self, stocktake: Stocktake) -> str:
        if stocktake.posted_at:
            return chip(_("проведена"), "leaf")
        return chip(_("отменена"), "soft") if stocktake.cancelled_at else chip(_("идёт"), "sky")

    @display(description=_("посчитано партий"))
    def lines_count(self, stocktake: Any) -> int:
        return int(stocktake.all_lines or 0)

    @display(description=_("исправлено"))
    def corrected_count(self, stocktake: Any) -> int:
        return int(stocktake.corrected or 0)

    @display(description=_("сумма"))
    def total(self, stocktake: Any) -> str:
        return _sum(stocktake.sum_of_lines) if stocktake.posted_at else str(self.get_empty_value_display())

    @display(description=_("закрыта"), ordering="posted_at")
    def closed_by(self, stocktake: Stocktake) -> str:
        at = stocktake.posted_at or stocktake.cancelled_at
        return f"{words.moment(at)}, {stocktake.posted_by}" if at else str(self.get_empty_value_display())

    @display(description=_("расхождения"))
    def page(self, stocktake: Stocktake) -> str:
        return format_html('<a href="{}">{}</a>', reverse("fridge-result", args=[stocktake.pk]), _("Показать"))
