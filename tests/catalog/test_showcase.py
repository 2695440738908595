"""Bouquets made in advance: what they take from the shelf, how they are sold, what comes back of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.errors import BouquetNotFound, BouquetNotFree, NoRecipe, ProductNotFound
from catalog.models import RecipeLine, ShowcaseBouquet
from catalog.services.showcase import make_showcase_bouquets, take_apart, write_off_bouquet
from catalog.showcase import State, bouquet_of, makeable, standing, state_of
from catalog.stock import stock_of_products
from cvety.core.actors import SYSTEM, Actor, ActorKind
from cvety.core.errors import InvalidInput
from cvety.core.models import OutboxEvent
from tests.factories import make_batch, make_item, make_product, make_shop, reload
from tests.factories.orders import make_order, move_order
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockBatch, StockMovement, StockReservation
from warehouse.services import set_on_hand
from warehouse.shelf import shelf_of

MARINA = Actor(ActorKind.PERSON, "Марина", 7)


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def rose(shop):
    return make_item(shop)


@pytest.fixture
def ribbon(shop):
    return make_item(shop, "Лента атласная", shelf_life_days=None)


@pytest.fixture
def roses(shop, rose):
    """60 roses at 235 ₸."""
    return make_batch(shop, rose, 60)


@pytest.fixture
def product(shop, rose, ribbon, roses):
    make_batch(shop, ribbon, 100, cost="33.33")
    return make_product(shop, recipe={rose: 25, ribbon: 1})


@pytest.fixture
def make(shop, product):
    def make(count=1, product=product, now=None, **more):
        values = {"actor": MARINA, "now": now or timezone.now(), **more}
        return make_showcase_bouquets(shop=shop, product_id=product.pk, count=count, **values)

    return make


@pytest.fixture
def apart(shop):
    def apart(bouquet, good=None, **more):
        values = {"actor": MARINA, "now": timezone.now(), **more}
        return take_apart(shop=shop, bouquet_id=bouquet.pk, good=good or {}, **values)

    return apart


def movements(batch):
    rows = StockMovement.objects.filter(batch=batch).order_by("pk")
    return list(rows.values_list("kind", "on_hand_delta", "landed_cost_delta", "reason"))


def can_sell(product):
    product.refresh_from_db()
    return stock_of_products([(product.pk, product.piece_item_id)], timezone.now())[product.pk]


def test_a_bouquet_takes_its_stems_and_stands_at_their_cost(make, product, roses, ribbon):
    now = timezone.now()
    (bouquet,) = make(now=now, note="К субботе")

    assert reload(roses).quantity_on_hand == 35
    assert movements(roses)[1:] == [("correction", -25, -5875, "showcase")]
    batch = bouquet.batch
    assert (batch.quantity_received, batch.quantity_on_hand, batch.arrived_at) == (1, 1, now)
    assert (batch.total_cost, batch.landed_total_cost) == (5875 + 33, 5875 + 33)
    assert batch.on_showcase
    assert movements(batch) == [("receipt", 1, 5908, "showcase")]
    assert {movement.note for movement in StockMovement.objects.filter(reason="showcase")} == {"Букет роз"}
    stems = bouquet.stems.values_list("batch", "item__name", "quantity", "cost")
    assert next(iter(stems)) == (roses.pk, "Роза красная", 25, 5875)
    assert [stem[1:] for stem in stems] == [("Роза красная", 25, 5875), ("Лента атласная", 1, 33)]
    assert (bouquet.made_at, bouquet.author, bouquet.actor_member_id, bouquet.note) == (now, "Марина", 7, "К субботе")


def test_the_product_counts_its_pieces_from_now_on(make, product):
    assert product.piece_item is None

    make()

    product.refresh_from_db()
    assert (product.piece_item.kind, product.piece_item.name) == ("finished", "Букет роз")
    assert product.is_stock_tracked
    assert can_sell(product) == 2  # the one that stands, and one more of 35 roses
    make()
    assert ShowcaseBouquet.objects.values("batch__item").distinct().count() == 1


def test_several_are_made_at_once_each_a_batch_of_its_own(make, roses):
    bouquets = make(2)

    assert len({bouquet.batch_id for bouquet in bouquets}) == 2
    assert reload(roses).quantity_on_hand == 10
    assert sum(bouquet.batch.total_cost for bouquet in bouquets) == 2 * 5875 + 67  # ribbons: 33 and then 34


def test_oldest_good_stems_go_first_and_the_bouquet_lasts_as_long_as_they(make, shop, rose, roses):
    old = make_batch(shop, rose, 10, cost="100", age_days=10)
    gone = make_batch(shop, rose, 10, age_days=20)

    (bouquet,) = make()

    assert (reload(old).quantity_on_hand, reload(roses).quantity_on_hand) == (0, 45)
    assert reload(gone).quantity_on_hand == 10
    assert bouquet.batch.expires_at == old.expires_at
    assert bouquet.batch.landed_total_cost == 10 * 100 + 15 * 235 + 33


def test_a_shelf_life_of_the_pieces_themselves_is_kept_where_it_is_shorter(make, product):
    now = timezone.now()
    make(now=now)
    product.refresh_from_db()
    product.piece_item.shelf_life_days = 3
    product.piece_item.save()

    (bouquet,) = make(now=now)

    assert bouquet.batch.expires_at == now + timedelta(days=3)


def test_what_breaks_in_making_is_taken_too_and_rounded_up_once(make, product, rose, roses):
    RecipeLine.objects.filter(product=product, item=rose).update(waste_percent=10)

    bouquets = make(2)

    assert [bouquet.stems.get(item=rose).quantity for bouquet in bouquets] == [28, 27]
    assert reload(roses).quantity_on_hand == 5


def test_all_are_made_or_none_and_each_item_that_is_short_is_named(make, roses):
    with pytest.raises(OutOfStock) as caught:
        make(3)

    (short,) = caught.value.shortages
    assert (short.name, short.needed, short.available) == ("Роза красная 50 см", 75, 60)
    assert not ShowcaseBouquet.objects.exists()
    assert reload(roses).quantity_on_hand == 60


def test_stems_that_orders_hold_are_left_alone(make, shop, product, roses):
    make_order(shop, product=product)
    make_order(shop, product=product)

    with pytest.raises(OutOfStock) as caught:
        make()

    assert caught.value.shortages[0].available == 10
    assert (reload(roses).quantity_on_hand, reload(roses).quantity_reserved) == (60, 50)


def test_what_begins_to_run_out_is_told(make, rose, roses):
    rose.low_stock_threshold = 40
    rose.save()

    make()

    events = OutboxEvent.objects.filter(name="stock.low").values_list("payload", flat=True)
    assert [(event["name"], event["available"]) for event in events] == [("Роза красная 50 см", 35)]


def test_nobody_is_told_that_bouquets_made_in_advance_run_out(make, shop, product, roses):
    (bouquet,) = make()
    assert "Букет роз" not in [str(item) for item in _scarce(shop)]

    make_order(shop, product=product)

    assert state_of(bouquet) == State.PROMISED
    assert "Букет роз" not in [str(item) for item in _scarce(shop)]
    assert not OutboxEvent.objects.filter(name="stock.low").exists()


def _scarce(shop):
    shelf = shelf_of(shop=shop, now=timezone.now())
    return [*shelf.gone, *(standing.item for standing in shelf.low)]


def test_what_has_no_recipe_is_not_made(make, shop, product):
    with pytest.raises(NoRecipe):
        make(product=make_product(shop, "Открытка"))
    with pytest.raises(InvalidInput):
        make(0)
    with pytest.raises(InvalidInput):
        make(51)


def test_another_shops_product_and_bouquet_are_not_found(make, shop, apart):
    other = make_shop(name="Тюльпан")
    with pytest.raises(ProductNotFound):
        make(product=make_product(other))
    (bouquet,) = make()
    for service in (take_apart, write_off_bouquet):
        good = {"good": {}} if service is take_apart else {}
        with pytest.raises(BouquetNotFound):
            service(shop=other, bouquet_id=bouquet.pk, actor=SYSTEM, now=timezone.now(), **good)


def test_an_order_takes_the_bouquet_before_any_stems_and_costs_what_it_cost(make, shop, product, roses):
    (bouquet,) = make()

    order = make_order(shop, "paid", product=product)
    assert state_of(bouquet) == State.PROMISED
    move_order(order, "assembled")

    assert state_of(bouquet) == State.SOLD
    assert StockReservation.objects.get(order_id=order.pk).cost == 5908
    assert reload(roses).quantity_on_hand == 35
    move_order(order, "cancelled")
    assert state_of(bouquet) == State.STANDING


def test_the_oldest_bouquet_is_sold_first(make, shop, product):
    now = timezone.now()
    (young,) = make(now=now)
    (old,) = make(now=now - timedelta(days=2))

    make_order(shop, product=product)

    assert (state_of(old), state_of(young)) == (State.PROMISED, State.STANDING)


def test_taken_apart_whole_it_leaves_the_shelf_as_it_was(make, apart, product, rose, ribbon, roses):
    (bouquet,) = make()
    now = timezone.now()

    apart(bouquet, {rose.pk: 25, ribbon.pk: 1}, now=now)

    assert movements(roses)[1:] == [("correction", -25, -5875, "showcase"), ("correction", 25, 5875, "taken_apart")]
    assert movements(bouquet.batch)[1:] == [("correction", -1, -5908, "taken_apart")]
    bouquet = reload(bouquet)
    assert (bouquet.taken_apart_at, bouquet.taken_apart_by) == (now, "Марина")
    assert state_of(bouquet) == State.TAKEN_APART
    assert can_sell(product) == 2


def test_what_is_not_good_is_written_off_from_its_batches_at_its_cost(make, apart, shop, rose, ribbon, roses):
    old = make_batch(shop, rose, 10, cost="100", age_days=10)
    (bouquet,) = make()

    apart(bouquet, {rose.pk: 12}, reason="damaged", note="Уронили")

    # Of 25 roses 13 are lost, the oldest first: all ten of the old batch and three of the other.
    assert movements(old)[2:] == [("correction", 10, 1000, "taken_apart"), ("writeoff", -10, -1000, "damaged")]
    assert movements(roses)[2:] == [("correction", 15, 3525, "taken_apart"), ("writeoff", -3, -705, "damaged")]
    ribbons = StockBatch.objects.get(item=ribbon)
    assert movements(ribbons)[2:] == [("correction", 1, 33, "taken_apart"), ("writeoff", -1, -33, "damaged")]
    assert (reload(old).quantity_written_off, reload(roses).quantity_on_hand) == (10, 57)
    assert reload(bouquet).note == "Уронили"


@pytest.mark.parametrize("bad", [{0: 1}, "more", "less"])
def test_more_than_was_in_it_does_not_come_back(make, apart, rose, roses, bad):
    (bouquet,) = make()
    good = {"more": {rose.pk: 26}, "less": {rose.pk: -1}}.get(bad, bad) if isinstance(bad, str) else bad

    with pytest.raises(InvalidInput) as caught:
        apart(bouquet, good)

    assert caught.value.fields[0][0][:2] == ("good", 0)
    assert reload(roses).quantity_on_hand == 35


def test_a_bouquet_that_is_promised_sold_or_gone_is_not_taken_apart(make, apart, shop, product, roses):
    (bouquet,) = make()
    order = make_order(shop, product=product)
    for path, words in (([], "Этот букет уже обещан заказу"), (["paid", "assembled"], "Этот букет уже продан")):
        move_order(order, *path)
        for act in (apart, _throw_away(shop)):
            with pytest.raises(BouquetNotFree, match=words):
                act(bouquet)
    assert reload(roses).quantity_on_hand == 35


def test_twice_taken_apart_is_taken_apart_once(make, apart, rose, roses):
    (bouquet,) = make()
    apart(bouquet, {rose.pk: 20})

    with pytest.raises(BouquetNotFree) as caught:
        apart(bouquet, {rose.pk: 20})

    assert (str(caught.value), caught.value.data) == ("Этот букет уже разобрали", {"state": "taken_apart"})
    assert reload(roses).quantity_on_hand == 55


def _throw_away(shop, **more):
    return lambda bouquet: write_off_bouquet(shop=shop, bouquet_id=bouquet.pk, actor=MARINA, now=timezone.now(), **more)


def test_a_bouquet_thrown_away_is_a_write_off_at_its_cost(make, shop, roses):
    (bouquet,) = make()

    _throw_away(shop, reason="wilted")(bouquet)

    assert movements(bouquet.batch)[1:] == [("writeoff", -1, -5908, "wilted")]
    assert state_of(bouquet) == State.WRITTEN_OFF
    assert reload(roses).quantity_on_hand == 35
    with pytest.raises(BouquetNotFree, match="Этот букет уже списали"):
        _throw_away(shop)(bouquet)


def test_a_bouquet_that_a_count_does_not_find_is_missing(make, shop, product):
    (bouquet,) = make()
    product.refresh_from_db()

    set_on_hand(shop=shop, item=product.piece_item, quantity=0, actor=SYSTEM, now=timezone.now())

    assert state_of(bouquet) == State.MISSING
    assert standing(shop=shop, now=timezone.now()) == []


def test_pieces_that_a_count_finds_besides_are_no_part_of_a_bouquet(make, shop, product):
    (bouquet,) = make()
    product.refresh_from_db()

    set_on_hand(shop=shop, item=product.piece_item, quantity=3, actor=SYSTEM, now=timezone.now())

    assert reload(bouquet.batch).quantity_on_hand == 1
    _throw_away(shop)(bouquet)
    assert state_of(bouquet) == State.WRITTEN_OFF


def test_an_expired_bouquet_stands_there_but_is_promised_to_nobody(make, apart, shop, product, rose, roses):
    (bouquet,) = make(now=timezone.now())
    StockBatch.objects.filter(pk=bouquet.batch_id).update(expires_at=timezone.now())

    make_order(shop, product=product)

    assert state_of(bouquet) == State.STANDING
    assert reload(roses).quantity_reserved == 25
    apart(bouquet, {rose.pk: 5})
    assert state_of(bouquet) == State.TAKEN_APART


def test_the_showcase_is_one_query(make, shop, apart, product, django_assert_num_queries):
    now = timezone.now()
    make(2, now=now - timedelta(days=3))
    (last,) = ShowcaseBouquet.objects.order_by("-pk")[:1]
    apart(last)
    make_order(shop, product=product)

    with django_assert_num_queries(1):
        shown = standing(shop=shop, now=now)
        assert [(each.state, each.age, each.bouquet.product.name) for each in shown] == [
            (State.PROMISED, "3 дня", "Букет роз")
        ]


def test_one_bouquet_is_told_with_what_it_was_made_of(make, shop, roses):
    (bouquet,) = make()

    shown = bouquet_of(shop=shop, bouquet_id=bouquet.pk, now=timezone.now())

    parts = [(str(part.item), part.quantity, part.good) for part in shown.parts]
    assert parts == [("Роза красная 50 см", 25, 25), ("Лента атласная", 1, 1)]
    assert shown.age == ""
    assert (shown.freshness, shown.is_free) == ("fresh", True)


def test_what_the_free_stems_allow_is_offered(make, shop, product, rose, django_assert_num_queries):
    make_product(shop, "Миллион", recipe={rose: 101})
    make_product(shop, "Открытка")
    make_product(shop, "Снят с продажи", recipe={rose: 1}, is_active=False)
    small = make_product(shop, "Комплимент", recipe={rose: 5})

    with django_assert_num_queries(3):
        offered = makeable(shop=shop, now=timezone.now())
    assert [(each.product, each.most) for each in offered] == [(product, 2), (small, 12)]
    make(2)
    assert [(each.product, each.most) for each in makeable(shop=shop, now=timezone.now())] == [(small, 2)]
