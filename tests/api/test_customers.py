"""Customers over API v1, and what they ordered."""

from __future__ import annotations

import pytest

from customers.api.v1.serializers import CustomerCreated, CustomerRow
from customers.models import Customer, ImportantDate
from cvety.core.tenancy import shop_scope
from tests.api.shapes import assert_keys
from tests.factories import make_member, make_product
from tests.factories.orders import make_bouquet, make_order, move_order

DOCUMENTED = {
    *("id", "phone", "name", "email", "birth_date", "address", "preferences", "orders_count", "total_spent"),
    *("average_order", "last_order_date", "created_at", "tags", "important_dates", "addresses"),
}
NEW = {
    "phone": "+77017654321",
    "name": "Мария Иванова",
    "email": "maria@example.com",
    "birth_date": "1992-03-08",
    "address": "пр. Достык 50",
    "preferences": "Предпочитает пастельные тона",
    "tags": ["Новый клиент"],
}


def names(answer):
    return [row["name"] for row in answer.json()["items"]]


def test_the_documented_customer(api, shop):
    answer = api.post("/api/customers/", NEW)

    assert answer.status_code == 201
    created = answer.json()
    assert_keys(CustomerCreated, created)
    assert (created["phone"], created["name"]) == ("+77017654321", "Мария Иванова")
    with shop_scope(shop):
        date = ImportantDate.objects.create(
            shop=shop, customer_id=created["id"], date_type="birthday", date="1992-03-08", description="День рождения"
        )
    row = api.get("/api/customers/").json()["items"][0]
    assert row.keys() >= DOCUMENTED
    assert {name: row[name] for name in NEW} == NEW
    assert (row["orders_count"], row["total_spent"], row["average_order"], row["last_order_date"]) == (0, 0, 0, None)
    assert row["important_dates"] == [
        {
            "id": date.pk,
            "date_type": "birthday",
            "date": "1992-03-08",
            "has_year": True,
            "description": "День рождения",
            "reminder_days": 3,
        }
    ]
    address = row["addresses"][0]
    assert (address["address"], address["is_default"]) == ("пр. Достык 50", True)


def test_null_is_the_same_as_nothing(api):
    nothing = {name: None for name in (*NEW, "important_dates", "addresses") if name != "phone"}

    answer = api.post("/api/customers/", {"phone": NEW["phone"], **nothing})

    assert answer.status_code == 201, answer.content
    row = api.get(f"/api/customers/{answer.json()['id']}").json()
    assert {name: row[name] for name in nothing} == {
        **dict.fromkeys(("name", "email", "address", "preferences"), ""),
        **{name: [] for name in ("tags", "important_dates", "addresses")},
        "birth_date": None,
    }


def test_a_second_customer_with_the_phone_is_400(api):
    api.post("/api/customers/", NEW)

    answer = api.post("/api/customers/", {"phone": "8 701 765 43 21"})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Клиент с таким телефоном уже есть", "code": "phone_taken"}
    assert Customer._base_manager.count() == 1


def test_the_same_phone_is_another_customer_in_another_shop(api, stranger, sign_in):
    api.post("/api/customers/", NEW)

    assert sign_in(stranger).post("/api/customers/", NEW).status_code == 201


def test_the_documented_history(api, shop, deliver_events):
    bouquet, card = make_bouquet(shop), make_product(shop, "Открытка", category="gift", retail_price=500)
    paid = make_order(shop, "paid", product=bouquet)
    make_order(shop, product=bouquet)
    move_order(make_order(shop, product=card), "cancelled")
    deliver_events()

    body = api.get(f"/api/customers/{paid.customer_id}/orders").json()

    assert body["total"] == 3
    assert [row["status"] for row in body["items"]] == ["cancelled", "new", "paid"]
    last = body["items"][-1]
    assert {name: last[name] for name in last if name != "created_at"} == {
        "id": paid.pk,
        "status": "paid",
        "total": 27000,
        "tracking_token": paid.tracking_token,
        "items_count": 1,
    }
    assert body["stats"] == {
        "total_orders": 2,
        "total_spent": 27000,
        "average_order": 27000,
        "favorite_category": "bouquet",
    }


