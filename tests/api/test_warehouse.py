"""Stock over API v1."""

import pytest

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, NewOrder, place_order
from tests.factories import make_batch, make_item, make_member, make_product
from warehouse.models import GoodsReceipt

RECEIPT = {
    "supplier": "Flower Direct",
    "farm": "Ecuador Roses",
    "delivery_date": "2024-12-26T10:00:00",
    "currency": "USD",
    "exchange_rate": 470.0,
    "positions": [
        {"variety": "Роза Красная", "height_cm": 50, "qty": 200, "cost_per_stem": 0.5, "packaging": "Коробка 25шт"},
        {"variety": "Роза Белая", "height_cm": 60, "qty": 150, "cost_per_stem": 0.6},
    ],
    "delivery_cost": 50,
    "notes": "Премиум качество",
}


def test_the_documented_delivery(api):
    answer = api.post("/api/warehouse/deliveries", RECEIPT)

    assert answer.status_code == 201
    body = answer.json()
    assert body["delivery_number"] == "DEL-2024-1"
    assert (body["total_stems"], body["total_cost_original"], body["total_cost_kzt"]) == (350, 240, 112800)
    assert set(body) == {
        "id",
        "delivery_number",
        "total_stems",
        "total_cost_original",
        "total_cost_kzt",
        "created_at",
    }

    batch = api.get("/api/warehouse/", {"variety": "роза красная"}).json()["items"]
    assert len(batch) == 1
    shown = {name: batch[0][name] for name in ("variety", "height_cm", "supplier", "farm", "arrival_date")}
    assert shown == {
        "variety": "Роза Красная",
        "height_cm": 50,
        "supplier": "Flower Direct",
        "farm": "Ecuador Roses",
        "arrival_date": "2024-12-26T10:00:00+05:00",
    }
    assert (batch[0]["cost_per_stem"], batch[0]["total_cost"], batch[0]["currency"]) == (235, 47000, "KZT")
    assert batch[0]["freshness_status"] == "expired"


def test_a_delivery_is_shown_again_with_its_positions(api):
    created = api.post("/api/warehouse/deliveries/", RECEIPT).json()

    one = api.get(f"/api/warehouse/deliveries/{created['id']}").json()

    assert [(line["variety"], line["qty"], line["total_cost_kzt"]) for line in one["positions"]] == [
        ("Роза Красная", 200, 47000),
        ("Роза Белая", 150, 42300),
    ]
    assert api.get("/api/warehouse/deliveries").json()["items"] == [one]


def test_the_list_tells_what_is_promised_and_what_it_is_worth(api, shop):
    rose = make_item(shop)
    make_batch(shop, rose, 100, cost="235")
    bouquet = make_product(shop, recipe={rose: 25})
    with shop_scope(shop):
        order = NewOrder(customer_phone="+77011112233", items=[NewItem(product_id=bouquet.pk, quantity=1)])
        place_order(shop=shop, order=order, actor=SYSTEM, now=make_batch(shop, make_item(shop, "Лента"), 10).arrived_at)

    body = api.get("/api/warehouse/", {"search": "роза"}).json()

    row = body["items"][0]
    assert (row["qty_initial"], row["qty_current"], row["qty_on_hand"], row["qty_reserved"]) == (100, 75, 100, 25)
    assert body["stats"] == {"total_value": 75 * 235, "total_stems": 75, "suppliers_count": 1}
    assert (body["total"], body["page"], body["pages"], body["has_next"], body["has_prev"]) == (1, 1, 1, False, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"supplier": "FLOWER direct"}, 1),
        ({"supplier": "Flower"}, 0),
        ({"search": "flow"}, 1),
        ({"search": "роза 50"}, 1),
        ({"search": "50см direct"}, 1),
        ({"search": "роза 60"}, 0),
        ({"variety": "роза  КРАСНАЯ"}, 1),
        ({"variety": "Роза красная 50 см"}, 1),
        ({"variety": "Роза красная 60см"}, 0),
        ({"variety": "Роза"}, 0),
        ({"onShowcase": "false"}, 1),
        ({"onShowcase": "True"}, 0),
        ({"toWriteOff": "false"}, 1),
    ],
)
def test_filters(api, shop, query, found):
    make_batch(shop, make_item(shop), 10)

    assert api.get("/api/warehouse/", query).json()["total"] == found


