"""What comes and goes: deliveries, write-offs, their history."""

from __future__ import annotations

import pytest

from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_product
from warehouse.models import GoodsReceipt, StockMovement

from .asking import DELIVERY, HISTORY, POSTS, SEARCH, UPDATE, WRITE_OFF, hold, on_hand, refused


def test_a_delivery_is_a_receipt_like_any_other(api, shop, rose, owner):
    body = api.post(DELIVERY, POSTS[DELIVERY] | {"supplier": "Поставщик роз", "note": "Еженедельная"}).json()

    with shop_scope(shop):
        receipt = GoodsReceipt.objects.get()
        batch = receipt.batches.get()
    assert (receipt.number, receipt.supplier, receipt.notes) == (
        body["delivery_number"],
        "Поставщик роз",
        "Еженедельная",
    )
    assert (receipt.total_cost_kzt, batch.total_cost, batch.quantity_on_hand) == (1000, 1000, 10)
    assert (batch.item_id, receipt.actor_name) == (rose.pk, owner.name)


def test_without_a_price_it_costs_what_it_cost_last(api, shop, rose):
    make_batch(shop, rose, 10, cost="150")

    body = api.post(DELIVERY, {"flower_id": "rose-red", "quantity": 20}).json()

    assert body["total_cost"] == 3000
    with shop_scope(shop):
        assert GoodsReceipt.objects.order_by("pk").last().supplier == "Flower Direct"


def test_what_came_for_nothing_costs_nothing(api, shop, rose):
    make_batch(shop, rose, 10, cost="150")

    assert api.post(DELIVERY, {"flower_id": "rose-red", "quantity": 20, "price": 0}).json()["total_cost"] == 0


def test_finished_pieces_may_come_as_well(api, shop):
    product = make_product(shop, "Открытка")

    body = api.post(DELIVERY, {"product_id": str(product.pk), "quantity": 20, "price": 99.5}).json()

    assert (body["product"]["id"], body["product"]["new_quantity"]) == (str(product.pk), 20)
    assert body["total_cost"] == 1990
    assert api.get(f"/api/products/{product.pk}").json()["stock_quantity"] == 20


def test_a_day_may_be_past_and_is_the_shops(api, shop, rose):
    body = api.post(DELIVERY, POSTS[DELIVERY] | {"delivery_date": "2025-09-04"}).json()

    assert body["delivery_number"] == "DEL-2025-1"
    assert body["product"]["delivery_date"] == "2025-09-04T00:00:00+05:00"
    assert (body["product"]["new_quantity"], body["product"]["available"]) == (10, 0)  # wilted long since


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 0},
        {"quantity": -5},
        {"quantity": "x"},
        {"price": -1},
        {"price": "дорого"},
        {"price": 10_000_001},
        {"price": 1e300},
        {"quantity": 1_000_000, "price": 10_000_000},
        {"delivery_date": "вчера"},
        {"delivery_date": 5},
        {"product_id": "1"},
        {"flower_id": None},
        {"supplier": "x" * 300},
        {"note": []},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [DELIVERY, "/api/flowers/delivery"])
def test_a_delivery_that_makes_no_sense_is_400(api, rose, path, wrong):
    refused(api.post(path, POSTS[path] | wrong), 400)
    with every_shop():
        assert not GoodsReceipt.objects.exists()


def test_what_has_expired_goes_first_and_then_the_oldest(api, batches):
    body = api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 25}).json()

    assert (body["product"]["old_quantity"], body["product"]["new_quantity"], body["product"]["available"]) == (
        40,
        15,
        15,
    )
    assert on_hand(batches) == [0, 5, 10]


def test_what_orders_hold_stays(api, shop, batches):
    hold(shop, batches[0].item, 15)  # the older ten, and five

    refused(api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 26}), 400, "25")
    assert on_hand(batches) == [20, 10, 10]

    assert api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 25}).status_code == 200
    assert on_hand(batches) == [0, 10, 5]


