"""The gate of staff's pages: signed in, in a shop, and of a position that may."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cvety.api import limits
from cvety.api.permissions import allows
from cvety.core import live
from cvety.core.access import Access, Module
from shops.models import Shop

from .middleware import PageRequest
from .models import StaffMember, User

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request that has passed the gate."""

    user: User
    member: StaffMember
    shop: Shop
    memberships: list[StaffMember]
    was_refused: bool  # by a service; the page it was tried on says why


Page = Callable[Concatenate[StaffRequest, P], HttpResponse]
Gated = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_page(module: Module, needs: Access = Access.READ) -> Callable[[Page[P]], Gated[P]]:
    """Let in those whose position may do this much in a module; nobody is led to sign in."""

    def decorate(page: Page[P]) -> Gated[P]:
        @wraps(page)
        def gate(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            asking = cast(PageRequest, request)
            if asking.member is None:
                return lead_in(asking)
            if not allows(asking.member.access(module), needs):
                return refuse(request, status=403, text=_("Вашей должности эта страница недоступна."))
            try:
                limits.hit(limits.STAFF_PAGES, f"{asking.member.shop_id}:{asking.member.user_id}")
            except limits.LimitExceeded as error:
                return too_many(request, error)
            asking.was_refused = False
            live.watch(request, live.shop_topic(asking.member.shop_id))
            return page(cast(StaffRequest, request), *args, **kwargs)

        return gate

    return decorate


def refuse(request: HttpRequest, *, status: int, text: str) -> HttpResponse:
    """Say on a page of its own why something is not shown."""
    return render(request, "accounts/refused.html", {"text": text}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection has run out, most often after signing in on another tab.

    It may be a buyer's as well as the staff's: the page leads back to where the form was, and to no door.
    """
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return render(request, "accounts/outdated.html", {"back": came_from if is_ours else ""}, status=403)


def too_many(request: HttpRequest, error: limits.LimitExceeded) -> HttpResponse:
    """Ask somebody to slow down, and say for how long."""
    response = refuse(request, status=429, text=str(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def lead_in(request: PageRequest) -> HttpResponse:
    """Lead to the sign-in page, or one who is signed in already to the choice of a shop."""
    if request.user.is_authenticated and not (request.user.is_superuser or request.memberships):
        return refuse(request, status=403, text=_("У вас нет доступа ни к одному магазину."))
    door = reverse("choose-shop" if request.user.is_authenticated else "login")
    query: dict[str, Any] = {"next": request.get_full_path()} if request.method == "GET" else {}
    return HttpResponseRedirect(f"{door}?{urlencode(query)}" if query else door)
