"""What a browser is told about every answer, whoever gives it: a view, a refusal, a file, or nobody."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path

from accounts.tokens import issue_tokens
from tests.factories import make_member
from tests.factories.orders import make_order

from .test_settings import SECRETS, _print_setting

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy_of(answer):
    return dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))


def assert_told(answer, *, is_admin=False):
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = policy_of(answer)
    if not is_admin:
        assert policy == STRICT
    assert {name: policy[name] for name in ("default-src", "base-uri", "form-action", "frame-ancestors")} == {
        name: STRICT[name] for name in ("default-src", "base-uri", "form-action", "frame-ancestors")
    }


@pytest.fixture
def pages(client, owner):
    client.force_login(owner.user)
    return client


def test_pages(client, pages, shop):
    token = make_order(shop).tracking_token
    for address, status in [
        ("/", 302),
        ("/login/", 302),
        ("/florist/", 200),
        ("/courier/", 200),
        (f"/tracking/{token}", 200),
        (f"/tracking/{token}/feedback", 302),
        ("/tracking/100000000", 404),
        ("/nothing/", 404),
        ("/florist", 301),
        ("/live/nobody", 404),
    ]:
        answer = client.get(address)
        assert answer.status_code == status, address
        assert_told(answer)
    assert_told(Client().get("/login/"))
    assert_told(Client().get("/florist/"))
    assert_told(client.put("/login/"))


def test_the_admin_runs_its_theme_and_nothing_else_is_looser(pages):
    for address in ("/admin/", "/admin/orders/order/", "/admin/nothing/", "/admin/shops/shop/add/"):
        assert_told(pages.get(address), is_admin=True)
    policy = policy_of(pages.get("/admin/orders/order/"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"


def test_a_form_from_elsewhere():
    answer = Client(enforce_csrf_checks=True).post("/login/", {"step": "code"})

    assert answer.status_code == 403
    assert_told(answer)


def test_the_api(shop, owner):
    client = Client()
    signed_in = {"Authorization": f"Bearer {issue_tokens(owner).access}"}
    florist = {"Authorization": f"Bearer {issue_tokens(make_member(shop, 'florist')).access}"}
    order = make_order(shop)
    json = {"content_type": "application/json"}
    answers = {
        200: client.get("/api/orders/", headers=signed_in),
        201: client.post("/api/auth/request-otp", {"phone": "+77011112233"}, **json),
        204: client.delete(f"/api/orders/{order.pk}", headers=signed_in),
        304: client.get(f"/api/public/shops/{shop.pk}", headers={"If-None-Match": "*"}),
        400: client.post("/api/orders/", b"{", headers=signed_in, **json),
        401: client.get("/api/orders/"),
        403: client.get("/api/customers/", headers=florist),
        404: client.get("/api/nothing"),
        405: client.put("/api/public/orders"),
        422: client.get("/api/public/products"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert_told(answer)


def test_a_limit_that_is_reached(settings):
    settings.RATE_LIMIT_FACTOR = 1
    for _try in range(11):
        api, page = Client().get("/api/tracking/100000000"), Client().get("/tracking/100000000")

    for answer in (api, page):
        assert answer.status_code == 429
        assert_told(answer)


def test_what_a_browser_asks_first():
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}

    for address in ("/api/public/products", "/api/orders/"):
        answer = Client().options(address, headers=headers)
        assert answer.status_code == 200
        assert_told(answer)


def test_files(shop):
    default_storage.save("shops/1/orders/photo.jpg", ContentFile(b"..."))
    for address, status in [
        ("/static/cvety/cvety.css", 200),
        ("/static/cvety/nothing.css", 404),
        ("/uploads/shops/1/orders/photo.jpg", 200),
        ("/uploads/shops/1/orders/nothing.jpg", 404),
        ("/uploads/../settings.py", 404),
    ]:
        answer = Client().get(address)
        assert answer.status_code == status, address
        assert_told(answer)
        answer.close()


def test_health():
    for address in ("/healthz", "/readyz"):
        assert_told(Client().get(address))


@pytest.mark.parametrize("address", ["/login/", "/api/orders/", "/static/cvety/cvety.css"])
@pytest.mark.parametrize("redirects", [False, True])
def test_a_host_that_is_not_ours(settings, address, redirects):
    settings.SECURE_SSL_REDIRECT = redirects

    answer = Client().get(address, headers={"host": "evil.example"})

    answer.close()
    assert answer.status_code == (200 if "static" in address and not redirects else 400)
    assert_told(answer)


def fail(request: HttpRequest) -> None:
    raise RuntimeError("our own fault")


urlpatterns = [path("fails/", fail), path("api/fails", fail), path("", include("cvety.urls"))]
handler400, handler404, handler500 = (
    "cvety.api.errors.bad_request",
    "cvety.api.errors.page_not_found",
    "cvety.api.errors.server_error",
)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/fails/", "/api/fails"])
def test_our_own_faults(address):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == 500
    assert_told(answer)


def test_production_speaks_https_only(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    client = Client()

    led = client.get("/login/")
    assert (led.status_code, led.headers["Location"]) == (301, "https://testserver/login/")
    assert_told(led)
    for address in ("/login/", "/api/orders/", "/nothing/", "/static/cvety/cvety.css", "/healthz"):
        answer = client.get(address, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert_told(answer)
        answer.close()


def test_productions_cookies_and_links_are_for_https():
    names = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    )

    done = _print_setting(", ".join(f"settings.{name}" for name in names), CVETY_ENV="production", **SECRETS)

    assert done.stdout == "True True True True 31536000 True\n"
