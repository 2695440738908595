"""An order by phone on one screen: found customer, what can be sold, when, the sum; saved with its reserve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.pages_access import StaffRequest
from accounts.pages_once import once
from catalog.stock import recipes_of
from customers.models import Customer
from cvety.admin_base import ShopAdmin, may
from cvety.core import clock, words
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, InvalidInput
from cvety.core.search import row_id
from orders.errors import explain
from orders.models import Order
from orders.services import NewItem, take_order
from warehouse.errors import OutOfStock, Shortage
from warehouse.models import ReservationStatus, StockReservation

from . import offers
from .order_form import MAX_NOTE, Line, OrderForm, first_data, lines_of, repeated_data

MAX_TYPED = 100  # letters of a search
BLANK_LINES = 3  # to fill in where no script adds them
OFFERED_IN_LISTS = 200  # the same
NAMED_IN_MESSAGE = 6


class OrderTaking(ShopAdmin):
    """The part of the orders' admin that takes new ones."""

    def has_add_permission(self, request: StaffRequest) -> bool:
        return may(request, Module.ORDERS, Access.WRITE)

    def get_urls(self) -> list[Any]:
        look_ups = [
            path("add/customers/", self.admin_site.admin_view(self.customers_view), name="orders_order_customers"),
            path("add/products/", self.admin_site.admin_view(self.products_view), name="orders_order_products"),
        ]
        return [*look_ups, *super().get_urls()]

    def add_view(
        self, request: StaffRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form of a new order, or take what it says."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            form, lines = self._first_form(request)
            return self._show(request, form, lines)
        request.was_refused = False
        return _take(request, self)

    def customers_view(self, request: StaffRequest) -> HttpResponse:
        """Say who may be calling."""
        if not (self.has_add_permission(request) and may(request, Module.CUSTOMERS, Access.READ)):
            raise PermissionDenied
        return JsonResponse({"customers": offers.callers(request.shop, _typed(request))})

    def products_view(self, request: StaffRequest) -> HttpResponse:
        """Say what of this can be sold now, and how many."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if ids := [id_ for text in request.GET.getlist("id") if (id_ := row_id(text)) is not None]:
            found = offers.products_by_id(request.member, ids, clock.now())
        else:
            found = offers.products(request.member, _typed(request), clock.now())
        return JsonResponse({"products": found})

    def take(self, request: StaffRequest) -> HttpResponse:
        """Take the order, or say at its fields why not; what was typed stays."""
        form, lines = OrderForm(request.POST, shop=request.shop), lines_of(request.POST)
        items = [item for line in lines if (item := line.item()) is not None]
        if not lines:
            form.add_error(None, _("Добавьте хотя бы один товар"))
        if form.is_valid() and lines and len(items) == len(lines):
            try:
                order = take_order(
                    shop=request.shop,
                    order=form.order(items),
                    accept=form.cleaned_data["accept"],
                    is_paid=form.cleaned_data["is_paid"],
                    actor=request.member.as_actor(),
                    now=clock.now(),
                )
            except InvalidInput as refusal:
                form.show(refusal, lines)
            except OutOfStock as refusal:
                for sentence in _shortage_words(refusal.shortages, items, lines, request):
                    form.add_error(None, sentence)
            except DomainError as refusal:
                form.add_error(None, explain(refusal))
            else:
                self._tell(request, order)
                return redirect("admin:orders_order_change", order.pk)
        return self._show(request, form, lines)

    def _first_form(self, request: StaffRequest) -> tuple[OrderForm, list[Line]]:
        """Return the form as it opens: empty, of a customer, or of an order that is to come again."""
        data = first_data(request.shop, offers.next_window(request.shop, clock.now()))
        lines: list[Line] = []
        if (repeated := request.GET.get("repeat")) is not None:
            order = self.get_object(request, str(row_id(repeated) or 0))
            if order is None:
                raise Http404
            data, lines = repeated_data(order, data), self._repeated_lines(request, order)
        elif (customer_id := row_id(request.GET.get("customer", ""))) is not None:
            customer = Customer.objects.current().filter(shop=request.shop, pk=customer_id).first()
            if customer is None:
                raise Http404
            data |= {"customer_phone": customer.phone, "customer_name": customer.name}
        return OrderForm(initial=data, shop=request.shop), lines

    def _repeated_lines(self, request: StaffRequest, order: Order) -> list[Line]:
        """Return the lines of an order at the prices of today; what is not sold any more is told."""
        items = list(order.items.all())
        for_sale = offers.for_sale(request.shop).filter(pk__in=[item.product_id for item in items])
        sold = set(for_sale.values_list("pk", flat=True))
        gone = [item.product_name for item in items if item.product_id not in sold]
        if gone:
            messages.warning(request, _("Больше не продаём: %s") % ", ".join(gone))
        return [
            Line(product=str(item.product_id), quantity=str(item.quantity), note=item.notes or "")
            for item in items
            if item.product_id in sold
        ]

    def _show(self, request: StaffRequest, form: OrderForm, lines: Sequence[Line]) -> HttpResponse:
        now = clock.now()
        local = clock.local(now, request.shop.timezone)
        product_ids = [id_ for line in lines if (id_ := row_id(line.product)) is not None]
        known = {row["id"]: row for row in offers.products_by_id(request.member, product_ids, now)}
        choices = offers.by_popularity(request.shop)[:OFFERED_IN_LISTS]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Новый заказ"),
            "is_fullwidth": "1",
            "form": form,
            "lines": [{"line": line, "product": known.get(row_id(line.product) or 0)} for line in lines],
            "blank_lines": [Line() for _blank in range(BLANK_LINES)],
            "blank_product": {"price": 0},
            "choices": [(product.pk, product.name, product.current_price) for product in choices],
            "max_note": MAX_NOTE,
            "facts": {
                "customers": reverse("admin:orders_order_customers"),
                "products": reverse("admin:orders_order_products"),
                "shelf": offers.products(request.member, "", now),
                "windows": offers.windows_by_weekday(request.shop),
                "now": f"{local:%Y-%m-%dT%H:%M:%S}",
                "fees": {zone.name: zone.fee for zone in form.zones},
                "words": _script_words(),
            },
        }
        return TemplateResponse(request, "admin/orders/order/add.html", context)

    def _tell(self, request: StaffRequest, order: Order) -> None:
        """Say what was taken and what is held for it, and what one should look at again."""
        held = _held_words(order)
        said = _("Заказ № %(number)s принят, со склада держим: %(held)s") if held else _("Заказ № %(number)s принят")
        messages.success(request, said % {"number": order.pk, "held": held})
        end = order.window_to_at or order.window_from_at
        today = clock.local(clock.now(), request.shop.timezone).date()
        is_past = end < clock.now() if end else order.delivery_date is not None and order.delivery_date < today
        if is_past:
            when = words.window(order.window_from_at, order.window_to_at, order.delivery_date)
            messages.warning(request, _("Время уже прошло: %s. Проверьте день и часы.") % when)


@once
def _take(request: StaffRequest, page: OrderTaking) -> HttpResponse:
    """Take what a form says, once however often it is sent."""
    return page.take(request)


def _typed(request: StaffRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:MAX_TYPED]


def _held_words(order: Order) -> str:
    """Return «25 × Роза красная 50 см, 1 × Лента»: what is held for an order, and what stands in for what."""
    held = StockReservation.objects.filter(shop_id=order.shop_id, order_id=order.pk, status=ReservationStatus.HELD)
    quantities: dict[tuple[str, str], int] = defaultdict(int)
    for row in held.select_related("item", "replaces").order_by("pk"):
        quantities[str(row.item), row.instead] += row.quantity
    most_first = sorted(quantities.items(), key=lambda found: -found[1])
    named = [f"{quantity} × {item}" + (f" ({instead})" if instead else "") for (item, instead), quantity in most_first]
    rest = len(named) - NAMED_IN_MESSAGE
    return ", ".join([*named[:NAMED_IN_MESSAGE], *([_("и ещё %d") % rest] if rest > 0 else [])])


def _shortage_words(
    shortages: Sequence[Shortage], items: Sequence[NewItem], lines: Sequence[Line], request: StaffRequest
) -> list[str]:
    """Say what is short and what to do, and mark the lines that want it."""
    recipes = recipes_of([item.product_id for item in items])
    parts = {(product_id, part.item_id): part for product_id, recipe in recipes.items() for part in recipe}
    names = dict(offers.for_sale(request.shop).filter(pk__in=recipes).values_list("pk", "name"))
    sentences = []
    for short in shortages:
        wanting = [
            (line, item, parts[item.product_id, short.item_id])
            for line, item in zip(lines, items, strict=True)
            if (item.product_id, short.item_id) in parts
        ]
        figures = {"name": short.name, "available": short.available, "needed": short.needed}
        advice = _("Уберите что-нибудь или измените состав.")
        if len(wanting) == 1:
            _line, item, part = wanting[0]
            surplus = min(part.pieces_beyond(short.needed - short.available), item.quantity)
            advice = _("Уберите %(surplus)d × %(product)s или измените состав.") % {
                "surplus": surplus,
                "product": names.get(item.product_id, ""),
            }
        for line, _item, _part in wanting:
            line.errors.append(_("не хватает: %s") % short.name)
        sentences.append(_("%(name)s: осталось %(available)d, нужно %(needed)d.") % figures + " " + advice)
    return sentences


def _script_words() -> dict[str, str]:
    """Return what the page says by script."""
    return {
        "new_customer": _("Новый клиент"),
        "nobody": _("Никого не нашли: будет новый клиент"),
        "last_order": _("последний заказ"),
        "again": _("Как в прошлый раз"),
        "no_products": _("Ничего не нашли"),
        "enough_for": _("хватит на %d"),
        "past_day": _("Этот день уже прошёл"),
        "past_window": _("Это время уже прошло"),
        "closed": _("В этот день магазин не работает"),
        "no_connection": _("Нет связи. Попробуйте ещё раз."),
        "letters_left": _("осталось %d"),
        "until": "–",
    }
