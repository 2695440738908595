"""The form of an order by phone, sent several times at once: a double click, a line that came back."""

import itertools

import pytest
from django.test import Client

from cvety.core import idempotency
from orders.models import Order
from tests.factories import reload
from warehouse import ledger

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ADD = "/admin/orders/order/add/"


@pytest.fixture
def send(shop, owner, bouquet):
    """Send the same form from so many windows at once."""

    def send(windows):
        def post(number):
            return clients[number].post(
                ADD,
                {
                    "action_id": "1",
                    "customer_phone": "+77051234567",
                    "delivery_method": "delivery",
                    "payment_method": "kaspi",
                    "product": bouquet.pk,
                    "quantity": 1,
                },
            )

        clients = [Client() for _window in range(windows)]
        for client in clients:
            client.force_login(owner.user)
            session = client.session
            session["shop_id"] = shop.pk
            session.save()
        return race(windows, post)

    return send


def test_a_form_sent_twice_at_once_makes_one_order(roses, send):
    outcome = send(4)

    assert outcome.errors == []
    order = Order.objects.get()
    assert {answer.status_code for answer in outcome.results} <= {302, 409}
    assert {answer.url for answer in outcome.results if answer.status_code == 302} == {
        f"/admin/orders/order/{order.pk}/change/"
    }
    assert reload(roses).quantity_reserved == 25
    assert list(ledger.check()) == []


def test_control_without_the_key_there_are_as_many_orders_as_were_sent(roses, send, monkeypatch):
    begin, keys = idempotency.begin, itertools.count()

    def each_its_own(*, key, **named):
        return begin(key=f"{key}-{next(keys)}", **named)

    monkeypatch.setattr(idempotency, "begin", each_its_own)

    send(4)

    assert Order.objects.count() == 4
    assert reload(roses).quantity_reserved == 100
