"""The buyer's page: one order, for whoever has its link."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cvety.api.clients import client_address
from cvety.api.limits import LimitExceeded
from cvety.core import clock, phones, words
from orders.states import FINAL, DeliveryMethod, OrderStatus

from .errors import OrderNotTracked
from .guard import guarded
from .queries import PublicOrder, public_order


@require_safe
@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the order is."""
    try:
        with guarded(client_address(request), token):
            shown = public_order(token)
    except OrderNotTracked as error:
        return _private(render(request, "tracking/unknown.html", {"text": error}, status=404))
    except LimitExceeded as error:
        response = render(request, "tracking/slow_down.html", {"wait": words.wait(error.retry_after)}, status=429)
        response.headers["Retry-After"] = str(error.retry_after)
        return _private(response)
    with timezone.override(shown.shop.zone):
        context = {
            "order": shown,
            "public_shop": shown.shop,
            "phone": phones.readable(shown.shop.phone),
            "sentence": sentence(shown),
            "is_under_way": shown.status not in FINAL,
        }
        return _private(render(request, "tracking/order.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines, and its address out of other sites' logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def sentence(order: PublicOrder) -> str:
    """Say in one human sentence where the order is."""
    by_courier = order.delivery_method == DeliveryMethod.DELIVERY
    start = _hour(order, order.window_from_at)
    end = _hour(order, order.window_to_at)
    match order.status:
        case OrderStatus.NEW:
            return _("Заказ принят, ждём оплату") if order.awaits_payment else _("Заказ у нас, скоро начнём собирать")
        case OrderStatus.PAID:
            return _("Оплату получили, собираем букет")
        case OrderStatus.ASSEMBLED if by_courier and start:
            return _("Букет собран, курьер привезёт его с %s") % start
        case OrderStatus.ASSEMBLED:
            return _("Букет собран, скоро передадим курьеру") if by_courier else _("Букет собран, можно забирать")
        case OrderStatus.DELIVERY if end:
            return _("Курьер в пути, будет до %s") % end
        case OrderStatus.DELIVERY:
            return _("Курьер в пути")
        case OrderStatus.SELF_PICKUP:
            return _("Букет ждёт вас в магазине")
        case OrderStatus.DELIVERED | OrderStatus.COMPLETED:
            return _("Букет доставлен. Спасибо, что выбрали нас!") if by_courier else _("Букет у вас. Спасибо!")
        case OrderStatus.CANCELLED:
            return _("Заказ отменён")
    return _("Уточняем детали и скоро свяжемся с вами")


def _hour(order: PublicOrder, instant: datetime | None) -> str:
    """Return the hour on the shop's clock, where there is one to tell."""
    return f"{clock.local(instant, order.shop.timezone):%H:%M}" if instant else ""
