"""One number of a payment, told of two orders at once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput
from orders.models import Payment
from orders.services import record_payment

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_number_told_of_two_orders_at_once_is_of_one(shop, place, bouquet):
    orders = [place(bouquet), place(bouquet)]

    def pay(number):
        return record_payment(
            shop=shop,
            order_id=orders[number].pk,
            amount=7000,
            method=None,
            source="manual",
            external_id="K-1",
            actor=SYSTEM,
            now=timezone.now(),
        )

    outcome = race(2, pay, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {InvalidInput})
    assert list(Payment.objects.values_list("order_id", "amount")) == [(outcome.results[0].order_id, 7000)]
