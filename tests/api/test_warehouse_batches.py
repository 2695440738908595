"""One batch over API v1: put on show, written off, counted; a delivery taken back."""

from __future__ import annotations

import pytest

from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_member, make_product
from tests.factories.orders import make_order, move_order
from warehouse import ledger
from warehouse.api.v1.serializers import BatchRow, MovementRow
from warehouse.models import GoodsReceipt, StockBatch

RECEIPT = {
    "supplier": "Flower Direct",
    "delivery_date": "2026-11-01T10:00:00",
    "positions": [
        {"variety": "Роза Красная", "height_cm": 50, "qty": 100, "cost_per_stem": 235},
        {"variety": "Роза Белая", "qty": 50, "cost_per_stem": 100},
    ],
    "delivery_cost": 1000,
}


@pytest.fixture
def rose(shop):
    return make_item(shop, low_stock_threshold=20)


@pytest.fixture
def batch(shop, rose):
    """100 roses for 23 500 ₸."""
    return make_batch(shop, rose, 100)


@pytest.fixture
def path(batch):
    return f"/api/warehouse/{batch.pk}"


@pytest.fixture
def reserve(shop, rose, batch):
    """Let orders hold so many roses."""

    def reserve(quantity):
        return make_order(shop, product=make_product(shop, f"Букет {quantity}", recipe={rose: quantity}))

    return reserve


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert list(ledger.check()) == []


def moved(api, path):
    rows = api.get(f"{path}/movements").json()["items"]
    return [(row["kind"], row["on_hand_delta"], row["reserved_delta"]) for row in rows]


def figures(answer):
    names = ("qty_on_hand", "qty_reserved", "qty_current", "qty_writeoff")
    return tuple(answer.json()[name] for name in names)


def test_a_batch_goes_on_show(api, path):
    before = api.get(path)
    assert before.json()["on_showcase"] is False

    answer = api.patch(path, {"on_showcase": True}, **{"If-Match": before.headers["ETag"]})

    assert answer.status_code == 200
    assert_keys(BatchRow, answer.json())
    assert answer.json() == {**before.json(), "on_showcase": True, "version": 2}
    assert answer.headers["ETag"] == f'"{before.json()["id"]}-2"'
    assert api.get("/api/warehouse/", {"onShowcase": "true"}).json()["items"] == [answer.json()]
    assert api.patch(path, {"on_showcase": False}, **{"If-Match": before.headers["ETag"]}).status_code == 412
    assert api.get(path).json()["on_showcase"] is True


def test_the_farm_is_set_right_and_found(api, path):
    assert api.patch(path, {"farm": "Ecuador Roses"}).json()["farm"] == "Ecuador Roses"

    assert api.get("/api/warehouse/", {"farm": "ECUADOR roses"}).json()["total"] == 1
    assert api.patch(path, {"farm": None}).json()["farm"] == ""


@pytest.mark.parametrize(
    ("change", "loc"),
    [({"on_showcase": "может быть"}, "on_showcase"), ({"on_showcase": None}, "on_showcase"), ({"farm": []}, "farm")],
)
def test_a_wrong_change_is_refused_by_name(api, path, change, loc):
    answer = api.patch(path, change)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", loc]


def test_quantities_are_not_edited(api, path):
    before = api.get(path).json()

    after = api.patch(path, {"qty_current": 5, "qty_on_hand": 5, "total_cost": 1}).json()

    assert after == {**before, "version": 2}


