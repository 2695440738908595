"""The list of orders: its documented shape, filters, order; what those who make and carry see of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import OrderAnswer, OrderWithFeedback
from orders.models import Order, OrderTally
from orders.services import archive_order, update_order
from tests.api.shapes import assert_keys
from tests.factories import make_member
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order

DOCUMENTED = {
    *("id", "created_at", "updated_at", "status", "status_display", "customer_phone", "customer_name"),
    *("recipient_phone", "recipient_name", "address", "delivery_method", "delivery_window", "delivery_fee"),
    *("flower_sum", "discount", "total", "payment_method", "payment_status", "tracking_token", "tracking_url"),
    *("comment", "florist", "customer", "items", "photos", "history"),
}


def ids(answer):
    return [row["id"] for row in answer.json()["items"]]


def change(order, **changes):
    with shop_scope(order.shop_id):
        update_order(shop=order.shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


def test_the_documented_row(api, shop, settings):
    florist = make_member(shop, "florist", name="Марина")
    with time_machine.travel("2024-12-26T05:30:00+00:00", tick=False):
        order = make_order(
            shop,
            product=make_bouquet(shop, "Букет роз 'Классика'"),
            customer_phone="+77011234567",
            customer_name="Иван Петров",
            recipient_phone="+77017654321",
            recipient_name="Айгуль Касымова",
            address="г. Алматы, пр. Достык 89, кв. 45",
            window_from_at=timezone.now() + timedelta(hours=3),
            window_to_at=timezone.now() + timedelta(hours=5),
            comment="Позвонить за час до доставки",
        )
        change(order, florist_id=florist.pk)
        move_order(order, "paid")
        photo = make_photo(order)

    body = api.get("/api/orders/", {"status": "paid", "page": 1, "limit": 10}).json()

    row = body["items"][0]
    assert row.keys() >= DOCUMENTED
    assert {name: row[name] for name in DOCUMENTED - {"items", "photos", "history", "customer"}} == {
        "id": order.pk,
        "created_at": "2024-12-26T10:30:00+05:00",
        "updated_at": "2024-12-26T10:30:00+05:00",
        "status": "paid",
        "status_display": "Оплачен",
        "customer_phone": "+77011234567",
        "customer_name": "Иван Петров",
        "recipient_phone": "+77017654321",
        "recipient_name": "Айгуль Касымова",
        "address": "г. Алматы, пр. Достык 89, кв. 45",
        "delivery_method": "delivery",
        "delivery_window": {"from": "2024-12-26T13:30:00+05:00", "to": "2024-12-26T15:30:00+05:00"},
        "delivery_fee": 2000,
        "flower_sum": 25000,
        "discount": 0,
        "total": 27000,
        "payment_method": "kaspi",
        "payment_status": "paid",
        "tracking_token": order.tracking_token,
        "tracking_url": f"{settings.CVETY_BASE_URL}/tracking/{order.tracking_token}",
        "comment": "Позвонить за час до доставки",
        "florist": {"id": florist.pk, "name": "Марина", "phone": florist.phone},
    }
    assert row["customer"] == {
        "id": order.customer_id,
        "name": "Иван Петров",
        "phone": "+77011234567",
        "orders_count": 0,  # not counted yet: the worker does it
        "total_spent": 0,
        "last_order_date": None,
    }
    with shop_scope(shop):
        item = order.items.get()
    assert row["items"] == [
        {
            "id": item.pk,
            "product_id": item.product_id,
            "product_name": "Букет роз 'Классика'",
            "product_category": "bouquet",
            "quantity": 1,
            "price": 25000,
            "total": 25000,
            "notes": None,
        }
    ]
    assert row["photos"] == [
        {
            "id": photo.pk,
            "url": f"{settings.CVETY_BASE_URL}{photo.image.url}",
            "thumbnail": f"{settings.CVETY_BASE_URL}{photo.thumbnail.url}",
            "uploaded_at": "2024-12-26T10:30:00+05:00",
        }
    ]
    assert [{name: step[name] for name in ("status", "changed_at", "changed_by")} for step in row["history"]] == [
        {"status": "new", "changed_at": "2024-12-26T10:30:00+05:00", "changed_by": "Система"},
        {"status": "paid", "changed_at": "2024-12-26T10:30:00+05:00", "changed_by": "Система"},
    ]
    assert {name: value for name, value in body.items() if name != "items"} == {
        "total": 1,
        "page": 1,
        "pages": 1,
        "has_next": False,
        "has_prev": False,
    }


def test_customers_figures_follow_the_orders(api, shop, deliver_events):
    make_order(shop, "paid")
    deliver_events()

    customer = api.get("/api/orders/").json()["items"][0]["customer"]

    assert (customer["orders_count"], customer["total_spent"]) == (1, 27000)
    assert customer["last_order_date"] is not None


def test_an_order_without_anything_optional_has_the_same_shape(api):
    order_id = api.post("/api/orders/", {"customer_phone": "+77011234567", "flower_sum": 1000}).json()["id"]

    row = api.get(f"/api/orders/{order_id}").json()

    assert_keys(OrderWithFeedback, row)
    assert row["delivery_window"] == {"from": None, "to": None}
    assert (row["florist"], row["courier"], row["items"], row["photos"]) == (None, None, [], [])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "айгуль"}, ["a"]),
        ({"search": "КАСЫМОВА Айгүль"}, ["a"]),
        ({"search": "8 (701) 111-22-33"}, ["a"]),
        ({"search": "7011112233"}, ["a"]),
        ({"search": "пётр"}, ["b"]),
        ({"search": "Петр"}, ["b"]),
        ({"search": "nobody"}, []),
        ({"search": "%"}, []),
        ({"status": "paid"}, ["b"]),
        ({"status": "cancelled"}, []),
        ({"status": "paid", "search": "айгуль"}, []),
        ({"payment_status": "paid"}, ["b"]),
        ({"dateFrom": "2024-12-02"}, ["b"]),
        ({"dateTo": "2024-12-01"}, ["a"]),
        ({"dateFrom": "2024-12-01T00:00:00", "dateTo": "2024-12-31T23:59:59"}, ["b", "a"]),
        ({"dateTo": "2024-12-01T12:00:00"}, ["a"]),
        ({"dateTo": "2024-12-01T12:00:00 05:00"}, ["a"]),
        ({"dateTo": "2024-12-01T11:59:59"}, []),
        ({"delivery_date": "2024-12-05"}, ["b"]),
        ({"sort": "created_at"}, ["a", "b"]),
        ({"sort": "-created_at"}, ["b", "a"]),
        ({"sort": "total"}, ["a", "b"]),
        ({"sort": "-total"}, ["b", "a"]),
        ({"sort": "id"}, ["a", "b"]),
        ({"sort": "delivery_date"}, ["b", "a"]),
        ({"sort": "-delivery_date"}, ["b", "a"]),
        ({"sort": "-updated_at"}, ["b", "a"]),
    ],
)
def test_filters_and_order(api, shop, query, found):
    with time_machine.travel("2024-12-01T07:00:00.500+00:00", tick=False):
        a = make_order(shop, customer_phone="+77011112233", customer_name="Иван", recipient_name="Айгуль Касымова")
    with time_machine.travel("2024-12-02T07:00:00+00:00", tick=False):
        b = make_order(shop, customer_phone="+77770001122", customer_name="Пётр", delivery_fee=3000)
        move_order(b, "paid")
        change(b, delivery_date="2024-12-05")

    answer = api.get("/api/orders/", query)

    assert answer.status_code == 200
    names = {a.pk: "a", b.pk: "b"}
    assert [names[order_id] for order_id in ids(answer)] == found
    assert answer.json()["total"] == len(found)


def test_an_order_is_found_by_its_number_and_its_token(api, shop):
    order, _other = make_order(shop), make_order(shop)

    assert ids(api.get("/api/orders/", {"search": str(order.pk)})).count(order.pk) == 1
    assert ids(api.get("/api/orders/", {"search": f"#{order.pk}"})) == [order.pk]
    assert ids(api.get("/api/orders/", {"search": order.tracking_token})) == [order.pk]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"status": "lost"}, "status"),
        ({"status": "PAID"}, "status"),
        ({"status": "\x00"}, "status"),
        ({"payment_status": "1"}, "payment_status"),
        ({"dateFrom": "yesterday"}, "dateFrom"),
        ({"dateTo": "2024-13-01"}, "dateTo"),
        ({"dateTo": "0001-01-01"}, "dateTo"),
        ({"delivery_date": "26.12.2024"}, "delivery_date"),
        ({"florist_id": "Марина"}, "florist_id"),
        ({"search": "a\x00b"}, "search"),
    ],
)
def test_what_a_filter_does_not_know_is_refused_by_name(api, query, name):
    answer = api.get("/api/orders/", query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", name]]


def test_a_sales_channels_own_number_finds_its_order_and_no_part_of_it_does(api, shop):
    bouquet = make_bouquet(shop)
    wanted = make_order(shop, product=bouquet, source="kaspi", external_id="KSP-100")
    make_order(shop, product=bouquet, source="kaspi", external_id="KSP-1001")
    make_order(shop, product=bouquet)

    assert ids(api.get("/api/orders/", {"external_id": "KSP-100"})) == [wanted.pk]
    assert ids(api.get("/api/orders/", {"external_id": "KSP"})) == []
    assert api.get("/api/orders/", {"external_id": "KSP-100"}).json()["total"] == 1


def test_a_filter_by_a_number_that_no_row_has_finds_nothing(api, shop):
    make_order(shop)

    assert api.get("/api/orders/", {"customer_id": 2**63 - 1}).json()["total"] == 0
    assert api.get("/api/orders/", {"search": "9" * 40}).json()["total"] == 0


def test_the_total_is_kept_without_counting(api, shop):
    orders = [make_order(shop) for _ in range(3)]
    move_order(orders[0], "paid")
    with shop_scope(shop):
        archive_order(shop=shop, order_id=orders[1].pk, actor=SYSTEM, now=timezone.now())
        OrderTally.objects.create(shop=shop, status="new", delta=40)

    assert api.get("/api/orders/").json()["total"] == 42
    assert api.get("/api/orders/", {"status": "new"}).json()["total"] == 41
    assert api.get("/api/orders/", {"status": "paid"}).json()["total"] == 1
    assert api.get("/api/orders/", {"status": "cancelled"}).json()["total"] == 0
    assert api.get("/api/orders/", {"sort": "id"}).json()["total"] == 42
    assert api.get("/api/orders/", {"dateFrom": "2020-01-01"}).json()["total"] == 2  # these are counted


def test_another_shops_orders_are_not_there(shop, stranger, sign_in):
    order = make_order(shop)
    theirs = sign_in(stranger)

    assert theirs.get("/api/orders/").json()["total"] == 0
    assert theirs.get("/api/orders/", {"search": str(order.pk)}).json()["total"] == 0
    assert theirs.get(f"/api/orders/{order.pk}").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("ru", "Оплачен"), ("*", "Оплачен"), ("de", "Оплачен")])
def test_words_follow_the_language(api, shop, language, word):
    make_order(shop, "paid")

    row = api.get("/api/orders/", **{"Accept-Language": language}).json()["items"][0]

    assert row["status_display"] == word


def test_a_florist_sees_orders_without_money(shop, sign_in):
    order = make_order(shop, "paid")
    colleague = make_member(shop, "courier", name="Ерлан")
    change(order, courier_id=colleague.pk)
    florist = sign_in(make_member(shop, "florist"))

    row = florist.get("/api/orders/").json()["items"][0]

    assert_keys(OrderAnswer, row)
    money = ("delivery_fee", "flower_sum", "discount", "total", "paid_total", "refunded_total", "due")
    assert [row[name] for name in money] == [None] * len(money)
    assert [(item["price"], item["total"]) for item in row["items"]] == [(None, None)]
    assert row["customer"]["total_spent"] is None
    assert row["courier"] == {"id": colleague.pk, "name": "Ерлан", "phone": None}
    assert b"25000" not in florist.get(f"/api/orders/{order.pk}").content
    assert florist.get("/api/orders/", {"sort": "-total"}).status_code == 422


def test_a_courier_sees_own_orders_and_what_to_take_at_the_door(shop, sign_in):
    member = make_member(shop, "courier")
    prepaid, at_the_door = make_order(shop, "paid"), make_order(shop, payment_method="cash")
    another = make_order(shop)
    for order in (prepaid, at_the_door):
        change(order, courier_id=member.pk)
    courier = sign_in(member)

    body = courier.get("/api/orders/").json()

    assert [row["id"] for row in body["items"]] == [at_the_door.pk, prepaid.pk]
    assert body["total"] == 2
    assert [row["due"] for row in body["items"]] == [27000, 0]
    assert [row["total"] for row in body["items"]] == [None, None]
    assert courier.get("/api/orders/", {"status": "paid"}).json()["total"] == 1
    assert courier.get(f"/api/orders/{prepaid.pk}").status_code == 200
    assert courier.get(f"/api/orders/{another.pk}").json() == {"detail": "Заказ не найден", "code": "not_found"}


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, ("+77012223344", "+77011112233")),
        ({"is_surprise": True}, ("", "+77011112233")),
        ({"is_anonymous": True}, ("+77012223344", "")),
        ({"call_policy": "nobody"}, ("", "")),
        ({"call_policy": "buyer_only"}, ("", "+77011112233")),
    ],
)
def test_a_courier_sees_only_the_phones_that_may_be_called(shop, sign_in, fields, seen):
    member = make_member(shop, "courier")
    people = {"customer_phone": "+77011112233", "recipient_phone": "+77012223344", "card_text": "Люблю"}
    order = make_order(shop, "paid", "assembled", "delivery", customer_name="Тимур", **people, **fields)
    change(order, courier_id=member.pk)
    courier = sign_in(member)

    row = courier.get(f"/api/orders/{order.pk}").json()

    assert (row["recipient_phone"], row["customer_phone"], row["customer"]["phone"]) == (*seen, seen[1])
    assert row["card_text"] == ""
    assert row["customer_name"] == ("" if fields.get("is_anonymous") else "Тимур")

    move_order(order, "delivered")
    move_order(order, "completed")
    row = courier.get(f"/api/orders/{order.pk}").json()
    assert (row["recipient_phone"], row["customer_phone"]) == ("", "")


def test_a_hidden_buyer_is_not_told_by_history_nor_found_by_search(nobody, shop, sign_in):
    bouquet = make_bouquet(shop)
    body = {
        "shop_id": shop.pk,
        "customer_phone": "+77011112233",
        "customer_name": "Тайный Поклонник",
        "recipient_name": "Айгуль",
        "address": "пр. Достык 89",
        "is_anonymous": True,
        "items": [{"product_id": bouquet.pk, "quantity": 1}],
    }
    order = Order._base_manager.get(pk=nobody.post("/api/public/orders", body).json()["order_id"])
    member = make_member(shop, "courier")
    change(order, courier_id=member.pk)
    courier = sign_in(member)

    assert "Поклонник" not in courier.get(f"/api/orders/{order.pk}").content.decode()
    assert courier.get("/api/orders/", {"search": "Поклонник"}).json()["total"] == 0
    assert courier.get("/api/orders/", {"search": str(order.pk)}).json()["total"] == 1
