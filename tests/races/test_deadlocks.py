"""All kinds of work at once: nobody waits for anybody who waits for him."""

import itertools
import random
import time

import pytest
from django.db import OperationalError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from catalog.services import Ingredient, update_product
from customers.models import Customer
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import DomainError
from cvety.core.locks import lock_rows
from cvety.core.models import OutboxEvent
from orders.models import Order, OrderTally
from orders.services import change_status, fold_tallies, holding, update_order
from production.models import ProductionTask
from tests.factories import make_batch, make_item, make_product
from warehouse import ledger
from warehouse.models import StockBatch, StockReservation
from warehouse.services import LockedStock, set_on_hand
from warehouse.tasks import flag_batches_to_write_off

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FLOWERS = ("Астра", "Гвоздика", "Ирис", "Пион", "Тюльпан", "Фрезия")


@pytest.fixture
def items(shop):
    """Six flowers, each in two batches that lie between those of the others."""
    items = [make_item(shop, name) for name in FLOWERS]
    for age in (1, 5):
        for item in items:
            make_batch(shop, item, 400, age_days=age)
    return items


@pytest.fixture
def products(shop, items):
    """Six bouquets of three flowers each; every flower is in three of them."""
    return [
        make_product(shop, f"Букет {number}", recipe={items[(number + step) % 6]: 1 + step for step in range(3)})
        for number in range(6)
    ]


def move(shop, order_id, status):
    return change_status(shop=shop, order_id=order_id, to=status, actor=SYSTEM, now=timezone.now())


def test_orders_moves_counts_and_edits_do_not_lock_each_other(shop, items, products, place):
    standing = [place(*products, number=number % 5).pk for number in range(8)]

    def act(number):
        dice = random.Random(number)
        for _step in range(6):
            lines = dice.sample(products, 3)
            what = dice.choice(["place", "place", "place", "move", "move", "count", "edit", "scan"])
            try:
                if what == "place":  # five customers, so that some order twice at once
                    order = place(*lines, number=dice.randrange(5), customer_name=dice.choice(["", "Тимур"]))
                    move(shop, order.pk, dice.choice(["paid", "cancelled"]))
                elif what == "move":
                    order_id = dice.choice(standing)
                    move(shop, order_id, dice.choice(["paid", "assembled", "cancelled"]))
                    update_order(
                        shop=shop, order_id=order_id, changes={"comment": "…"}, actor=SYSTEM, now=timezone.now()
                    )
                elif what == "count":
                    set_on_hand(shop=shop, item=dice.choice(items), quantity=790, actor=SYSTEM, now=timezone.now())
                elif what == "edit":
                    ingredients = [Ingredient(name, 1) for name in dice.sample(FLOWERS, 3)]
                    update_product(
                        shop=shop,
                        product_id=lines[0].pk,
                        changes={"ingredients": ingredients},
                        actor=SYSTEM,
                        now=timezone.now(),
                    )
                else:
                    outbox.dispatch()
                    fold_tallies(shop=shop)
            except DomainError:
                continue

    outcome = race(16, act, shop=shop)
    outbox.dispatch()

    assert outcome.errors == []
    assert list(ledger.check()) == []
    assert not OutboxEvent.objects.filter(done_at=None).exists()
    live = Order.objects.exclude(status="cancelled")
    assert {customer.pk: (customer.orders_count, customer.total_spent) for customer in Customer.objects.all()} == {
        customer.pk: (
            live.filter(customer=customer).count(),
            live.filter(customer=customer).aggregate(sum=Sum("paid_total"))["sum"] or 0,
        )
        for customer in Customer.objects.all()
    }
    for product in products:
        product.refresh_from_db()
        assert product.orders_count == live.filter(items__product=product).count()
    fold_tallies(shop=shop)
    assert dict(OrderTally.objects.values_list("status", "delta")) == {
        status: Order.objects.filter(status=status).count()
        for status in Order.objects.order_by().values_list("status", flat=True).distinct()
    }
    held = StockReservation.objects.filter(status="held")
    assert set(held.values_list("order_id", flat=True)) == set(
        Order.objects.filter(status__in=["new", "paid"]).values_list("pk", flat=True)
    )
    assert ProductionTask.objects.filter(status="pending").count() == Order.objects.filter(status="paid").count()


def test_lines_in_any_order_are_locked_in_one(shop, products, place):
    outcome = race(16, lambda number: place(*products[:: -1 if number % 2 else 1], number=number), shop=shop)

    assert outcome.errors == []
    assert list(ledger.check()) == []


def test_control_locking_stems_line_by_line_ends_in_a_deadlock(shop, items, products, place, monkeypatch):
    def one_after_another(*, shop, item_ids, good_at, now):
        batches = []
        for item_id in sorted(item_ids, reverse=next(calls) % 2 == 1):
            batches += all_at_once(shop=shop, item_ids=[item_id], good_at=good_at, now=now)._by_item[item_id]
            if len(batches) <= 6:  # then each has one half, and goes on to the other's
                meet(f"flower {len(batches)}")
        return LockedStock(batches, good_at=good_at, now=now)

    all_at_once, calls = holding.lock_stock, itertools.count()
    monkeypatch.setattr(holding, "lock_stock", one_after_another)

    outcome = race(2, lambda number: place(*products, number=number), shop=shop)

    assert outcome.kinds_of_errors() == {OperationalError}
    assert "deadlock detected" in str(outcome.errors[0])


def test_control_the_stronger_lock_shuts_out_those_who_only_refer(shop, items, products, place, monkeypatch):
    """Somebody counts a flower while an order of it comes in: each would wait for what the other holds."""

    def stronger(rows, *, of=(), no_key=False):
        rows = select_for_update(rows, of=of)
        rows.query.was_locked = True
        return rows

    def fetch(rows):
        fetch_all(rows)
        if getattr(rows.query, "was_locked", False):
            meet("lock")

    def act(number):
        if number:
            return place(products[0])
        return set_on_hand(shop=shop, item=items[0], quantity=790, actor=SYSTEM, now=timezone.now())

    assert race(2, act, shop=shop).errors == []
    select_for_update, fetch_all = QuerySet.select_for_update, QuerySet._fetch_all
    monkeypatch.setattr(QuerySet, "select_for_update", stronger)
    monkeypatch.setattr(QuerySet, "_fetch_all", fetch)

    outcome = race(2, act, shop=shop)

    assert outcome.kinds_of_errors() == {OperationalError}


def test_nightly_work_waits_for_batches_in_the_same_order(shop, roses):
    """Somebody holds the first batch and asks for the second, which lies before it on the disk."""
    first, second = (make_batch(shop, roses.item, 10, age_days=20) for _number in range(2))
    StockBatch.objects.filter(pk=first.pk).update(on_showcase=True)  # writes it anew, behind the second

    def act(number):
        if number == 0:
            with transaction.atomic():
                lock_rows(StockBatch.objects.filter(pk=first.pk)).get()
                meet("holds the first")
                time.sleep(0.5)
                lock_rows(StockBatch.objects.filter(pk=second.pk)).get()
        else:
            meet("holds the first")
            flag_batches_to_write_off()

    outcome = race(2, act, shop=shop)

    assert outcome.errors == []
    assert set(StockBatch.objects.filter(to_write_off=True)) == {first, second}
