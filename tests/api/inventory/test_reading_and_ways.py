"""What runs out, looking for flowers, and what holds for all of these addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, make_shop
from warehouse.models import StockBatch

from .asking import ADDRESSES, DELIVERY, HISTORY, LOW, POSTS, SEARCH, UPDATE, WRITE_OFF, hold, on_hand, refused


def test_what_runs_out_is_told_without_what_is_gone(api, shop):
    quantities = {"Роза": 4, "Тюльпан": 5, "Пион": 6, "Ирис": 0, "Лилия": 1}
    for name, quantity in quantities.items():
        item = make_item(shop, name)
        make_batch(shop, item, quantity or 1, cost="150")
        if not quantity:
            api.post(UPDATE, {"product_id": item.slug, "quantity": 0})

    def told(query=""):
        body = api.get(f"{LOW}{query}").json()
        assert body["count"] == len(body["products"])
        return body["threshold"], [(row["name"], row["quantity"]) for row in body["products"]]

    assert told() == (5, [("Лилия", 1), ("Роза", 4), ("Тюльпан", 5)])
    assert told("?threshold=4") == (4, [("Лилия", 1), ("Роза", 4)])
    assert told("?threshold=6")[1][-1] == ("Пион", 6)
    assert told("?threshold=0") == (0, [])
    assert api.get(LOW).json()["products"][0]["price"] == 150


def test_each_thing_has_a_threshold_of_its_own(api, shop):
    make_batch(shop, make_item(shop, "Роза", low_stock_threshold=50), 40)
    make_batch(shop, make_item(shop, "Тюльпан", low_stock_threshold=1), 3)

    assert [row["name"] for row in api.get(LOW).json()["products"]] == ["Роза"]
    assert [row["name"] for row in api.get(f"{LOW}?threshold=5").json()["products"]] == ["Тюльпан"]


def test_what_is_on_hand_counts_though_it_is_reserved(api, shop, rose):
    make_batch(shop, rose, 5)
    hold(shop, rose, 4)

    [row] = api.get(LOW).json()["products"]

    assert (row["quantity"], row["available"]) == (5, 1)


def test_pieces_of_what_is_not_sold_any_more_are_left_out(api, shop):
    product = make_product(shop)
    api.post(UPDATE, {"product_id": str(product.pk), "quantity": 2})
    assert [row["id"] for row in api.get(LOW).json()["products"]] == [str(product.pk)]

    api.patch(f"/api/products/{product.pk}", {"is_active": False})

    assert api.get(LOW).json()["products"] == []


@pytest.mark.parametrize("threshold", ["-1", "x", "1.5", "1000001", "9" * 30, "٣", "%00"])
def test_a_threshold_is_a_number(api, threshold):
    refused(api.get(f"{LOW}?threshold={threshold}"), 400, "threshold")


def test_words_are_found_in_any_order_and_letters_that_are_mixed_up(api, shop, rose):
    make_item(shop, "Роза кустовая 50см")
    make_item(shop, "Упаковка крафт")
    product = make_product(shop, "Роза в коробке")
    api.post(UPDATE, {"product_id": str(product.pk), "quantity": 2})

    def found(q, **more):
        return [row["name"] for row in api.get(SEARCH, {"q": q, **more}).json()]

    assert found("") == ["Роза красная", "Роза кустовая 50 см", "Упаковка крафт"]
    assert found("красная роза") == ["Роза красная"]
    assert found("РОЗА 50см") == ["Роза кустовая 50 см"]
    assert found("rose-red") == ["Роза красная"]
    assert found("тюльпан") == []
    assert found("", limit=1, offset=1) == ["Роза кустовая 50 см"]
    for q in ("%", "_", "' OR 1=1", "x" * 5000, "ﬁ", "\\"):
        assert found(q) == []


@pytest.mark.parametrize("path", ADDRESSES)
def test_limits_are_told_with_every_answer(api, rose, batches, settings, path):
    settings.RATE_LIMIT_FACTOR = 1
    answer = api.request(ADDRESSES[path], path, POSTS.get(path))

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= set(answer.headers)


@pytest.mark.parametrize("path", ADDRESSES)
def test_another_method_is_405_in_this_form(api, path):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {ADDRESSES[path]}:
        refused(api.request(method, path), 405)


@pytest.mark.parametrize(
    "path", ["/api/inventory/", "/api/inventory/nothing", "/api/flowers/", "/api/flowers/rose-red"]
)
def test_an_address_that_there_is_not_is_404_in_this_form(api, path):
    refused(api.get(path), 404)
    refused(api.post(path, {}), 404)


@pytest.mark.parametrize("body", [b"", b"{", b"quantity=1", b"\xff", b'{"quantity": NaN}', b"[" * 5000])
@pytest.mark.parametrize("path", POSTS)
def test_what_is_no_json_is_400(api, path, body):
    refused(api.post(path, body), 400)


@pytest.mark.parametrize("path", POSTS)
def test_a_key_lets_it_be_done_once(api, shop, batches, path):
    first = api.post(path, POSTS[path], **{"Idempotency-Key": "one"})
    after = on_hand(batches)
    again = api.post(path, POSTS[path], **{"Idempotency-Key": "one"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert on_hand(batches) == after
    refused(api.post(path, POSTS[path] | {"note": "другое"}, **{"Idempotency-Key": "one"}), 409)


def test_a_refusal_keeps_no_key(api, rose):
    wrong = POSTS[WRITE_OFF] | {"quantity": 5}
    refused(api.post(WRITE_OFF, wrong, **{"Idempotency-Key": "one"}), 400)
    api.post(UPDATE, {"product_id": "rose-red", "quantity": 9})

    assert api.post(WRITE_OFF, wrong, **{"Idempotency-Key": "one"}).status_code == 200


@pytest.mark.parametrize(("language", "word"), [("ru", "Цветок не найден"), ("en", "Flower not found")])
def test_what_is_wrong_is_told_in_a_persons_language(api, language, word):
    body = refused(api.post(UPDATE, POSTS[UPDATE], **{"Accept-Language": language}), 404, word)
    assert body["code"] == "not_found"


def test_stems_fall_to_the_threshold_and_it_is_told(api, shop, rose):
    make_batch(shop, rose, 30)

    api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 25})

    [event] = [event for event in OutboxEvent.objects.all() if event.name == "stock.low"]
    assert event.payload["available"] == 5


@pytest.mark.parametrize("path", [LOW, HISTORY, SEARCH])
def test_lists_cost_the_same_for_one_row_and_for_three(api, shop, path):
    costs = []
    for number in range(3):
        make_batch(shop, make_item(shop, f"Цветок {number}"), 3)
        with CaptureQueriesContext(connection) as queries:
            answer = api.get(path).json()
        rows = answer if path == SEARCH else answer.get("products", answer.get("data"))
        assert len(rows) == number + 1
        costs.append(len(queries))

    assert len(set(costs)) == 1


def test_who_may_see_may_not_write(shop, rose, sign_in):
    assistant = sign_in(make_member(shop, "assistant"))

    assert assistant.get(SEARCH).status_code == 200
    for path, body in POSTS.items():
        refused(assistant.post(path, body), 403)


def test_an_older_delivery_of_the_day_is_older(api, shop, rose):
    """What came yesterday goes before what came today, whichever was written down first."""
    api.post(DELIVERY, POSTS[DELIVERY])
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    api.post(DELIVERY, POSTS[DELIVERY] | {"delivery_date": yesterday})

    api.post(WRITE_OFF, POSTS[WRITE_OFF] | {"quantity": 10})

    with shop_scope(shop):
        left = StockBatch.objects.get(quantity_on_hand=10)
        assert left.receipt.number.endswith("-1")


def test_another_shop_has_its_own_roses(api, shop, rose, sign_in):
    other = make_shop(name="Тюльпан")
    theirs = make_item(other, "Роза", slug="rose-red")
    make_batch(other, theirs, 7)

    api.post(UPDATE, {"product_id": "rose-red", "quantity": 3})

    assert sign_in(make_member(other)).get(SEARCH).json()[0]["quantity"] == 7