def test_pieces_that_were_never_counted_cannot_go(api, shop):
    product = make_product(shop)

    refused(api.post(WRITE_OFF, {"product_id": str(product.pk), "quantity": 1, "reason": "Увял"}), 400, "0")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Увядшие цветы", "wilted"),
        ("Завяли", "wilted"),
        ("wilted", "wilted"),
        ("Некачественные", "poor_quality"),
        ("Повреждены при транспортировке", "damaged"),
        ("Пропали со склада", "lost"),
        ("Подарили", "other"),
        ("cancelled_order", "other"),
    ],
)
def test_the_books_know_a_few_reasons_and_the_history_the_words(api, shop, batches, words, reason):
    api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"reason": words, "note": "Утром"})

    with shop_scope(shop):
        movement = StockMovement.objects.first()
    assert (movement.kind, movement.reason, movement.note) == ("writeoff", reason, f"{words}\nУтром")
    assert api.get(HISTORY).json()["data"][0]["reason"] == words


@pytest.mark.parametrize(
    "wrong",
    [
        *({"quantity": 0}, {"quantity": None}, {"product_id": "1"}, {"flower_id": ""}),
        *({"reason": ""}, {"reason": None}, {"reason": "x" * 300}, {"reason": ["x"]}),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [WRITE_OFF, "/api/flowers/writeoff"])
def test_a_write_off_that_makes_no_sense_is_400(api, batches, path, wrong):
    refused(api.post(path, POSTS[path] | wrong), 400)
    assert on_hand(batches) == [20, 10, 10]


def test_the_newest_comes_first_with_a_word_for_each_kind(api, shop, rose):
    make_batch(shop, rose, 30)
    api.post(UPDATE, {"product_id": "rose-red", "quantity": 28, "note": "Пересчитали"})
    order = hold(shop, rose, 5)
    api.patch(f"/api/orders/{order.pk}/status", {"status": "paid"})
    api.patch(f"/api/orders/{order.pk}/status", {"status": "assembled"})
    api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 3})
    cancelled = hold(shop, rose, 2)
    api.patch(f"/api/orders/{cancelled.pk}/status", {"status": "cancelled"})

    rows = api.get(HISTORY).json()["data"]

    assert [(row["movement_type"], row["quantity"], row["reason"]) for row in rows] == [
        ("release", 2, f"Заказ № {cancelled.pk}"),
        ("reserve", -2, f"Заказ № {cancelled.pk}"),
        ("writeoff", -3, "Увяли"),
        ("sale", -5, f"Заказ № {order.pk}"),
        ("reserve", -5, f"Заказ № {order.pk}"),
        ("correction", -2, "Пересчитали"),
        ("delivery", 30, "Поставка: Flower Direct"),
    ]
    assert sum(row["on_hand_delta"] for row in rows) == api.get(SEARCH).json()[0]["quantity"] == 20
    assert len({row["id"] for row in rows}) == 7


def test_it_is_narrowed_to_one_flower_or_product(api, shop, rose):
    product = make_product(shop)
    make_batch(shop, rose, 30)
    make_batch(shop, make_item(shop, "Тюльпан"), 30)
    api.post(UPDATE, {"product_id": str(product.pk), "quantity": 2})

    def names(query):
        return [row["flower_name"] for row in api.get(f"{HISTORY}{query}").json()["data"]]

    assert names("") == ["Букет роз", "Тюльпан", "Роза красная"]
    assert names("?flower_id=rose-red") == ["Роза красная"]
    assert names("?flower_id=") == names("")
    assert names(f"?product_id={product.pk}") == ["Букет роз"]
    assert names("?limit=1") == ["Букет роз"]
    assert names("?limit=1&offset=2") == ["Роза красная"]


@pytest.mark.parametrize("flower_id", ["nothing", "%00", "x" * 500, "%ff", "a%20b", "1%27"])
def test_a_flower_that_nobody_knows_is_404(api, flower_id):
    refused(api.get(f"{HISTORY}?flower_id={flower_id}"), 404, "Цветок не найден")


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1.5", "9" * 30, "%00"])
@pytest.mark.parametrize("path", [HISTORY, SEARCH])
def test_a_limit_out_of_bounds_is_400(api, path, limit):
    refused(api.get(f"{path}?limit={limit}"), 400, "limit", "1", "100")


def test_it_lists_fifty_unless_told(api, shop, rose):
    for quantity in range(1, 62):
        api.post(UPDATE, {"product_id": "rose-red", "quantity": quantity})

    assert api.get(HISTORY).json()["count"] == 50
    assert api.get(f"{HISTORY}?limit=100").json()["count"] == 61
