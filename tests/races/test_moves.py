"""One order, moved by two at once."""

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.errors import CannotArchive, OrderNotFound, TransitionNotAllowed
from orders.models import OrderStatusChange, OrderTally, Payment
from orders.services import accept_order, archive_order, change_status, fold_tallies
from tests.factories import reload
from warehouse import ledger
from warehouse.models import StockMovement

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(place, bouquet):
    return place(bouquet)


@pytest.fixture
def move(shop, order):
    def move(*path):
        for status in path:
            moved = change_status(shop=shop, order_id=order.pk, to=status, actor=SYSTEM, now=timezone.now())
        return moved

    return move


def history():
    return list(OrderStatusChange.objects.order_by("pk").values_list("old_status", "status"))


def told(name):
    return OutboxEvent.objects.filter(name=name).count()


def movements():
    return list(StockMovement.objects.exclude(kind="receipt").order_by("pk").values_list("kind", flat=True))


def counted():
    rows = OrderTally.objects.values_list("status", "delta")
    sums = {}
    for status, delta in rows:
        sums[status] = sums.get(status, 0) + delta
    return {status: count for status, count in sums.items() if count}


def test_the_same_move_twice_is_one(shop, order, move):
    outcome = race(8, lambda _number: move("paid"), shop=shop)

    assert outcome.errors == []
    assert {moved.status for moved in outcome.results} == {"paid"}
    assert history() == [("", "new"), ("new", "paid")]
    assert Payment.objects.count() == 1
    assert (told("payment.received"), told("order.status_changed"), told("order.paid")) == (1, 1, 1)
    assert counted() == {"paid": 1}


def test_of_paying_and_cancelling_one_comes_first(shop, order, move, roses):
    """Paid, then cancelled with a refund due; or cancelled, and then it cannot be paid."""
    outcome = race(2, lambda number: move(("paid", "cancelled")[number]), shop=shop)

    order = reload(order)
    assert order.status == "cancelled"
    if outcome.errors:
        assert outcome.kinds_of_errors() == {TransitionNotAllowed}
        assert str(outcome.errors[0]) == "Невозможно изменить статус с 'cancelled' на 'paid'"
        assert history() == [("", "new"), ("new", "cancelled")]
        assert (order.payment_status, order.paid_total) == ("pending", 0)
    else:
        assert history() == [("", "new"), ("new", "paid"), ("paid", "cancelled")]
        assert (order.payment_status, order.paid_total) == ("refund_due", 27000)
    assert movements() == ["reserve", "release"]
    assert reload(roses).quantity_reserved == 0
    assert counted() == {"cancelled": 1}
    assert list(ledger.check()) == []


def test_an_order_is_assembled_or_cancelled_but_its_stems_go_once(shop, order, move, roses):
    move("paid")

    race(4, lambda number: move(("assembled", "cancelled")[number % 2]), shop=shop)

    assert reload(order).status == "cancelled"
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_reserved, batch.quantity_sold) == (250, 0, 0)
    assert movements() in (["reserve", "release"], ["reserve", "sale", "sale"])
    assert list(ledger.check()) == []


def test_assembled_by_two_is_sold_once(shop, order, move, roses):
    move("paid")

    outcome = race(4, lambda _number: move("assembled"), shop=shop)

    assert outcome.errors == []
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_reserved, batch.quantity_sold) == (225, 0, 25)
    assert movements() == ["reserve", "sale"]


def test_accepted_by_two_is_told_once(shop, place, bouquet):
    order = place(bouquet, payment_method="cash")

    outcome = race(
        4, lambda _n: accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now()), shop=shop
    )

    assert outcome.errors == []
    assert told("order.accepted") == 1


def test_archived_by_two_gives_its_stems_back_once(shop, order, roses):
    outcome = race(
        4, lambda _n: archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now()), shop=shop
    )

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OrderNotFound})
    assert movements() == ["reserve", "release"]
    assert counted() == {}
    assert list(ledger.check()) == []


def test_an_order_is_paid_or_archived(shop, order, move):
    def act(number):
        if number:
            return archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
        return move("paid")

    outcome = race(2, act, shop=shop)

    assert len(outcome.results) == 1
    assert outcome.kinds_of_errors() <= {CannotArchive, OrderNotFound}
    assert (reload(order).status, counted()) in (("paid", {"paid": 1}), ("cancelled", {}))


def test_counts_are_folded_while_orders_come_in(shop, bouquet, place):
    def act(number):
        return place(bouquet, number=number) if number < 8 else fold_tallies(shop=shop)

    outcome = race(12, act, shop=shop)
    assert (outcome.errors, counted()) == ([], {"new": 8})

    fold_tallies(shop=shop)
    assert list(OrderTally.objects.values_list("status", "delta")) == [("new", 8)]


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_same_move_is_made_twice(shop, order, move):
    race(2, lambda _number: move("paid"), shop=shop)

    assert history() == [("", "new"), ("new", "paid"), ("new", "paid")]
    assert Payment.objects.count() == 2
    assert told("order.paid") == 2
    assert counted() == {"paid": 2, "new": -1}


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_an_order_is_paid_and_cancelled_from_new(shop, order, move):
    race(2, lambda number: move(("paid", "cancelled")[number]), shop=shop)

    assert sorted(history()) == [("", "new"), ("new", "cancelled"), ("new", "paid")]
    order = reload(order)
    # Its stems are given back and its money taken, whatever status was written last.
    assert Payment.objects.count() == 1
    assert movements() == ["reserve", "release"]
    assert (order.status, order.payment_status) in (("paid", "paid"), ("cancelled", "pending"))


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_stems_do_not_follow_the_order(shop, order, move, roses):
    move("paid")

    race(2, lambda number: move(("assembled", "cancelled")[number]), shop=shop)

    assert sorted(history()[2:]) == [("paid", "assembled"), ("paid", "cancelled")]
    # An assembled order whose stems were given back, or a cancelled one whose stems are sold.
    assert (reload(order).status, movements()) in (
        ("assembled", ["reserve", "release"]),
        ("cancelled", ["reserve", "sale"]),
    )
