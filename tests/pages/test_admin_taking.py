"""An order taken by phone: who calls is found, what can be sold is offered, one form saves it with its reserve."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cvety.core import clock, outbox
from cvety.core.tenancy import shop_scope
from orders.admin import offers
from orders.models import Order
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order
from warehouse.models import StockReservation

ADD = "/admin/orders/order/add/"
CUSTOMERS = f"{ADD}customers/"
PRODUCTS = f"{ADD}products/"


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def bouquet(shop):
    return make_bouquet(shop, "Букет роз", stems=25, stock=60)


@pytest.fixture
def form(bouquet):
    """The fewest words that make an order, as the form sends them."""

    def form(**fields):
        return {
            "customer_phone": "8 (701) 123-45-67",
            "delivery_method": "delivery",
            "payment_method": "kaspi",
            "product": str(bouquet.pk),
            "quantity": "1",
            "price": "",
            "note": "",
            **fields,
        }

    return form


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def faults(answer):
    """Everything that the page shows against what was typed."""
    assert answer.status_code == 200
    of_fields = {name: [str(error) for error in errors] for name, errors in answer.context["form"].errors.items()}
    of_lines = [error for row in answer.context["lines"] for error in row["line"].errors]
    return {**of_fields, **({"lines": of_lines} if of_lines else {})}


def the_order(shop):
    with shop_scope(shop):
        return Order.objects.get()


def callers(client, text):
    return client.get(CUSTOMERS, {"q": text}).json()["customers"]


def sold(client, text=""):
    return client.get(PRODUCTS, {"q": text}).json()["products"]


# Saving


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


def test_a_form_that_is_sent_twice_makes_one_order(shop, client, form):
    first = client.post(ADD, form(action_id="1"))
    second = client.post(ADD, form(action_id="1"))

    assert first.url == second.url == f"/admin/orders/order/{the_order(shop).pk}/change/"


def test_a_form_that_was_refused_may_be_sent_again(shop, client, form):
    assert client.post(ADD, form(action_id="1", customer_phone="1")).status_code == 200
    assert client.post(ADD, form(action_id="1")).status_code == 302
    assert the_order(shop).total == 25000


# What the form opens with


def test_the_form_opens_with_what_is_usual(shop, client, bouquet):
    answer = client.get(ADD)

    initial = answer.context["form"].initial
    assert (initial["delivery_zone"], initial["payment_method"], initial["accept"]) == ("Центр города", "kaspi", True)
    html = answer.content.decode()
    assert f'<option value="{bouquet.pk}">Букет роз — 25\u202f000\u00a0₸</option>' in html  # where no script runs
    assert 'name="action_id"' in html
    assert "<script>" not in html


def test_an_order_of_more_lines_than_it_may_have_is_not_cut_short(client, form, bouquet):
    many = dict.fromkeys(("product", "quantity"), [str(bouquet.pk)] * 101) | {"price": [""] * 101, "note": [""] * 101}

    answer = client.post(ADD, form(**many))

    assert "Не больше 100 товаров в заказе" in answer.content.decode()
    assert answer.status_code == 200


def test_the_list_leads_to_the_form_and_orders_are_still_not_edited(shop, owner, client):
    order = make_order(shop)

    assert f'href="{ADD}"' in client.get("/admin/orders/order/").content.decode()
    assert client.post(f"/admin/orders/order/{order.pk}/change/", {"total": "1"}).status_code in (200, 403, 405)
    assert reload(order).total == 27000


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_sees_no_money_takes_no_orders(shop, browse, form, position):
    client = browse(make_member(shop, position))

    assert [client.get(path).status_code for path in (ADD, CUSTOMERS, PRODUCTS)] == [403, 403, 403]
    assert client.post(ADD, form()).status_code == 403


def test_an_order_comes_again_at_the_prices_of_today(shop, client, bouquet):
    old = make_order(
        shop,
        product=bouquet,
        recipient_name="Айгуль",
        address="пр. Достык 89",
        address_parts={"flat": "45"},
        delivery_method="delivery",
        comment="Спешим",
    )
    with shop_scope(shop):
        type(bouquet).objects.filter(pk=bouquet.pk).update(retail_price=30000)

    answer = client.get(ADD, {"repeat": old.pk})

    initial = answer.context["form"].initial
    assert (initial["customer_phone"], initial["recipient_name"], initial["flat"]) == ("+77011112233", "Айгуль", "45")
    assert "comment" not in initial
    html = answer.content.decode()
    assert f'name="product" value="{bouquet.pk}"' in html
    assert 'name="price" value="30000"' in html


def test_what_is_not_sold_any_more_is_left_out_and_told(shop, client, bouquet):
    old = make_order(shop, product=bouquet)
    with shop_scope(shop):
        type(bouquet).objects.filter(pk=bouquet.pk).update(is_active=False)

    answer = client.get(ADD, {"repeat": old.pk})

    assert said(answer) == ["Больше не продаём: Букет роз"]
    assert answer.context["lines"] == []


def test_the_form_opens_for_a_customer(shop, client):
    customer = make_order(shop).customer

    initial = client.get(ADD, {"customer": customer.pk}).context["form"].initial

    assert (initial["customer_phone"], initial["customer_name"]) == ("+77011112233", "Иван")


def test_rows_of_another_shop_do_not_exist(shop, browse, stranger):
    order = make_order(shop)
    client = browse(stranger)

    assert client.get(ADD, {"repeat": order.pk}).status_code == 404
    assert client.get(ADD, {"customer": order.customer_id}).status_code == 404
    assert callers(client, "1112233") == []
    assert sold(client) == []
    with shop_scope(shop):
        product_id = order.items.get().product_id
    assert client.get(PRODUCTS, {"id": product_id}).json()["products"] == []


# Who is calling


@pytest.mark.parametrize(
    "typed",
    ["1112", "2233", "11 22", "8 701 111", "8701", "+7 (701) 111-22-33", "87011112233", "ива", "ИВАН", "цой ив"],
)
def test_a_caller_is_found_by_four_digits_or_three_letters(shop, client, typed):
    make_order(shop, customer_phone="+77059998877", customer_name="Пётр")
    make_order(shop, customer_name="Иван Цой")

    assert [caller["name"] for caller in callers(client, typed)] == ["Иван Цой"]


@pytest.mark.parametrize("typed", ["", "1", "111", "+7 70", "ив", "  ", "\0\0\0\0"])
def test_too_little_finds_nobody(shop, client, typed):
    make_order(shop)

    assert callers(client, typed) == []


def test_a_caller_comes_with_what_and_where_they_ordered(shop, client, bouquet):
    for address in ("ул. Абая 1", "ул. Гоголя 2", "ул. Сатпаева 3", "пр. Достык 89"):
        make_order(
            shop,
            product=bouquet if address == "пр. Достык 89" else make_product(shop),
            recipient_name="Айгуль",
            recipient_phone="+77059998877",
            address=address,
            address_parts={"flat": "45", "door_code": "45К"},
        )
    outbox.dispatch()

    (caller,) = callers(client, "2233")

    assert (caller["name"], caller["phone"], caller["last"]) == ("Иван", "+7 701 111-22-33", "сегодня")
    assert (caller["orders"][:1], caller["recipient"]) == ("4", "Айгуль")
    assert [address["address"] for address in caller["addresses"]] == [
        "пр. Достык 89",
        "ул. Сатпаева 3",
        "ул. Гоголя 2",
    ]
    assert caller["addresses"][0] | {"address": ""} == {
        "recipient_name": "Айгуль",
        "recipient_phone": "+7 705 999-88-77",
        "address": "",
        "entrance": "",
        "floor": "",
        "flat": "45",
        "door_code": "45К",
    }
    assert caller["bought"] == {"words": "Букет роз", "items": [{"product": bouquet.pk, "quantity": 1}]}


def test_the_latest_buyers_come_first_and_eight_are_enough(shop, client):
    for number in range(10):
        make_order(
            shop, customer_phone=f"+770155500{number:02d}", customer_name=f"Клиент {number}", product=make_product(shop)
        )
    outbox.dispatch()

    assert [caller["name"] for caller in callers(client, "5550")] == [f"Клиент {number}" for number in range(9, 1, -1)]


def test_a_customer_who_was_put_away_is_not_found(shop, client):
    customer = make_order(shop).customer
    with shop_scope(shop):
        type(customer).objects.filter(pk=customer.pk).update(archived_at=timezone.now())

    assert callers(client, "2233") == []


# What can be sold


def test_a_product_says_what_it_costs_and_how_many_there_can_be(shop, client, bouquet):
    with shop_scope(shop):
        type(bouquet).objects.filter(pk=bouquet.pk).update(sale_price=22500)

    assert sold(client, "РОЗ") == [
        {
            "id": bouquet.pk,
            "name": "Букет роз",
            "price": 22500,
            "full_price": 25000,
            "picture": "",
            "stock": 2,
            "stock_words": "хватит на 2",
            "reason": "",
        }
    ]


def test_what_cannot_be_made_comes_last_and_says_why(shop, client, bouquet):
    peony = make_item(shop, "Пион розовый")
    make_batch(shop, peony, 3)
    make_product(shop, "Пионы", recipe={peony: 15}, is_popular=True)
    make_product(shop, "Открытка")
    make_product(shop, "Снято", is_active=False)

    found = sold(client)

    assert [(row["name"], row["stock"], row["reason"]) for row in found] == [
        ("Букет роз", 2, ""),
        ("Открытка", None, ""),
        ("Пионы", 0, "не хватает: Пион розовый"),
    ]


def test_products_are_told_by_id_in_the_order_asked(shop, client, bouquet):
    card = make_product(shop, "Открытка")

    answer = client.get(PRODUCTS, {"id": [card.pk, bouquet.pk, 999999, "роза"]}).json()

    assert [row["name"] for row in answer["products"]] == ["Открытка", "Букет роз"]


@pytest.mark.parametrize("path", [ADD, f"{CUSTOMERS}?q=5550", f"{PRODUCTS}?q=букет", PRODUCTS])
def test_looking_up_takes_as_many_queries_for_many_as_for_one(shop, client, path):
    def make(number):
        flower = make_item(shop, f"Цветок {number}")
        make_batch(shop, flower, 1)
        make_product(shop, f"Букет редкий {number}", recipe={flower: 5})
        address = {"address": f"ул. Абая {number}", "recipient_name": "Айгуль"}
        make_order(shop, customer_phone=f"+770155500{number:02d}", product=make_product(shop, "Букет"), **address)

    make(1)
    first = count(client, path)
    for number in range(2, 6):
        make(number)

    assert count(client, path) == first


def count(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# When it can be brought


def test_windows_keep_to_the_hours_of_the_shop(shop):
    shop.working_hours = {"weekdays": "09:00 - 20:00", "saturday": "22:00-24:00", "sunday": ""}

    by_weekday = offers.windows_by_weekday(shop)

    day = [("09:00", "11:00"), ("11:00", "13:00"), ("13:00", "15:00"), ("15:00", "17:00"), ("17:00", "19:00")]
    assert by_weekday == [*[[*day, ("19:00", "20:00")]] * 5, [("22:00", "00:00")], []]


@pytest.mark.parametrize("hours", ["круглосуточно", "с 9 до 20"])
def test_hours_in_words_are_a_long_day(shop, hours):
    shop.working_hours = {"weekdays": hours}

    assert offers.windows_by_weekday(shop)[0][0] == ("08:00", "10:00")


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (4, ("2026-03-02", "09:00", "11:00")),
        (12, ("2026-03-02", "13:00", "15:00")),
        (19, ("2026-03-02", "19:00", "20:00")),
        (22, ("2026-03-03", "09:00", "11:00")),
    ],
)
def test_the_window_that_begins_next_is_proposed(shop, hour, expected):
    now = datetime(2026, 3, 2, hour - 5, tzinfo=UTC) if hour >= 5 else datetime(2026, 3, 1, 19 + hour, tzinfo=UTC)

    day, start, end = offers.next_window(shop, now)

    assert (day.isoformat(), start, end) == expected


def test_the_page_tells_its_script_what_it_needs(shop, client, bouquet):
    html = client.get(ADD).content.decode()

    facts = json.loads(html.split('<script id="taking-facts" type="application/json">')[1].split("</script>")[0])
    assert facts["fees"] == {"Центр города": 2000}
    assert [row["id"] for row in facts["shelf"]] == [bouquet.pk]
