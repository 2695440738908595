"""A page that a shop's access token opens as well as a sign-in: one page, and nothing else of the shop.

The token is named once, in the address; a signed cookie, for this page alone and for some hours, takes its place,
and the address is left at once, lest it stand in the browser's history and in other sites' logs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cvety.api import limits
from cvety.api.clients import client_address
from cvety.api.permissions import allows
from cvety.core import live
from cvety.core.access import Access, Module
from cvety.core.actors import Actor
from cvety.core.tenancy import shop_scope
from shops.models import Shop

from .access_tokens import BEGINNING, read_token, read_token_by_id
from .errors import InvalidToken
from .middleware import PageRequest
from .models import ShopToken, StaffMember
from .pages_access import refuse, staff_page, too_many

P = ParamSpec("P")

PARAMETER = "access_token"
COOKIE = "shop_token"
SALT = "accounts.pages_token"
COOKIE_SECONDS = 8 * 3600
LEAVES_NO_TRACE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class ShopRequest(HttpRequest):
    """A request that has passed the gate: of a colleague, or of whoever holds a token."""

    shop: Shop
    member: StaffMember | None
    token: ShopToken | None
    was_refused: bool


Page = Callable[Concatenate[ShopRequest, P], HttpResponse]
Gated = Callable[Concatenate[HttpRequest, P], HttpResponse]


def actor_of(request: ShopRequest) -> Actor:
    """Return whoever is asking as the author of a change."""
    return _holder(request).as_actor()


def may(request: ShopRequest, module: Module, needs: Access) -> bool:
    """Return whether whoever is asking may do so much."""
    return allows(_holder(request).access(module), needs)


def _holder(request: ShopRequest) -> StaffMember | ShopToken:
    return request.token or cast(StaffMember, request.member)


def token_page(module: Module, needs: Access = Access.READ, *, path: str) -> Callable[[Page[P]], Gated[P]]:
    """Let in colleagues whose position may do this much, and tokens that may; the cookie is for addresses under `path`.

    Whoever is signed in stays who they are, whatever token an address names.
    """

    def decorate(page: Page[P]) -> Gated[P]:
        @staff_page(module, needs)
        def as_colleague(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.token = None
            return page(request, *args, **kwargs)

        @wraps(page)
        def gate(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            asking = cast(PageRequest, request)
            try:
                if request.method in ("GET", "HEAD") and PARAMETER in request.GET:
                    return _exchange(asking, path)
                token = _token_of(request) if asking.member is None else None
            except InvalidToken:
                return _turn_away(request, path)
            except limits.LimitExceeded as error:
                return too_many(request, error)
            if token is None:
                return as_colleague(request, *args, **kwargs)
            return _as_token(cast(ShopRequest, request), token, *args, **kwargs)

        def _as_token(request: ShopRequest, token: ShopToken, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not allows(token.access(module), needs):
                return refuse(request, status=403, text=_("Этот токен только для чтения."))
            try:
                limits.hit(limits.STAFF_PAGES, f"{token.shop_id}:{token.counted_as}")
            except limits.LimitExceeded as error:
                return too_many(request, error)
            request.shop, request.token, request.was_refused = token.shop, token, False
            with shop_scope(token.shop), timezone.override(token.shop.zone):
                live.watch(request, live.shop_topic(token.shop_id))
                return page(request, *args, **kwargs)

        return gate

    return decorate


def forget_token(response: HttpResponse, path: str) -> None:
    """Take the cookie away again."""
    response.delete_cookie(COOKIE, path=path, samesite="Lax")


def _exchange(request: PageRequest, path: str) -> HttpResponse:
    """Give a cookie for the token in the address, and lead to the same address without it."""
    query = request.GET.copy()
    text = query.pop(PARAMETER)[-1]
    response = HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
    if request.member is None:
        limits.hit(limits.GENERAL, f"0:{client_address(request)}")  # trying out tokens is counted
        token = read_token(str(text))
        response.set_signed_cookie(
            COOKIE,
            str(token.pk),
            salt=SALT,
            max_age=COOKIE_SECONDS,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    for name, value in LEAVES_NO_TRACE.items():
        response.headers[name] = value
    return response


def _token_of(request: HttpRequest) -> ShopToken | None:
    """Return the token that a header or the cookie names; None where neither does. Raises InvalidToken."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and text.strip().startswith(BEGINNING):
        limits.hit(limits.GENERAL, f"0:{client_address(request)}")
        return read_token(text)
    if not request.COOKIES.get(COOKIE):
        return None
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS)
    if not kept:
        raise InvalidToken
    return read_token_by_id(int(kept))


def _turn_away(request: HttpRequest, path: str) -> HttpResponse:
    text = _("Эта ссылка больше не действует. Попросите новую или войдите по телефону.")
    response = refuse(request, status=401, text=text)
    forget_token(response, path)
    for name, value in LEAVES_NO_TRACE.items():
        response.headers[name] = value
    return response
