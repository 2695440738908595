"""Money as rows."""

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput
from cvety.core.models import OutboxEvent
from orders.errors import NothingDue, NothingToRefund
from orders.models import Payment
from orders.services import archive_order, record_payment, record_refund
from tests.factories import reload


@pytest.fixture
def pay(shop):
    def pay(order, amount, **fields):
        fields = {"method": "kaspi", "source": "manual", "actor": SYSTEM, "now": timezone.now(), **fields}
        return record_payment(shop=shop, order_id=order.pk, amount=amount, **fields)

    return pay


@pytest.fixture
def refund(shop):
    def refund(order, amount):
        return record_refund(shop=shop, order_id=order.pk, amount=amount, actor=SYSTEM, now=timezone.now())

    return refund


def sums(order):
    order = reload(order)
    return (order.status, order.paid_total, order.due, order.payment_status)


def test_part_by_part_until_the_last_payment_moves_the_order(new_order, pay):
    order = new_order()

    pay(order, 7000)
    assert sums(order) == ("new", 7000, 20000, "partially_paid")

    pay(order, 20000)
    assert sums(order) == ("paid", 27000, 0, "paid")
    names = list(OutboxEvent.objects.filter(aggregate=order.aggregate).order_by("pk").values_list("name", flat=True))
    assert names == [
        "order.created",
        "payment.received",
        "payment.received",
        "order.status_changed",
        "order.paid",
    ]


def test_the_same_payment_of_an_outside_system_is_recorded_once(new_order, pay):
    order = new_order()

    first = pay(order, 27000, source="kaspi", external_id="p-77")
    again = pay(order, 27000, source="kaspi", external_id="p-77")

    assert again.pk == first.pk
    assert Payment.objects.count() == 1
    assert sums(order) == ("paid", 27000, 0, "paid")


def test_a_person_cannot_record_more_than_is_due(new_order, pay):
    order = new_order()

    with pytest.raises(InvalidInput):
        pay(order, 27001)
    pay(order, 27000)
    with pytest.raises(NothingDue):
        pay(order, 1)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("amount", [0, -5, 10**10])
def test_an_impossible_sum_is_refused(new_order, pay, amount):
    with pytest.raises(InvalidInput):
        pay(new_order(), amount, source="kaspi")


def test_refunds_bring_a_cancelled_order_to_refunded(order_in, move, refund):
    order = move(order_in("paid"), "cancelled")

    refund(order, 10000)
    assert sums(order) == ("cancelled", 17000, 0, "refund_due")
    refund(order, 17000)
    assert sums(order) == ("cancelled", 0, 0, "refunded")
    with pytest.raises(NothingToRefund):
        refund(order, 1)


def test_what_is_given_back_after_the_hand_over_is_not_taken_again(new_order, accept, move, refund):
    order = move(accept(new_order(payment_method="cash")), "assembled", "delivery", "delivered")
    refund(order, 3000)

    move(order, "completed")

    assert sums(order)[1] == 24000


def test_a_debt_outlives_the_order_that_was_put_away(shop, order_in, move, refund):
    order = move(order_in("paid"), "cancelled")
    archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())

    refund(order, 27000)

    assert sums(order) == ("cancelled", 0, 0, "refunded")
