"""The same through the front door: what sixteen clients are answered."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import idempotency, outbox
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from orders.api.v1.public import PublicOrdersView
from orders.models import Order, Payment
from orders.services import change_status, place_order
from tests.conftest import Api
from tests.factories import make_member, reload
from warehouse import ledger

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def body(shop, bouquet):
    """An order of a storefront; every number is a buyer of its own."""

    def body(number):
        return {
            "shop_id": shop.pk,
            "customer_phone": f"8 701 555 {number:04d}",
            "recipient_name": "Айгуль",
            "address": "пр. Достык 89",
            "items": [{"product_id": bouquet.pk, "quantity": 1}],
        }

    return body


def statuses(outcome):
    assert outcome.errors == []
    return Counter(answer.status_code for answer in outcome.results)


def answers(outcome, status):
    return [answer.json() for answer in outcome.results if answer.status_code == status]


@pytest.mark.parametrize("path", ["/api/public/orders", "/api/orders/with-items"])
def test_sixteen_order_the_last_ten(shop, owner, roses, body, path):
    clients = [Api(None if "public" in path else owner) for _client in range(16)]

    outcome = race(16, lambda number: clients[number].post(path, body(number)))
    outbox.dispatch()

    assert statuses(outcome) == {201: 10, 400: 6}
    of_product, of_stems = "Букет роз: осталось 0, нужно 1", "Роза красная 50 см: осталось 0, нужно 25"
    short = of_product if "public" in path else of_stems
    assert {(answer["code"], answer["detail"]) for answer in answers(outcome, 400)} == {
        ("out_of_stock", f"Не хватает на складе. {short}")
    }
    assert {answer["total"] for answer in answers(outcome, 201)} == {27000 if "public" in path else 25000}
    assert (reload(roses).quantity_on_hand, reload(roses).quantity_reserved) == (250, 250)
    assert Order.objects.count() == 10
    assert list(ledger.check()) == []


def test_an_order_sent_twice_is_taken_once(shop, roses, body):
    clients = [Api() for _client in range(8)]

    outcome = race(
        8, lambda number: clients[number].post("/api/public/orders", body(1), **{"Idempotency-Key": "key-1"})
    )

    counted = statuses(outcome)
    assert set(counted) <= {201, 409}
    assert len({answer["id"] for answer in answers(outcome, 201)}) == 1
    assert {answer["code"] for answer in answers(outcome, 409)} <= {"idempotency_in_progress"}
    assert Order.objects.count() == 1
    assert reload(roses).quantity_reserved == 25


@pytest.fixture
def order_slowly(monkeypatch, body):
    """Send one order eight times, so slowly that nobody's lock lasts: each finds the key free and sets to work."""

    def meet_and_place(**order):
        meet("work")
        return place_order(**order)

    def order_slowly():
        monkeypatch.setattr(idempotency, "LOCK_FOR", timedelta(seconds=-1))
        monkeypatch.setattr("orders.api.v1.public.place_order", meet_and_place)
        clients = [Api(**{"Idempotency-Key": "key-1"}) for _client in range(8)]
        return race(8, lambda number: clients[number].post("/api/public/orders", body(1)))

    return order_slowly


def test_an_order_whose_key_was_taken_over_is_not_placed(roses, order_slowly):
    outcome = order_slowly()

    assert set(statuses(outcome)) == {201, 409}
    assert len({answer["id"] for answer in answers(outcome, 201)}) == Order.objects.count() == 1
    assert reload(roses).quantity_reserved == 25


def test_control_work_that_is_true_before_its_answer_is_kept_is_done_again(roses, order_slowly, monkeypatch):
    monkeypatch.setattr(PublicOrdersView, "keeps_answer_with_work", False)

    order_slowly()

    assert Order.objects.count() > 1


def test_an_order_marked_paid_by_two_is_paid_once(shop, owner, place, bouquet):
    order = place(bouquet)
    clients = [Api(owner) for _client in range(4)]

    outcome = race(4, lambda number: clients[number].patch(f"/api/orders/{order.pk}/status", {"status": "paid"}))

    assert statuses(outcome) == {200: 4}
    assert {answer["status"] for answer in answers(outcome, 200)} == {"paid"}
    assert Payment.objects.count() == OutboxEvent.objects.filter(name="order.paid").count() == 1


def test_a_payment_entered_twice_is_recorded_once(shop, owner, place, bouquet):
    order = place(bouquet)
    clients = [Api(owner) for _client in range(4)]

    outcome = race(4, lambda number: clients[number].post(f"/api/orders/{order.pk}/payments", {"amount": 27000}))

    assert statuses(outcome) == {201: 1, 400: 3}
    assert {answer["detail"] for answer in answers(outcome, 400)} == {"По заказу больше нечего платить"}
    assert reload(order).paid_total == 27000


def test_an_order_is_edited_from_one_version_once(shop, owner, place, bouquet):
    order = place(bouquet)
    clients = [Api(owner) for _client in range(4)]
    tag = clients[0].get(f"/api/orders/{order.pk}")["ETag"]

    outcome = race(
        4,
        lambda number: clients[number].patch(f"/api/orders/{order.pk}", {"comment": str(number)}, **{"If-Match": tag}),
    )

    assert statuses(outcome) == {200: 1, 412: 3}
    assert answers(outcome, 200)[0]["comment"] == reload(order).comment


def test_a_task_is_taken_by_one_and_the_other_is_told_who(shop, place, bouquet):
    order = place(bouquet)
    change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())
    outbox.dispatch()
    task = order.tasks.get()
    clients = [Api(make_member(shop, "florist", name=name)) for name in ("Марина", "Жанна")]

    outcome = race(2, lambda number: clients[number].post(f"/api/production/tasks/{task.pk}/assign"))

    assert statuses(outcome) == {200: 1, 409: 1}
    winner = reload(task).florist.name
    assert answers(outcome, 409) == [
        {"detail": f"Эту задачу уже взял коллега: {winner}", "code": "task_taken", "florist_name": winner}
    ]


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_than_ten_are_told_yes(shop, roses, body):
    outcome = race(16, lambda number: Api().post("/api/public/orders", body(number)))

    assert statuses(outcome)[201] > 10
    assert list(ledger.check()) != []
