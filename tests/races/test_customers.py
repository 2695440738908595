"""One new customer, met by several at once."""

import threading
import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.errors import PhoneTaken
from customers.models import Customer, CustomerAddress
from customers.services import create_customer, update_customer
from customers.services.keeping import _create
from cvety.core import outbox
from cvety.core.models import OutboxEvent
from orders.services import count_order
from orders.services import totals as totals_service
from tests.factories import make_product, reload

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def card(shop):
    """A product of which there is always enough."""
    return make_product(shop, "Открытка", retail_price=500)


def test_the_first_orders_of_a_new_customer_make_one_customer(shop, card, place):
    outcome = race(8, lambda _number: place(card, customer_name="Тимур"), shop=shop)
    outbox.dispatch()

    assert outcome.errors == []
    customer = Customer.objects.get()
    assert {order.customer_id for order in outcome.results} == {customer.pk}
    assert (customer.name, customer.orders_count) == ("Тимур", 8)
    assert OutboxEvent.objects.filter(name="customer.created").count() == 1


def test_an_address_said_by_several_orders_at_once_is_kept_once(shop, card, place):
    outcome = race(8, lambda _number: place(card, address="пр. Достык 89", recipient_name="Айгуль"), shop=shop)

    assert outcome.errors == []
    assert list(CustomerAddress.objects.values_list("address", "recipient_name")) == [("пр. Достык 89", "Айгуль")]


def test_a_customer_added_twice_at_once_is_there_once(shop):
    def add(_number):
        return create_customer(shop=shop, data={"phone": "+77011112233", "name": "Тимур"}, now=timezone.now())

    outcome = race(8, add, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {PhoneTaken})
    assert Customer.objects.count() == 1


def test_one_phone_given_to_two_customers_at_once(shop):
    customers = [create_customer(shop=shop, data={"phone": f"+7701111000{n}"}, now=timezone.now()) for n in range(2)]

    def change(number):
        return update_customer(
            shop=shop, customer_id=customers[number].pk, changes={"phone": "+77010009999"}, now=timezone.now()
        )

    outcome = race(2, change, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {PhoneTaken})


def test_totals_counted_by_several_at_once_are_right(shop, card, place):
    orders = [place(card) for _n in range(4)]

    outcome = race(12, lambda number: count_order(shop=shop, order_id=orders[number % 4].pk), shop=shop)

    assert outcome.errors == []
    assert reload(orders[0].customer).orders_count == 4
    assert reload(card).orders_count == 4


def test_the_last_order_is_the_last_whoever_counts_last(shop, card, place, monkeypatch):
    """Counting the first order is held up until a second has come in and, where it may, been counted."""
    first = place(card)
    second_is_placed, second_is_counted = threading.Event(), threading.Event()
    add = totals_service.add_to_customer

    def held_up(**totals):
        if threading.current_thread().name == "first":
            second_is_placed.wait(5)
            second_is_counted.wait(0.5)
        add(**totals)

    def act(number):
        if number == 0:
            threading.current_thread().name = "first"
            return count_order(shop=shop, order_id=first.pk)
        time.sleep(0.1)
        second = place(card)
        second_is_placed.set()
        count_order(shop=shop, order_id=second.pk)
        second_is_counted.set()
        return second

    monkeypatch.setattr(totals_service, "add_to_customer", held_up)

    outcome = race(2, act, shop=shop)

    (second,) = filter(None, outcome.results)
    assert reload(first.customer).orders_count == 2
    assert reload(first.customer).last_order_at == second.created_at


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_orders_are_not_counted(shop, card, place):
    orders = [place(card) for _n in range(4)]

    race(4, lambda number: count_order(shop=shop, order_id=orders[number].pk), shop=shop)

    assert reload(orders[0].customer).orders_count < 4


def test_control_who_does_not_look_again_meets_the_constraint(shop):
    @transaction.atomic
    def add(_number):
        return _create(shop, {"phone": "+77011112233"})

    outcome = race(4, add, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})