def test_wilted_flowers_are_written_off_with_their_cost(api, path):
    answer = api.post(f"{path}/write-off", {"quantity": 7, "reason": "wilted", "comment": "Стояли у батареи"})

    assert answer.status_code == 201
    assert_keys(BatchRow, answer.json())
    assert figures(answer) == (93, 0, 93, 7)
    body = api.get(f"{path}/movements").json()
    assert (body["total"], [row["kind"] for row in body["items"]]) == (2, ["writeoff", "receipt"])
    row = body["items"][0]
    assert_keys(MovementRow, row)
    assert {name: row[name] for name in row if name not in ("id", "created_at")} == {
        "kind": "writeoff",
        "on_hand_delta": -7,
        "reserved_delta": 0,
        "cost_delta": -1645,
        "landed_cost_delta": -1645,
        "order_id": None,
        "reason": "wilted",
        "comment": "Стояли у батареи",
        "created_by": "Гульнара",
    }


def test_costs_of_write_offs_come_to_the_cost_of_the_batch(api, shop):
    batch = make_batch(shop, make_item(shop, "Пион"), 7, cost="14.3")  # 100 ₸ for seven
    path = f"/api/warehouse/{batch.pk}"

    for quantity in (2, 2, 3):
        assert api.post(f"{path}/write-off", {"quantity": quantity, "reason": "wilted"}).status_code == 201

    costs = [row["cost_delta"] for row in api.get(f"{path}/movements", {"kind": "writeoff"}).json()["items"]]
    assert (costs, sum(costs)) == ([-43, -28, -29], -100)


def test_what_orders_hold_is_not_written_off(api, path, reserve):
    reserve(30)

    answer = api.post(f"{path}/write-off", {"quantity": 71, "reason": "damaged"})

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Можно списать не больше 70: остального нет или его держат заказы",
        "code": "not_enough_free",
        "available": 70,
    }
    assert moved(api, path) == [("reserve", 0, 30), ("receipt", 100, 0)]
    assert figures(api.post(f"{path}/write-off", {"quantity": 70, "reason": "damaged"})) == (30, 30, 0, 70)


def test_what_has_expired_is_written_off_and_counted(api, shop, rose):
    old = make_batch(shop, rose, 10, age_days=30)
    path = f"/api/warehouse/{old.pk}"
    assert api.get(path).json()["freshness_status"] == "expired"

    assert api.post(f"{path}/correction", {"quantity": 9}).status_code == 201
    assert figures(api.post(f"{path}/write-off", {"quantity": 9, "reason": "wilted"})) == (0, 0, 0, 9)
    assert api.get("/api/warehouse/", {"toWriteOff": "true"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"reason": "wilted"}, "quantity"),
        ({"quantity": 0, "reason": "wilted"}, "quantity"),
        ({"quantity": -5, "reason": "wilted"}, "quantity"),
        ({"quantity": 1.5, "reason": "wilted"}, "quantity"),
        ({"quantity": 10**30, "reason": "wilted"}, "quantity"),
        ({"quantity": 1}, "reason"),
        ({"quantity": 1, "reason": "так"}, "reason"),
        ({"quantity": 1, "reason": "cancelled_order"}, "reason"),
        ({"quantity": 1, "reason": "wilted", "comment": "я" * 2001}, "comment"),
    ],
)
def test_a_wrong_write_off_is_refused_by_name(api, path, body, loc):
    answer = api.post(f"{path}/write-off", body)

    assert answer.status_code == 422, answer.content
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", loc]]
    assert moved(api, path) == [("receipt", 100, 0)]


def test_the_books_follow_the_count(api, path, reserve):
    reserve(30)

    less = api.post(f"{path}/correction", {"quantity": 90, "reason": "mistake", "comment": "Обсчитались"})
    assert (less.status_code, figures(less)) == (201, (90, 30, 60, 0))
    more = api.post(f"{path}/correction", {"quantity": 110})
    assert (more.status_code, figures(more)) == (201, (110, 30, 80, 0))
    same = api.post(f"{path}/correction", {"quantity": 110})
    assert (same.status_code, same.json()) == (200, more.json())

    rows = api.get(f"{path}/movements", {"kind": "correction"}).json()["items"]
    assert [(row["on_hand_delta"], row["cost_delta"], row["reason"], row["comment"]) for row in rows] == [
        (20, 4700, "recount", ""),
        (-10, -2350, "mistake", "Обсчитались"),
    ]


