"""One assembled order, taken out by two couriers at once; a phone asked for by one of them, twice at once."""

import pytest
from django.utils import timezone

from orders.errors import OrderTaken
from orders.models import OrderNote
from orders.services import reveal_recipient_phone, take_out
from tests.factories import make_member, reload
from tests.factories.orders import make_order

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def couriers(shop):
    return [make_member(shop, "courier", name=name) for name in ("Асхат", "Ержан")]


@pytest.fixture
def order(shop):
    return make_order(shop, "paid", "assembled")


@pytest.fixture
def take(shop, order, couriers):
    def take(number):
        return take_out(shop=shop, order_id=order.pk, member=couriers[number], now=timezone.now())

    return take


def test_one_gets_it_and_the_other_is_told_who(shop, order, take):
    outcome = race(2, take, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OrderTaken})
    winner = outcome.results[0].courier
    assert str(outcome.errors[0]) == f"Этот заказ уже у курьера: {winner.name}"
    assert (reload(order).status, reload(order).courier_id) == ("delivery", winner.pk)


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_both_would_have_it(shop, take):
    outcome = race(2, take, shop=shop)

    assert len(outcome.results) == 2


def test_taken_out_twice_by_one_courier_is_written_once(shop, order, take):
    outcome = race(4, lambda _number: take(0), shop=shop)

    assert outcome.errors == []
    assert list(order.history.values_list("status", flat=True)) == ["new", "paid", "assembled", "delivery"]


@pytest.fixture
def reveal(shop, couriers):
    order = make_order(shop, "paid", "assembled", recipient_phone="+77059998877", is_surprise=True)
    take_out(shop=shop, order_id=order.pk, member=couriers[0], now=timezone.now())

    def reveal(_number):
        return reveal_recipient_phone(shop=shop, order_id=order.pk, member=couriers[0], now=timezone.now())

    return reveal


def test_a_phone_asked_for_twice_is_written_down_once(shop, reveal):
    outcome = race(4, reveal, shop=shop)

    assert outcome.errors == []
    assert OrderNote.objects.count() == 1


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_it_would_be_written_down_by_each(shop, reveal):
    outcome = race(4, reveal, shop=shop)

    assert outcome.errors == []
    assert OrderNote.objects.count() > 1
