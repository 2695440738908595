"""Quantities on hand that programs set, while others set them too and orders come in."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.services.inventory import Named, Wanted, set_quantities, set_quantity
from cvety.core.actors import SYSTEM
from cvety.core.errors import DomainError
from tests.factories import make_batch, make_item, make_product, reload
from warehouse import ledger
from warehouse.errors import BelowReserved, NotEnoughFree, OutOfStock
from warehouse.models import StockBatch, StockItem
from warehouse.services.corrections import Changed
from warehouse.services.inventory import write_off_item

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def set_to(shop):
    def set_to(item, quantity):
        named = Named(slug=item.slug)
        return set_quantity(
            shop=shop, named=named, quantity=quantity, note="", may_begin=True, actor=SYSTEM, now=timezone.now()
        )

    return set_to


def on_hand(item):
    return sum(batch.quantity_on_hand for batch in StockBatch.objects.filter(item=item))


def reserved(item):
    return sum(batch.quantity_reserved for batch in StockBatch.objects.filter(item=item))


def test_two_absolute_sets_and_an_order_at_once(shop, bouquet, roses, place, set_to):
    """Of 250 roses 60 or 40 are left by a count; an order of 50 comes before, between or after."""

    def act(number):
        if number == 2:
            return place(bouquet, number=number, quantity=2)
        return set_to(roses.item, (60, 40)[number])

    outcome = race(3, act, shop=shop)

    assert outcome.kinds_of_errors() <= {BelowReserved, OutOfStock}
    sets = [result for result in outcome.results if isinstance(result, Changed)]
    last = on_hand(roses.item)
    assert last in {result.after for result in sets} or not sets
    assert reserved(roses.item) in (0, 50)
    assert reserved(roses.item) <= last
    # Each set began where the one before it ended.
    begun = sorted(result.before for result in sets)
    assert begun[-1:] in ([250], [])
    assert list(ledger.check()) == []


def test_a_list_and_the_same_list_backwards_do_not_lock_each_other(shop):
    items = [make_item(shop, f"Цветок {number}") for number in range(6)]
    for item in items:
        make_batch(shop, item, 100)
    products = [make_product(shop, f"Товар {number}") for number in range(3)]
    names = [*(Named(slug=item.slug) for item in items), *(Named(product_id=product.pk) for product in products)]

    def act(number):
        order = names[:: -1 if number % 2 else 1]
        wanted = [Wanted(named, 10 + number) for named in order]
        return set_quantities(shop=shop, wanted=wanted, may_begin=True, actor=SYSTEM, now=timezone.now())

    outcome = race(8, act, shop=shop)

    assert outcome.errors == []
    assert not any(isinstance(result, DomainError) for results in outcome.results for result in results)
    # All were set by the one that came last.
    assert len({on_hand(item) for item in items}) == 1
    assert StockItem.objects.filter(kind="finished").count() == 3
    assert list(ledger.check()) == []


def test_no_more_is_written_off_than_there_is(shop, bouquet, roses, place):
    """250 roses, eight who throw away 40 each, and four orders of 25."""

    def act(number):
        if number >= 8:
            return place(bouquet, number=number)
        return write_off_item(
            shop=shop, item=roses.item, quantity=40, reason="wilted", actor=SYSTEM, now=timezone.now()
        )

    outcome = race(12, act, shop=shop)

    assert outcome.kinds_of_errors() <= {NotEnoughFree, OutOfStock}
    batch = reload(roses)
    gone = sum(isinstance(result, Changed) for result in outcome.results)
    assert batch.quantity_written_off == 40 * gone
    assert 0 <= batch.quantity_reserved <= batch.quantity_on_hand == 250 - 40 * gone
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_sets_spoil_the_books(shop, roses, set_to):
    race(2, lambda number: set_to(roses.item, (60, 40)[number]), shop=shop)

    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_more_is_written_off_than_the_books_say(shop, roses):
    def act(_number):
        return write_off_item(
            shop=shop, item=roses.item, quantity=200, reason="wilted", actor=SYSTEM, now=timezone.now()
        )

    outcome = race(2, act, shop=shop)

    assert len(outcome.results) == 2
    assert list(ledger.check()) != []
