"""Pages: who is signed in, and in which of their shops they work now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from shops.models import Shop

from .models import StaffMember, User
from .positions import Position
from .queries import active_memberships

SHOP_KEY = "shop_id"  # the active shop, in the session
WITHOUT_SESSION = ("/api/", "/live/")
LANGUAGE_COOKIE = "language"  # what was chosen by somebody who is not signed in


class PageRequest(HttpRequest):
    """A page's request as the middleware leaves it."""

    member: StaffMember | None
    shop: Shop | None
    memberships: list[StaffMember]
    was_refused: bool


class ActiveShopMiddleware:
    """Sets `request.member` and `request.shop`, and keeps the rest of the request within that shop.

    The membership is read at every request, so somebody switched off is out at once. The API signs in by
    token alone, and a page that asks whether it is out of date is nobody: there the session is not even opened.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        request.member, request.shop, request.memberships = None, None, []
        if request.path_info.startswith(WITHOUT_SESSION) or not request.user.is_authenticated:
            return self.get_response(request)
        request.memberships = active_memberships(request.user)
        request.member = _active_member(request.user, request.memberships, request.session.get(SHOP_KEY))
        with ExitStack() as stack:
            if request.member is not None:
                request.shop = request.member.shop
                if request.session.get(SHOP_KEY) != request.shop.pk:
                    request.session[SHOP_KEY] = request.shop.pk
                stack.enter_context(shop_scope(request.shop))
                stack.enter_context(timezone.override(request.shop.zone))
            return self.get_response(request)


def _active_member(user: User, memberships: list[StaffMember], chosen: int | None) -> StaffMember | None:
    """Return the membership in the chosen shop, else in the last one used, else in the first."""
    by_shop = {member.shop_id: member for member in memberships}
    for shop_id in (chosen, user.last_shop_id):
        if shop_id is None:
            continue
        if shop_id in by_shop:
            return by_shop[shop_id]
        if user.is_superuser and (shop := Shop.objects.filter(pk=shop_id, is_active=True).first()):
            return caretaker(user, shop)
    return next(iter(memberships), None)


def caretaker(user: User, shop: Shop) -> StaffMember:
    """Return a superuser as a member of a shop where they have no row: an owner's rights, and no id."""
    return StaffMember(shop=shop, user=user, name=str(user), phone=user.phone, position=Position.OWNER)


def active_membership(request: HttpRequest) -> dict[str, Any]:
    """Give templates the person, the shop and the other shops to switch to."""
    return {
        "member": getattr(request, "member", None),
        "shop": getattr(request, "shop", None),
        "memberships": getattr(request, "memberships", []),
    }