def test_what_orders_hold_is_not_counted_away(api, path, reserve):
    reserve(30)

    answer = api.post(f"{path}/correction", {"quantity": 29})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Нельзя: 30 уже в резерве у заказов", "code": "below_reserved", "reserved": 30}
    assert figures(api.post(f"{path}/correction", {"quantity": 30})) == (30, 30, 0, 0)


def test_what_was_gone_is_found_again(api, path):
    assert figures(api.post(f"{path}/correction", {"quantity": 0})) == (0, 0, 0, 0)
    assert figures(api.post(f"{path}/correction", {"quantity": 4})) == (4, 0, 4, 0)


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 1_000_001}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 5, "reason": "wilted"}, "reason"),
    ],
)
def test_a_wrong_count_is_refused_by_name(api, path, body, loc):
    answer = api.post(f"{path}/correction", body)

    assert answer.status_code == 422, answer.content
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", loc]]


def low():
    return list(OutboxEvent.objects.filter(name="stock.low").values_list("payload__available", flat=True))


def test_running_out_is_told_once_by_all_batches_of_the_item(api, shop, rose, path):
    make_batch(shop, rose, 15, age_days=2)
    make_batch(shop, rose, 500, age_days=30)  # expired: nobody counts on it

    api.post(f"{path}/write-off", {"quantity": 94, "reason": "wilted"})  # twenty-one are left
    assert low() == []
    api.post(f"{path}/write-off", {"quantity": 1, "reason": "wilted"})
    api.post(f"{path}/correction", {"quantity": 3})

    assert low() == [20]


def test_a_repeated_write_off_writes_once(api, path):
    body = {"quantity": 7, "reason": "wilted"}
    first, second = (api.post(f"{path}/write-off", body, **{"Idempotency-Key": "w-1"}) for _n in range(2))

    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert moved(api, path) == [("writeoff", -7, 0), ("receipt", 100, 0)]


def test_movements_name_the_order_and_are_narrowed(api, path, reserve):
    order = move_order(reserve(30), "cancelled")

    rows = api.get(f"{path}/movements", {"kind": "release"}).json()["items"]

    assert [(row["order_id"], row["created_by"]) for row in rows] == [(order.pk, "Система")]
    assert api.get(f"{path}/movements", {"kind": "all"}).json()["total"] == 3
    wrong = api.get(f"{path}/movements", {"kind": "потеря"})
    assert (wrong.status_code, wrong.json()["detail"][0]["loc"]) == (422, ["query", "kind"])


def test_a_delivery_written_down_by_mistake_is_taken_back(api, shop):
    created = api.post("/api/warehouse/deliveries", RECEIPT).json()
    path = f"/api/warehouse/deliveries/{created['id']}"
    batches = [line["batch_id"] for line in api.get(path).json()["positions"]]

    assert api.delete(path).status_code == 204

    assert api.get("/api/warehouse/").json()["items"] == []
    assert [api.get(f"/api/warehouse/{batch}").status_code for batch in batches] == [404, 404]
    for action, body in (("write-off", {"quantity": 1, "reason": "lost"}), ("correction", {"quantity": 1})):
        assert api.post(f"/api/warehouse/{batches[0]}/{action}", body).status_code == 404
    kept = api.get(path).json()
    assert (kept["delivery_number"], kept["cancelled_at"] is not None) == (created["delivery_number"], True)
    assert api.delete(path).status_code == 204  # once more changes nothing
    assert api.get(path).json() == kept
    with shop_scope(shop):
        assert [batch.quantity_on_hand for batch in StockBatch.objects.all()] == [0, 0]
    assert api.post("/api/warehouse/deliveries", RECEIPT).json()["delivery_number"].endswith("-2")


