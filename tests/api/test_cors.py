"""Which sites a browser lets call the API, and which let read its answers."""

from __future__ import annotations

import pytest

from accounts.tokens import issue_tokens
from cvety.api import limits
from cvety.api.limits import Limit
from shops.services import update_shop
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_order

OURS = "https://roza.example"
THEIRS = "https://tulip.example"
NOBODYS = "https://evil.example"
EXPOSED = {
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Retry-After",
    "ETag",
    "Idempotency-Replayed",
}


@pytest.fixture
def shop(db):
    return make_shop(allowed_origins=[OURS, "http://localhost:3000"])


@pytest.fixture(autouse=True)
def other(db):
    return make_shop(name="Тюльпан", allowed_origins=[THEIRS])


def ask_first(nobody, path, origin, method="POST", headers="authorization,content-type"):
    """What a browser asks before it lets a page call."""
    return nobody.client.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        },
    )


def lets(answer, origin):
    """Whether a browser would let a page of this site have the answer."""
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return answer.headers.get("Access-Control-Allow-Origin") in ("*", origin)


@pytest.mark.parametrize("origin", [OURS, THEIRS, NOBODYS, "null", "http://localhost:8080"])
def test_any_site_calls_what_is_public(nobody, shop, origin):
    product, order = make_product(shop), make_order(shop)
    calls = [
        ("GET", f"/api/public/shops/{shop.pk}", 200),
        ("GET", f"/api/public/products?shop_id={shop.pk}", 200),
        ("GET", f"/api/public/products/{product.pk}/?shop_id={shop.pk}", 200),
        ("GET", "/api/public/products", 422),
        ("GET", "/api/public/nothing", 404),
        ("POST", "/api/public/orders", 422),
        ("GET", f"/api/tracking/{order.tracking_token}", 200),
        ("GET", "/api/tracking/100000000", 404),
        ("POST", f"/api/tracking/{order.tracking_token}/feedback", 422),
    ]
    for method, path, status in calls:
        answer = nobody.request(method, path, {} if method == "POST" else None, Origin=origin)
        assert answer.status_code == status, path
        assert lets(answer, origin), path
        assert "origin" in answer.headers["Vary"].lower()
        assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) == EXPOSED

        first = ask_first(nobody, path, origin, method, "content-type,idempotency-key,if-none-match")
        assert first.status_code == 200
        assert lets(first, origin), path


def test_tools_on_any_site_read_the_description(nobody):
    for path in ("/openapi.json", "/postman.json"):
        assert lets(nobody.get(path, Origin=NOBODYS), NOBODYS)
        assert lets(ask_first(nobody, path, NOBODYS, "GET"), NOBODYS)


def test_what_is_not_sent_again_may_be_read_as_well(nobody, shop):
    path = f"/api/public/shops/{shop.pk}"
    tag = nobody.get(path).headers["ETag"]

    answer = nobody.get(path, **{"Origin": NOBODYS, "If-None-Match": tag})

    assert answer.status_code == 304
    assert lets(answer, NOBODYS)


@pytest.mark.parametrize(
    ("origin", "is_let"),
    [
        (OURS, True),
        (THEIRS, True),
        ("http://localhost:3000", True),
        (NOBODYS, False),
        ("null", False),
        ("*", False),
        ("", False),
        ("http://roza.example", False),
        ("https://roza.example:8443", False),
        ("https://roza.example.evil.example", False),
        ("https://shop.roza.example", False),
        ("https://ROZA.example", False),
        ("http://[", False),
    ],
)
def test_a_page_may_ask_whether_it_may_call_if_it_is_of_any_shop(nobody, shop, origin, is_let):
    for path in ("/api/orders/", "/api/auth/verify-otp", "/api/v2/colleagues", "/api/nothing"):
        answer = ask_first(nobody, path, origin, "PATCH", "authorization,if-match,x-shop-phone")

        assert answer.status_code == 200
        assert lets(answer, origin) == is_let, path
        if is_let:
            assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
            allowed = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
            assert {"authorization", "content-type", "idempotency-key", "if-match", "x-shop-phone"} <= allowed


