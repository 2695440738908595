"""One batch, written off, counted and taken back by many clients at once."""

from collections import Counter

import pytest

from tests.conftest import Api
from tests.factories import reload
from warehouse import ledger
from warehouse.models import StockMovement

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clients(owner):
    return [Api(owner) for _client in range(16)]


@pytest.fixture
def write_off(clients, roses):
    def write_off(number, quantity=25):
        body = {"quantity": quantity, "reason": "wilted"}
        return clients[number].post(f"/api/warehouse/{roses.pk}/write-off", body)

    return write_off


def statuses(outcome):
    assert outcome.errors == []
    return Counter(answer.status_code for answer in outcome.results)


def test_sixteen_write_off_what_is_enough_for_ten(roses, write_off):
    outcome = race(16, write_off)

    assert statuses(outcome) == {201: 10, 400: 6}
    assert {answer.json()["available"] for answer in outcome.results if answer.status_code == 400} == {0}
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_written_off) == (0, 250)
    written_off = StockMovement.objects.filter(kind="writeoff")
    assert (written_off.count(), -sum(movement.cost_delta for movement in written_off)) == (10, roses.total_cost)
    assert list(ledger.check()) == []


def test_orders_and_write_offs_share_what_is_there(shop, roses, bouquet, place, write_off):
    def act(number):
        return place(bouquet, number=number) if number % 2 else write_off(number)

    outcome = race(16, act, shop=shop)

    batch = reload(roses)
    assert batch.quantity_on_hand == batch.quantity_reserved  # all that is left is promised, and nothing more
    assert batch.quantity_reserved + batch.quantity_written_off == 250
    assert outcome.results
    assert list(ledger.check()) == []


def test_counts_and_write_offs_leave_right_books(clients, roses, write_off):
    def act(number):
        if number % 2:
            return write_off(number)
        return clients[number].post(f"/api/warehouse/{roses.pk}/correction", {"quantity": 241 + number})

    outcome = race(12, act)

    assert statuses(outcome) == {201: 12}
    assert list(ledger.check()) == []


def test_a_delivery_is_taken_back_or_sold_from_and_never_both(shop, clients, roses, bouquet, place):
    def act(number):
        if number % 2:
            return place(bouquet, number=number)
        return clients[number].delete(f"/api/warehouse/deliveries/{roses.receipt_id}")

    race(8, act, shop=shop)

    batch = reload(roses)
    assert (batch.cancelled_at is None) == (batch.quantity_reserved > 0)
    assert batch.quantity_on_hand == (250 if batch.cancelled_at is None else 0)
    assert list(ledger.check()) == []


def test_a_delivery_taken_back_by_several_is_taken_back_once(clients, roses):
    outcome = race(8, lambda number: clients[number].delete(f"/api/warehouse/deliveries/{roses.receipt_id}"))

    assert statuses(outcome) == {204: 8}
    assert list(roses.movements.order_by("pk").values_list("on_hand_delta", flat=True)) == [250, -250]
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_is_written_off_than_there_was(roses, write_off):
    outcome = race(4, lambda number: write_off(number, quantity=100))

    assert statuses(outcome) == {201: 4}
    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_delivery_is_taken_back_twice(clients, roses):
    outcome = race(2, lambda number: clients[number].delete(f"/api/warehouse/deliveries/{roses.receipt_id}"))

    assert statuses(outcome) == {204: 2}
    assert list(ledger.check()) != []
