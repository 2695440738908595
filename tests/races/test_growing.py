"""A paid order that grows while the last stems are sold, while it is assembled, paid, waived: all at once."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput
from orders.errors import ItemsFixed, NothingDue
from orders.models import OrderItem, OrderStatusChange
from orders.services import NewItem, add_item, change_item, change_status, record_payment, waive_due
from production.errors import ItemsChanged
from production.services import begin_task, complete_task, follow_items, following
from tests.factories import make_member, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(shop):
    return lambda order, **more: {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now(), **more}


@pytest.fixture
def order(place, bouquet, told):
    """A bouquet of 25 roses for 25 000 ₸ and its delivery for 2 000 ₸, paid."""
    order = place(bouquet)
    return change_status(to="paid", **told(order))


@pytest.fixture
def grow(order, bouquet, told):
    return lambda quantity=1: add_item(item=NewItem(product_id=bouquet.pk, quantity=quantity), **told(order))


@pytest.fixture
def pay(order, told):
    return lambda amount: record_payment(amount=amount, method=None, source="manual", **told(order))


@pytest.fixture
def waive(order, told):
    return lambda: waive_due(reason="Свои", **told(order))


@pytest.fixture
def task(order):
    outbox.dispatch()
    return order.tasks.get()


@pytest.fixture
def finish(shop, task):
    """A florist who has begun, and says that it is done."""
    florist = make_member(shop, "florist", name="Марина")
    begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())
    return lambda: complete_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())


def stems(status):
    return sum(StockReservation.objects.filter(status=status).values_list("quantity", flat=True))


def sums(order):
    order = reload(order)
    return order.total, order.paid_total, order.due_waived, order.due, order.payment_status


def listed(task):
    return sorted(task.items.values_list("quantity", flat=True))


def both(one, other):
    return lambda number: (one, other)[number]()


def test_the_last_stems_go_to_the_order_that_grows_or_to_the_one_that_comes(shop, order, grow, place, bouquet, roses):
    for number in range(7):
        place(bouquet, number=10 + number)  # of 250 stems, 50 are left

    outcome = race(2, both(lambda: grow(2), lambda: place(bouquet, number=99, quantity=2)), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OutOfStock})
    assert reload(roses).quantity_reserved == stems("held") == 250
    assert list(ledger.check()) == []
    grew = isinstance(outcome.results[0], OrderItem)
    assert sums(order)[:1] == ((77000,) if grew else (27000,))


def test_what_is_added_is_assembled_or_refused(shop, order, grow, told, roses):
    outcome = race(2, both(grow, lambda: change_status(to="assembled", **told(order))), shop=shop)

    assert outcome.kinds_of_errors() <= {ItemsFixed}
    assert (reload(order).status, reload(order).version) == ("assembled", order.version + len(outcome.results))
    sold = 25 if outcome.errors else 50
    assert (stems("held"), stems("consumed"), reload(roses).quantity_on_hand) == (0, sold, 250 - sold)
    assert sums(order) == (
        (27000, 27000, 0, 0, "paid") if outcome.errors else (52000, 27000, 0, 25000, "partially_paid")
    )
    assert list(ledger.check()) == []


def test_what_is_paid_and_what_is_added_are_both_in_the_sums(shop, order, grow, pay):
    grow()
    before = reload(order).version

    outcome = race(2, both(grow, lambda: pay(25000)), shop=shop)

    assert outcome.errors == []
    assert sums(order) == (77000, 52000, 0, 25000, "partially_paid")
    assert reload(order).version == before + 2


def test_what_is_waived_is_what_was_due_in_that_moment(shop, order, grow, waive):
    grow()

    outcome = race(2, both(grow, waive), shop=shop)

    assert outcome.errors == []
    assert sums(order) in (
        (77000, 27000, 25000, 25000, "partially_paid"),
        (77000, 27000, 50000, 0, "partially_paid"),
    )


def test_a_debt_is_paid_or_waived(shop, order, grow, pay, waive):
    grow()

    race(2, both(lambda: pay(25000), waive), shop=shop)

    assert sums(order) == (52000, 52000, 0, 0, "paid")


def test_a_debt_waived_by_several_is_waived_once(shop, order, grow, waive):
    grow()

    outcome = race(4, lambda _number: waive(), shop=shop)

    assert outcome.errors == []
    assert sums(order) == (52000, 27000, 25000, 0, "partially_paid")
    assert OrderStatusChange.objects.filter(comment__startswith="Долг прощён").count() == 1


def test_a_florist_has_made_what_the_order_is_or_is_told_to_look_again(shop, order, task, finish, grow):
    outcome = race(2, both(finish, grow), shop=shop)

    assert len(outcome.errors) == 1
    assert outcome.kinds_of_errors() <= {ItemsFixed, ItemsChanged}
    was_made = outcome.kinds_of_errors() == {ItemsFixed}
    assert reload(order).status == ("assembled" if was_made else "paid")
    assert order.items.count() == (1 if was_made else 2)


def test_two_workers_who_hear_of_the_same_change_bring_the_task_up_once(shop, order, task, grow):
    grow()

    outcome = race(2, lambda _number: follow_items(shop=shop, order_id=order.pk, now=timezone.now()), shop=shop)

    assert outcome.errors == []
    assert (listed(task), reload(task).version) == ([1, 1], task.version + 1)


def test_edits_payments_and_work_on_one_order_do_not_lock_each_other(shop, order, task, finish, grow, pay, told):
    line = order.items.get().pk

    def act(number):
        for step in range(4):
            what = (number + step) % 4
            try:
                if what == 0:
                    grow()
                elif what == 1:
                    change_item(item_id=line, changes={"quantity": 1 + (number + step) % 3}, **told(order))
                elif what == 2:
                    pay(5000)
                else:
                    outbox.dispatch()
            except (OutOfStock, NothingDue, InvalidInput):
                continue

    outcome = race(6, act, shop=shop)
    outbox.dispatch()

    assert outcome.errors == []
    assert listed(task) == sorted(order.items.values_list("quantity", flat=True))
    assert stems("held") == sum(order.items.values_list("quantity", flat=True)) * 25
    assert list(ledger.check()) == []
    assert finish().status == "completed"


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_last_stems_are_sold_twice(shop, grow, place, bouquet):
    for number in range(7):
        place(bouquet, number=10 + number)

    outcome = race(2, both(lambda: grow(2), lambda: place(bouquet, number=99, quantity=2)), shop=shop)

    assert outcome.errors == []
    assert stems("held") == 300


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_what_is_assembled_still_grows(shop, order, grow, told):
    outcome = race(2, both(grow, lambda: change_status(to="assembled", **told(order))), shop=shop)

    assert outcome.errors == []
    assert (reload(order).status, reload(order).version) == ("assembled", order.version + 1)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_sums_are_brought_up_from_the_same_version(shop, order, grow, pay):
    grow()
    before = reload(order).version

    race(2, both(grow, lambda: pay(25000)), shop=shop)

    assert reload(order).version == before + 1


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_debt_is_waived_by_each(shop, order, grow, waive):
    grow()

    race(2, lambda _number: waive(), shop=shop)

    assert OrderStatusChange.objects.filter(comment__startswith="Долг прощён").count() == 2


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_florist_finishes_what_has_grown(shop, order, task, finish, grow):
    outcome = race(2, both(finish, grow), shop=shop)

    assert outcome.errors == []
    assert (reload(order).status, order.items.count()) == ("assembled", 2)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_task_lists_things_twice(shop, order, task, grow, monkeypatch):
    grow()
    read = following._listed

    def read_together(task):
        rows = read(task)
        meet("what the task lists")
        return rows

    monkeypatch.setattr(following, "_listed", read_together)

    race(2, lambda _number: follow_items(shop=shop, order_id=order.pk, now=timezone.now()), shop=shop)

    assert listed(task) == [1, 1, 1, 1]
