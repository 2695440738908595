"""An order comes in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.services import update_product
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from orders.models import Order, OrderDemand
from orders.services import NewItem, NewOrder, place_order
from shops.models import DeliveryZone
from tests.factories import make_batch, make_item, make_product, make_shop, reload
from warehouse import ledger
from warehouse.errors import OutOfStock
from warehouse.models import StockReservation

PHONE = "+77011112233"


def place(shop, *items, **fields):
    order = NewOrder(customer_phone=PHONE, items=items, **fields)
    return place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())


def test_an_order_is_priced_reserved_and_told(shop):
    rose = make_item(shop)
    batch = make_batch(shop, rose, 100)
    bouquet = make_product(shop, recipe={rose: 25}, retail_price=25000, sale_price=22500)

    order = place(shop, NewItem(product_id=bouquet.pk, quantity=1), delivery_fee=2000, discount=500)

    assert (order.flower_sum, order.delivery_fee, order.discount, order.total) == (22500, 2000, 500, 24000)
    assert (order.status, order.payment_status, order.due) == ("new", "pending", 24000)
    assert order.tracking_token.isdigit()
    assert len(order.tracking_token) == 9
    assert (reload(batch).quantity_on_hand, reload(batch).quantity_reserved) == (100, 25)
    assert list(OrderDemand.objects.values_list("item_id", "quantity")) == [(rose.pk, 25)]
    assert list(order.history.values_list("old_status", "status", "actor_name")) == [("", "new", "Система")]
    assert list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True)) == [
        "customer.created",
        "order.created",
    ]
    assert list(ledger.check()) == []


def test_the_oldest_batch_that_is_still_good_goes_first_and_is_split(shop):
    rose = make_item(shop)
    expired = make_batch(shop, rose, 100, age_days=15)
    fresh = make_batch(shop, rose, 100, age_days=1)
    old = make_batch(shop, rose, 20, age_days=9)
    bouquet = make_product(shop, recipe={rose: 25})

    place(shop, NewItem(product_id=bouquet.pk, quantity=1))

    assert [reload(batch).quantity_reserved for batch in (expired, old, fresh)] == [0, 20, 5]


def test_stems_that_will_have_wilted_by_the_window_are_taken_last(shop):
    rose = make_item(shop)
    wilting = make_batch(shop, rose, 25, age_days=13)
    fresh = make_batch(shop, rose, 25, age_days=1)
    bouquet = make_product(shop, recipe={rose: 25})
    window = timezone.now() + timedelta(days=3)

    place(shop, NewItem(product_id=bouquet.pk, quantity=1), window_from_at=window, window_to_at=window)
    assert [reload(batch).quantity_reserved for batch in (wilting, fresh)] == [0, 25]

    place(shop, NewItem(product_id=bouquet.pk, quantity=1), window_from_at=window, window_to_at=window)
    assert [reload(batch).quantity_reserved for batch in (wilting, fresh)] == [25, 25]


def test_a_shortage_names_each_item_and_writes_nothing(shop):
    rose, ribbon = make_item(shop), make_item(shop, "Лента")
    make_batch(shop, rose, 30)
    bouquet = make_product(shop, recipe={rose: 25, ribbon: 1})

    with pytest.raises(OutOfStock) as caught:
        place(shop, NewItem(product_id=bouquet.pk, quantity=2))

    assert [(short.name, short.needed, short.available) for short in caught.value.shortages] == [
        ("Роза красная 50 см", 50, 30),
        ("Лента", 2, 0),
    ]
    assert not Order.objects.exists()
    assert not StockReservation.objects.exists()
    assert not OutboxEvent.objects.filter(name="order.created").exists()


def test_lines_that_share_stems_are_counted_together(shop):
    rose = make_item(shop)
    make_batch(shop, rose, 40)
    small, large = make_product(shop, recipe={rose: 15}), make_product(shop, recipe={rose: 26})

    with pytest.raises(OutOfStock):
        place(shop, NewItem(product_id=small.pk, quantity=1), NewItem(product_id=large.pk, quantity=1))


def test_a_product_without_recipe_and_pieces_is_always_sold(shop):
    card = make_product(shop, "Открытка", retail_price=500)

    order = place(shop, NewItem(product_id=card.pk, quantity=1000))

    assert order.total == 500_000
    assert not OrderDemand.objects.exists()


def test_finished_pieces_go_before_stems(shop):
    rose = make_item(shop)
    make_batch(shop, rose, 25)
    bouquet = make_product(shop, recipe={rose: 25})
    update_product(shop=shop, product_id=bouquet.pk, changes={"stock_quantity": 2}, actor=SYSTEM, now=timezone.now())
    bouquet = reload(bouquet)

    place(shop, NewItem(product_id=bouquet.pk, quantity=3))

    held = dict(StockReservation.objects.values_list("item_id", "quantity"))
    assert held == {bouquet.piece_item_id: 2, rose.pk: 25}
    with pytest.raises(OutOfStock):
        place(shop, NewItem(product_id=bouquet.pk, quantity=1))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"total": 1}, ("total",)),
        ({"flower_sum": 1}, ("total",)),
        ({"discount": 25001}, ("discount",)),
        ({"delivery_zone_name": "Луна"}, ("delivery_zone",)),
        ({"courier_id": 999_999}, ("courier_id",)),
    ],
)
def test_what_does_not_add_up_is_refused_by_name(shop, fields, path):
    bouquet = make_product(shop)

    with pytest.raises(InvalidInput) as caught:
        place(shop, NewItem(product_id=bouquet.pk, quantity=1), **fields)

    assert [field for field, _text in caught.value.fields] == [path]
    assert not Order.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1, 1001])
def test_an_impossible_quantity_is_refused(shop, quantity):
    bouquet = make_product(shop)

    with pytest.raises(InvalidInput) as caught:
        place(shop, NewItem(product_id=bouquet.pk, quantity=quantity))

    assert caught.value.fields[0][0] == ("items", 0, "quantity")


def test_another_shops_product_is_unknown(shop):
    other = make_shop(name="Тюльпан")
    with shop_scope(other):
        theirs = make_product(other)

    with pytest.raises(InvalidInput) as caught:
        place(shop, NewItem(product_id=theirs.pk, quantity=1))

    assert caught.value.fields[0][0] == ("items", 0, "product_id")


def test_the_storefronts_word_on_money_counts_for_nothing(shop):
    bouquet = make_product(shop, retail_price=25000)

    order = place(
        shop,
        NewItem(product_id=bouquet.pk, quantity=1, price=1),
        delivery_fee=0,
        discount=20000,
        total=1,
        prices_by_server=True,
    )

    assert (order.flower_sum, order.delivery_fee, order.total) == (25000, 2000, 27000)


def test_the_address_belongs_to_the_recipient(shop):
    bouquet = make_product(shop)

    order = place(
        shop,
        NewItem(product_id=bouquet.pk, quantity=1),
        customer_name="Тимур",
        recipient_name="Айгуль",
        recipient_phone="+77012223344",
        address="пр. Достык 89",
    )

    customer = reload(order.customer)
    assert (customer.name, customer.address) == ("Тимур", "")
    assert list(customer.addresses.values_list("address", "recipient_name")) == [("пр. Достык 89", "Айгуль")]


def test_a_known_customer_is_found_by_phone_and_no_blank_overwrites(shop):
    bouquet = make_product(shop)
    item = NewItem(product_id=bouquet.pk, quantity=1)

    first = place(shop, item, customer_name="Тимур")
    second = place(shop, item)

    assert second.customer_id == first.customer_id
    assert reload(second.customer).name == "Тимур"


def test_a_zone_that_is_switched_off_is_not_charged(shop):
    bouquet = make_product(shop, retail_price=25000)
    shop.default_delivery_zone = DeliveryZone.objects.create(shop=shop, name="Луна", fee=77777, is_active=False)
    shop.save()

    order = place(shop, NewItem(product_id=bouquet.pk, quantity=1), prices_by_server=True)

    assert (order.delivery_zone_name, order.delivery_fee) == ("Центр города", 2000)


def test_the_tracking_number_is_found_whatever_the_names(shop):
    bouquet = make_product(shop)
    names = {"customer_name": "ß" * 255, "recipient_name": "ß" * 255}

    order = place(shop, NewItem(product_id=bouquet.pk, quantity=1), **names)

    assert order.tracking_token in reload(order).search_text
