"""`Idempotency-Key`: a request asked twice is done once, on every door that creates."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from rest_framework.response import Response

from customers.models import Customer
from cvety.core import idempotency
from cvety.core.models import IdempotencyKey, OutboxEvent
from orders.api.v1.views import OrdersView
from orders.models import Order, OrderPhoto
from orders.services import add_photo
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_bouquet, make_order, make_upload

BODY = {"customer_phone": "+77011234567", "flower_sum": 25000, "delivery_fee": 2000, "total": 27000}
KEY = {"Idempotency-Key": "a-1"}


def count():
    return Order._base_manager.count()


def test_the_same_again_is_answered_the_same_and_done_once(api):
    first = api.post("/api/orders/", BODY, **KEY)
    again = api.post("/api/orders/", dict(reversed(BODY.items())), **KEY)
    other_form = api.post("/api/orders", BODY, **KEY)

    assert first.status_code == again.status_code == other_form.status_code == 201
    assert first.content == again.content == other_form.content
    assert "Idempotency-Replayed" not in first.headers
    assert first.headers["ETag"] == again.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Type"] == "application/json"
    assert count() == 1


def test_another_body_under_the_key_is_409(api):
    api.post("/api/orders/", BODY, **KEY)

    answer = api.post("/api/orders/", {**BODY, "comment": "Другой"}, **KEY)

    assert answer.status_code == 409
    assert answer.json() == {
        "detail": "Этот Idempotency-Key уже использован с другим запросом",
        "code": "idempotency_key_reused",
    }
    assert count() == 1


def test_another_key_is_another_order(api):
    for key in ("a-1", "a-2"):
        assert api.post("/api/orders/", BODY, **{"Idempotency-Key": key}).status_code == 201

    assert count() == 2


def test_the_key_is_of_one_path(api):
    api.post("/api/orders/", BODY, **KEY)

    assert api.post("/api/customers/", {"phone": "+77011234568"}, **KEY).status_code == 201


def test_the_key_is_of_one_shop(api, stranger, sign_in):
    api.post("/api/orders/", BODY, **KEY)

    answer = sign_in(stranger).post("/api/orders/", BODY, **KEY)

    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers
    assert count() == 2


@pytest.mark.parametrize(
    ("body", "status"), [({**BODY, "total": 1}, 422), (b"{", 400), ({**BODY, "florist_id": 10**12}, 422)]
)
def test_a_request_that_failed_lets_go_of_the_key(api, body, status):
    assert api.post("/api/orders/", body, **KEY).status_code == status

    assert api.post("/api/orders/", BODY, **KEY).status_code == 201
    assert count() == 1


def test_while_the_first_runs_the_second_is_409(api, owner):
    probe = api.post("/api/orders/", BODY, **KEY)
    assert probe.status_code == 201
    IdempotencyKey.objects.update(status_code=None, locked_until=timezone.now() + idempotency.LOCK_FOR)

    answer = api.post("/api/orders/", BODY, **KEY)

    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_in_progress"
    assert count() == 1


def test_a_lock_left_behind_expires(api):
    api.post("/api/orders/", BODY, **KEY)
    IdempotencyKey.objects.update(status_code=None, locked_until=timezone.now() - timedelta(seconds=1))

    assert api.post("/api/orders/", BODY, **KEY).status_code == 201


class Killed(BaseException):
    """The process dies here: nothing after it runs."""


@pytest.mark.parametrize("is_kept", [False, True])
def test_who_dies_around_keeping_the_answer_has_done_nothing_yet(api, monkeypatch, is_kept):
    finish = idempotency.finish

    def die(record, **answer):
        if is_kept:
            finish(record, **answer)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(idempotency, "finish", die)
        dying.setattr(idempotency, "let_go", lambda record: None)
        with pytest.raises(Killed):
            api.post("/api/orders/", BODY, **KEY)

    assert (count(), OutboxEvent.objects.count()) == (0, 0)
    assert api.post("/api/orders/", BODY, **KEY).json()["code"] == "idempotency_in_progress"
    with time_machine.travel(timezone.now() + idempotency.LOCK_FOR + timedelta(seconds=1)):
        answer = api.post("/api/orders/", BODY, **KEY)
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers, count()) == (201, False, 1)


def test_an_answer_that_cannot_be_written_down_has_done_nothing(api, monkeypatch):
    monkeypatch.setattr(OrdersView, "answer", lambda self, data, **options: Response({"id": object()}, status=201))

    with pytest.raises(TypeError):
        api.post("/api/orders/", BODY, **KEY)

    assert (count(), IdempotencyKey.objects.count()) == (0, 0)


def test_whose_key_was_taken_over_has_done_nothing(api, monkeypatch):
    answer = OrdersView.answer

    def take_over(self, data, **options):
        IdempotencyKey.objects.update(locked_until=timezone.now() + timedelta(hours=1))
        return answer(self, data, **options)

    monkeypatch.setattr(OrdersView, "answer", take_over)

    late = api.post("/api/orders/", BODY, **KEY)

    assert (late.status_code, late.json()["code"]) == (409, "idempotency_in_progress")
    assert count() == 0


def test_a_file_is_written_in_no_transaction(api, shop, monkeypatch):
    """Decoding and storing a picture takes its time; nobody should wait for a lock meanwhile."""
    depths = []

    def add(**_):
        depths.append(len(connection.savepoint_ids))
        return add_photo(**_)

    monkeypatch.setattr("orders.api.v1.moving.add_photo", add)
    api.headers |= KEY

    assert api.upload(f"/api/orders/{make_order(shop).pk}/photos", file=make_upload()).status_code == 201
    assert depths == [0]


def test_after_a_day_the_key_is_new(api):
    with time_machine.travel(timezone.now() - timedelta(hours=25), tick=False):
        api.post("/api/customers/", {"phone": "+77011234567"}, **KEY)
    Customer._base_manager.all().delete()

    answer = api.post("/api/customers/", {"phone": "+77011234567"}, **KEY)

    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers


def test_a_replay_costs_no_creation_limit(api, settings):
    settings.RATE_LIMIT_FACTOR = 1

    left = [api.post("/api/orders/", BODY, **KEY).headers["X-RateLimit-Remaining"] for _ in range(3)]

    assert left[0] == "99"  # of a hundred orders an hour
    assert all(int(remaining) > 99 for remaining in left[1:])  # of a thousand calls


def test_the_same_photo_again(api, shop):
    path = f"/api/orders/{make_order(shop).pk}/photos"
    api.headers |= KEY

    first, again = api.upload(path, file=make_upload()), api.upload(path, file=make_upload())
    other = api.upload(path, file=make_upload(color="blue"))

    assert (first.status_code, again.content, again.headers["Idempotency-Replayed"]) == (201, first.content, "true")
    assert other.status_code == 409
    assert OrderPhoto._base_manager.count() == 1


def test_a_storefronts_key_is_of_the_shop_it_names(nobody, shop):
    def order(shop, **change):
        product = products[shop]
        body = {
            "shop_id": shop.pk,
            "customer_phone": "+77011234567",
            "items": [{"product_id": product.pk, "quantity": 1}],
        }
        return nobody.post("/api/public/orders", {**body, **change}, **KEY)

    other_shop = make_shop(name="Тюльпан")
    products = {shop: make_bouquet(shop), other_shop: make_product(other_shop)}
    first, again, other = order(shop), order(shop), order(other_shop)
    changed = order(shop, comment="x")

    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert other.status_code == 201
    assert "Idempotency-Replayed" not in other.headers
    assert changed.status_code == 409
    assert count() == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(api, key):
    answer = api.post("/api/orders/", BODY, **{"Idempotency-Key": key})

    assert answer.status_code == 422
    assert answer.json()["detail"] == [
        {"loc": ["header", "Idempotency-Key"], "msg": "От 1 до 255 печатных знаков", "type": "value_error"}
    ]
    assert count() == 0


def test_the_longest_key_is_one(api):
    assert api.post("/api/orders/", BODY, **{"Idempotency-Key": "x" * 255}).status_code == 201


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/products/", {"name": "Букет", "retail_price": 1}),
        ("/api/customers/", {"phone": "+77011234567"}),
        (
            "/api/warehouse/deliveries",
            {
                "supplier": "Flower Direct",
                "delivery_date": "2024-12-26T10:00:00",
                "positions": [{"variety": "Роза", "qty": 1, "cost_per_stem": 0.5}],
            },
        ),
    ],
)
def test_every_door_that_creates_knows_the_key(api, path, body):
    first, again = api.post(path, body, **KEY), api.post(path, body, **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_lets_the_key_go(shop, sign_in, monkeypatch):
    api = sign_in(make_member(shop, "owner"))
    api.client.raise_request_exception = False
    finish = idempotency.finish

    def lose_the_database(*args, **kwargs):
        finish(*args, **kwargs)
        monkeypatch.setattr(connection, "_commit", fail_once)

    def fail_once():
        monkeypatch.undo()
        raise OperationalError("The server closed the connection")

    monkeypatch.setattr(idempotency, "finish", lose_the_database)
    assert api.post("/api/orders/", BODY, **KEY).status_code == 500
    assert count() == 0

    assert api.post("/api/orders/", BODY, **KEY).status_code == 201
    assert count() == 1
