"""The purchase list: what to buy of whom for the coming days, and why; to read, to send, to take away as a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.pages_access import StaffRequest
from cvety.admin_base import may
from cvety.core import clock
from cvety.core.access import Access, Module
from orders.purchasing import DEFAULT_DAYS, MAX_DAYS, Line, PurchaseList, Supplier, purchase_list

from .purchasing_sheet import write_sheet

PERIODS = (1, 3, 7, 14, 30)  # days, to choose from at a tap
ORDERS_SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An item of the list as the page tells it."""

    line: Line

    @property
    def amount(self) -> str:
        return amount_of(self.line)

    @property
    def orders(self) -> list[Any]:
        """The orders to name: those that miss something first."""
        return sorted(self.line.asked, key=lambda asked: not asked.missing)[:ORDERS_SHOWN]

    @property
    def more_orders(self) -> int:
        return len(self.line.asked) - len(self.orders)


@dataclass(frozen=True, slots=True)
class ShownSupplier:
    """What to buy of one supplier, with the words to send."""

    supplier: Supplier
    lines: list[ShownLine]
    text: str

    @property
    def rows(self) -> int:
        """How high the text is."""
        return min(self.text.count("\n") + 2, 20)


def page(request: StaffRequest) -> HttpResponse:
    """Show what to buy."""
    purchase = _read(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Закупка"),
        "purchase": purchase,
        "suppliers": [
            ShownSupplier(
                supplier, [ShownLine(line) for line in supplier.lines], text_for(supplier, purchase, request.shop.name)
            )
            for supplier in purchase.suppliers
        ],
        "enough": [ShownLine(line) for line in purchase.enough],
        "periods": PERIODS,
        "most": MAX_DAYS,
        "sees_cost": request.member.sees_money,
    }
    return render(request, "admin/purchasing/list.html", context)


def sheet(request: StaffRequest) -> HttpResponse:
    """Give the same as a sheet."""
    purchase = _read(request)
    response = HttpResponse(
        write_sheet(purchase, sees_cost=request.member.sees_money),
        content_type=XLSX,
        headers={"Cache-Control": "no-store"},
    )
    response["Content-Disposition"] = f'attachment; filename="purchase-{purchase.first:%Y-%m-%d}-{purchase.days}.xlsx"'
    return response


def amount_of(line: Line) -> str:
    """Return «2 пачки по 25», or the number alone of what is sold by the piece."""
    if line.bunch_size == 1:
        return f"{line.quantity}\u00a0{line.item.unit}"
    return ngettext("%(count)d пачка по %(size)d", "%(count)d пачек по %(size)d", line.bunches) % {
        "count": line.bunches,
        "size": line.bunch_size,
    }


def text_for(supplier: Supplier, purchase: PurchaseList, shop: str) -> str:
    """Return what to send to a supplier: what and how many, without our reasons and prices."""
    lines = [
        f"{line.item} — {amount_of(line)}" + (f" ({line.quantity} {line.item.unit})" if line.bunch_size > 1 else "")
        for line in supplier.lines
    ]
    return "\n".join([_("Здравствуйте! Заказ для «%s»:") % shop, *lines])


def _read(request: StaffRequest) -> PurchaseList:
    if not may(request, Module.WAREHOUSE, Access.READ):
        raise PermissionDenied
    text = request.GET.get("days", "")
    days = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else DEFAULT_DAYS
    return purchase_list(shop=request.shop, days=min(max(days, 1), MAX_DAYS), now=clock.now())


urlpatterns = [
    path("admin/purchase/", admin.site.admin_view(page), name="purchase-list"),
    path("admin/purchase/xlsx", admin.site.admin_view(sheet), name="purchase-list-xlsx"),
]
