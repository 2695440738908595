"""One task, taken by two florists at once."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import DomainError
from orders.services import change_status
from production.errors import TaskTaken
from production.models import ProductionTask, Shortage
from production.services import (
    assign_task,
    begin_task,
    complete_task,
    creating,
    make_task_for_order,
    report_shortage,
    shortages,
    start_task,
)
from tests.factories import make_member, reload
from warehouse import ledger

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(shop, place, bouquet):
    order = place(bouquet)
    return change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())


@pytest.fixture
def task(order):
    outbox.dispatch()
    return order.tasks.get()


@pytest.fixture
def florists(shop):
    return [make_member(shop, "florist", name=name) for name in ("Марина", "Жанна")]


@pytest.fixture
def take(shop, florists):
    def take(task, number):
        return assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florists[number], now=timezone.now())

    return take


def test_one_gets_it_and_the_other_is_told_who(shop, task, take, florists):
    outcome = race(2, lambda number: take(task, number), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {TaskTaken})
    winner = outcome.results[0].florist
    assert outcome.errors[0].data == {"florist_name": winner.name}
    assert str(outcome.errors[0]) == f"Эту задачу уже взял коллега: {winner.name}"
    task = reload(task)
    assert (task.status, task.florist_id) == ("assigned", winner.pk)
    assert reload(task.order).florist_id == winner.pk


def test_taken_twice_by_the_same_florist_is_no_error(shop, task, take):
    outcome = race(4, lambda _number: take(task, 0), shop=shop)

    assert outcome.errors == []
    assert reload(task).version == 2


def test_completed_twice_assembles_once(shop, order, task, take, florists, roses):
    take(task, 0)
    start_task(shop=shop, task_id=task.pk, member=florists[0], now=timezone.now())

    outcome = race(
        4,
        lambda _n: complete_task(shop=shop, task_id=task.pk, member=florists[0], now=timezone.now()),
        shop=shop,
    )

    assert outcome.errors == []
    assert list(order.history.values_list("status", flat=True)) == ["new", "paid", "assembled"]
    assert (reload(roses).quantity_on_hand, reload(roses).quantity_reserved) == (225, 0)
    assert list(ledger.check()) == []


def test_completing_a_task_while_its_order_is_cancelled(shop, order, task, take, florists, roses):
    """The stems come back either way: released before assembly, or brought back after."""
    take(task, 0)
    start_task(shop=shop, task_id=task.pk, member=florists[0], now=timezone.now())

    def act(number):
        if number:
            return complete_task(shop=shop, task_id=task.pk, member=florists[0], now=timezone.now())
        return change_status(shop=shop, order_id=order.pk, to="cancelled", actor=SYSTEM, now=timezone.now())

    outcome = race(2, act, shop=shop)
    outbox.dispatch()

    assert all(isinstance(error, DomainError) for error in outcome.errors)
    assert reload(order).status == "cancelled"
    assert reload(task).status in ("completed", "cancelled")
    assert (reload(roses).quantity_on_hand, reload(roses).quantity_reserved) == (250, 0)
    assert list(ledger.check()) == []


def test_begun_by_two_at_once_it_is_one_florists(shop, task, florists):
    outcome = race(
        2,
        lambda n: begin_task(shop=shop, task_id=task.pk, member=florists[n], now=timezone.now()),
        shop=shop,
    )

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {TaskTaken})
    assert (reload(task).status, reload(task).florist_id) == ("in_progress", outcome.results[0].florist_id)


@pytest.fixture
def report(shop, task, take, florists, monkeypatch):
    """Tell the same shortage; all who have looked whether it was told wait for each other before they write."""
    take(task, 0)

    def authored(actor):
        meet("told")
        return authored_by(actor)

    authored_by = shortages.authored
    monkeypatch.setattr(shortages, "authored", authored)

    def report(_number):
        return report_shortage(shop=shop, task_id=task.pk, what="Роза красная", member=florists[0], now=timezone.now())

    return report


def test_a_shortage_told_twice_at_once_is_told_once(shop, report):
    outcome = race(2, report, shop=shop)

    assert outcome.errors == []
    assert Shortage.objects.count() == 1


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_shortage_is_told_twice(shop, report):
    outcome = race(2, report, shop=shop)

    assert outcome.errors == []
    assert Shortage.objects.count() == 2


def test_an_order_gets_one_task_however_often_it_is_told_of(shop, order):
    outcome = race(8, lambda _n: make_task_for_order(shop=shop, order_id=order.pk, now=timezone.now()), shop=shop)

    assert outcome.errors == []
    assert ProductionTask.objects.count() == 1


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_both_believe_it_is_theirs(shop, task, take):
    outcome = race(2, lambda number: take(task, number), shop=shop)

    assert outcome.errors == []
    assert {taken.florist.name for taken in outcome.results} == {"Марина", "Жанна"}


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_second_task(shop, order, monkeypatch):
    def deadline_for(*args):  # between looking and writing
        meet("deadline")
        return deadline_of(*args)

    deadline_of = creating.deadline_for
    monkeypatch.setattr(creating, "deadline_for", deadline_for)

    outcome = race(2, lambda _n: make_task_for_order(shop=shop, order_id=order.pk, now=timezone.now()), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})
