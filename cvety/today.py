"""The admin's start page: what needs a person now, the day's orders, people, stock and money.

Each part is for those who may read its module; what a part shows is read by its own app, and here put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.pages_access import StaffRequest
from cvety.admin_base import may
from cvety.core import clock, money, words
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError
from orders.admin import steps
from orders.admin.listing import DAY
from orders.day import Day, Some, Takings, day_of, takings_of
from orders.models import Order
from orders.states import OrderStatus
from production.crew import Crew, crew_of, shortages_of
from production.errors import ShortageNotFound, explain
from production.models import Shortage
from production.services import settle_shortage
from warehouse.shelf import Shelf, shelf_of

ORDERS = "admin:orders_order_changelist"
SHOWN = 3  # of what is not in trouble, before the rest is folded away


@dataclass(frozen=True, slots=True)
class Row:
    """An order as the page tells it, with the button for what it waits for."""

    order: Order
    line: str
    where: str
    when: str
    is_late: bool
    color: str
    step: steps.Step | None

    @property
    def action(self) -> str:
        """Where the button is sent."""
        return reverse(f"admin:orders_order_{self.step.action}", args=[self.order.pk]) if self.step else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Orders under one head, those to be folded away where there is little room, and where the rest of them is."""

    title: str
    rows: Sequence[Row]
    more: str = ""
    tone: str = ""
    shows_status: bool = True  # unless the title says it
    folded: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """The orders of one window; what has not begun is folded where there is little room, all but the first."""

    title: str
    rows: Sequence[Row]
    is_now: bool
    key: str  # the same for as long as the window is shown

    @property
    def count(self) -> str:
        return ngettext("%d заказ", "%d заказов", len(self.rows)) % len(self.rows)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What a new shop does before its day begins."""

    title: str
    why: str
    link: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What one courier has with them."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Orders:
    """The part about orders."""

    summary: Sequence[tuple[str, str]]
    statuses: Sequence[tuple[str, str, int, str]]
    urgent: Sequence[Group]
    windows: Sequence[Hours]
    more: str
    carried: Sequence[Carried]
    ready: Group
    kept: tuple[str, str] | None
    tomorrow: str


def start_page(request: StaffRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the admin's own context what the page shows, as far as this person's position reads."""
    shop, now = request.shop, clock.now()
    reads = {module: may(request, module, Access.READ) for module in Module}
    day = day_of(shop=shop, now=now) if reads[Module.ORDERS] else None
    orders = _orders(day, now) if day else None
    shortages: Sequence[Shortage] = shortages_of(shop=shop) if reads[Module.PRODUCTION] else ()
    crew: Crew | None = crew_of(shop=shop, now=now) if reads[Module.PRODUCTION] else None
    shelf: Shelf | None = shelf_of(shop=shop, now=now) if reads[Module.WAREHOUSE] else None
    takings: Takings | None = takings_of(shop=shop, now=now) if reads[Module.REPORTS] else None
    return {
        **context,
        "title": _("Сегодня"),
        "now": now,
        "day": day,
        "orders": orders,
        "shortages": shortages,
        "crew": crew,
        "shelf": shelf,
        "takings": takings,
        "links": _links(day, takings),
        "gists": {
            "crew": _crew_gist(crew) if crew else (),
            "carried": _carried_gist(day) if day else (),
            "shelf": _shelf_gist(shelf) if shelf else (),
            "money": _money_gist(takings) if takings else (),
        },
        "first_steps": _first_steps(request) if orders and _is_new(request, orders) else (),
        "may_write": may(request, Module.ORDERS, Access.WRITE),
        "may_settle": may(request, Module.PRODUCTION, Access.WRITE),
    }