def test_a_filter_that_is_no_boolean_is_refused(api):
    answer = api.get("/api/warehouse/", {"onShowcase": "maybe"})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "onShowcase"]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"currency": "usd"}, {"currency": "USD"}),
        ({"currency": None, "exchange_rate": None}, {"currency": "KZT", "exchange_rate": 1}),
        ({"delivery_cost": None}, {"delivery_cost": 0}),
        ({"farm": None, "notes": None}, {"farm": "", "notes": ""}),
    ],
)
def test_what_may_be_left_out_may_be_null(api, change, shown):
    answer = api.post("/api/warehouse/deliveries", {**RECEIPT, **change})

    assert answer.status_code == 201, answer.content
    row = api.get(f"/api/warehouse/deliveries/{answer.json()['id']}").json()
    assert {name: row[name] for name in shown} == shown


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"currency": "тенге"}, ["body", "currency"]),
        ({"supplier": ""}, ["body", "supplier"]),
        ({"delivery_date": "вчера"}, ["body", "delivery_date"]),
        ({"exchange_rate": 0}, ["body", "exchange_rate"]),
        ({"exchange_rate": None}, ["body", "exchange_rate"]),
        ({"delivery_cost": -1}, ["body", "delivery_cost"]),
        ({"positions": []}, ["body", "positions"]),
        ({"positions": [{"variety": "Роза", "qty": 1, "cost_per_stem": 1}] * 201}, ["body", "positions"]),
        ({"positions": [{"variety": "Роза", "qty": -5, "cost_per_stem": 1}]}, ["body", "positions", 0, "qty"]),
        (
            {"positions": [{"variety": "Роза", "qty": 5, "cost_per_stem": "NaN"}]},
            ["body", "positions", 0, "cost_per_stem"],
        ),
        ({"positions": [{"variety": "Роза", "qty": 10**30, "cost_per_stem": 1}]}, ["body", "positions", 0, "qty"]),
        ({"positions": [{"variety": "Роза", "qty": 10**6, "cost_per_stem": 10**7}]}, ["body", "positions"]),
    ],
)
def test_a_wrong_delivery_is_refused_by_name_and_nothing_is_written(api, change, loc):
    answer = api.post("/api/warehouse/deliveries", {**RECEIPT, **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == loc
    assert not GoodsReceipt._base_manager.exists()


def test_another_shops_stock_is_not_there(api, shop, stranger, sign_in):
    batch = make_batch(shop, make_item(shop), 10)
    theirs = sign_in(stranger)

    assert theirs.get("/api/warehouse/").json()["total"] == 0
    assert theirs.get(f"/api/warehouse/{batch.pk}").status_code == 404
    assert theirs.get(f"/api/warehouse/deliveries/{batch.receipt_id}").status_code == 404


def test_an_assistant_looks_and_a_courier_does_not(shop, sign_in):
    assistant, courier = sign_in(make_member(shop, "assistant")), sign_in(make_member(shop, "courier"))

    assert assistant.get("/api/warehouse/").status_code == 200
    assert assistant.post("/api/warehouse/deliveries", RECEIPT).status_code == 403
    assert courier.get("/api/warehouse/").status_code == 403


def test_the_sum_of_a_delivery_is_told_in_the_same_way_twice(api):
    position = {"variety": "Роза", "qty": 3, "cost_per_stem": 0.0333}
    created = api.post("/api/warehouse/deliveries", {**RECEIPT, "positions": [position], "delivery_cost": 0}).json()

    shown = api.get(f"/api/warehouse/deliveries/{created['id']}").json()

    assert (created["total_cost_original"], shown["total_cost_original"]) == (0.1, 0.1)


def test_a_name_that_grows_when_folded_is_taken(api):
    position = {"variety": "ß" * 200, "qty": 3, "cost_per_stem": 1}

    assert api.post("/api/warehouse/deliveries", {**RECEIPT, "positions": [position]}).status_code == 201
    assert api.post("/api/products/", {"name": "ß" * 200, "category": "bouquet", "retail_price": 1}).status_code == 201


def test_what_has_expired_on_the_shelf_is_to_be_written_off_before_any_night_work(api, shop):
    make_batch(shop, make_item(shop), 10, age_days=15)
    make_batch(shop, make_item(shop, "Лента"), 10, age_days=100)

    rows = api.get("/api/warehouse/", {"toWriteOff": "true"}).json()["items"]

    assert [(row["variety"], row["to_write_off"]) for row in rows] == [("Роза красная", True)]
    assert api.get("/api/warehouse/", {"toWriteOff": "false"}).json()["total"] == 1
