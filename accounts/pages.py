"""The door of the pages: signing in and out, one's own start, the choice of a shop."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cvety.api import limits
from cvety.core import clock
from cvety.core.errors import DomainError
from shops.models import Shop

from .errors import WrongCode
from .forms import CodeForm, PasswordForm, PhoneForm
from .guessing import counted
from .middleware import LANGUAGE_COOKIE, SHOP_KEY, PageRequest
from .models import User
from .pages_access import lead_in, refuse
from .positions import Position
from .services import check_way_in, remember_language, remember_shop, request_code, verify_code_for_pages

STARTS = {Position.FLORIST: "/florist/", Position.COURIER: "/courier/"}
# Where a code went, as the door tells it; a program is told the documented sentence.
SENT = {
    "console": gettext_lazy("Код отправлен в окно, где запущена программа"),
    "telegram": gettext_lazy("Код отправлен вам в Telegram"),
}
A_YEAR = 365 * 24 * 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead a person to where their work is."""
    member = cast(PageRequest, request).member
    if member is None:
        return lead_in(cast(PageRequest, request))
    return HttpResponseRedirect(STARTS.get(Position(member.position), "/admin/"))


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by phone and code, or by a password where one was set."""
    if request.method != "POST":
        asking = cast(PageRequest, request)
        if asking.member is not None or (request.user.is_authenticated and request.user.is_superuser):
            return HttpResponseRedirect(_destination(request))
        return _door(request)
    steps = {"code": _send_code, "verify": _check_code, "by_password": _ask_password, "password": _check_password}
    step = request.POST.get("step", "")
    try:
        return steps.get(step, _send_code)(request)
    except limits.LimitExceeded as error:
        response = _door(request, step=step, error=str(error), status=429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    except WrongCode:
        wrong = _("Код не подошёл или устарел. Проверьте цифры или запросите новый.")
        return _door(request, step=step, error=wrong)
    except DomainError as error:
        return _door(request, step=step, error=str(error))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/login/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_shop(request: HttpRequest) -> HttpResponse:
    """Choose the shop to work in: one of one's own, or for a superuser any."""
    asking = cast(PageRequest, request)
    if not request.user.is_authenticated:
        return lead_in(asking)
    shops = _shops(asking)
    if request.method != "POST":
        return render(request, "accounts/choose_shop.html", {"shops": shops, "next": _destination(request)})
    chosen = next((shop for shop in shops if str(shop.pk) == request.POST.get("shop_id")), None)
    if chosen is None:
        return refuse(request, status=403, text=_("У вас нет доступа к этому магазину."))
    request.session[SHOP_KEY] = chosen.pk
    remember_shop(user=request.user, shop_id=chosen.pk)
    return HttpResponseRedirect(_destination(request))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's pages: kept with the account, or with the browser of one not signed in."""
    response = HttpResponseRedirect(_destination(request))
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        remember_language(user=request.user, language=language)
        return response
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _shops(request: PageRequest) -> list[Shop]:
    if request.user.is_authenticated and request.user.is_superuser:
        return list(Shop.objects.filter(is_active=True).order_by("name", "pk"))
    return [member.shop for member in request.memberships]


def _send_code(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _door(request, error=form.complaint)
    phone = form.cleaned_data["phone"]
    _slow_down(limits.REQUEST_CODE, phone, request)
    delivery = request_code(phone=phone, now=clock.now())
    sent = SENT.get(delivery.method, delivery.message)
    return _door(request, step="verify", phone=phone, delivery=delivery, sent=sent)


def _check_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _door(request, step="verify", error=form.complaint)
    phone = form.cleaned_data["phone"]
    _slow_down(limits.VERIFY_CODE, phone, request)
    return _enter(request, verify_code_for_pages(phone=phone, code=form.cleaned_data["code"], now=clock.now()))


def _ask_password(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _door(request, error=form.complaint)
    return _door(request, step="password", phone=form.cleaned_data["phone"])


def _check_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    if not form.is_valid():
        # Without a phone there is nobody to ask for a password.
        return _door(request, step="code" if "phone" in form.errors else "password", error=form.complaint)
    phone = form.cleaned_data["phone"]
    _slow_down(limits.VERIFY_CODE, phone, request)
    user = authenticate(request, username=phone, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        return _door(request, step="password", error=_("Неверный телефон или пароль"))
    check_way_in(user)
    return _enter(request, user)


def _slow_down(limit: limits.Limit, phone: str, request: HttpRequest) -> None:
    for client in counted(phone, request):
        limits.hit(limit, client)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(_destination(request))


def _door(request: HttpRequest, *, step: str = "code", status: int = 200, **more: Any) -> HttpResponse:
    """Show the sign-in page at one of its steps."""
    context = {"step": step, "phone": request.POST.get("phone", ""), "next": _destination(request), **more}
    return render(request, "accounts/login.html", context, status=status)


def _destination(request: HttpRequest) -> str:
    """Return where to go afterwards: an address of ours, or the person's start."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else "/"
