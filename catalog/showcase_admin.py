"""Bouquets made in advance: what became of each, what it was made of and what that cost."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Authored, ShopAdmin, ShopInline, chip
from cvety.core import money, words
from cvety.core.access import Module

from .models import ShowcaseBouquet, ShowcaseStem
from .showcase import State, annotated

COLORS = {
    State.STANDING: "leaf",
    State.PROMISED: "sky",
    State.SOLD: "soft",
    State.TAKEN_APART: "soft",
    State.WRITTEN_OFF: "rose",
    State.MISSING: "rose",
}


class StateFilter(admin.SimpleListFilter):
    title = _("состояние")
    parameter_name = "state"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return State.choices

    def queryset(self, request: Any, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class StemInline(ShopInline):
    model = ShowcaseStem
    is_read_only = True
    hide_title = True
    fields = readonly_fields = ("item", "quantity", "from_batch", "stem_cost")
    per_page = 50

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[ShowcaseStem]:
        return super().get_queryset(request).select_related("item", "batch")

    @display(description=_("партия"))
    def from_batch(self, stem: Any) -> str:
        url = reverse("admin:warehouse_stockbatch_change", args=[stem.batch_id])
        return format_html('<a href="{}">{}</a>', url, _("от %s") % words.moment(stem.batch.arrived_at))

    @display(description=_("себестоимость"))
    def stem_cost(self, stem: ShowcaseStem) -> str:
        return money.readable(stem.cost)


@admin.register(ShowcaseBouquet)
class ShowcaseBouquetPage(Authored, ShopAdmin):
    """To look at: bouquets are made and taken apart on the showcase's own page."""

    module = Module.WAREHOUSE
    is_read_only = True
    inlines = [StemInline]
    list_display = ("product", "state_chip", "made", "who", "expires", "cost")
    list_filter = (StateFilter,)
    list_select_related = ("product", "batch")
    search_fields = ("product__name_key",)
    ordering = ("-made_at", "-pk")
    fields = (
        ("product", "state_chip", "batch_link"),
        ("made", "who", "expires"),
        ("cost", "price"),
        ("apart", "taken_apart_by"),
        "note",
    )
    readonly_fields = ("state_chip", "batch_link", "made", "who", "expires", "cost", "price", "apart")

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[ShowcaseBouquet]:
        return annotated(super().get_queryset(request))

    @display(description=_("состояние"))
    def state_chip(self, bouquet: Any) -> str:
        state = State(bouquet.state)
        return chip(state.label, COLORS[state])

    @display(description=_("собран"), ordering="made_at")
    def made(self, bouquet: ShowcaseBouquet) -> str:
        return words.moment(bouquet.made_at)

    @display(description=_("годен до"), ordering="batch__expires_at")
    def expires(self, bouquet: ShowcaseBouquet) -> str:
        return words.moment(bouquet.batch.expires_at) or str(_("не портится"))

    @display(description=_("себестоимость"), ordering="batch__landed_total_cost")
    def cost(self, bouquet: ShowcaseBouquet) -> str:
        return money.readable(bouquet.batch.landed_total_cost)

    @display(description=_("цена"))
    def price(self, bouquet: ShowcaseBouquet) -> str:
        return money.readable(bouquet.product.current_price)

    @display(description=_("разобран"))
    def apart(self, bouquet: ShowcaseBouquet) -> str:
        return words.moment(bouquet.taken_apart_at) or "—"

    @display(description=_("партия"))
    def batch_link(self, bouquet: Any) -> str:
        url = reverse("admin:warehouse_stockbatch_change", args=[bouquet.batch_id])
        return format_html('<a href="{}">{}</a>', url, bouquet.batch)
