"""An order moves through its life: the table, the guards, the money, the stock, the history, the events."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.errors import CannotAccept, OrderClosed, OrderNotFound, TransitionNotAllowed
from orders.models import OrderTally, Payment
from orders.services import (
    allowed_moves,
    change_status,
    fold_tallies,
    moves,
    record_payment,
    report_issue,
    waive_due,
)
from orders.states import TRANSITIONS, OrderStatus, may_follow
from orders.tasks import complete_delivered_orders
from tests.factories import make_shop, reload
from tests.orders.conftest import PATHS
from warehouse import ledger

STATUSES = list(PATHS)

# Written out once more, from the documented diagram and the decisions about it, and not from the code's table:
# what a prepaid order for delivery may do.
MAY = {
    "new": {"paid", "cancelled"},
    "paid": {"assembled", "issue", "cancelled"},
    "assembled": {"delivery", "issue", "cancelled"},
    "delivery": {"delivered", "issue"},
    "self_pickup": {"completed", "issue"},
    "delivered": {"completed"},
    "completed": set(),
    "cancelled": set(),
    "issue": {"paid", "cancelled"},  # it came from paid
}


def events_of(order):
    return list(OutboxEvent.objects.filter(aggregate=order.aggregate).order_by("pk").values_list("name", flat=True))


def sums(order):
    order = reload(order)
    return (order.paid_total, order.due, order.payment_status)


def stock(batch):
    batch = reload(batch)
    return (
        batch.quantity_on_hand,
        batch.quantity_reserved,
        batch.quantity_sold,
        batch.quantity_written_off,
    )


@pytest.mark.parametrize(("old", "new"), list(itertools.product(STATUSES, STATUSES)))
def test_every_pair_of_statuses(old, new, order_in, move):
    order = order_in(old)
    history = order.history.count()

    if new == old:
        assert move(order, new).status == old
        assert order.history.count() == history
    elif new in MAY[old]:
        assert move(order, new).status == new
        last = order.history.last()
        assert (last.old_status, last.status, order.history.count()) == (old, new, history + 1)
    else:
        with pytest.raises(TransitionNotAllowed) as caught:
            move(order, new)
        assert str(caught.value) == f"Невозможно изменить статус с '{old}' на '{new}'"
        assert reload(order).status == old
        assert order.history.count() == history
    assert list(ledger.check()) == []


def test_the_table_names_every_status():
    assert set(TRANSITIONS) == set(OrderStatus)
    assert set(STATUSES) == set(OrderStatus.values)


@pytest.mark.parametrize("came_from", ["paid", "assembled", "delivery", "self_pickup"])
def test_an_issue_returns_to_the_status_it_came_from_and_to_no_other(came_from, order_in, move):
    order = move(order_in(came_from), "issue")
    for status in STATUSES:
        assert may_follow("issue", status, issue_from=order.issue_from) == (status in (came_from, "cancelled"))

    assert move(order, came_from).status == came_from
    order = reload(order)
    assert (order.issue_from, order.issue_type, order.issue_reported_at) == ("", "", None)


def test_the_way_to_the_door_follows_the_delivery_method(order_in, move):
    with pytest.raises(TransitionNotAllowed) as caught:
        move(order_in("assembled", delivery_method="self_pickup"), "delivery")
    assert caught.value.code == "wrong_delivery_method"

    with pytest.raises(TransitionNotAllowed) as caught:
        move(order_in("assembled"), "self_pickup")
    assert caught.value.code == "wrong_delivery_method"


def test_moving_a_prepaid_order_to_paid_records_what_is_due(new_order, move, batch):
    order = move(new_order(), "paid", comment="Оплачено через Kaspi Pay")

    payment = Payment.objects.get()
    assert (payment.amount, payment.method, payment.source, payment.comment) == (
        27000,
        "kaspi",
        "manual",
        "Оплачено через Kaspi Pay",
    )
    assert sums(order) == (27000, 0, "paid")
    assert events_of(order) == ["order.created", "payment.received", "order.status_changed", "order.paid"]
    assert stock(batch) == (100, 25, 0, 0)


def test_the_events_carry_what_is_documented(new_order, move):
    order = move(new_order(source="instagram"), "paid")

    common = {
        "order_id": order.pk,
        "status": "paid",
        "total": 27000,
        "tracking_token": order.tracking_token,
        "source": "instagram",
    }
    payload = dict(OutboxEvent.objects.filter(aggregate=order.aggregate).values_list("name", "payload"))
    assert payload["order.created"] == {**common, "status": "new"}
    assert payload["order.status_changed"] == {**common, "old_status": "new", "new_status": "paid"}
    assert payload["order.paid"] == {**common, "amount": 27000, "method": "kaspi"}
    assert payload["payment.received"] == {
        **common,
        "status": "new",
        "payment_id": Payment.objects.get().pk,
        "amount": 27000,
        "method": "kaspi",
    }


def test_assembling_turns_the_reserve_into_a_sale(order_in, batch):
    order_in("assembled")

    assert stock(batch) == (75, 0, 25, 0)


def test_cancelling_before_assembly_releases(order_in, move, batch):
    move(order_in("paid"), "cancelled")

    assert stock(batch) == (100, 0, 0, 0)


@pytest.mark.parametrize("detour", [[], ["issue"]])
def test_cancelling_what_was_assembled_brings_the_stems_back(detour, order_in, move, batch):
    move(order_in("assembled"), *detour, "cancelled")

    assert stock(batch) == (100, 0, 0, 0)
    assert list(ledger.check()) == []


@pytest.mark.parametrize("status", ["delivery", "self_pickup"])
def test_cancelling_after_it_left_writes_the_sale_off(status, order_in, move, batch):
    move(order_in(status), "issue", "cancelled")

    assert stock(batch) == (75, 0, 0, 25)
    assert list(ledger.check()) == []


def test_an_issue_on_the_way_keeps_the_reserve_and_sells_once(order_in, move, batch):
    order = move(order_in("paid"), "issue", "paid", "assembled", "issue", "assembled", "delivery", "delivered")

    assert stock(batch) == (75, 0, 25, 0)
    assert sums(order) == (27000, 0, "paid")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("status", ["paid", "assembled"])
def test_cancelling_a_paid_order_makes_a_refund_due(status, order_in, move):
    order = move(order_in(status), "cancelled")

    assert sums(order) == (27000, 0, "refund_due")


def test_cancelling_an_unpaid_order_leaves_nothing_due(order_in):
    assert sums(order_in("cancelled")) == (0, 0, "pending")


@pytest.mark.parametrize("method", ["cash", "card"])
def test_an_order_paid_at_hand_over_is_made_once_it_is_accepted(method, new_order, move, accept):
    order = new_order(payment_method=method)
    with pytest.raises(TransitionNotAllowed) as caught:
        move(order, "assembled")
    assert caught.value.code == "not_accepted"

    accept(order)
    order = move(order, "assembled", "delivery")
    assert sums(order) == (0, 27000, "pending")

    order = move(order, "delivered")
    assert sums(order) == (27000, 0, "paid")
    assert Payment.objects.get().source == "hand_over"


def test_cash_at_the_counter_is_recorded_when_the_order_is_handed_over(new_order, move, accept):
    order = new_order(payment_method="cash", delivery_method="self_pickup", delivery_fee=0)
    accept(order)
    order = move(order, "assembled", "self_pickup")
    assert sums(order) == (0, 25000, "pending")

    assert sums(move(order, "completed")) == (25000, 0, "paid")


def test_a_prepaid_order_is_not_made_before_it_is_paid(new_order, move):
    with pytest.raises(TransitionNotAllowed) as caught:
        move(new_order(), "assembled")
    assert caught.value.code == "not_paid"
    assert str(caught.value) == "Невозможно изменить статус с 'new' на 'assembled'"


def test_accepting_twice_changes_nothing(new_order, accept):
    order = accept(new_order(payment_method="cash"))
    accepted_at, version = order.accepted_at, order.version

    order = accept(order)

    assert (order.accepted_at, order.version) == (accepted_at, version)
    assert events_of(order).count("order.accepted") == 1


def test_a_prepaid_new_order_cannot_be_accepted(new_order, accept):
    with pytest.raises(CannotAccept):
        accept(new_order())


def test_a_paid_order_is_accepted_and_a_cancelled_one_is_not(order_in, accept):
    assert accept(order_in("paid")).accepted_at is not None
    with pytest.raises(OrderClosed):
        accept(order_in("cancelled"))


def test_what_became_due_holds_back_the_dispatch_until_it_is_waived(shop, order_in, move):
    order = order_in("assembled")
    type(order).objects.filter(pk=order.pk).update(flower_sum=30000, total=32000)

    with pytest.raises(TransitionNotAllowed) as caught:
        move(order, "delivery")
    assert caught.value.code == "payment_due"

    waive_due(shop=shop, order_id=order.pk, reason="Постоянный клиент", actor=SYSTEM, now=timezone.now())
    assert move(order, "delivery").status == "delivery"


def test_an_issue_keeps_its_kind_and_words_and_can_be_told_again(shop, order_in):
    order = order_in("delivery")
    told = {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now()}

    report_issue(issue_type="wrong_address", comment="Нет такого дома", **told)
    order = report_issue(issue_type="recipient_unavailable", comment="Не открыли", **told)

    order = reload(order)
    assert (order.status, order.issue_from, order.issue_type, order.issue_comment) == (
        "issue",
        "delivery",
        "recipient_unavailable",
        "Не открыли",
    )
    assert events_of(order).count("order.issue") == 1


def test_a_new_order_has_no_issues_yet(shop, new_order):
    with pytest.raises(TransitionNotAllowed):
        report_issue(
            shop=shop,
            order_id=new_order().pk,
            issue_type="other",
            comment="",
            actor=SYSTEM,
            now=timezone.now(),
        )


def test_the_moves_offered_are_those_that_succeed(order_in, new_order, accept):
    assert allowed_moves(new_order()) == ["paid", "cancelled"]
    assert allowed_moves(order_in("assembled")) == ["delivery", "cancelled", "issue"]
    assert allowed_moves(accept(new_order(payment_method="cash"))) == ["paid", "assembled", "cancelled"]
    closed = {move.status: move.problem.code for move in moves(new_order()) if move.problem}
    assert closed == {"assembled": "not_paid"}


def test_another_shops_order_is_not_found(new_order):
    with pytest.raises(OrderNotFound):
        change_status(
            shop=make_shop(name="Тюльпан"), order_id=new_order().pk, to="paid", actor=SYSTEM, now=timezone.now()
        )


def test_delivered_orders_complete_by_themselves_after_a_day(order_in):
    old, recent = order_in("delivered"), order_in("delivered")
    type(old).objects.filter(pk=old.pk).update(status_changed_at=timezone.now() - timedelta(hours=24, minutes=1))

    complete_delivered_orders()

    assert (reload(old).status, reload(recent).status) == ("completed", "delivered")
    assert old.history.last().actor_name == "Система"


def tally(shop):
    sums = {}
    for status, delta in OrderTally.objects.filter(shop=shop).values_list("status", "delta"):
        sums[status] = sums.get(status, 0) + delta
    return {status: count for status, count in sums.items() if count}


def test_the_tally_counts_what_is_there_before_and_after_folding(shop, order_in):
    for status in ("cancelled", "paid", "paid", "delivered"):
        order_in(status)
    expected = {"paid": 2, "delivered": 1, "cancelled": 1}
    assert tally(shop) == expected

    fold_tallies(shop=shop)

    assert tally(shop) == expected
    assert OrderTally.objects.count() == len(expected)


def test_a_payment_too_many_from_outside_makes_a_refund_due(shop, order_in):
    order = order_in("cancelled")

    record_payment(
        shop=shop,
        order_id=order.pk,
        amount=27000,
        method="kaspi",
        source="kaspi",
        external_id="p-1",
        actor=SYSTEM,
        now=timezone.now(),
    )

    assert sums(order) == (27000, 0, "refund_due")