def test_the_question_costs_no_query(nobody, shop, django_assert_num_queries):
    ask_first(nobody, "/api/orders/", OURS)

    with django_assert_num_queries(0):
        for origin in (OURS, THEIRS, NOBODYS, "https://made-up.example"):
            ask_first(nobody, "/api/orders/", origin)


@pytest.mark.parametrize(("origin", "is_let"), [(OURS, True), (THEIRS, False), (NOBODYS, False)])
def test_an_answer_is_for_the_sites_of_the_callers_shop(api, shop, origin, is_let):
    calls = [
        ("GET", "/api/orders/", 200),
        ("GET", "/api/orders/999999", 404),
        ("POST", "/api/orders/", 422),
        ("GET", "/api/orders/?limit=1000", 422),
        ("PUT", "/api/orders/", 405),
    ]
    for method, path, status in calls:
        answer = api.request(method, path, {} if method == "POST" else None, Origin=origin)
        assert answer.status_code == status, path
        assert lets(answer, origin) == is_let, path


def test_so_is_a_refusal(sign_in, shop, settings, monkeypatch):
    courier = sign_in(make_member(shop, "courier"))
    for origin, is_let in ((OURS, True), (THEIRS, False)):
        refused = courier.get("/api/customers/", Origin=origin)
        assert (refused.status_code, lets(refused, origin)) == (403, is_let)

    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr(limits, "GENERAL", Limit("general", 0, 3600))
    for origin, is_let in ((OURS, True), (THEIRS, False)):
        stopped = courier.get("/api/auth/me", Origin=origin)
        assert (stopped.status_code, lets(stopped, origin)) == (429, is_let)


@pytest.mark.parametrize(("origin", "is_let"), [(OURS, True), (THEIRS, True), (NOBODYS, False)])
def test_who_is_not_signed_in_is_told_so_on_any_shops_site(nobody, owner, origin, is_let):
    tokens = issue_tokens(owner)
    answers = {
        401: nobody.get("/api/orders/", Origin=origin),
        400: nobody.post("/api/auth/verify-otp", {"phone": owner.phone, "otp_code": "000000"}, Origin=origin),
        200: nobody.post("/api/auth/refresh", {"refresh_token": tokens.refresh}, Origin=origin),
    }
    stale = nobody.get("/api/orders/", Origin=origin, Authorization="Bearer stale")

    for status, answer in [*answers.items(), (401, stale)]:
        assert (answer.status_code, lets(answer, origin)) == (status, is_let)


def test_a_site_is_let_in_and_out_at_once(nobody, shop, django_capture_on_commit_callbacks):
    assert not lets(ask_first(nobody, "/api/orders/", NOBODYS), NOBODYS)
    with django_capture_on_commit_callbacks(execute=True):
        update_shop(shop=shop, changes={"allowed_origins": [NOBODYS]})

    assert lets(ask_first(nobody, "/api/orders/", NOBODYS), NOBODYS)
    assert not lets(ask_first(nobody, "/api/orders/", OURS), OURS)


def test_a_closed_shops_sites_are_nobodys(nobody, shop, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        update_shop(shop=shop, changes={"is_active": False})

    assert not lets(ask_first(nobody, "/api/orders/", OURS), OURS)
    assert lets(ask_first(nobody, "/api/orders/", THEIRS), THEIRS)


@pytest.mark.parametrize("path", ["/login/", "/admin/", "/tracking/123456789", "/live/x", "/healthz", "/static/x.css"])
def test_pages_are_for_no_other_site(nobody, shop, path):
    for answer in (nobody.get(path, Origin=OURS), ask_first(nobody, path, OURS, "GET", "x-kept")):
        assert "Access-Control-Allow-Origin" not in answer.headers
