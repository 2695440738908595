"""The courier's screen: what to carry, in the order of windows."""

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
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean

from .deliveries import run_of
from .errors import explain
from .services import hand_over, nobody_opened, take_out

MAX_COMMENT = 500

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
    """Show the deliveries: on the way, to fetch, free."""
    deliveries = run_of(shop=request.shop, member=request.member, now=clock.now())
    return render(request, "courier/run.html", {"run": deliveries})


@require_POST
@carriers_page
def take(request: StaffRequest, order_id: int) -> HttpResponse:
    """Take an assembled order out."""
    return _do(request, take_out, order_id, done=_("Заказ у вас. Хорошей дороги!"))


@require_POST
@carriers_page
def delivered(request: StaffRequest, order_id: int) -> HttpResponse:
    """Say that the flowers are handed over."""
    return _do(request, hand_over, order_id, done=_("Доставлено. Спасибо!"))


@require_POST
@carriers_page
def issue(request: StaffRequest, order_id: int) -> HttpResponse:
    """Say that nobody opened."""
    comment = clean(request.POST.get("comment", ""), MAX_COMMENT)
    return _do(request, nobody_opened, order_id, done=_("Передали менеджеру, он решит, что делать"), comment=comment)


def _do(request: StaffRequest, service: Callable[..., Any], order_id: int, *, done: str, **more: Any) -> HttpResponse:
    try:
        service(shop=request.shop, order_id=order_id, member=request.member, now=clock.now(), **more)
    except NotFound as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, done)
    return redirect("courier")