def test_nothing_ordered_has_no_favorite(api):
    customer_id = api.post("/api/customers/", NEW).json()["id"]

    body = api.get(f"/api/customers/{customer_id}/orders").json()

    assert (body["items"], body["total"], body["stats"]["favorite_category"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "мария"}, ["Мария"]),
        ({"search": "8 (701) 765"}, ["Мария"]),
        ({"search": "43-21"}, ["Мария"]),
        ({"search": "мария 8 701"}, ["Мария"]),
        ({"search": "MARIA@example"}, ["Мария"]),
        ({"has_orders": "true"}, ["Пётр"]),
        ({"has_orders": "false"}, ["Мария"]),
        ({"min_spent": "27000"}, ["Пётр"]),
        ({"min_spent": "27001"}, []),
        ({"sort": "name"}, ["Мария", "Пётр"]),
        ({"sort": "-name"}, ["Пётр", "Мария"]),
        ({"sort": "-total_spent"}, ["Пётр", "Мария"]),
        ({"sort": "orders_count"}, ["Мария", "Пётр"]),
        ({"sort": "last_order_date"}, ["Пётр", "Мария"]),
        ({"sort": "-last_order_date"}, ["Пётр", "Мария"]),
        ({}, ["Мария", "Пётр"]),
    ],
)
def test_filters_and_order(api, shop, deliver_events, query, found):
    make_order(shop, "paid", customer_name="Пётр")
    api.post("/api/customers/", {"phone": "+77017654321", "name": "Мария", "email": "maria@example.com"})
    deliver_events()

    answer = api.get("/api/customers/", query)

    assert names(answer) == found
    assert answer.json()["total"] == len(found)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"has_orders": "yes"}, "has_orders"),
        ({"min_spent": "много"}, "min_spent"),
        ({"sort": "phone"}, "sort"),
        ({"search": "\x00"}, "search"),
    ],
)
def test_what_a_filter_does_not_know_is_refused_by_name(api, query, name):
    answer = api.get("/api/customers/", query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", name]]


def test_only_what_is_sent_is_written(api):
    customer_id = api.post("/api/customers/", NEW).json()["id"]
    path = f"/api/customers/{customer_id}"
    before = api.get(path)

    answer = api.patch(path, {"tags": ["VIP"], "email": None}, **{"If-Match": before.headers["ETag"]})

    assert answer.status_code == 200
    after = answer.json()
    assert_keys(CustomerRow, after)
    changed = {name for name in after if after[name] != before.json()[name]}
    assert changed - {"updated_at"} == {"tags", "email", "version"}
    assert (after["tags"], after["email"]) == (["VIP"], "")
    assert api.patch(path, {"name": "x"}, **{"If-Match": before.headers["ETag"]}).status_code == 412


def test_a_phone_that_another_has_is_not_taken_over(api):
    api.post("/api/customers/", NEW)
    other = api.post("/api/customers/", {"phone": "+77010000001"}).json()["id"]

    assert api.patch(f"/api/customers/{other}", {"phone": NEW["phone"]}).json()["code"] == "phone_taken"


WRONG = [
    ({"phone": "12345"}, ["phone"]),
    ({"phone": None}, ["phone"]),
    ({"phone": ["+77017654321"]}, ["phone"]),
    ({"email": "нет"}, ["email"]),
    ({"email": "a\x00@example.com"}, ["email"]),
    ({"birth_date": "08.03.1992"}, ["birth_date"]),
    ({"birth_date": "0001-01-01"}, ["birth_date"]),
    ({"birth_date": "2099-01-01"}, ["birth_date"]),
    ({"name": "я" * 256}, ["name"]),
    ({"name": "\ud800"}, ["name"]),
    ({"tags": "VIP"}, ["tags"]),
    ({"tags": ["VIP", None]}, ["tags", 1]),
    ({"tags": [{"x": 1}]}, ["tags", 0]),
    ({"tags": ["x"] * 31}, ["tags"]),
]


@pytest.mark.parametrize(("change", "loc"), WRONG)
def test_a_wrong_customer_is_refused_by_name_and_nothing_is_written(api, change, loc):
    answer = api.post("/api/customers/", {**NEW, **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", *loc]
    assert not Customer._base_manager.exists()


@pytest.mark.parametrize(("change", "loc"), WRONG)
def test_a_wrong_change_is_refused_by_name(api, change, loc):
    customer_id = api.post("/api/customers/", NEW).json()["id"]

    answer = api.patch(f"/api/customers/{customer_id}", {"preferences": "Новые", **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", *loc]
    assert Customer._base_manager.get().preferences == NEW["preferences"]


def test_an_archived_customer_is_gone_and_comes_back_with_an_order(api, shop):
    order = make_order(shop)
    path = f"/api/customers/{order.customer_id}"

    assert api.delete(path).status_code == 204
    assert api.get(path).json() == {"detail": "Клиент не найден", "code": "not_found"}
    assert api.get(f"{path}/orders").status_code == 404
    assert api.get("/api/customers/").json()["total"] == 0
    make_order(shop)
    assert api.get(path).status_code == 200


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_has_no_customers(shop, sign_in, position):
    order = make_order(shop)
    other = sign_in(make_member(shop, position))

    for path in (
        "/api/customers/",
        f"/api/customers/{order.customer_id}",
        f"/api/customers/{order.customer_id}/orders",
    ):
        assert other.get(path).status_code == 403
    assert other.post("/api/customers/", NEW).status_code == 403


def test_another_shops_customers_are_not_there(shop, stranger, sign_in):
    path = f"/api/customers/{make_order(shop).customer_id}"
    theirs = sign_in(stranger)

    assert theirs.get("/api/customers/").json()["total"] == 0
    for answer in (
        theirs.get(path),
        theirs.get(f"{path}/orders"),
        theirs.patch(path, {"name": "x"}),
        theirs.delete(path),
    ):
        assert answer.status_code == 404


WHOLE = {
    "phone": "+77011112299",
    "name": "Айгуль",
    "address": "ул. Абая 10",
    "addresses": [{"address": "ул. Абая 10", "is_default": True, "recipient_phone": "+77015554433"}],
    "important_dates": [{"date_type": "birthday", "date": "05-15", "reminder_days": 3}],
}


def parts(row):
    return (
        [(each["address"], each["is_default"], each["recipient_phone"]) for each in row["addresses"]],
        [(each["date_type"], each["date"]) for each in row["important_dates"]],
    )


def test_the_address_may_stand_among_the_addresses_too(api):
    answer = api.post("/api/customers/", WHOLE)

    assert answer.status_code == 201, answer.json()
    row = api.get(f"/api/customers/{answer.json()['id']}").json()
    assert parts(row) == ([("ул. Абая 10", True, "+77015554433")], [("birthday", "2000-05-15")])


def test_a_customer_who_comes_back_has_nothing_twice(api):
    path = f"/api/customers/{api.post('/api/customers/', WHOLE).json()['id']}"
    before = api.get(path).json()
    api.delete(path)

    answer = api.post("/api/customers/", {**before, "addresses": [*before["addresses"], {"address": "пр. Достык 50"}]})

    assert answer.status_code == 201, answer.json()
    after = api.get(path).json()
    assert after["important_dates"] == before["important_dates"]
    assert {each["address"]: each["is_default"] for each in after["addresses"]} == {
        "ул. Абая 10": True,
        "пр. Достык 50": False,
    }
