"""The inventory API: every example that the documentation of API v2 prints, sent as it is printed, with a shop's token.

Its answers are mostly not printed; what its first clients read in them is.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_batch, make_item, make_product

UPDATE = {"product_id": "123", "quantity": 10, "note": "Пополнение склада"}
BULK = {"updates": [{"product_id": "123", "quantity": 15}, {"product_id": "124", "quantity": 8}]}
DELIVERY = {
    "flower_id": "rose-red",
    "quantity": 50,
    "supplier": "Поставщик роз",
    "price": 150,
    "note": "Еженедельная поставка",
}
WRITE_OFF = {"flower_id": "rose-red", "quantity": 5, "reason": "Увядшие цветы", "note": "Не проданы в срок"}
FLOWER_DELIVERY = {
    "flower_id": "rose-red",
    "quantity": 100,
    "supplier": "Цветочная база",
    "price": 120,
    "delivery_date": "2025-09-04",
}
FLOWER_WRITE_OFF = {
    "flower_id": "rose-red",
    "quantity": 10,
    "reason": "Некачественные",
    "note": "Повреждены при транспортировке",
}


class Program:
    """A program with an access token of the shop, which it names as its maker likes."""

    def __init__(self, token: str, *, in_address: bool) -> None:
        self.client = Client(headers={} if in_address else {"Authorization": f"Bearer {token}"})
        self.query = f"access_token={token}" if in_address else ""

    def get(self, path: str) -> Any:
        return self.client.get(self._with_token(path))

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(self._with_token(path), body, content_type="application/json")

    def _with_token(self, path: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}{self.query}"


@pytest.fixture(params=["in the address", "Bearer"])
def program(request, shop):
    printed = StringIO()
    call_command("create_access_token", "--shop", str(shop.pk), stdout=printed)
    return Program(printed.getvalue().strip(), in_address=request.param == "in the address")


@pytest.fixture
def rose(shop):
    return make_item(shop, "Роза красная", slug="rose-red")


@pytest.fixture
def products(shop):
    return [make_product(shop, f"Букет {number}", pk=number, retail_price=9000) for number in (123, 124)]


def read(answer: Any) -> dict[str, Any]:
    """Return an answer that succeeded; what is in `data` stands beside it too."""
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["success"] is True
    if isinstance(body["data"], dict):
        assert {name: body[name] for name in body["data"]} == body["data"]
    return body


def test_update(program, products):
    body = read(program.post("/api/inventory/update", UPDATE))

    assert (body["product_id"], body["old_quantity"], body["new_quantity"], body["change"]) == ("123", 0, 10, 10)


def test_bulk_update(program, products):
    read(program.post("/api/inventory/update", UPDATE))

    body = read(program.post("/api/inventory/bulk-update", BULK))

    assert (body["updated_count"], body["errors"]) == (2, [])
    assert [(row["product_id"], row["new_quantity"]) for row in body["updated_products"]] == [("123", 15), ("124", 8)]


@pytest.mark.parametrize("query", ["", "?threshold=5"])
def test_low_stock(program, products, query):
    for product_id, quantity in (("123", 5), ("124", 2)):
        read(program.post("/api/inventory/update", {"product_id": product_id, "quantity": quantity}))

    body = read(program.get(f"/api/inventory/low-stock{query}"))

    assert (body["threshold"], body["count"]) == (5, 2)
    shown = [{name: row[name] for name in ("id", "name", "quantity", "price")} for row in body["products"]]
    assert shown == [
        {"id": "124", "name": "Букет 124", "quantity": 2, "price": 9000},
        {"id": "123", "name": "Букет 123", "quantity": 5, "price": 9000},
    ]


def test_delivery(program, shop, rose):
    make_batch(shop, rose, 20)

    body = read(program.post("/api/inventory/delivery", DELIVERY))

    product = body["product"]
    assert (product["id"], product["name"]) == ("rose-red", "Роза красная")
    assert (product["old_quantity"], product["new_quantity"]) == (20, 70)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:00", product["delivery_date"])
    assert body["delivery_number"] in body["message"]
    assert body["total_cost"] == 7500


def test_writeoff(program, shop, rose):
    make_batch(shop, rose, 20)

    body = read(program.post("/api/inventory/writeoff", WRITE_OFF))

    assert (body["product"]["old_quantity"], body["product"]["new_quantity"]) == (20, 15)
    assert body["product"]["writeoff_date"]


def test_history(program, rose):
    read(program.post("/api/inventory/delivery", DELIVERY))
    read(program.post("/api/inventory/writeoff", WRITE_OFF))

    body = read(program.get("/api/inventory/history?flower_id=rose-red&limit=50"))

    gone, came = body["data"]
    assert (came["flower_id"], came["flower_name"], came["movement_type"], came["quantity"]) == (
        "rose-red",
        "Роза красная",
        "delivery",
        50,
    )
    assert (gone["movement_type"], gone["quantity"], gone["reason"]) == ("writeoff", -5, "Увядшие цветы")
    for row in body["data"]:
        assert re.fullmatch(r"mov_\d+", row["id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["created_at"])
        assert row["product_name"] == row["flower_name"]
        assert row["reason"]
    assert (body["movements"], body["count"]) == (body["data"], 2)


def test_flowers_search(program, shop, rose):
    make_batch(shop, rose, 20)
    make_item(shop, "Тюльпан")

    assert program.get("/api/flowers/search").json() == [
        {"id": "rose-red", "name": "Роза красная", "quantity": 20, "available": 20, "name_en": None},
        {"id": "tyulpan", "name": "Тюльпан", "quantity": 0, "available": 0, "name_en": None},
    ]
    assert [row["id"] for row in program.get("/api/flowers/search?q=РОЗ&limit=50").json()] == ["rose-red"]


def test_flowers_delivery(program, shop, rose):
    make_batch(shop, rose, 20)

    body = read(program.post("/api/flowers/delivery", FLOWER_DELIVERY))

    assert body["flower_id"] == "rose-red"
    assert (body["previous_quantity"], body["added_quantity"], body["new_quantity"]) == (20, 100, 120)
    assert body["delivery_number"] == "DEL-2025-1"
    assert body["message"]


def test_flowers_writeoff(program, shop, rose):
    make_batch(shop, rose, 20)

    body = read(program.post("/api/flowers/writeoff", FLOWER_WRITE_OFF))

    assert (body["flower_id"], body["reason"]) == ("rose-red", "Некачественные")
    assert (body["previous_quantity"], body["writeoff_quantity"], body["new_quantity"]) == (20, 10, 10)
    assert body["message"]


@pytest.mark.parametrize("path", ["inventory/writeoff", "flowers/writeoff"])
def test_more_than_there_is_is_refused_and_says_how_much_there_is(program, shop, rose, path):
    make_batch(shop, rose, 3)

    answer = program.post(f"/api/{path}", WRITE_OFF)

    assert answer.status_code == 400
    body = answer.json()
    assert body["success"] is False
    assert body["error"] == body["detail"]
    assert "3" in body["error"]


@pytest.mark.parametrize("path", ["inventory/delivery", "flowers/delivery", "inventory/writeoff", "flowers/writeoff"])
def test_a_flower_that_nobody_knows(program, path):
    answer = program.post(f"/api/{path}", WRITE_OFF | {"price": 1})

    assert (answer.status_code, answer.json()["success"], answer.json()["detail"]) == (404, False, "Цветок не найден")
