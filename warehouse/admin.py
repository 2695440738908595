"""Stock: what is counted, what stands on the shelf, where it came from and went."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Authored, ServiceForm, ShopAdmin, ShopInline, chip
from cvety.core import clock, money, words
from cvety.core.access import Module

from . import admin_stocktakes  # noqa: F401 - its page is registered with these
from .models import GoodsReceipt, StockBatch, StockItem, StockMovement
from .services import add_item, update_item

FRESHNESS = {"fresh": "leaf", "aging": "soft", "wilting": "amber", "expired": "rose"}


class BatchColumns:
    """How a batch is told in a list."""

    @display(description=_("свежесть"))
    def freshness_chip(self, batch: StockBatch) -> str:
        freshness = batch.freshness(clock.now())
        return chip(freshness.label, FRESHNESS[freshness])

    @display(description=_("поступление"), ordering="arrived_at")
    def arrived(self, batch: StockBatch) -> str:
        return words.moment(batch.arrived_at)

    @display(description=_("годен до"), ordering="expires_at")
    def expires(self, batch: StockBatch) -> str:
        return words.moment(batch.expires_at) or str(_("не портится"))

    @display(description=_("в наличии"))
    def stands(self, batch: StockBatch) -> str:
        figures = {"on_hand": batch.quantity_on_hand, "reserved": batch.quantity_reserved}
        return str(_("%(on_hand)d, из них в резерве %(reserved)d") % figures)

    @display(description=_("цена стебля"))
    def stem_cost(self, batch: StockBatch) -> str:
        return money.readable(batch.cost_per_stem)


class ItemForm(ServiceForm):
    expected_version = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    class Meta:
        model = StockItem
        fields = (
            *("kind", "name", "height_cm", "unit", "shelf_life_days", "low_stock_threshold"),
            *("supplier", "bunch_size"),
        )


class BatchInline(BatchColumns, ShopInline):
    """Batches are received, sold and written off; their figures follow the ledger alone."""

    model = StockBatch
    is_read_only = True
    fields = readonly_fields = ("arrived", "supplier", "stands", "stem_cost", "freshness_chip", "expires")
    ordering = ("-arrived_at", "-pk")
    show_change_link = True
    per_page = 20


class MovementColumns(Authored):
    """How a movement is told in a list."""

    @display(description=_("когда"), ordering="-pk")
    def moment(self, movement: StockMovement) -> str:
        return words.moment(movement.created_at)

    @display(description=_("движение"), ordering="kind")
    def kind_label(self, movement: StockMovement) -> str:
        return movement.get_kind_display()

    @display(description=_("изменение наличия"), ordering="on_hand_delta")
    def on_hand_change(self, movement: StockMovement) -> str:
        return _signed(movement.on_hand_delta)

    @display(description=_("изменение резерва"), ordering="reserved_delta")
    def reserved_change(self, movement: StockMovement) -> str:
        return _signed(movement.reserved_delta)


def _signed(change: int) -> str:
    return f"{change:+}".replace("-", "−") if change else "0"


class MovementInline(MovementColumns, ShopInline):
    model = StockMovement
    is_read_only = True
    fields = readonly_fields = (
        *("moment", "kind_label", "on_hand_change", "reserved_change"),
        *("order_id", "who", "note"),
    )
    ordering = ("-pk",)
    per_page = 20


@admin.register(StockItem)
class StockItemPage(ShopAdmin):
    """What is counted, with what stands of it now."""

    module = Module.WAREHOUSE
    form = ItemForm
    inlines = [BatchInline]
    list_display = ("full_name", "kind", "on_hand", "reserved", "free", "wilted", "shelf_life_days")
    list_filter = ("kind",)
    search_fields = ("name_key",)
    ordering = ("name", "height_cm", "pk")
    fields = (
        *(("kind", "name"), ("height_cm", "unit"), ("shelf_life_days", "low_stock_threshold")),
        ("supplier", "bunch_size"),
    )

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[StockItem]:
        items = super().get_queryset(request).filter(archived_at=None)
        expired = Q(batches__expires_at__lte=clock.now())
        good = Q(batches__expires_at=None) | Q(batches__expires_at__gt=clock.now())
        not_promised = F("batches__quantity_on_hand") - F("batches__quantity_reserved")
        return items.annotate(
            sum_on_hand=Coalesce(Sum("batches__quantity_on_hand"), 0),
            sum_reserved=Coalesce(Sum("batches__quantity_reserved"), 0),
            # What is promised of an expired batch is told as reserved, so that the three come to what is on hand.
            sum_free=Coalesce(Sum(not_promised, filter=good), 0),
            sum_wilted=Coalesce(Sum(not_promised, filter=expired), 0),
        )

    def save_model(self, request: StaffRequest, obj: StockItem, form: Any, change: bool) -> None:
        if change:
            update_item(shop=request.shop, item_id=obj.pk, changes=form.changes, now=clock.now())
        else:
            obj.pk = add_item(shop=request.shop, data=form.values, now=clock.now()).pk

    @display(description=_("позиция"), ordering="name")
    def full_name(self, item: StockItem) -> str:
        return str(item)

    @display(description=_("в наличии"), ordering="sum_on_hand")
    def on_hand(self, item: Any) -> str:
        return f"{item.sum_on_hand} {_(item.unit)}"

    @display(description=_("в резерве"), ordering="sum_reserved")
    def reserved(self, item: Any) -> int:
        return int(item.sum_reserved)

    @display(description=_("свободно"), ordering="sum_free")
    def free(self, item: Any) -> str:
        """What can be promised, and a word when it is little."""
        if item.sum_free > item.low_stock_threshold:
            return str(item.sum_free)
        word = chip(_("мало"), "amber") if item.sum_free else chip(_("нет"), "rose")
        return format_html("{} {}", item.sum_free, word)

    @display(description=_("списать"), ordering="sum_wilted")
    def wilted(self, item: Any) -> str:
        return chip(item.sum_wilted, "rose") if item.sum_wilted else "0"


@admin.register(StockBatch)
class StockBatchPage(BatchColumns, ShopAdmin):
    module = Module.WAREHOUSE
    is_read_only = True
    inlines = [MovementInline]
    list_display = ("item", "arrived", "freshness_chip", "quantity_on_hand", "quantity_reserved", "expires", "supplier")
    list_filter = ("to_write_off", "on_showcase", "item__kind")
    list_select_related = ("item",)
    search_fields = ("item__name_key", "supplier", "farm")
    ordering = ("-arrived_at", "-pk")
    fields = (
        ("item", "freshness_chip"),
        ("arrived", "expires"),
        ("supplier", "farm", "packaging"),
        ("quantity_received", "quantity_on_hand", "quantity_reserved"),
        ("quantity_sold", "quantity_written_off"),
        ("stem_cost", "receipt"),
        ("on_showcase", "to_write_off"),
    )
    readonly_fields = ("freshness_chip", "arrived", "expires", "stem_cost")


@admin.register(GoodsReceipt)
class GoodsReceiptPage(Authored, ShopAdmin):
    module = Module.WAREHOUSE
    is_read_only = True
    inlines = [BatchInline]
    list_display = ("numbered", "received", "supplier", "farm", "total_stems", "total", "who")
    search_fields = ("number", "supplier", "farm")
    ordering = ("-received_at", "-pk")
    fields = (
        ("numbered", "received", "who"),
        ("supplier", "farm"),
        ("currency", "exchange_rate", "delivery_cost"),
        ("total_stems", "total_cost_original", "total"),
        "notes",
    )
    readonly_fields = ("numbered", "received", "who", "total")

    @display(description=_("номер"), ordering="number")
    def numbered(self, receipt: GoodsReceipt) -> str:
        """The number, and a word where the delivery was taken back: it keeps its number and nothing else."""
        if receipt.cancelled_at is None:
            return receipt.number
        return format_html("{} {}", receipt.number, chip(_("поставка отменена"), "soft"))

    @display(description=_("получено"), ordering="received_at")
    def received(self, receipt: GoodsReceipt) -> str:
        return words.moment(receipt.received_at)

    @display(description=_("сумма"), ordering="total_cost_kzt")
    def total(self, receipt: GoodsReceipt) -> str:
        return money.readable(receipt.total_cost_kzt)


@admin.register(StockMovement)
class StockMovementPage(MovementColumns, ShopAdmin):
    """The ledger: rows are only ever added."""

    module = Module.WAREHOUSE
    is_read_only = True
    list_display = (
        *("moment", "item", "kind_label", "on_hand_change", "reserved_change"),
        *("order_id", "who", "note"),
    )
    list_filter = ("kind",)
    list_select_related = ("item",)
    search_fields = ("item__name_key", "note")
    ordering = ("-pk",)
    fields = (
        ("moment", "kind_label", "who"),
        ("item", "batch_link"),
        ("on_hand_change", "reserved_change"),
        ("cost_delta", "landed_cost_delta"),
        ("order_id", "reason", "note"),
    )
    readonly_fields = ("moment", "kind_label", "who", "batch_link", "on_hand_change", "reserved_change")

    @display(description=_("партия"))
    def batch_link(self, movement: Any) -> str:
        url = reverse("admin:warehouse_stockbatch_change", args=[movement.batch_id])
        return format_html('<a href="{}">{}</a>', url, _("от %s") % words.moment(movement.batch.arrived_at))
