"""Parts of a row have its version: an edit of the row or of any part makes what was read of it before stale."""

from __future__ import annotations

import pytest

from tests.factories import make_batch, make_item, make_product
from tests.factories.orders import make_upload


@pytest.fixture
def customer(api):
    created = api.post("/api/customers/", {"phone": "+77017654321", "name": "Мария", "address": "ул. Абая 10"})
    return f"/api/customers/{created.json()['id']}"


@pytest.fixture
def product(shop):
    return f"/api/products/{make_product(shop).pk}"


@pytest.fixture
def batch(shop):
    return make_batch(shop, make_item(shop), 100)


def tag(answer):
    assert answer.status_code < 300, answer.content
    return {"If-Match": answer.headers["ETag"]}


def assert_stale(answer):
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


def assert_goes_by(api, path, part, change):
    """The part is answered with the row's version, which both count up, and neither is changed from an older one."""
    old = tag(api.get(part))
    assert old == tag(api.get(path))
    edited = api.patch(part, change, **old)
    assert tag(edited) == tag(api.get(path)) == tag(api.get(part)) != old

    assert_stale(api.patch(part, change, **old))
    assert_stale(api.patch(path, {"name": "Другое"}, **old))
    assert_stale(api.delete(part, **old))
    renamed = tag(api.patch(path, {"name": "Другое"}, **tag(edited)))
    assert_stale(api.patch(part, change, **tag(edited)))
    assert api.delete(part, **renamed).status_code == 204
    assert_stale(api.patch(path, {"name": "Третье"}, **renamed))


def test_an_address_goes_by_its_customer(api, customer):
    added = api.post(f"{customer}/addresses", {"address": "пр. Достык 50"})
    assert tag(added) == tag(api.get(customer))
    assert_goes_by(api, customer, f"{customer}/addresses/{added.json()['id']}", {"recipient_name": "Айгуль"})


def test_a_date_goes_by_its_customer(api, customer):
    added = api.post(f"{customer}/important-dates", {"date_type": "birthday", "date": "05-15"})
    assert tag(added) == tag(api.get(customer))
    assert_goes_by(api, customer, f"{customer}/important-dates/{added.json()['id']}", {"reminder_days": 7})


def test_a_zone_goes_by_its_shop(api):
    added = api.post("/api/shop/delivery-zones/", {"name": "Центр", "price": 1500})
    assert tag(added) == tag(api.get("/api/shop/"))
    assert_goes_by(api, "/api/shop/", f"/api/shop/delivery-zones/{added.json()['id']}", {"price": 2000})


def test_a_picture_goes_by_its_product(api, product):
    added = api.upload(f"{product}/images", file=make_upload())
    assert tag(added) == tag(api.get(product))
    assert_goes_by(api, product, f"{product}/images/{added.json()['id']}", {"position": 3})


def test_a_delivery_has_a_version(api, batch):
    path = f"/api/warehouse/deliveries/{batch.receipt_id}"
    old = tag(api.get(path))

    edited = api.patch(path, {"farm": "Naranjo"}, **old)

    assert (edited.json()["version"], tag(edited)) == (2, tag(api.get(path)))
    assert_stale(api.patch(path, {"farm": "Other"}, **old))
    assert_stale(api.delete(path, **old))
    assert api.delete(path, **tag(edited)).status_code == 204
    assert api.get(path).json()["version"] == 3


def test_a_batch_is_counted_and_thrown_away_as_it_was_read(api, batch):
    path = f"/api/warehouse/{batch.pk}"
    old = tag(api.get(path))

    written_off = tag(api.post(f"{path}/write-off", {"quantity": 10, "reason": "wilted"}, **old))
    assert_stale(api.post(f"{path}/write-off", {"quantity": 10, "reason": "wilted"}, **old))
    assert_stale(api.post(f"{path}/correction", {"quantity": 95}, **old))
    assert_stale(api.patch(path, {"on_showcase": True}, **old))

    counted = tag(api.post(f"{path}/correction", {"quantity": 95}, **written_off))
    assert_stale(api.post(f"{path}/correction", {"quantity": 90}, **written_off))
    assert api.get(path).json()["qty_on_hand"] == 95
    assert tag(api.post(f"{path}/correction", {"quantity": 95}, **counted)) == counted
