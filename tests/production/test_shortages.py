"""Not enough of something: told by a florist, settled by a manager."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from orders.errors import OrderClosed
from production.errors import ShortageNotFound, StepNotAllowed, TaskNotFound, TaskTaken
from production.models import ProductionTask, Shortage
from production.services import (
    assign_task,
    begin_task,
    cancel_task,
    complete_task,
    report_shortage,
    settle_shortage,
)
from tests.factories import make_member, make_shop, reload
from tests.factories.orders import make_order, move_order


@pytest.fixture(autouse=True)
def _scope(shop):
    with shop_scope(shop):
        yield


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def task(shop):
    order = make_order(shop, "paid")
    outbox.dispatch()
    return ProductionTask.objects.get(order=order)


@pytest.fixture
def report(shop, task):
    def report(member, what="Роза красная 50 см"):
        return report_shortage(shop=shop, task_id=task.pk, what=what, member=member, now=timezone.now())

    return report


@pytest.fixture
def settle(shop):
    def settle(shortage, member):
        return settle_shortage(shop=shop, shortage_id=shortage.pk, member=member, now=timezone.now())

    return settle


@pytest.fixture
def taken(shop, task, florist):
    return assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())


def open_shortages():
    return Shortage.objects.filter(settled_at=None)


def test_a_manager_learns_what_is_missing_and_settles_it(owner, taken, florist, report, settle):
    shortage = report(florist)

    assert (shortage.what, shortage.task_id, shortage.actor_name) == ("Роза красная 50 см", taken.pk, "Марина")
    assert list(open_shortages()) == [shortage]

    settle(shortage, owner)

    assert list(open_shortages()) == []
    assert reload(shortage).settled_by == owner.name


def test_the_same_is_told_once_and_something_else_beside_it(taken, florist, report):
    report(florist)
    report(florist)
    report(florist, "Лента")

    assert [shortage.what for shortage in open_shortages()] == ["Роза красная 50 см", "Лента"]


def test_what_was_settled_may_be_missing_again(owner, taken, florist, report, settle):
    settle(report(florist), owner)
    report(florist)

    assert open_shortages().count() == 1
    assert Shortage.objects.count() == 2


def test_the_first_to_settle_stays_named(shop, owner, taken, florist, report, settle):
    shortage = report(florist)
    settle(shortage, owner)
    settle(shortage, make_member(shop, "senior", name="Гульнара"))

    assert reload(shortage).settled_by == owner.name


def test_a_florist_who_found_it_after_all_says_so(shop, taken, florist, report, settle):
    shortage = report(florist)
    with pytest.raises(TaskTaken):
        settle(shortage, make_member(shop, "florist", name="Дана"))

    settle(shortage, florist)

    assert reload(shortage).settled_by == "Марина"


def test_only_who_makes_the_bouquet_and_managers_say_what_is_missing(shop, owner, task, florist, report):
    with pytest.raises(StepNotAllowed):
        report(florist)  # free: nobody has looked for anything yet
    assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())
    with pytest.raises(TaskTaken):
        report(make_member(shop, "florist", name="Дана"))

    report(owner)

    assert open_shortages().count() == 1


def test_nothing_is_missing_for_a_task_that_is_over(shop, owner, taken, florist, report):
    cancel_task(shop=shop, task_id=taken.pk, member=owner, now=timezone.now())

    with pytest.raises(StepNotAllowed):
        report(florist)


def test_nothing_is_missing_for_an_order_that_was_cancelled(taken, florist, report):
    move_order(taken.order, "cancelled")

    with pytest.raises(OrderClosed):
        report(florist)


@pytest.mark.parametrize("end", ["completed", "cancelled", "order cancelled"])
def test_with_its_task_a_shortage_ends(shop, owner, taken, florist, report, end):
    shortage = report(florist)
    if end == "completed":
        begin_task(shop=shop, task_id=taken.pk, member=florist, now=timezone.now())
        complete_task(shop=shop, task_id=taken.pk, member=florist, now=timezone.now())
    elif end == "cancelled":
        cancel_task(shop=shop, task_id=taken.pk, member=owner, now=timezone.now())
    else:
        move_order(taken.order, "cancelled")
        outbox.dispatch()

    assert list(open_shortages()) == []
    assert reload(shortage).settled_by == ""


def test_another_shops_rows_are_not_found(taken, florist, report):
    shortage = report(florist)
    other = make_shop()
    stranger = make_member(other, "owner")

    with shop_scope(other):
        with pytest.raises(TaskNotFound):
            report_shortage(shop=other, task_id=taken.pk, what="Роза", member=stranger, now=timezone.now())
        with pytest.raises(ShortageNotFound):
            settle_shortage(shop=other, shortage_id=shortage.pk, member=stranger, now=timezone.now())


def test_a_free_task_is_taken_and_begun_in_one_step(shop, task, florist):
    begun = begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())

    assert (begun.status, begun.florist_id) == ("in_progress", florist.pk)
    assert reload(task.order).florist_id == florist.pk


def test_beginning_twice_is_no_error_and_who_was_faster_is_named(shop, task, florist):
    for _ in range(2):
        begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())

    with pytest.raises(TaskTaken) as caught:
        begin_task(shop=shop, task_id=task.pk, member=make_member(shop, "florist", name="Дана"), now=timezone.now())
    assert caught.value.data == {"florist_name": "Марина"}
