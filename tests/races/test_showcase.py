"""The last bouquet is made once, and one that an order takes is not taken apart."""

import pytest
from django.utils import timezone

from catalog.errors import BouquetNotFree
from catalog.models import ShowcaseBouquet
from catalog.services.showcase import make_showcase_bouquets, take_apart
from cvety.core.actors import SYSTEM
from tests.factories import make_batch, make_item, make_product, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockItem

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def roses(shop):
    """Stems of one bouquet, and a few."""
    return make_batch(shop, make_item(shop), 30)


@pytest.fixture
def make(shop, bouquet):
    def make(*_number):
        return make_showcase_bouquets(shop=shop, product_id=bouquet.pk, count=1, actor=SYSTEM, now=timezone.now())[0]

    return make


@pytest.fixture
def apart(shop, roses):
    def apart(made):
        good = {roses.item_id: 20}
        return take_apart(shop=shop, bouquet_id=made.pk, good=good, actor=SYSTEM, now=timezone.now())

    return apart


def test_the_last_bouquet_is_made_once(shop, roses, make):
    outcome = race(8, make, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OutOfStock})
    assert reload(roses).quantity_on_hand == 5
    assert StockItem.objects.filter(kind="finished").count() == ShowcaseBouquet.objects.count() == 1
    assert list(ledger.check()) == []


def test_two_products_of_the_same_stems_share_them(shop, roses, bouquet, make):
    """The product's own lock does not help here: the batch's does."""
    other = make_product(shop, "Другой", recipe={roses.item: 25})

    def act(number):
        product = other if number % 2 else bouquet
        return make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=SYSTEM, now=timezone.now())

    outcome = race(8, act, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {OutOfStock})
    assert list(ledger.check()) == []


def test_a_bouquet_is_taken_apart_once(shop, roses, make, apart):
    made = make()

    outcome = race(8, lambda _number: apart(made), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {BouquetNotFree})
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_written_off) == (25, 5)
    assert list(ledger.check()) == []


@pytest.mark.parametrize("_again", range(3))
def test_an_order_takes_a_bouquet_or_it_is_taken_apart(shop, roses, bouquet, make, apart, place, _again):
    made = make()

    def act(number):
        return apart(made) if number % 2 else place(bouquet, number=number)

    outcome = race(2, act, shop=shop)

    # Taken apart it leaves 25 stems, of which an order may be made: either way nobody holds what is not there.
    assert outcome.kinds_of_errors() <= {BouquetNotFree, OutOfStock}
    piece, stems = reload(made.batch), reload(roses)
    if reload(made).taken_apart_at is None:
        assert (piece.quantity_reserved, stems.quantity_on_hand, stems.quantity_reserved) == (1, 5, 0)
    else:
        assert (piece.quantity_on_hand, piece.quantity_reserved, stems.quantity_on_hand) == (0, 0, 25)
    assert list(ledger.check()) == []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_the_last_bouquet_is_made_twice(shop, roses, bouquet):
    other = make_product(shop, "Другой", recipe={roses.item: 25})

    def act(number):
        product = other if number else bouquet
        return make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=SYSTEM, now=timezone.now())

    outcome = race(2, act, shop=shop)

    assert len(outcome.results) == 2
    assert list(ledger.check()) != []


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_a_bouquet_is_taken_apart_twice(shop, roses, make, apart):
    made = make()

    outcome = race(2, lambda _number: apart(made), shop=shop)

    assert len(outcome.results) == 2
    assert list(ledger.check()) != []
