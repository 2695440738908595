"""A form that is sent again is done once, also when its first sending ends badly."""

import pytest
from django.db import OperationalError

from cvety.core import idempotency
from cvety.core.tenancy import every_shop
from orders.models import Order, OrderNote, OrderPhoto
from tests.factories.orders import make_bouquet, make_order, make_upload

ADD = "/admin/orders/order/add/"


@pytest.fixture
def client(browse, owner):
    client = browse(owner)
    client.raise_request_exception = False
    return client


@pytest.fixture
def form(shop):
    return {
        "action_id": "1",
        "customer_phone": "87011234567",
        "delivery_method": "delivery",
        "payment_method": "kaspi",
        "product": str(make_bouquet(shop, "Букет роз", stems=25, stock=60).pk),
        "quantity": "1",
    }


@pytest.fixture
def fail(monkeypatch):
    """Fail once where the answer is kept, after the work itself."""

    def fail(error):
        finish = idempotency.finish

        def fail_once(*args, **kwargs):
            monkeypatch.setattr(idempotency, "finish", finish)
            raise error

        monkeypatch.setattr(idempotency, "finish", fail_once)

    return fail


def how_many(model):
    with every_shop():
        return model.objects.count()


def test_an_order_whose_answer_cannot_be_kept_is_not_taken(client, form, fail):
    fail(OperationalError("The server closed the connection"))

    assert client.post(ADD, form).status_code == 500
    assert how_many(Order) == 0

    assert client.post(ADD, form).status_code == 302
    assert how_many(Order) == 1


def test_who_took_so_long_that_another_began_anew_does_nothing(client, form, fail):
    fail(idempotency.StillRunning())

    answer = client.post(ADD, form)

    assert answer.status_code == 409
    assert "Это уже отправляется" in answer.content.decode()
    assert how_many(Order) == 0


def test_a_comment_goes_with_its_answer(shop, client, fail):
    order = make_order(shop)
    fail(OperationalError("The server closed the connection"))

    assert client.post(f"/admin/orders/order/{order.pk}/note/", {"comment": "Да", "action_id": "1"}).status_code == 500
    assert how_many(OrderNote) == 0


def test_a_photo_that_took_too_long_is_told_to_wait(shop, client, fail):
    """A picture is worked on outside of any transaction, and so it stays."""
    order = make_order(shop)
    fail(idempotency.StillRunning())

    answer = client.post(f"/admin/orders/order/{order.pk}/photo/", {"file": make_upload(), "action_id": "1"})

    assert answer.status_code == 409
    assert how_many(OrderPhoto) == 1
