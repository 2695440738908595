"""The courier's screens: what to carry, in the order of windows, and one stop with all that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages_access import StaffRequest, refuse, staff_page
from accounts.pages_once import once
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean

from .deliveries import RUN_LENGTH, run_of, stop_of
from .doorstep import ISSUES, Reason, told
from .errors import OrderNotFound, explain
from .services import hand_over, nobody_opened, reveal_recipient_phone, take_out
from .states import STANDS, OrderStatus

MAX_COMMENT = 500
MAX_DIGITS = 18

P = ParamSpec("P")
Page = Callable[Concatenate[StaffRequest, P], HttpResponse]


def carriers_page(page: Page[P]) -> Page[P]:
    """Let in those who have orders of their own, or may change any; who may only read has nothing to carry."""

    @staff_page(Module.ORDERS, Access.OWN)
    @wraps(page)
    def gate(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.member.access(Module.ORDERS) == Access.READ:
            return refuse(request, status=403, text=_("Вашей должности эта страница недоступна."))
        return page(request, *args, **kwargs)

    return gate


@require_safe
@never_cache
@carriers_page
def run(request: StaffRequest) -> HttpResponse:
    """Show the deliveries: the one to go to now, on the way, to fetch, free."""
    deliveries = run_of(shop=request.shop, member=request.member, now=clock.now())
    return render(request, "courier/run.html", {"run": deliveries})


@require_safe
@never_cache
@carriers_page
def stop(request: StaffRequest, order_id: int) -> HttpResponse:
    """Show one delivery: how to get in, whom to call, what to collect, what to say when it is done."""
    try:
        delivery = stop_of(shop=request.shop, order_id=order_id, member=request.member, now=clock.now())
    except OrderNotFound as error:
        raise Http404 from error
    context = {
        "delivery": delivery,
        "order": delivery.order,
        "reasons": Reason,
        "stands": STANDS[OrderStatus(delivery.order.status)],
    }
    return render(request, "courier/stop.html", context)


@require_POST
@carriers_page
def take(request: StaffRequest, order_id: int) -> HttpResponse:
    """Take an assembled order out."""
    if _do(request, take_out, order_id):
        messages.success(request, _("Заказ у вас. Хорошей дороги!"))
    return redirect("courier")


@require_POST
@carriers_page
def take_all(request: StaffRequest) -> HttpResponse:
    """Take out everything that was on the screen; what cannot be is named, with the reason."""
    taken = []
    for order_id in dict.fromkeys(map(_number, request.POST.getlist("order")[:RUN_LENGTH])):
        try:
            take_out(order_id=order_id, **_who(request))
        except DomainError as error:
            messages.error(request, f"№\u00a0{order_id}: {explain(error)}")
        else:
            taken.append(f"№\u00a0{order_id}")
    if taken:
        messages.success(request, _("Забрали %s. Хорошей дороги!") % ", ".join(taken))
    return redirect("courier")


@require_POST
@carriers_page
def reveal(request: StaffRequest, order_id: int) -> HttpResponse:
    """Show the recipient's phone to whom nobody opens."""
    if _do(request, reveal_recipient_phone, order_id):
        messages.success(request, _("Телефон получателя открыт, менеджер увидит это в заказе"))
    return redirect("courier-stop", order_id)


@require_POST
@carriers_page
@once
def delivered(request: StaffRequest, order_id: int) -> HttpResponse:
    """Say that the flowers are handed over, and that the money is there."""
    collected = _number(request.POST.get("collected", ""))
    if not _do(request, hand_over, order_id, upload=request.FILES.get("file"), collected=collected):
        return redirect("courier-stop", order_id)
    messages.success(request, _("Доставлено. Спасибо!"))
    return redirect("courier")


@require_POST
@carriers_page
@once
def issue(request: StaffRequest, order_id: int) -> HttpResponse:
    """Say that the flowers could not be handed over, and why."""
    reason = request.POST.get("reason", "")
    comment = clean(request.POST.get("comment", ""), MAX_COMMENT)
    upload = request.FILES.get("file")
    if reason not in Reason:
        return _refused(request, order_id, _("Выберите, что случилось"))
    if reason == Reason.OTHER and not comment and upload is None:
        return _refused(request, order_id, _("Напишите пару слов или приложите фото: менеджеру решать, что дальше"))
    why = {"issue_type": ISSUES[Reason(reason)], "comment": told(Reason(reason), comment)}
    if not _do(request, nobody_opened, order_id, upload=upload, **why):
        return redirect("courier-stop", order_id)
    messages.success(request, _("Передали менеджеру, он решит, что делать"))
    return redirect("courier")


def _do(request: StaffRequest, service: Callable[..., Any], order_id: int, **more: Any) -> bool:
    """Call a service and return whether it was done; what was refused is told on the page that comes next."""
    try:
        service(order_id=order_id, **_who(request), **more)
    except NotFound as error:
        raise Http404 from error
    except DomainError as error:
        request.was_refused = True
        messages.error(request, explain(error))
        return False
    return True


def _refused(request: StaffRequest, order_id: int, why: str) -> HttpResponse:
    request.was_refused = True
    messages.error(request, why)
    return redirect("courier-stop", order_id)


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"shop": request.shop, "member": request.member, "now": clock.now()}


def _number(text: str) -> int:
    """Return a number that one of our forms carries; anything else is none, and so are numbers of no order."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
