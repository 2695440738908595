"""Placing orders over API v1: the documented bodies and answers, both ways of writing times, wrong fields."""

from __future__ import annotations

import pytest

from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import OrderCreated, OrderWithItemsCreated
from orders.models import Order
from tests.api.shapes import assert_keys
from tests.factories import make_member, make_product
from tests.factories.orders import make_bouquet
from warehouse.models import StockReservation

PLAIN = {
    "customer_phone": "+77011234567",
    "customer_name": "Иван Петров",
    "recipient_phone": "+77017654321",
    "recipient_name": "Айгуль Касымова",
    "address": "г. Алматы, пр. Достык 89, кв. 45",
    "delivery_method": "delivery",
    "delivery_date": "2024-12-26",
    "delivery_window": {"from_time": "14:00", "to_time": "16:00"},
    "flower_sum": 25000,
    "delivery_fee": 2000,
    "discount": 0,
    "total": 27000,
    "payment_method": "kaspi",
    "comment": "Позвонить за час до доставки",
    "source": "website",
}
FROM_README = {
    "customer_phone": "+77011234567",
    "recipient_name": "Айгуль",
    "address": "пр. Достык 89",
    "delivery_method": "delivery",
    "flower_sum": 25000,
    "delivery_fee": 2000,
    "total": 27000,
}
WINDOW = {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"}


@pytest.fixture
def goods(shop):
    return make_bouquet(shop, "Букет роз 'Классика'"), make_product(shop, "Открытка", retail_price=5000)


@pytest.fixture
def with_items(goods):
    bouquet, card = goods
    return {
        "customer_phone": "+77011234567",
        "recipient_name": "Айгуль",
        "address": "пр. Достык 89",
        "delivery_method": "delivery",
        "delivery_date": "2024-12-26",
        "delivery_window": {"from_time": "14:00", "to_time": "16:00"},
        "delivery_fee": 2000,
        "items": [
            {"product_id": bouquet.pk, "quantity": 1, "price": 25000, "notes": "С красной лентой"},
            {"product_id": card.pk, "quantity": 2, "price": 5000, "notes": None},
        ],
        "comment": "Доставить точно в указанное время",
    }


def refused(answer):
    assert answer.status_code == 422, answer.content
    assert not Order._base_manager.exists()
    return [item["loc"] for item in answer.json()["detail"]]


def test_the_documented_order(api, settings):
    answer = api.post("/api/orders/", PLAIN)

    assert answer.status_code == 201
    body = answer.json()
    assert_keys(OrderCreated, body)
    assert set(body) == {"id", "tracking_token", "tracking_url", "status", "created_at"}
    assert body["status"] == "new"
    assert body["tracking_url"] == f"{settings.CVETY_BASE_URL}/tracking/{body['tracking_token']}"
    row = api.get(f"/api/orders/{body['id']}").json()
    said = PLAIN.keys() - {"delivery_window"}
    assert {name: row[name] for name in said} == {name: PLAIN[name] for name in said}
    assert row["delivery_window"] == WINDOW


def test_the_order_of_the_sdk(api):
    answer = api.post("/api/orders/", FROM_README)

    assert answer.status_code == 201
    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    assert (row["flower_sum"], row["delivery_fee"], row["total"], row["payment_method"]) == (
        25000,
        2000,
        27000,
        "kaspi",
    )
    assert row["delivery_window"] == {"from": None, "to": None}


def test_the_documented_order_with_items(api, shop, goods, with_items):
    answer = api.post("/api/orders/with-items", with_items)

    assert answer.status_code == 201
    body = answer.json()
    assert_keys(OrderWithItemsCreated, body)
    lines = [{name: line[name] for name in line if name != "id"} for line in body.pop("items")]
    assert lines == [
        {
            "product_id": goods[0].pk,
            "product_name": "Букет роз 'Классика'",
            "quantity": 1,
            "price": 25000,
            "total": 25000,
        },
        {"product_id": goods[1].pk, "product_name": "Открытка", "quantity": 2, "price": 5000, "total": 10000},
    ]
    assert {name: body[name] for name in ("status", "flower_sum", "delivery_fee", "total")} == {
        "status": "new",
        "flower_sum": 35000,
        "delivery_fee": 2000,
        "total": 37000,
    }
    with shop_scope(shop):
        assert [held.quantity for held in StockReservation.objects.all()] == [25]


def test_a_price_that_is_not_sent_is_todays(api, goods, with_items):
    goods[0].sale_price = 22500
    goods[0].save()
    with_items["items"] = [{"product_id": goods[0].pk, "quantity": 2}]

    assert api.post("/api/orders/with-items", with_items).json()["total"] == 47000


@pytest.mark.parametrize(
    "window",
    [
        {"from_time": "14:00", "to_time": "16:00"},
        {"from_time": "2024-12-26T14:00:00+05:00", "to_time": "2024-12-26T11:00:00Z"},
        {"from_time": "2024-12-26T14:00:00", "to_time": "2024-12-26T16:00:00"},
        {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"},
        {"from_time": "14:00:00", "to_time": "2024-12-26T16:00"},
    ],
)
def test_every_way_to_write_a_window(api, window):
    order_id = api.post("/api/orders/", {**PLAIN, "delivery_window": window}).json()["id"]

    assert api.get(f"/api/orders/{order_id}").json()["delivery_window"] == WINDOW


def test_instants_need_no_day(api):
    body = {name: value for name, value in PLAIN.items() if name != "delivery_date"}
    body["delivery_window"] = {"from_time": "2024-12-26T19:30:00Z", "to_time": "2024-12-26T20:30:00Z"}

    order_id = api.post("/api/orders/", body).json()["id"]

    assert api.get(f"/api/orders/{order_id}").json()["delivery_date"] == "2024-12-27"  # in the shop it is tomorrow


def test_a_window_until_midnight(api):
    window = {"from_time": "22:00", "to_time": "00:00"}
    order_id = api.post("/api/orders/", {**PLAIN, "delivery_window": window}).json()["id"]

    assert api.get(f"/api/orders/{order_id}").json()["delivery_window"]["to"] == "2024-12-27T00:00:00+05:00"


@pytest.mark.parametrize("phone", ["8 701 123 45 67", "+7 (701) 123-45-67", "87011234567", "7011234567"])
def test_a_phone_in_any_notation(api, phone):
    order_id = api.post("/api/orders/", {**PLAIN, "customer_phone": phone}).json()["id"]

    assert api.get(f"/api/orders/{order_id}").json()["customer_phone"] == "+77011234567"


@pytest.mark.parametrize(
    "sums", [{"flower_sum": 25000.0, "total": 27000.00}, {"flower_sum": "25000", "total": "27000"}]
)
def test_sums_that_look_like_fractions_are_whole(api, sums):
    assert api.post("/api/orders/", {**PLAIN, **sums}).status_code == 201


def test_what_is_null_is_not_said(api):
    names = (
        *("customer_name", "recipient_phone", "recipient_name", "address", "delivery_date", "delivery_window"),
        *("delivery_fee", "discount", "comment", "source", "florist_id", "courier_id", "delivery_zone", "city"),
    )

    answer = api.post("/api/orders/", {**PLAIN, **dict.fromkeys(names), "total": 25000})

    assert answer.status_code == 201, answer.content
    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    assert (row["recipient_phone"], row["comment"], row["discount"], row["source"]) == ("", "", 0, "website")


def test_what_flowers_need_besides(api, shop):
    courier = make_member(shop, "courier", name="Ерлан")
    more = {
        "card_text": "С днём рождения!",
        "is_anonymous": True,
        "is_surprise": True,
        "call_policy": "nobody",
        "photo_approval": True,
        "substitution_consent": True,
        "courier_id": courier.pk,
        "external_id": "A-17",
        "city": "Алматы",
        "house": "89",
        "latitude": 43.238949,
        "longitude": 76.889709,
    }

    row = api.get(f"/api/orders/{api.post('/api/orders/', {**PLAIN, **more}).json()['id']}").json()

    assert row["courier"] == {"id": courier.pk, "name": "Ерлан", "phone": courier.phone}
    assert {name: row[name] for name in more if name != "courier_id"} == {
        name: value for name, value in more.items() if name != "courier_id"
    }


def test_the_fee_of_a_named_zone(api):
    body = {**PLAIN, "delivery_zone": "Центр города", "delivery_fee": None}

    row = api.get(f"/api/orders/{api.post('/api/orders/', body).json()['id']}").json()

    assert (row["delivery_zone"], row["delivery_fee"], row["total"]) == ("Центр города", 2000, 27000)


def test_the_documented_refusal(api):
    answer = api.post("/api/orders/", {**PLAIN, "customer_phone": "12345"})

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": [{"loc": ["body", "customer_phone"], "msg": "Неверный формат телефона", "type": "value_error"}]
    }


def test_two_wrong_fields_are_told_at_once(api):
    answer = api.post("/api/orders/", {**PLAIN, "customer_phone": "нет", "total": -5})

    assert answer.json() == {
        "detail": [
            {"loc": ["body", "customer_phone"], "msg": "Неверный формат телефона", "type": "value_error"},
            {"loc": ["body", "total"], "msg": "Сумма должна быть положительной", "type": "value_error"},
        ]
    }


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"customer_phone": None}, ["customer_phone"]),
        ({"customer_phone": ""}, ["customer_phone"]),
        ({"customer_phone": 77011234567}, ["customer_phone"]),
        ({"recipient_phone": "+1 202 555 0123"}, ["recipient_phone"]),
        ({"total": 26000}, ["total"]),
        ({"total": 10**30}, ["total"]),
        ({"flower_sum": 25000.5}, ["flower_sum"]),
        ({"flower_sum": "много"}, ["flower_sum"]),
        ({"flower_sum": True}, ["flower_sum"]),
        ({"flower_sum": None, "total": None}, ["flower_sum"]),
        ({"discount": 26000, "total": 1000}, ["discount"]),
        ({"delivery_method": "drone"}, ["delivery_method"]),
        ({"delivery_method": "\ud800"}, ["delivery_method"]),
        ({"delivery_method": ["delivery"]}, ["delivery_method"]),
        ({"payment_method": {}}, ["payment_method"]),
        ({"delivery_date": "26.12.2024"}, ["delivery_date"]),
        ({"delivery_date": "0001-01-01"}, ["delivery_date"]),
        ({"delivery_date": "9999-12-31"}, ["delivery_date"]),
        ({"delivery_date": 20241226}, ["delivery_date"]),
        ({"delivery_date": None}, ["delivery_date"]),
        ({"delivery_window": "14:00-16:00"}, ["delivery_window"]),
        ({"delivery_window": {"from_time": "25:00", "to_time": "16:00"}}, ["delivery_window", "from_time"]),
        ({"delivery_window": {"from_time": "14:00", "to_time": 16}}, ["delivery_window", "to_time"]),
        ({"delivery_window": {"from": "x"}}, ["delivery_window", "from"]),
        ({"delivery_window": {"from_time": "16:00", "to_time": "14:00"}}, ["delivery_window"]),
        ({"delivery_zone": "Марс"}, ["delivery_zone"]),
        ({"florist_id": 10**12}, ["florist_id"]),
        ({"courier_id": "x"}, ["courier_id"]),
        ({"customer_name": "я" * 256}, ["customer_name"]),
        ({"customer_name": "a\x00b"}, ["customer_name"]),
        ({"comment": "\ud800"}, ["comment"]),
        ({"comment": {"text": "x"}}, ["comment"]),
        ({"latitude": 100}, ["latitude"]),
        ({"latitude": "1e400"}, ["latitude"]),
        ({"is_surprise": "maybe"}, ["is_surprise"]),
        ({"items": {"product_id": 1}}, ["items"]),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_nothing_is_written(api, change, loc):
    assert refused(api.post("/api/orders/", {**PLAIN, **change})) == [["body", *loc]]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"product_id": 10**12}, ["product_id"]),
        ({"product_id": 10**30}, ["product_id"]),
        ({"product_id": -1}, ["product_id"]),
        ({"product_id": None}, ["product_id"]),
        ({"product_id": "роза"}, ["product_id"]),
        ({"quantity": 0}, ["quantity"]),
        ({"quantity": -1}, ["quantity"]),
        ({"quantity": 1001}, ["quantity"]),
        ({"quantity": 10**30}, ["quantity"]),
        ({"quantity": 1.5}, ["quantity"]),
        ({"quantity": None}, ["quantity"]),
        ({"price": -1}, ["price"]),
        ({"price": 10**30}, ["price"]),
        ({"notes": ["x"]}, ["notes"]),
    ],
)
def test_a_wrong_item_is_refused_by_its_place(api, with_items, change, loc):
    with_items["items"][1] |= change

    assert refused(api.post("/api/orders/with-items", with_items)) == [["body", "items", 1, *loc]]


