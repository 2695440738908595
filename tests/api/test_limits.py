"""Limits on the doors that create orders and take files, and what a browser is allowed to send there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cvety.api.limits import Limit
from orders.api.v1.moving import OrderPhotosView
from orders.api.v1.public import PublicOrdersView
from orders.api.v1.views import OrdersView, OrdersWithItemsView
from orders.models import Order
from tests.factories import make_member, make_shop
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
