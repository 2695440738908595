"""Receipts, counts and names of the warehouse, from many at once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from catalog.services import Ingredient, ProductData, create_product
from cvety.core.actors import SYSTEM
from orders.services import change_status
from tests.factories import make_item, reload
from warehouse import ledger
from warehouse.errors import BelowReserved, ItemExists
from warehouse.models import GoodsReceipt, StockBatch, StockItem, StockMovement
from warehouse.services import Position, add_item, find_or_create_item, items, receive_goods, set_on_hand

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receive(shop):
    def receive(*varieties, quantity=10, exchange_rate=Decimal(1)):
        return receive_goods(
            shop=shop,
            supplier="Flower Direct",
            received_at=timezone.now(),
            positions=[
                Position(variety=variety, quantity=quantity, cost_per_stem=Decimal(235)) for variety in varieties
            ],
            exchange_rate=exchange_rate,
            actor=SYSTEM,
            now=timezone.now(),
        )

    return receive


@pytest.fixture
def count(shop):
    def count(item, quantity):
        set_on_hand(shop=shop, item=item, quantity=quantity, actor=SYSTEM, now=timezone.now())

    return count


def numbers():
    return sorted(int(receipt.number.rsplit("-", 1)[1]) for receipt in GoodsReceipt.objects.all())


def on_hand(item):
    return sum(batch.quantity_on_hand for batch in StockBatch.objects.filter(item=item))


def test_receipts_are_numbered_without_holes(shop, receive):
    outcome = race(16, lambda _number: receive("Роза красная"), shop=shop)

    assert outcome.errors == []
    assert numbers() == list(range(1, 17))
    assert StockItem.objects.count() == 1
    assert list(ledger.check()) == []


def test_a_receipt_that_fails_leaves_no_hole(shop, receive, monkeypatch):
    def act(number):
        if number % 2:
            return receive("Роза красная")
        return receive("Роза красная", quantity=3_000_000_000)  # more than the column holds

    monkeypatch.setattr("warehouse.services.receipts._check", lambda *_args: None)

    outcome = race(12, act, shop=shop)

    assert (len(outcome.results), len(outcome.errors)) == (6, 6)
    assert numbers() == list(range(1, 7))


def test_receipts_that_name_new_flowers_in_other_orders_do_not_lock_each_other(shop, receive):
    varieties = ["Астра", "Гвоздика", "Ирис", "Пион", "Тюльпан", "Фрезия"]

    outcome = race(8, lambda number: receive(*varieties[:: -1 if number % 2 else 1]), shop=shop)

    assert outcome.errors == []
    assert sorted(StockItem.objects.values_list("name", flat=True)) == varieties
    receipt = GoodsReceipt.objects.first()
    assert [batch.item.name for batch in receipt.batches.order_by("pk")] in (varieties, varieties[::-1])


def test_recipes_that_name_new_flowers_in_other_orders_do_not_lock_each_other(shop):
    varieties = ["Астра", "Гвоздика", "Ирис", "Пион", "Тюльпан", "Фрезия"]

    def create(number):
        named = varieties[:: -1 if number % 2 else 1]
        data = ProductData(
            name=f"Микс {number}", retail_price=9000, ingredients=[Ingredient(name, 3) for name in named]
        )
        return create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())

    outcome = race(8, create, shop=shop)

    assert outcome.errors == []
    assert StockItem.objects.count() == 6
    assert [line.label for line in outcome.results[0].recipe.all()] in (varieties, varieties[::-1])


def test_one_name_makes_one_item(shop):
    names = ["Роза красная 50см", "роза  Красная 50 СМ", "РОЗА КРАСНАЯ, 50cm", "Роза красная 50 см."]

    outcome = race(8, lambda number: find_or_create_item(shop=shop, name=names[number % 4]), shop=shop)

    assert outcome.errors == []
    assert len({item.pk for item in outcome.results}) == 1


def test_two_names_that_look_alike_in_an_address_make_two_items(shop):
    outcome = race(
        8, lambda number: find_or_create_item(shop=shop, name=("Роза-спрей", "Роза спрей")[number % 2]), shop=shop
    )

    assert outcome.errors == []
    assert sorted(StockItem.objects.values_list("slug", flat=True)) == ["roza-sprey", "roza-sprey-2"]


def test_two_counts_at_once_end_with_one_of_them(shop, roses, count):
    outcome = race(8, lambda number: count(roses.item, 100 + number), shop=shop)

    assert outcome.errors == []
    assert on_hand(roses.item) in range(100, 108)
    assert list(ledger.check()) == []


def test_two_counts_of_what_was_never_there_make_one_batch(shop, count):
    item = make_item(shop)

    outcome = race(8, lambda _number: count(item, 12), shop=shop)

    assert outcome.errors == []
    assert list(StockBatch.objects.values_list("quantity_on_hand", flat=True)) == [12]
    assert StockMovement.objects.count() == 1


def test_a_count_while_orders_come_in_leaves_what_they_hold(shop, bouquet, roses, place, count):
    """Six orders of 25, and somebody counts 100: no more than four can be served, the count may be too low."""

    def act(number):
        return count(roses.item, 100) if number < 2 else place(bouquet, number=number)

    outcome = race(8, act, shop=shop)

    batch = reload(roses)
    assert 0 <= batch.quantity_reserved <= batch.quantity_on_hand
    assert batch.quantity_on_hand == (250 if BelowReserved in outcome.kinds_of_errors() else 100)
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_number_given_twice(shop, receive):
    receive("Роза красная")

    outcome = race(4, lambda _number: receive("Роза красная"), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_counts_spoil_the_books(shop, roses, count):
    race(2, lambda _number: count(roses.item, 100), shop=shop)

    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_what_was_never_there_is_counted_twice(shop, count):
    item = make_item(shop)

    race(2, lambda _number: count(item, 12), shop=shop)

    assert on_hand(item) == 24


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_second_item_of_a_name(shop, monkeypatch):
    def slug_of(text):  # between looking and writing
        meet("slug")
        return slug(text)

    slug = items.slug
    monkeypatch.setattr(items, "slug", slug_of)

    outcome = race(4, lambda _number: find_or_create_item(shop=shop, name="Роза красная"), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})


def test_the_books_are_right_at_any_moment(shop, bouquet, place):
    """Whoever proves them while orders come and go is told of no fault."""

    def act(number):
        if number < 2:
            return [fault for _proof in range(20) for fault in ledger.check()]
        for _order in range(5):
            order = place(bouquet, number=number)
            change_status(shop=shop, order_id=order.pk, to="cancelled", actor=SYSTEM, now=timezone.now())
        return []

    outcome = race(6, act, shop=shop)

    assert outcome.errors == []
    assert outcome.results == [[]] * 6


def test_an_item_added_by_two_is_added_by_one(shop):
    outcome = race(
        4,
        lambda number: add_item(
            shop=shop, data={"name": "Пион 40см", "low_stock_threshold": number}, now=timezone.now()
        ),
        shop=shop,
    )

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {ItemExists})
    assert StockItem.objects.get().low_stock_threshold == outcome.results[0].low_stock_threshold
