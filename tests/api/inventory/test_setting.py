"""Setting what is on hand: one, and many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Product
from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_member, make_product
from warehouse.models import StockBatch, StockMovement

from .asking import BULK, DELIVERY, HISTORY, LOW, SEARCH, UPDATE, WRITE_OFF, hold, on_hand, refused


def test_a_shortage_is_taken_from_the_oldest(api, batches):
    body = api.post(UPDATE, {"product_id": "rose-red", "quantity": 15}).json()

    assert (body["old_quantity"], body["new_quantity"], body["change"], body["available"]) == (40, 15, -25, 15)
    assert on_hand(batches) == [0, 5, 10]


def test_a_surplus_is_added_to_the_newest(api, batches):
    body = api.post(UPDATE, {"product_id": "rose-red", "quantity": 45}).json()

    assert (body["old_quantity"], body["new_quantity"], body["change"], body["available"]) == (40, 45, 5, 25)
    assert on_hand(batches) == [20, 10, 15]


def test_where_there_is_none_a_new_batch_begins_at_the_last_cost(api, shop, rose):
    [gone] = [make_batch(shop, rose, 10, cost="150")]
    api.post(UPDATE, {"product_id": "rose-red", "quantity": 0})

    api.post(UPDATE, {"product_id": "rose-red", "quantity": 4})

    with shop_scope(shop):
        batch = StockBatch.objects.exclude(pk=gone.pk).get()
    assert (batch.quantity_on_hand, batch.total_cost) == (4, 600)


def test_the_same_number_writes_nothing(api, shop, batches):
    with shop_scope(shop):
        before = StockMovement.objects.count()

    body = api.post(UPDATE, {"product_id": "rose-red", "quantity": 40}).json()

    assert body["change"] == 0
    with shop_scope(shop):
        assert StockMovement.objects.count() == before


def test_below_what_orders_hold_is_refused(api, shop, rose):
    make_batch(shop, rose, 30)
    hold(shop, rose, 25)

    refused(api.post(UPDATE, {"product_id": "rose-red", "quantity": 24}), 400, "25")
    assert api.post(UPDATE, {"product_id": "rose-red", "quantity": 25}).json()["available"] == 0


def test_a_product_is_its_finished_pieces(api, shop):
    product = make_product(shop)

    body = api.post(UPDATE, {"product_id": str(product.pk), "quantity": 3}).json()

    assert (body["product_id"], body["old_quantity"], body["new_quantity"]) == (str(product.pk), 0, 3)
    shown = api.get(f"/api/products/{product.pk}").json()
    assert (shown["stock_quantity"], shown["in_stock"], shown["is_stock_tracked"]) == (3, True, True)


def test_pieces_of_a_product_with_a_recipe_are_counted_apart_from_its_stems(api, shop, rose):
    make_batch(shop, rose, 30)
    product = make_product(shop, recipe={rose: 10})

    api.post(UPDATE, {"product_id": str(product.pk), "quantity": 2})

    assert api.get(f"/api/products/{product.pk}").json()["stock_quantity"] == 5
    assert api.get(f"{SEARCH}?q=роза").json()[0]["quantity"] == 30


@pytest.mark.parametrize("code", ["rose-red", "{product}"])
def test_a_number_may_be_one(api, shop, rose, code):
    product = make_product(shop)
    name = product.pk if "{" in code else code

    assert api.post(UPDATE, {"product_id": name, "quantity": 3}).status_code == 200


def test_a_flower_may_be_called_a_flower(api, rose):
    body = api.post(UPDATE, {"flower_id": "rose-red", "quantity": 3}).json()

    assert (body["flower_id"], body["new_quantity"]) == ("rose-red", 3)


@pytest.mark.parametrize("code", ["1", "rose", "ROSE-RED", "9" * 30, "a b", "я", "x" * 500, "\x7f", "rose-red ' --"])
def test_what_nobody_knows_is_404(api, rose, code):
    refused(api.post(UPDATE, {"product_id": code, "quantity": 3}), 404)
    refused(api.post(UPDATE, {"flower_id": code, "quantity": 3}), 404)


def test_what_is_a_strangers_is_404(api, stranger):
    theirs = make_item(stranger.shop, "Пион", slug="peony")
    make_batch(stranger.shop, theirs, 10)
    product = make_product(stranger.shop)

    for code in ("peony", str(product.pk)):
        refused(api.post(UPDATE, {"product_id": code, "quantity": 3}), 404)
        assert api.post(BULK, {"updates": [{"product_id": code, "quantity": 3}]}).status_code == 400
    refused(api.post(DELIVERY, {"flower_id": "peony", "quantity": 3}), 404)
    refused(api.post(WRITE_OFF, {"flower_id": "peony", "quantity": 3, "reason": "Увяли"}), 404)
    refused(api.get(f"{HISTORY}?flower_id=peony"), 404)
    assert (api.get(SEARCH).json(), api.get(HISTORY).json()["data"], api.get(LOW).json()["products"]) == ([], [], [])


def test_what_was_put_away_is_404(api, shop, rose):
    product = make_product(shop, archived_at=timezone.now())
    with shop_scope(shop):
        rose.archived_at = timezone.now()
        rose.save()

    refused(api.post(UPDATE, {"product_id": "rose-red", "quantity": 3}), 404)
    refused(api.post(UPDATE, {"product_id": str(product.pk), "quantity": 3}), 404)
    assert api.get(SEARCH).json() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"quantity": 3},
        {"product_id": "rose-red"},
        {"product_id": "rose-red", "flower_id": "rose-red", "quantity": 3},
        {"product_id": "", "quantity": 3},
        {"product_id": None, "quantity": 3},
        {"product_id": ["rose-red"], "quantity": 3},
        {"product_id": True, "quantity": 3},
        {"product_id": "rose-red", "quantity": -1},
        {"product_id": "rose-red", "quantity": 1.5},
        {"product_id": "rose-red", "quantity": "много"},
        {"product_id": "rose-red", "quantity": None},
        {"product_id": "rose-red", "quantity": 1_000_001},
        {"product_id": "rose-red", "quantity": 10**30},
        {"product_id": "rose-red", "quantity": 3, "note": "x" * 3000},
        {"product_id": "rose-red", "quantity": 3, "note": "a\x00b"},
        {"product_id": "rose-red", "quantity": 3, "reason": {}},
        [],
        None,
        "rose-red",
    ],
    ids=str,
)
def test_a_body_that_makes_no_sense_is_400(api, rose, body):
    refused(api.post(UPDATE, b"null" if body is None else body), 400)
    with every_shop():
        assert not StockMovement.objects.exists()


def test_good_rows_are_set_and_each_wrong_one_is_named(api, shop, rose):
    make_batch(shop, rose, 30)
    hold(shop, rose, 25)
    product = make_product(shop)
    rows = [
        {"product_id": "rose-red", "quantity": 3},
        {"product_id": str(product.pk), "quantity": 8},
        {"product_id": "999999", "quantity": 8},
        {"product_id": "tulip", "quantity": 8},
        {"product_id": "rose-red", "quantity": -1},
        {"product_id": "rose-red", "quantity": 28},
        {"quantity": 1},
        "rose-red",
        None,
    ]

    answer = api.post(BULK, {"updates": rows})

    assert answer.status_code == 200
    body = answer.json()
    assert body["success"] is True
    assert body["updated_count"] == 2
    assert [(row["product_id"], row["new_quantity"]) for row in body["updated_products"]] == [
        (str(product.pk), 8),
        ("rose-red", 28),
    ]
    assert len(body["errors"]) == 7
    for error, words in zip(
        body["errors"],
        [
            *("rose-red: Нельзя: 25", "999999: Товар не найден", "tulip: Цветок не найден"),
            *("Строка 5: quantity", "Строка 7", "Строка 8", "Строка 9"),
        ],
        strict=True,
    ):
        assert error.startswith(words)


def test_all_or_none(api, shop, rose):
    make_batch(shop, rose, 30)
    product = make_product(shop)
    rows = [{"product_id": "rose-red", "quantity": 3}, {"product_id": str(product.pk), "quantity": 8}]

    body = refused(api.post(BULK, {"updates": [*rows, {"product_id": "tulip", "quantity": 8}], "atomic": True}), 400)

    assert (body["updated_count"], body["updated_products"]) == (0, [])
    assert body["errors"] == ["tulip: Цветок не найден"]
    assert api.get(f"{SEARCH}?q=роза").json()[0]["quantity"] == 30
    assert Product._base_manager.get(pk=product.pk).piece_item_id is None

    assert api.post(BULK, {"updates": rows, "atomic": True}).json()["updated_count"] == 2


def test_where_every_row_is_wrong_nothing_succeeded(api):
    body = refused(api.post(BULK, {"updates": [{"product_id": "tulip", "quantity": 8}]}), 400, "tulip")

    assert (body["updated_count"], body["errors"]) == (0, ["tulip: Цветок не найден"])


def test_what_is_named_twice_is_set_twice(api, batches):
    rows = [{"product_id": "rose-red", "quantity": quantity} for quantity in (5, 12)]

    body = api.post(BULK, {"updates": rows}).json()

    figures = [(row["old_quantity"], row["new_quantity"]) for row in body["updated_products"]]
    assert figures == [(40, 5), (5, 12)]
    assert on_hand(batches) == [0, 0, 12]


def test_a_never_counted_product_may_be_named_twice(api, shop):
    product = make_product(shop)
    rows = [{"product_id": str(product.pk), "quantity": quantity} for quantity in (5, 3)]

    assert [row["new_quantity"] for row in api.post(BULK, {"updates": rows}).json()["updated_products"]] == [5, 3]


@pytest.mark.parametrize(
    "body",
    [
        {},
        *({"updates": updates} for updates in ([], None, "rose-red", {}, [1] * 1001)),
        {"updates": [{"product_id": "rose-red", "quantity": 1}], "atomic": "maybe"},
    ],
    ids=lambda body: str(body)[:40],
)
def test_updates_that_are_no_list_are_400(api, rose, body):
    refused(api.post(BULK, body), 400)


def test_many_rows_cost_hardly_more_queries_than_one(api, shop):
    costs = []
    for count in (1, 10):
        items = [make_item(shop, f"Цветок {count} {number}") for number in range(count)]
        for item in items:
            make_batch(shop, item, 10)
        rows = [{"product_id": item.slug, "quantity": 4} for item in items]
        with CaptureQueriesContext(connection) as queries:
            assert api.post(BULK, {"updates": rows}).json()["updated_count"] == count
        costs.append(len([query for query in queries.captured_queries if "core_outboxevent" not in query["sql"]]))

    assert costs[0] == costs[1]


def test_who_may_not_change_products_does_not_begin_to_count_their_pieces(shop, sign_in, api):
    product = make_product(shop)
    body = {"product_id": str(product.pk), "quantity": 0}
    florist = sign_in(make_member(shop, "florist"))

    refused(florist.post(UPDATE, body), 403)
    refused(florist.post(DELIVERY, {**body, "quantity": 3, "price": 100}), 403)
    refused(florist.post(BULK, {"updates": [body]}), 400)

    assert api.get(f"/api/products/{product.pk}").json()["in_stock"] is True
    assert api.post(UPDATE, body).status_code == 200
    assert florist.post(UPDATE, {**body, "quantity": 2}).status_code == 200
