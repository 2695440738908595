"""The last payment, recorded by two at once."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.errors import NothingDue, NothingToRefund
from orders.models import OrderStatusChange, Payment
from orders.services import change_status, record_payment, record_refund
from tests.factories import reload

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(place, bouquet):
    """27 000 ₸ to be paid."""
    return place(bouquet)


@pytest.fixture
def pay(shop, order):
    def pay(amount=27000, source="manual", external_id=None):
        return record_payment(
            shop=shop,
            order_id=order.pk,
            amount=amount,
            method="kaspi",
            source=source,
            external_id=external_id,
            actor=SYSTEM,
            now=timezone.now(),
        )

    return pay


def told(order):
    events = OutboxEvent.objects.filter(aggregate=order.aggregate).exclude(name="order.created")
    return list(events.order_by("pk").values_list("name", flat=True))


PAID_ONCE = ["payment.received", "order.status_changed", "order.paid"]


def test_a_person_who_clicks_twice_pays_once(shop, order, pay):
    outcome = race(2, lambda _number: pay(), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {NothingDue})
    order = reload(order)
    assert (order.status, order.payment_status, order.paid_total, order.due) == ("paid", "paid", 27000, 0)
    assert list(Payment.objects.values_list("amount", flat=True)) == [27000]
    assert told(order) == PAID_ONCE


def test_a_payment_told_twice_by_the_bank_is_one(shop, order, pay):
    outcome = race(8, lambda _number: pay(source="kaspi", external_id="7001"), shop=shop)

    assert outcome.errors == []
    assert len({payment.pk for payment in outcome.results}) == 1
    order = reload(order)
    assert (order.status, order.paid_total, order.due) == ("paid", 27000, 0)
    assert told(order) == PAID_ONCE


def test_parts_of_a_payment_add_up(shop, order, pay):
    outcome = race(9, lambda _number: pay(amount=3000), shop=shop)

    assert outcome.errors == []
    order = reload(order)
    assert (order.status, order.payment_status, order.paid_total) == ("paid", "paid", 27000)
    assert told(order) == ["payment.received"] * 8 + PAID_ONCE


def test_paying_and_being_marked_paid_at_once_is_one_payment(shop, order, pay):
    def act(number):
        if number:
            return pay()
        return change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())

    outcome = race(2, act, shop=shop)

    assert outcome.kinds_of_errors() <= {NothingDue}
    order = reload(order)
    assert (order.status, order.paid_total) == ("paid", 27000)
    assert Payment.objects.count() == 1
    assert told(order) == PAID_ONCE


def test_money_is_given_back_once(shop, order, pay):
    pay()

    def give_back(_number):
        return record_refund(shop=shop, order_id=order.pk, amount=27000, actor=SYSTEM, now=timezone.now())

    outcome = race(4, give_back, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {NothingToRefund})
    order = reload(order)
    assert (order.paid_total, order.refunded_total, order.payment_status) == (0, 27000, "refunded")


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_money_is_taken_twice(shop, order, pay):
    outcome = race(2, lambda _number: pay(), shop=shop)

    assert len(outcome.results) == 2
    assert list(Payment.objects.values_list("amount", flat=True)) == [27000, 27000]
    assert reload(order).paid_total == 27000  # and the order's own sum knows of one only
    assert sorted(told(order)) == sorted(PAID_ONCE * 2)
    assert OrderStatusChange.objects.filter(status="paid").count() == 2


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_payment_told_twice(shop, order, pay):
    outcome = race(2, lambda _number: pay(source="kaspi", external_id="7001"), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})
    assert Payment.objects.count() == 1