def settle(request: StaffRequest, shortage_id: int) -> HttpResponse:
    """Settle what a florist was missing, and come back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not may(request, Module.PRODUCTION, Access.WRITE):
        raise PermissionDenied
    try:
        shortage = settle_shortage(shop=request.shop, shortage_id=shortage_id, member=request.member, now=clock.now())
        messages.success(request, _("Решено: %s") % shortage.what)
    except ShortageNotFound as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, explain(error))
    return redirect("admin:index")


def _orders(day: Day, now: datetime) -> Orders:
    def rows(orders: Sequence[Order], *, with_day: bool = False) -> list[Row]:
        return [_row(order, now, with_day=with_day) for order in orders]

    def group(title: str, some: Some, tone: str, **where: str) -> Group:
        more = _list(**where) if some.has_more else ""
        all_rows = rows(some.orders, with_day=True)
        shown = len(all_rows) if tone == "rose" or len(all_rows) <= SHOWN + 1 else SHOWN
        return Group(title, all_rows[:shown], more, tone, DAY in where, all_rows[shown:])

    urgent = [
        group(_("Проблемы"), day.issues, "rose", status__exact=OrderStatus.ISSUE),
        group(_("Опаздывают"), day.late, "rose", day="late"),
        group(_("Новые: примите или дождитесь оплаты"), day.new, "sky", status__exact=OrderStatus.NEW),
        group(_("Остались с прошлых дней"), day.forgotten, "amber", day="late"),
        group(_("Без дня доставки"), day.undated, "amber", day="none"),
    ]
    return Orders(
        summary=_summary(day),
        statuses=[
            (str(status.label), steps.STATUS_COLORS[status], count, _list(day="today", status__exact=status))
            for status, count in day.by_status
        ],
        urgent=[each for each in urgent if each.rows],
        windows=[
            Hours(
                words.hours(window.start, window.end) or _("Без времени"),
                rows(window.orders),
                is_now=place == 0 or (window.start is not None and window.start <= now),
                key=f"{window.start:%H%M}-{window.end:%H%M}" if window.start and window.end else "any",
            )
            for place, window in enumerate(day.windows)
        ],
        more=_list(day="today") if day.has_more else "",
        carried=_carried(rows(day.on_the_way.orders)),
        ready=group(_("Готовы к отправке"), day.ready, "", day="today", status__exact=OrderStatus.ASSEMBLED),
        kept=_kept(day),
        tomorrow=_tomorrow(day),
    )


def _row(order: Order, now: datetime, *, with_day: bool) -> Row:
    hours = words.hours(order.window_from_at, order.window_to_at)
    window = words.window(order.window_from_at, order.window_to_at, order.delivery_date)
    return Row(
        order=order,
        line=steps.in_words(order),
        where=order.address if order.is_delivered_by_courier else str(order.get_delivery_method_display()),
        when=(window or _("без времени")) if with_day else hours,
        is_late=order.is_late(now),
        color=steps.STATUS_COLORS[OrderStatus(order.status)],
        step=steps.next_step(order),
    )


def _summary(day: Day) -> list[tuple[str, str]]:
    """Say the day in one line: so many orders, and what is wrong with them; each with its color."""
    issues = dict(day.by_status).get(OrderStatus.ISSUE, 0)
    parts = [
        (ngettext("%d заказ сегодня", "%d заказов сегодня", day.count) % day.count, "")
        if day.count
        else (_("Сегодня заказов нет"), "")
    ]
    if day.late_count:
        parts.append((ngettext("%d опаздывает", "%d опаздывают", day.late_count) % day.late_count, "cvety-late"))
    if issues:
        parts.append((ngettext("%d проблема", "%d проблем", issues) % issues, "cvety-late"))
    return parts


def _carried(rows: Sequence[Row]) -> list[Carried]:
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        name = row.order.courier.name if row.order.courier else _("Без курьера")
        by_name.setdefault(name, []).append(row)
    return [Carried(name, carried) for name, carried in by_name.items()]


def _kept(day: Day) -> tuple[str, str] | None:
    if not day.kept_count:
        return None
    text = ngettext("%d заказ ждёт покупателя в магазине", "%d заказов ждут покупателей в магазине", day.kept_count)
    return text % day.kept_count, _list(day="today", status__exact=OrderStatus.SELF_PICKUP)


def _tomorrow(day: Day) -> str:
    coming = day.tomorrow
    if not coming.count:
        return _("Завтра заказов пока нет")
    parts = [ngettext("Завтра %d заказ", "Завтра %d заказов", coming.count) % coming.count]
    if coming.first_at is not None:
        parts.append(_("первый с %s") % words.hour(coming.first_at))
    if coming.unpaid_count:
        parts.append(ngettext("%d ещё не оплачен", "%d ещё не оплачены", coming.unpaid_count) % coming.unpaid_count)
    return ", ".join(parts)


def _gist(*parts: tuple[int, str, str]) -> list[tuple[str, str]]:
    """Say of a part what there is in it, each with its color."""
    return [(text % count, tone) for count, text, tone in parts if count]


def _crew_gist(crew: Crew) -> list[tuple[str, str]]:
    works = [*crew.waiting, *(work for florist in crew.busy for work in florist.taken)]
    return _gist(
        (sum(work.is_late for work in works), _("пора начать %d"), "cvety-late"),
        (len(crew.waiting), _("никто не взял %d"), ""),
        (len(crew.free), _("свободны %d"), ""),
    )


def _carried_gist(day: Day) -> list[tuple[str, str]]:
    return _gist(
        (len(day.on_the_way.orders), _("в пути %d"), ""),
        (len(day.ready.orders), _("готовы %d"), ""),
        (day.kept_count, _("в магазине %d"), ""),
    )


def _shelf_gist(shelf: Shelf) -> list[tuple[str, str]]:
    return _gist(
        (len(shelf.expired), _("списать %d"), "cvety-late"),
        (len(shelf.wilting), _("продать первыми %d"), "cvety-soon"),
        (len(shelf.low), _("заканчиваются %d"), "cvety-soon"),
        (len(shelf.gone), _("нет %d"), ""),
    )


def _money_gist(takings: Takings) -> list[tuple[str, str]]:
    parts = [(money.readable(takings.received), "")]
    if takings.refunds_due:
        parts.append((_("вернуть %s") % money.readable(takings.refunds_due), "cvety-late"))
    return parts


def _is_new(request: StaffRequest, orders: Orders) -> bool:
    """Whether the shop has never had an order; asked only where there is none to show."""
    return not orders.urgent and not orders.statuses and not Order.objects.filter(shop=request.shop).exists()


def _first_steps(request: StaffRequest) -> list[FirstStep]:
    """Return what this person may begin with."""
    steps_of = (
        (Module.WAREHOUSE, "warehouse_stockitem", _("Заведите цветы"), _("Сорт, рост и сколько дней стоит")),
        (Module.PRODUCTS, "catalog_product", _("Составьте букет"), _("Что в него идёт и почём он")),
        (Module.ORDERS, "orders_order", _("Примите заказ"), _("По телефону или у прилавка")),
    )
    return [
        FirstStep(title, why, reverse(f"admin:{name}_add"))
        for module, name, title, why in steps_of
        if may(request, module, Access.WRITE)
    ]


def _links(day: Day | None, takings: Takings | None) -> dict[str, str]:
    payments = reverse("admin:orders_payment_changelist")
    return {
        "today": _list(day="today"),
        "tomorrow": _list(day="tomorrow"),
        "unpaid": _list(day="today", status__exact=OrderStatus.NEW),
        "refunds": _list(payment_status__exact="refund_due"),
        "payments": f"{payments}?{urlencode({'created_at__gte': takings.since.isoformat()})}" if takings else "",
    }


def _list(**filters: str) -> str:
    """Return the list of orders as these filters narrow it."""
    return f"{reverse(ORDERS)}?{urlencode(filters)}"


urlpatterns = [
    path("admin/shortages/<int:shortage_id>/settle/", admin.site.admin_view(settle), name="settle-shortage"),
]
