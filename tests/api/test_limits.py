"""Limits on the doors that create orders and take files, and what a browser is allowed to send there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tokens import issue_tokens
from cvety.api import limits
from cvety.api.limits import Limit
from cvety.api.parsers import UploadParser
from orders.api.v1.moving import OrderPhotosView
from orders.api.v1.public import PublicOrdersView
from orders.api.v1.views import OrdersView, OrdersWithItemsView
from orders.models import Order
from tests.architecture.routes import all_views
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_bouquet, make_order, make_upload

BODY = {"customer_phone": "+77011234567", "flower_sum": 25000}
DOORS = (OrdersView, OrdersWithItemsView, PublicOrdersView, OrderPhotosView)


@pytest.fixture(autouse=True)
def limits_on(settings):
    settings.RATE_LIMIT_FACTOR = 1


@pytest.fixture
def two_an_hour(monkeypatch):
    for view in DOORS:
        (limit,) = view.creation_limits
        monkeypatch.setattr(view, "creation_limits", (Limit(limit.name, 2, limit.seconds),))


def test_the_documented_limits():
    assert {view: view.creation_limits for view in DOORS} == {
        OrdersView: (Limit("create-order", 100, 3600),),
        OrdersWithItemsView: (Limit("create-order", 100, 3600),),
        PublicOrdersView: (Limit("create-order", 100, 3600),),
        OrderPhotosView: (Limit("upload", 50, 3600),),
    }


def test_the_table_of_the_document():
    table = (limits.REQUEST_CODE, limits.VERIFY_CODE, limits.GENERAL, limits.CREATE_ORDER, limits.UPLOAD)

    assert [(limit.count, limit.seconds) for limit in table] == [
        (3, 60),
        (5, 60),
        (1000, 3600),
        (100, 3600),
        (50, 3600),
    ]


def test_whatever_takes_files_counts_them():
    views = {view for route, view in all_views().items() if route.startswith("api/")}
    takers = {view for view in views if UploadParser in getattr(view, "parser_classes", ())}

    assert OrderPhotosView in takers
    assert {view for view in takers if limits.UPLOAD not in view.creation_limits} == set()


@pytest.fixture
def two_calls(monkeypatch):
    monkeypatch.setattr(limits, "GENERAL", Limit("general", 2, 3600))


def statuses(call, times=3):
    return [call().status_code for _ in range(times)]


def test_every_answer_tells_what_is_left(api, nobody, shop, sign_in):
    florist = sign_in(make_member(shop, "florist"))
    answers = {
        200: api.get("/api/orders/"),
        201: api.post("/api/orders/", BODY),
        400: api.request("POST", "/api/orders/", b"{"),
        401: nobody.get("/api/orders/"),
        403: florist.get("/api/customers/"),
        404: api.get("/api/orders/999999"),
        405: api.put("/api/orders/", {}),
        422: nobody.get("/api/public/products"),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        shown = [int(answer.headers[f"X-RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset")]
        assert shown[0] > shown[1] >= 0
        assert shown[2] % 3600 == 0


def test_refusals_are_counted_too(api, nobody, shop, sign_in, two_calls):
    florist = sign_in(make_member(shop, "florist"))

    assert statuses(lambda: api.get("/api/orders/999999")) == [404, 404, 429]
    assert statuses(lambda: florist.get("/api/customers/")) == [403, 403, 429]
    assert statuses(lambda: nobody.get("/api/orders/")) == [401, 401, 429]


def test_trying_out_tokens_is_counted_by_address(nobody, owner, two_calls):
    assert statuses(lambda: nobody.get("/api/orders/", Authorization="Bearer made-up")) == [401, 401, 429]
    assert nobody.get("/api/orders/", Authorization="Bearer another").status_code == 429
    # Whoever works behind the same address is not concerned.
    assert nobody.get("/api/orders/", Authorization=f"Bearer {issue_tokens(owner).access}").status_code == 200


def test_one_persons_calls_in_two_shops_are_counted_apart(shop, owner, sign_in, two_calls):
    elsewhere = make_member(make_shop(name="Тюльпан"), "florist", phone=owner.phone)

    assert statuses(lambda: sign_in(owner).get("/api/auth/me")) == [200, 200, 429]
    assert statuses(lambda: sign_in(elsewhere).get("/api/auth/me")) == [200, 200, 429]


def test_visitors_are_counted_per_address_and_shop(nobody, shop, two_calls):
    other = make_shop(name="Тюльпан")
    product = make_product(other)

    def visit(shop, address="203.0.113.7"):
        return nobody.client.get(f"/api/public/shops/{shop.pk}", REMOTE_ADDR=address)

    assert statuses(lambda: visit(shop)) == [200, 200, 429]
    assert visit(shop, "203.0.113.8").status_code == 200
    # Another shop's storefront counts for itself, whichever way it names its shop.
    assert visit(other).status_code == 200
    by_query = f"/api/public/products/{product.pk}?shop_id={other.pk}"
    assert nobody.client.get(by_query, REMOTE_ADDR="203.0.113.7").status_code == 200
    assert visit(other).status_code == 429


def test_a_home_with_ipv6_is_one_visitor(nobody, shop, two_calls):
    addresses = iter(("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2::3"))

    assert statuses(lambda: nobody.client.get(f"/api/public/shops/{shop.pk}", REMOTE_ADDR=next(addresses))) == [
        200,
        200,
        429,
    ]


@pytest.mark.parametrize("proxies", [[], ["10.0.0.0/8"]])
def test_a_visitor_cannot_pass_for_many(nobody, shop, settings, two_calls, proxies):
    settings.CVETY_TRUSTED_PROXIES = proxies
    made_up = iter(range(100))

    def visit():
        headers = {"X-Forwarded-For": f"198.51.100.{next(made_up)}, 203.0.113.7", "X-Real-IP": "198.51.100.9"}
        address = "10.0.0.1" if proxies else "203.0.113.7"
        return nobody.client.get(f"/api/public/shops/{shop.pk}", REMOTE_ADDR=address, headers=headers)

    assert statuses(visit) == [200, 200, 429]


def test_a_repetition_costs_nothing_of_what_may_be_created(api, two_an_hour):
    def order(key):
        return api.post("/api/orders/", BODY, **{"Idempotency-Key": key}).status_code

    assert [order(key) for key in "aaabbbc"] == [201] * 6 + [429]
    assert order("a") == 201


def test_a_shops_own_limits_reach_its_people_and_its_visitors(api, nobody, shop, two_calls):
    shop.rate_limit_factor = 2
    shop.save()

    assert statuses(lambda: api.get("/api/auth/me"), 5) == [200] * 4 + [429]
    assert statuses(lambda: nobody.get(f"/api/public/shops/{shop.pk}"), 5) == [200] * 4 + [429]


def test_too_many_orders(api, shop, two_an_hour):
    item = {"product_id": make_bouquet(shop).pk, "quantity": 1}
    first = api.post("/api/orders/", BODY)
    second = api.post("/api/orders/with-items", {"customer_phone": "+77011234567", "items": [item]})
    third = api.post("/api/orders/", BODY)

    assert (first.headers["X-RateLimit-Remaining"], second.headers["X-RateLimit-Remaining"]) == ("1", "0")
    assert third.status_code == 429
    assert third.json()["retry_after"] == int(third.headers["Retry-After"]) > 0
    assert third.headers["X-RateLimit-Limit"] == "2"
    assert Order._base_manager.count() == 2
    assert api.get("/api/orders/").status_code == 200


def test_each_person_is_counted_apart(api, shop, sign_in, two_an_hour):
    for _ in range(3):
        api.post("/api/orders/", BODY)

    assert sign_in(make_member(shop, "senior")).post("/api/orders/", BODY).status_code == 201


def test_a_storefronts_address_is_counted_per_shop(nobody, shop, two_an_hour):
    def order(shop, product):
        items = [{"product_id": product.pk, "quantity": 1}]
        return nobody.post("/api/public/orders", {"shop_id": shop.pk, "customer_phone": "+77011234567", "items": items})

    other = make_shop(name="Тюльпан")
    mine, theirs = make_bouquet(shop), make_bouquet(other)

    assert [order(shop, mine).status_code for _ in range(3)] == [201, 201, 429]
    assert order(other, theirs).status_code == 201


def test_a_shops_own_limits_reach_its_storefront(nobody, shop, two_an_hour):
    shop.rate_limit_factor = 2
    shop.save()
    items = [{"product_id": make_bouquet(shop).pk, "quantity": 1}]

    def order(shop_id):
        body = {"shop_id": shop_id, "customer_phone": "+77011234567", "items": items}
        return nobody.post("/api/public/orders", body)

    with CaptureQueriesContext(connection) as queries:
        first = order(shop.pk)

    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("4", "3")
    assert len([query for query in queries if 'FROM "shops_shop" WHERE' in query["sql"]]) == 1
    assert [order(shop.pk).status_code for _ in range(4)] == [201, 201, 201, 429]


def test_shops_that_are_none_are_counted_together(nobody, shop, two_an_hour):
    body = {"customer_phone": "+77011234567", "items": [{"product_id": 1, "quantity": 1}]}

    answers = [nobody.post("/api/public/orders", {**body, "shop_id": shop.pk + n}) for n in (1, 2, 3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"comment": "' + b"x" * 2_700_000 + b'"}', "application/json", 413),
        (b"shop_id=1", "text/plain", 400),
    ],
)
@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "a"}])
def test_bodies_that_cannot_be_read_are_counted_too(nobody, two_calls, content, kind, status, key):
    def order():
        return nobody.client.post("/api/public/orders", content, content_type=kind, headers=key)

    assert order().headers["X-RateLimit-Remaining"] == "1"
    assert statuses(order) == [status, 429, 429]


def test_too_many_files(api, shop, two_an_hour):
    path = f"/api/orders/{make_order(shop).pk}/photos"

    assert [api.upload(path, file=make_upload()).status_code for _ in range(3)] == [201, 201, 429]


def test_a_storefront_may_send_its_key(nobody):
    answer = nobody.client.options(
        "/api/public/orders",
        headers={
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,idempotency-key",
        },
    )

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
    assert "idempotency-key" in answer.headers["Access-Control-Allow-Headers"]
