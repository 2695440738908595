"""The same on SQLite: it has no locks on rows, but a transaction that may write begins by waiting for its turn."""

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.errors import NothingDue
from orders.models import Payment
from orders.services import change_status, record_payment
from production.errors import TaskTaken
from production.services import assign_task
from tests.factories import make_batch, make_item, make_member, make_product, reload
from warehouse import ledger
from warehouse.errors import OutOfStock

from .harness import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what PostgreSQL does is tested beside this"),
]

BUYERS = 6


@pytest.fixture
def roses(shop):
    """Enough for four bouquets."""
    return make_batch(shop, make_item(shop), 100)


@pytest.fixture
def bouquet(shop, roses):
    return make_product(shop, recipe={roses.item: 25})


def test_the_last_bouquets_are_sold_once(shop, bouquet, roses, place):
    outcome = race(BUYERS, lambda number: place(bouquet, number=number), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (4, {OutOfStock})
    assert (reload(roses).quantity_on_hand, reload(roses).quantity_reserved) == (100, 100)
    assert list(ledger.check()) == []


def test_the_last_payment_is_recorded_once(shop, bouquet, place):
    order = place(bouquet)

    def pay(_number):
        return record_payment(
            shop=shop,
            order_id=order.pk,
            amount=27000,
            method="kaspi",
            source="manual",
            actor=SYSTEM,
            now=timezone.now(),
        )

    outcome = race(3, pay, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {NothingDue})
    assert Payment.objects.count() == 1


def test_the_same_move_twice_is_one(shop, bouquet, place):
    order = place(bouquet)

    def move(_number):
        return change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())

    outcome = race(4, move, shop=shop)

    assert outcome.errors == []
    assert order.history.count() == 2
    assert OutboxEvent.objects.filter(name="order.paid").count() == 1


def test_a_task_is_taken_by_one(shop, bouquet, place):
    order = place(bouquet)
    change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())
    outbox.dispatch()
    task = order.tasks.get()
    florists = [make_member(shop, "florist", name=name) for name in ("Марина", "Жанна")]

    def take(number):
        return assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florists[number], now=timezone.now())

    outcome = race(2, take, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {TaskTaken})
    assert outcome.errors[0].data == {"florist_name": outcome.results[0].florist.name}


def test_dispatchers_share_the_work(shop, bouquet, place):
    for number in range(4):
        place(bouquet, number=number)

    outcome = race(3, lambda _number: outbox.dispatch())
    outbox.dispatch()

    assert outcome.errors == []
    assert set(OutboxEvent.objects.values_list("attempts", flat=True)) == {1}
    assert reload(bouquet).orders_count == 4


@pytest.mark.usefixtures("without_locks")  # only for the pause after what would be locked
def test_control_who_begins_by_reading_loses_its_turn(shop, bouquet, place):
    """Two read, one writes, and what the other has read is no longer so: SQLite refuses it."""
    order = place(bouquet)

    def move(_number):
        connection.transaction_mode = None
        return change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())

    outcome = race(2, move, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OperationalError})
