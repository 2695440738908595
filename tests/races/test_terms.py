"""A discount, another fee and a payment, all at once: the order's sums hold all three."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.models import Payment
from orders.pricing import payment_status_of
from orders.services import record_payment, update_order
from tests.factories import reload

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(place, bouquet):
    """27 000 ₸ to be paid."""
    return place(bouquet, address="пр. Достык 89")


@pytest.fixture
def at_once(shop, order):
    """Make these changes of the order and pay for it, each by somebody else."""

    def at_once(*changes, paid):
        told = {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now()}

        def act(number):
            if number < len(changes):
                return update_order(changes=changes[number], **told)
            return record_payment(amount=paid, method="kaspi", source="kaspi", **told)

        outcome = race(len(changes) + 1, act, shop=shop)
        assert outcome.errors == []
        return reload(order)

    return at_once


def told_paid(order):
    return OutboxEvent.objects.filter(aggregate=order.aggregate, name="order.paid").count()


CHANGES = ({"discount": 2000}, {"delivery_fee": 0})  # which leave 23 000 ₸


def sums(order):
    return order.discount, order.delivery_fee, order.total, order.paid_total, order.due


def test_all_of_it_counts_and_the_order_is_paid_once(at_once):
    order = at_once(*CHANGES, paid=23000)

    assert sums(order) == (2000, 0, 23000, 23000, 0)
    assert (order.status, order.payment_status, told_paid(order)) == ("paid", "paid", 1)


def test_of_two_discounts_the_later_stands_and_the_money_agrees_with_it(at_once):
    order = at_once({"discount": 1000}, {"discount": 5000}, paid=24000)

    assert order.discount in (1000, 5000)
    assert order.total == 27000 - order.discount
    assert order.paid_total == Payment.objects.aggregate(sum=Sum("amount"))["sum"] == 24000
    assert order.payment_status == payment_status_of(order)
    # Paid for a moment, or still: it has not been both.
    assert (order.status, told_paid(order)) in (("paid", 1), ("new", 0))
    assert order.status == "paid" or order.due


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_something_of_it_is_lost(at_once):
    order = at_once(*CHANGES, paid=23000)

    assert (sums(order), order.status) != ((2000, 0, 23000, 23000, 0), "paid")
