"""Florists take from other batches while orders come in, the order is sold, and each other."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import DomainError, InvalidInput
from orders.services import change_status
from production.services import begin_task, take_from_batch
from tests.factories import make_batch, reload
from warehouse import ledger
from warehouse.errors import BatchTooSmall, OutOfStock
from warehouse.models import StockReservation

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def fresh(shop, roses):
    """A batch of 60 beside the 250, which came before."""
    type(roses).objects.filter(pk=roses.pk).update(arrived_at=timezone.now() - timedelta(days=1))
    return make_batch(shop, roses.item, 60)


@pytest.fixture
def tasks(shop, owner, bouquet, place, fresh):
    """Eight orders that hold 25 of the older batch each, in their florist's hands."""
    orders = [place(bouquet, number=number) for number in range(8)]
    for order in orders:
        change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())
    outbox.dispatch()
    return [begin_task(shop=shop, task_id=order.tasks.get().pk, member=owner, now=timezone.now()) for order in orders]


@pytest.fixture
def take(shop, owner, fresh):
    def take(task, **fields):
        hold = StockReservation.objects.filter(order_id=task.order_id).order_by("pk").first()
        told = {"reservation_id": hold.pk, "batch_id": fresh.pk, "reason": "Сломаны", **fields}
        return take_from_batch(shop=shop, task_id=task.pk, member=owner, now=timezone.now(), **told)

    return take


def held():
    return StockReservation.objects.filter(status="held").aggregate(sum=Sum("quantity"))["sum"]


def test_eight_want_a_batch_that_is_enough_for_two(shop, tasks, take, fresh, roses):
    outcome = race(8, lambda number: take(tasks[number]), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (2, {BatchTooSmall})
    assert {error.data["available"] for error in outcome.errors} == {10}
    assert (reload(fresh).quantity_reserved, reload(roses).quantity_reserved, held()) == (50, 150, 200)
    assert list(ledger.check()) == []


def test_orders_come_in_meanwhile_and_nobody_is_refused_for_what_is_there(shop, bouquet, tasks, take, place):
    """310 stems, of which eight orders hold 200: four more are served, wherever the florists take theirs from."""
    outcome = race(
        14, lambda number: take(tasks[number]) if number < 8 else place(bouquet, number=50 + number), shop=shop
    )

    assert outcome.kinds_of_errors() <= {BatchTooSmall, OutOfStock}
    assert sum(isinstance(error, OutOfStock) for error in outcome.errors) == 2
    assert held() == 300
    assert list(ledger.check()) == []


def test_one_task_is_taken_from_another_batch_once_however_often_it_is_asked(shop, tasks, take, fresh):
    outcome = race(6, lambda _number: take(tasks[0]), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {InvalidInput})
    assert reload(fresh).quantity_reserved == 25
    assert list(ledger.check()) == []


def test_an_order_is_sold_while_its_flowers_are_taken_elsewhere(shop, tasks, take):
    def act(number):
        if number % 2:
            return take(tasks[number // 2])
        order_id = tasks[number // 2].order_id
        return change_status(shop=shop, order_id=order_id, to="assembled", actor=SYSTEM, now=timezone.now())

    outcome = race(16, act, shop=shop)

    assert all(isinstance(error, DomainError) for error in outcome.errors)
    assert held() is None
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_is_taken_than_there_is(shop, tasks, take, fresh):
    race(8, lambda number: take(tasks[number]), shop=shop)

    assert list(ledger.check()) != []