def test_a_product_of_another_shop_is_as_unknown_as_none(api, stranger, with_items):
    theirs = make_product(stranger.shop)
    with_items["items"][0]["product_id"] = theirs.pk

    answer = api.post("/api/orders/with-items", with_items)

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": [{"loc": ["body", "items", 0, "product_id"], "msg": "Товар не найден", "type": "value_error"}]
    }


def test_a_colleague_of_another_shop_is_as_unknown_as_none(api, stranger):
    assert refused(api.post("/api/orders/", {**PLAIN, "florist_id": stranger.pk})) == [["body", "florist_id"]]


@pytest.mark.parametrize("items", [[], None, "all", [1], [None], [[]]])
def test_an_order_with_items_needs_items(api, with_items, items):
    locs = refused(api.post("/api/orders/with-items", {**with_items, "items": items}))

    assert locs[0][:2] == ["body", "items"]


def test_what_is_short_is_named(api, goods, with_items):
    with_items["items"][0]["quantity"] = 5

    answer = api.post("/api/orders/with-items", with_items)

    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == "out_of_stock"
    assert [(short["name"], short["needed"], short["available"]) for short in body["shortages"]] == [
        ("Роза красная 50 см", 125, 100)
    ]
    assert not Order._base_manager.exists()


@pytest.mark.parametrize("path", ["/api/orders/", "/api/orders/with-items"])
@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_may_not(shop, sign_in, path, position):
    answer = sign_in(make_member(shop, position)).post(path, PLAIN)

    assert answer.status_code == 403
    assert answer.json() == {"detail": "Недостаточно прав", "code": "forbidden"}


@pytest.mark.parametrize("position", ["owner", "senior", "assistant"])
def test_who_may(shop, sign_in, position):
    assert sign_in(make_member(shop, position)).post("/api/orders/", PLAIN).status_code == 201


def test_parts_without_a_line_make_one(api):
    parts = {"city": "Алматы", "street": "пр. Достык", "house": "89", "flat": "45"}
    sums = {"customer_phone": "+77011234567", "flower_sum": 25000}

    placed = [api.post("/api/orders/", {**sums, **said}).json()["id"] for said in (parts, {"city": "Алматы"})]

    lines = [api.get(f"/api/orders/{pk}").json()["address"] for pk in placed]
    assert lines == ["Алматы, пр. Достык 89, кв. 45", ""]
