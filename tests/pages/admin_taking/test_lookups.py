"""Who is calling, and what can be sold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_product
from tests.factories.orders import make_order

from .conftest import ADD, CUSTOMERS, PRODUCTS, callers, sold

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
