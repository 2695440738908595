"""A customer's address book, written in by several at once: one address of it is the default."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from customers.models import CustomerAddress
from customers.services import add_address, create_customer, remove_address, update_address
from tests.factories import make_product

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def customer(shop):
    return create_customer(shop=shop, data={"phone": "+77011112233", "address": "ул. Абая 10"}, now=timezone.now())


@pytest.fixture
def add(shop, customer):
    def add(number, **data):
        return add_address(shop=shop, customer_id=customer.pk, data={"address": f"ул. Абая {number}", **data})

    return add


def defaults():
    return CustomerAddress.objects.filter(is_default=True).count()


def test_everybody_wants_theirs_to_be_the_default(shop, add):
    outcome = race(8, lambda number: add(100 + number, is_default=True), shop=shop)

    assert outcome.errors == []
    assert (CustomerAddress.objects.count(), defaults()) == (9, 1)


def test_first_orders_to_several_places_make_one_default(shop, place):
    card = make_product(shop, "Открытка", retail_price=500)

    outcome = race(8, lambda number: place(card, address=f"ул. Абая {number}"), shop=shop)

    assert outcome.errors == []
    assert (CustomerAddress.objects.count(), defaults()) == (8, 1)


def test_the_default_is_struck_out_while_others_become_it(shop, customer, add):
    rows = [CustomerAddress.objects.get(), *(add(100 + number) for number in range(5))]

    def act(number):
        one = {"shop": shop, "customer_id": customer.pk, "address_id": rows[number].pk}
        return remove_address(**one) if number % 2 == 0 else update_address(**one, changes={"is_default": True})

    outcome = race(6, act, shop=shop)

    assert outcome.errors == []
    assert (CustomerAddress.objects.count(), defaults()) == (3, 1)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_second_default(shop, add):
    outcome = race(4, lambda number: add(100 + number, is_default=True), shop=shop)

    assert len(outcome.results) < 4
    assert outcome.kinds_of_errors() == {IntegrityError}
    assert defaults() == 1