@pytest.mark.parametrize(
    ("action", "body"), [("write-off", {"quantity": 1, "reason": "lost"}), ("correction", {"quantity": 99})]
)
def test_a_delivery_that_was_touched_stays(api, action, body):
    created = api.post("/api/warehouse/deliveries", RECEIPT).json()
    path = f"/api/warehouse/deliveries/{created['id']}"
    batch = api.get(path).json()["positions"][0]["batch_id"]
    api.post(f"/api/warehouse/{batch}/{action}", body)

    answer = api.delete(path)

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Из поставки уже что-то продано, зарезервировано или списано, отменить её нельзя",
        "code": "receipt_in_use",
    }
    assert api.get(path).json()["cancelled_at"] is None


def test_a_delivery_that_orders_hold_stays_until_they_let_go(api, shop, batch, reserve):
    path = f"/api/warehouse/deliveries/{batch.receipt_id}"
    order = reserve(30)
    assert api.delete(path).status_code == 400

    move_order(order, "cancelled")

    assert api.delete(path).status_code == 204
    with shop_scope(shop):
        assert GoodsReceipt.objects.get().cancelled_at is not None


def test_a_delivery_that_was_sold_stays(api, batch, reserve):
    move_order(reserve(30), "paid", "assembled")

    assert api.delete(f"/api/warehouse/deliveries/{batch.receipt_id}").status_code == 400


def test_taking_a_delivery_back_tells_of_what_runs_out(api, batch):
    api.delete(f"/api/warehouse/deliveries/{batch.receipt_id}")

    assert low() == [0]


def test_where_a_delivery_came_from_is_set_right(api, batch, path):
    delivery = f"/api/warehouse/deliveries/{batch.receipt_id}"
    before = api.get(delivery).json()

    answer = api.patch(delivery, {"supplier": "Голландия", "notes": "Премиум качество"})

    assert answer.status_code == 200
    changed = {"version": 2, "supplier": "Голландия", "notes": "Премиум качество"}
    assert answer.json() == {**before, **changed} == api.get(delivery).json()
    assert api.get("/api/warehouse/", {"supplier": "голландия"}).json()["items"] == [api.get(path).json()]
    assert api.patch(delivery, {"farm": "Ecuador Roses", "total_stems": 1}).json()["total_stems"] == 100
    assert api.get("/api/warehouse/", {"search": "ecuador голл"}).json()["total"] == 1
    for wrong in ({"supplier": ""}, {"supplier": None}, {"farm": "я" * 256}):
        refused = api.patch(delivery, wrong)
        assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", *wrong])
    assert api.patch(delivery, {}).status_code == 200


def test_another_shops_batch_is_not_there(stranger, sign_in, batch, path):
    theirs = sign_in(stranger)

    for answer in (
        theirs.patch(path, {"on_showcase": True}),
        theirs.post(f"{path}/write-off", {"quantity": 1, "reason": "lost"}),
        theirs.post(f"{path}/correction", {"quantity": 1}),
        theirs.get(f"{path}/movements"),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (404, "Партия не найдена")
    delivery = f"/api/warehouse/deliveries/{batch.receipt_id}"
    for answer in (theirs.delete(delivery), theirs.patch(delivery, {"notes": "x"})):
        assert (answer.status_code, answer.json()["detail"]) == (404, "Поставка не найдена")


def test_an_assistant_changes_nothing(shop, sign_in, path, batch):
    assistant = sign_in(make_member(shop, "assistant"))

    assert assistant.get(f"{path}/movements").status_code == 200
    for answer in (
        assistant.patch(path, {"on_showcase": True}),
        assistant.post(f"{path}/write-off", {"quantity": 1, "reason": "lost"}),
        assistant.post(f"{path}/correction", {"quantity": 1}),
        assistant.delete(f"/api/warehouse/deliveries/{batch.receipt_id}"),
        assistant.patch(f"/api/warehouse/deliveries/{batch.receipt_id}", {"notes": "x"}),
    ):
        assert answer.status_code == 403
