"""How an order is handed over and paid, and its sums, changed in place on its page."""

import pytest

from cvety.core.tenancy import shop_scope
from orders.services import accept_order
from shops.models import DeliveryZone
from tests.factories import make_member, reload
from tests.factories.orders import make_order, move_order

from .test_admin_order_page import edit, fields_of, shown


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def order(shop):
    """Of 25 000 ₸ of flowers and 2 000 ₸ of delivery."""
    return make_order(shop, address="пр. Достык 89", delivery_zone_name="Центр города")


def change(client, order, block, **typed):
    return edit(client, order, block, fields_of(client, order, block), **typed)


def names(client, order, block):
    form = shown(client, order).forms.get(block)
    return [field.name for field in form.visible_fields()] if form else []


def test_a_discount_is_given_and_taken_back(client, order):
    change(client, order, "money", discount="1 500")
    assert (reload(order).discount, reload(order).total) == (1500, 25500)

    answer = change(client, order, "money", discount="")

    assert answer.url.endswith("#order-money")
    assert (reload(order).discount, reload(order).delivery_fee, reload(order).total) == (0, 2000, 27000)


def test_a_fee_that_is_wiped_out_is_the_zones_again(client, order):
    change(client, order, "money", delivery_fee="500")
    assert reload(order).total == 25500

    change(client, order, "money", delivery_fee="")

    assert (reload(order).delivery_fee, reload(order).total) == (2000, 27000)


def test_an_answer_without_the_sums_leaves_them(client, order):
    change(client, order, "money", discount="1500")

    client.post(f"/admin/orders/order/{order.pk}/edit/money/", {"money-payment_method": "cash"})

    order = reload(order)
    assert (order.payment_method, order.discount, order.delivery_fee) == ("cash", 1500, 2000)


def test_a_discount_above_the_sum_stays_in_its_field(client, order):
    answer = change(client, order, "money", discount="25001")

    assert answer.context["page"].forms["money"].errors["discount"] == ["Скидка не может быть больше суммы заказа"]
    assert 'value="25001"' in answer.content.decode()
    assert reload(order).version == order.version


@pytest.mark.parametrize(
    ("path", "money", "has_method"),
    [
        ((), ["payment_method", "delivery_fee", "discount"], True),
        (("paid",), ["delivery_fee", "discount"], True),
        (("paid", "assembled"), ["delivery_fee", "discount"], True),
        (("paid", "assembled", "delivery"), ["delivery_fee", "discount"], False),
        (("paid", "assembled", "delivery", "delivered"), [], False),
        (("cancelled",), [], False),
    ],
)
def test_only_what_may_still_change_is_offered(client, order, path, money, has_method):
    move_order(order, *path)

    assert names(client, order, "money") == money
    assert ("delivery_method" in names(client, order, "where")) is has_method


def test_what_was_fixed_while_somebody_typed_is_told_and_nothing_is_lost_unsaid(shop, client, owner):
    order = make_order(shop, payment_method="cash")
    typed = fields_of(client, order, "money")
    with shop_scope(shop):
        accept_order(shop=shop, order_id=order.pk, actor=owner.as_actor(), now=order.created_at)

    answer = edit(client, order, "money", typed, payment_method="kaspi")

    assert "Способ оплаты меняется, пока заказ новый" in answer.content.decode()
    assert answer.context["page"].forms["money"]["payment_method"].value() == "kaspi"
    assert reload(order).payment_method == "cash"


def test_the_buyer_comes_for_it_after_all(shop, client, order):
    """What stands in the fields that are then out of sight counts for nothing."""
    typed = {"delivery_method": "self_pickup", "address": "", "zone": "", "hour_from": "10:00", "day": "2031-03-08"}

    change(client, order, "where", **typed)

    order = reload(order)
    assert (order.delivery_method, order.delivery_zone_name, order.delivery_fee) == ("self_pickup", "", 0)
    assert (order.address, f"{order.delivery_date}") == ("пр. Достык 89", "2031-03-08")


def test_it_is_brought_after_all_for_the_fee_that_the_form_shows(shop, client):
    order = make_order(shop, delivery_method="self_pickup", delivery_fee=None)
    with shop_scope(shop):
        far = DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)
    shop.default_delivery_zone = far
    shop.save(update_fields=["default_delivery_zone"])
    assert fields_of(client, order, "where")["where-zone"] == "Окраины"

    without = change(client, order, "where", delivery_method="delivery")
    change(client, order, "where", delivery_method="delivery", address="ул. Абая 10", flat="7")

    assert without.context["page"].forms["where"].errors["address"] == ["Укажите адрес доставки"]
    order = reload(order)
    assert (order.delivery_method, order.address, order.flat) == ("delivery", "ул. Абая 10", "7")
    assert (order.delivery_zone_name, order.delivery_fee, order.total) == ("Окраины", 3000, 28000)


def test_two_who_change_the_money_of_one_order_learn_of_each_other(client, order):
    typed = fields_of(client, order, "money")
    change(client, order, "money", discount="700")

    answer = edit(client, order, "money", typed, discount="900")

    assert "Скидка, ₸: 700" in answer.content.decode()
    assert reload(order).discount == 700


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_sees_no_money_changes_none(shop, browse, order, position):
    answer = edit(browse(make_member(shop, position)), order, "money", {}, discount="700")

    assert answer.status_code == 403
    assert reload(order).discount == 0
