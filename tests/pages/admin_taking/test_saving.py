"""One form saves the order with its reserve, or says at each field what is wrong."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cvety.core import clock, outbox
from cvety.core.tenancy import shop_scope
from orders.models import Order
from tests.factories import make_member
from tests.pages.conftest import said
from warehouse.models import StockReservation

from .conftest import ADD, the_order


def faults(answer):
    """Everything that the page shows against what was typed."""
    assert answer.status_code == 200
    of_fields = {name: [str(error) for error in errors] for name, errors in answer.context["form"].errors.items()}
    of_lines = [error for row in answer.context["lines"] for error in row["line"].errors]
    return {**of_fields, **({"lines": of_lines} if of_lines else {})}


def test_a_phone_and_a_product_make_an_order_with_its_reserve(shop, owner, client, form):
    answer = client.post(ADD, form())

    order = the_order(shop)
    assert answer.url == f"/admin/orders/order/{order.pk}/change/"
    assert said(answer) == [f"Заказ № {order.pk} принят, со склада держим: 25 × Роза красная 50 см"]
    assert (order.customer_phone, order.source, order.status) == ("+77011234567", "phone", "new")
    assert (order.flower_sum, order.delivery_fee, order.total) == (25000, 0, 25000)
    with shop_scope(shop):
        assert list(StockReservation.objects.values_list("order_id", "quantity")) == [(order.pk, 25)]
        assert order.history.get().actor_name == owner.name


def test_everything_that_was_said_is_written_down(shop, client, form):
    florist, courier = make_member(shop, "florist"), make_member(shop, "courier")
    day = timezone.localdate() + timedelta(days=2)

    client.post(
        ADD,
        form(
            customer_name=" Иван ",
            recipient_name="Айгуль",
            recipient_phone="7059998877",
            address="пр. Достык 89\r\n",
            entrance="2",
            floor="5",
            flat="45",
            door_code="45К",
            delivery_date=day.isoformat(),
            window_from="14",
            window_to="16:30",
            delivery_zone="Центр города",
            discount="1 000",
            payment_method="cash",
            price="24 000",
            quantity="2",
            note="Без лент",
            card_text="С днём\r\nрождения!",
            comment="Постоянный",
            is_anonymous="on",
            is_surprise="on",
            photo_approval="on",
            substitution_consent="on",
            call_policy="nobody",
            source="whatsapp",
            florist=str(florist.pk),
            courier=str(courier.pk),
        ),
    )

    order = the_order(shop)
    assert (order.customer_name, order.recipient_name, order.recipient_phone) == ("Иван", "Айгуль", "+77059998877")
    assert (order.address, order.entrance, order.floor, order.flat, order.door_code) == (
        *("пр. Достык 89", "2", "5", "45", "45К"),
    )
    assert order.delivery_date == day
    assert order.window_from_at == clock.at(day, time(14), shop.timezone)
    assert order.window_to_at == clock.at(day, time(16, 30), shop.timezone)
    assert (order.flower_sum, order.delivery_fee, order.discount, order.total) == (48000, 2000, 1000, 49000)
    assert (order.card_text, order.comment, order.source) == ("С днём\nрождения!", "Постоянный", "whatsapp")
    assert (order.is_anonymous, order.is_surprise, order.photo_approval, order.substitution_consent) == (True,) * 4
    assert (order.call_policy, order.florist_id, order.courier_id) == ("nobody", florist.pk, courier.pk)
    with shop_scope(shop):
        assert order.items.get().notes == "Без лент"
        assert order.customer.addresses.get().door_code == "45К"


@pytest.mark.parametrize(
    ("fields", "status", "is_accepted", "tasks"),
    [
        ({"payment_method": "cash", "accept": "on"}, "new", True, 1),
        ({"payment_method": "cash"}, "new", False, 0),
        ({"payment_method": "cash", "is_paid": "on"}, "new", False, 0),
        ({"payment_method": "kaspi", "accept": "on"}, "new", False, 0),
        ({"payment_method": "kaspi", "is_paid": "on"}, "paid", True, 1),
    ],
)
def test_a_florist_may_begin_at_once(shop, client, form, fields, status, is_accepted, tasks):
    client.post(ADD, form(**fields))
    outbox.dispatch()

    order = the_order(shop)
    assert (order.status, order.accepted_at is not None) == (status, is_accepted)
    with shop_scope(shop):
        assert order.tasks.count() == tasks


def test_who_comes_to_the_shop_pays_for_no_delivery(shop, client, form):
    hidden = {"address": "пр. Достык 89", "delivery_zone": "Центр города", "delivery_fee": "2000"}

    client.post(ADD, form(delivery_method="self_pickup", **hidden))

    order = the_order(shop)
    assert (order.delivery_method, order.address, order.delivery_zone_name) == ("self_pickup", "", "")
    assert order.total == 25000


def test_the_fee_of_the_zone_may_be_another(shop, client, form):
    client.post(ADD, form(delivery_zone="Центр города", delivery_fee="500"))

    assert the_order(shop).delivery_fee == 500


def test_until_midnight_is_the_end_of_the_day(shop, client, form):
    day = timezone.localdate() + timedelta(days=1)

    client.post(ADD, form(delivery_date=day.isoformat(), window_from="22:00", window_to="00:00"))

    order = the_order(shop)
    assert order.window_to_at - order.window_from_at == timedelta(hours=2)


def test_a_day_that_is_over_is_taken_with_a_warning(shop, client, form):
    day = timezone.localdate() - timedelta(days=1)

    answer = client.post(ADD, form(delivery_date=day.isoformat(), window_from="9", window_to="11"))

    assert said(answer)[1] == "Время уже прошло: вчера 09:00–11:00. Проверьте день и часы."
    assert the_order(shop).delivery_date == day


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"customer_phone": ""}, {"customer_phone": ["Без телефона заказ не принять"]}),
        ({"customer_phone": "12"}, {"customer_phone": ["Неверный формат телефона"]}),
        ({"recipient_phone": "+7 123"}, {"recipient_phone": ["Неверный формат телефона"]}),
        ({"product": ""}, {"__all__": ["Добавьте хотя бы один товар"]}),
        ({"product": "999999"}, {"lines": ["Товар не найден"]}),
        ({"product": "роза"}, {"lines": ["Товар не найден"]}),
        ({"quantity": "0"}, {"lines": ["Количество должно быть от 1 до 1000"]}),
        ({"quantity": "много"}, {"lines": ["Количество — целое число"]}),
        ({"price": "дорого"}, {"lines": ["Сумма — целое число тенге"]}),
        ({"discount": "30000"}, {"discount": ["Скидка не может быть больше суммы заказа"]}),
        ({"discount": "-5"}, {"discount": ["Убедитесь, что это значение больше либо равно 0."]}),
        ({"window_from": "утром"}, {"window_from": ["Время в формате 14:30"]}),
        ({"window_from": "14", "delivery_date": ""}, {"delivery_date": ["Укажите день доставки"]}),
        (
            {"window_from": "16", "window_to": "14", "delivery_date": "2026-12-26"},
            {"window_to": ["Окно доставки заканчивается раньше, чем начинается"]},
        ),
        ({"delivery_date": "0001-01-01"}, {"delivery_date": ["Такого дня в календаре нет"]}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_words_stay(shop, client, form, fields, expected):
    answer = client.post(ADD, form(card_text="Мой текст", note="Без лент", **fields))

    assert faults(answer) == expected
    html = answer.content.decode()
    assert "Мой текст" in html
    assert "Без лент" in html or not fields.get("product", "1")
    with shop_scope(shop):
        assert not Order.objects.exists()
        assert not StockReservation.objects.exists()


def test_what_is_short_is_said_with_what_to_do(shop, client, form):
    answer = client.post(ADD, form(quantity="3"))

    assert faults(answer) == {
        "__all__": ["Роза красная 50 см: осталось 60, нужно 75. Уберите 1 × Букет роз или измените состав."],
        "lines": ["не хватает: Роза красная 50 см"],
    }
    with shop_scope(shop):
        assert not Order.objects.exists()


def test_rows_left_empty_are_no_lines(shop, client, form, bouquet):
    rows = {"product": [str(bouquet.pk), "", ""], "quantity": ["2", "1", "1"], "price": ["", "", ""]}

    client.post(ADD, form(**rows, note=["", "", ""]))

    assert the_order(shop).flower_sum == 50000


def test_an_order_of_more_lines_than_it_may_have_is_not_cut_short(client, form, bouquet):
    many = dict.fromkeys(("product", "quantity"), [str(bouquet.pk)] * 101) | {"price": [""] * 101, "note": [""] * 101}

    answer = client.post(ADD, form(**many))

    assert "Не больше 100 товаров в заказе" in answer.content.decode()
    assert answer.status_code == 200


def test_a_form_that_is_sent_twice_makes_one_order(shop, client, form):
    first = client.post(ADD, form(action_id="1"))
    second = client.post(ADD, form(action_id="1"))

    assert first.url == second.url == f"/admin/orders/order/{the_order(shop).pk}/change/"


def test_a_form_that_was_refused_may_be_sent_again(shop, client, form):
    assert client.post(ADD, form(action_id="1", customer_phone="1")).status_code == 200
    assert client.post(ADD, form(action_id="1")).status_code == 302
    assert the_order(shop).total == 25000
