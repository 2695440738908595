"""The admin of the whole product: who comes in, and under which content policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, cast

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.sites import UnfoldAdminSite

from accounts.middleware import PageRequest
from accounts.pages_access import lead_in, too_many
from cvety.api import limits
from cvety.core import live

from .admin_base import ShopAdmin

View = Callable[..., HttpResponse]


class CvetyAdminSite(UnfoldAdminSite):
    """For those who may see an order's money; florists and couriers have screens of their own."""

    site_title = site_header = "Cvety"

    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """Take admins that keep to a shop, and no others: Django's own of groups stays outside."""
        if admin_class is not None and issubclass(admin_class, ShopAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user, member = request.user, getattr(request, "member", None)
        if not (user.is_authenticated and user.is_active):
            return False
        return bool(user.is_superuser or (member is not None and member.sees_money))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell the menu of languages where to come back to; a form that was refused is opened anew."""
        here = request.get_full_path() if request.method == "GET" else request.path
        return {**super().each_context(request), "redirect_to": here}

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Gate a view, and let its page run what the theme runs."""
        inside = super().admin_view(view, cacheable)

        def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.member is None and not self._opens_without_shop(request):
                return lead_in(request)
            if not self.has_permission(request):
                raise PermissionDenied
            try:
                limits.hit(limits.STAFF_PAGES, f"{request.session.get('shop_id')}:{request.user.pk}")
            except limits.LimitExceeded as error:
                return too_many(request, error)
            if request.member is not None:
                live.watch(request, live.shop_topic(request.member.shop_id))
            return inside(request, *args, **kwargs)

        policy = csp(settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"])
        return cast(View, policy(update_wrapper(gate, inside)))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door for everybody."""
        return lead_in(cast(PageRequest, request))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        logout(request)
        return redirect("login")

    def _opens_without_shop(self, request: HttpRequest) -> bool:
        """A superuser looks at the page of shops, and may open the first, without working in any."""
        match = request.resolver_match
        is_of_shops = match is not None and (match.url_name or "").startswith(("shops_shop_", "jsi18n"))
        return bool(is_of_shops and request.user.is_authenticated and request.user.is_superuser)
