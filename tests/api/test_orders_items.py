"""Items of an order over API v1: stems and sums follow; of whatever is refused nothing is written."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.services import update_product
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import OrderLine
from orders.models import OrderDemand, OrderItem
from orders.services import update_order
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order, move_order
from warehouse import ledger
from warehouse.models import StockBatch, StockReservation


@pytest.fixture
def roses(shop):
    """A hundred roses."""
    return make_batch(shop, make_item(shop), 100)


@pytest.fixture
def bouquet(shop, roses):
    """A bouquet of 25 of them for 25 000 ₸."""
    return make_product(shop, recipe={roses.item: 25})


@pytest.fixture
def card(shop):
    """Something that nobody counts."""
    return make_product(shop, "Открытка", retail_price=500, category="other")


@pytest.fixture
def order(shop, bouquet):
    return make_order(shop, product=bouquet)


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}"


@pytest.fixture
def item(shop, order):
    with shop_scope(shop):
        return order.items.get()


@pytest.fixture
def line(path, item):
    return f"{path}/items/{item.pk}"


@pytest.fixture
def held(shop):
    """Tell how much of each item orders need, hold by their reservations, and hold by the batches."""

    def held():
        with shop_scope(shop):
            assert list(ledger.check(shop_id=shop.pk)) == []
            demand, reserved = {}, {}
            for row in OrderDemand.objects.all():
                demand[row.item_id] = demand.get(row.item_id, 0) + row.quantity
            for row in StockReservation.objects.filter(status="held"):
                reserved[row.item_id] = reserved.get(row.item_id, 0) + row.quantity
            assert demand == reserved
            assert sum(reserved.values()) == sum(batch.quantity_reserved for batch in StockBatch.objects.all())
            return reserved

    return held


def sums(api, path):
    row = api.get(path).json()
    assert row["flower_sum"] == sum(item["total"] for item in row["items"])
    return row["flower_sum"], row["total"], row["due"]


def test_the_items_are_those_of_the_order(api, path, line):
    answer = api.get(f"{path}/items")

    assert answer.json()["items"] == api.get(path).json()["items"]
    assert answer.json()["total"] == 1
    one = api.get(line)
    assert_keys(OrderLine, one.json())
    assert one.json() == answer.json()["items"][0]
    assert answer.headers["ETag"] == one.headers["ETag"] == api.get(path).headers["ETag"]


def test_an_item_is_added_and_its_stems_are_held(api, path, roses, bouquet, held):
    answer = api.post(f"{path}/items", {"product_id": bouquet.pk, "quantity": 2, "price": 24000, "notes": "Лента"})

    assert answer.status_code == 201
    assert_keys(OrderLine, answer.json())
    assert answer.json() | {"id": 0} == {
        "id": 0,
        "product_id": bouquet.pk,
        "product_name": "Букет роз",
        "product_category": "bouquet",
        "quantity": 2,
        "price": 24000,
        "total": 48000,
        "notes": "Лента",
    }
    assert answer.headers["ETag"] == api.get(path).headers["ETag"]
    assert sums(api, path) == (73000, 75000, 75000)
    assert held() == {roses.item_id: 75}


def test_without_a_price_it_is_the_current_one(api, path, card):
    item = api.post(f"{path}/items", {"product_id": card.pk, "quantity": 3}).json()

    assert (item["price"], item["total"], item["notes"]) == (500, 1500, None)


def test_not_enough_names_what_is_short_and_nothing_is_added(api, path, order, bouquet, held, roses):
    before = api.get(path).json()

    answer = api.post(f"{path}/items", {"product_id": bouquet.pk, "quantity": 4})

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Не хватает на складе. Роза красная 50 см: осталось 75, нужно 100",
        "code": "out_of_stock",
        "shortages": [{"item_id": roses.item_id, "name": "Роза красная 50 см", "needed": 100, "available": 75}],
    }
    assert api.get(path).json() == before
    assert held() == {roses.item_id: 25}


def test_more_of_an_item_holds_more_stems(api, path, line, roses, held):
    answer = api.patch(line, {"quantity": 4})

    assert answer.status_code == 200
    assert (answer.json()["quantity"], answer.json()["total"]) == (4, 100000)
    assert answer.json() == api.get(line).json()
    assert sums(api, path) == (100000, 102000, 102000)
    assert held() == {roses.item_id: 100}

    short = api.patch(line, {"quantity": 5})
    assert (short.status_code, short.json()["code"]) == (400, "out_of_stock")
    assert api.get(line).json()["quantity"] == 4
    assert held() == {roses.item_id: 100}


def test_fewer_of_an_item_give_stems_back(api, path, line, roses, held):
    api.patch(line, {"quantity": 3})

    assert api.patch(line, {"quantity": 2}).status_code == 200
    assert held() == {roses.item_id: 50}
    assert sums(api, path) == (50000, 52000, 52000)


def test_what_was_taken_last_goes_back_first(api, shop, line, roses, held):
    old = make_batch(shop, roses.item, 30, age_days=3)

    api.patch(line, {"quantity": 3})
    assert (reload(old).quantity_reserved, reload(roses).quantity_reserved) == (30, 45)
    api.patch(line, {"quantity": 2})

    assert reload(old).quantity_reserved == 30 - 5
    assert reload(roses).quantity_reserved == 25


def test_finished_pieces_are_kept_and_what_was_to_be_made_goes_back(api, shop, order, path, roses, held):
    """Two stand ready in the fridge: of four, two are to be made."""
    boxed = make_product(shop, "Коробка", recipe={roses.item: 10})
    with shop_scope(shop):
        update_product(shop=shop, product_id=boxed.pk, changes={"stock_quantity": 2}, actor=SYSTEM, now=timezone.now())
    piece = reload(boxed).piece_item_id
    box = api.post(f"{path}/items", {"product_id": boxed.pk, "quantity": 4}).json()
    line = f"{path}/items/{box['id']}"
    assert held() == {roses.item_id: 25 + 20, piece: 2}

    api.patch(line, {"quantity": 3})
    assert held() == {roses.item_id: 25 + 10, piece: 2}
    api.patch(line, {"quantity": 1})
    assert held() == {roses.item_id: 25, piece: 1}
    api.patch(line, {"quantity": 3})
    assert held() == {roses.item_id: 25 + 10, piece: 2}


def test_a_recipe_changed_meanwhile_counts_for_what_is_added(api, shop, line, roses, bouquet, held):
    with shop_scope(shop):
        bouquet.recipe.update(quantity=21)

    api.patch(line, {"quantity": 2})
    assert held() == {roses.item_id: 25 + 21}
    api.patch(line, {"quantity": 1})
    assert held() == {roses.item_id: 23}


def test_price_and_wishes_move_no_stems(api, path, line, roses, held):
    answer = api.patch(line, {"price": 20000, "notes": "Без упаковки"})

    assert (answer.json()["price"], answer.json()["total"], answer.json()["notes"]) == (20000, 20000, "Без упаковки")
    assert sums(api, path) == (20000, 22000, 22000)
    assert held() == {roses.item_id: 25}
    assert api.patch(line, {"notes": None}).json()["notes"] is None


def test_an_item_is_taken_off_and_its_stems_go_back(api, path, line, roses, bouquet, held):
    second = api.post(f"{path}/items", {"product_id": bouquet.pk, "quantity": 2}).json()

    answer = api.delete(line)

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(line).status_code == 404
    assert api.get(f"{path}/items").json()["items"] == [second]
    assert sums(api, path) == (50000, 52000, 52000)
    assert held() == {roses.item_id: 50}


def test_the_last_item_stays(api, path, line, roses, held):
    answer = api.delete(line)

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Это последняя позиция. Сначала добавьте другую или отмените весь заказ",
        "code": "last_item",
    }
    assert held() == {roses.item_id: 25}


def test_an_order_of_a_sum_takes_its_sum_from_the_first_item(api, card):
    plain = api.post("/api/orders/", {"customer_phone": "+77011112233", "flower_sum": 9000, "total": 9000}).json()
    path = f"/api/orders/{plain['id']}"

    api.post(f"{path}/items", {"product_id": card.pk, "quantity": 2})

    assert sums(api, path) == (1000, 1000, 1000)


def test_every_edit_is_told_with_its_author_and_counts_a_version(api, owner, order, path, line, card):
    added = api.post(f"{path}/items", {"product_id": card.pk, "quantity": 2}).json()
    api.patch(line, {"quantity": 2, "price": 20000})
    api.delete(f"{path}/items/{added['id']}")

    row = api.get(path).json()
    assert row["version"] == order.version + 3
    assert [(step["status"], step["changed_by"], step["comment"]) for step in row["history"][1:]] == [
        ("new", owner.name, "Добавлено: Открытка ×\u00a02"),
        ("new", owner.name, "Изменено: Букет роз (количество 1 → 2, цена)"),
        ("new", owner.name, "Убрано: Открытка ×\u00a02"),
    ]
    assert OutboxEvent.objects.filter(name="order.items_changed", aggregate=f"order:{order.pk}").count() == 3


def test_totals_of_products_follow(api, bouquet, card, path, line):
    added = api.post(f"{path}/items", {"product_id": card.pk, "quantity": 2}).json()
    outbox.dispatch()
    assert (reload(card).orders_count, reload(bouquet).orders_count) == (1, 1)

    api.delete(f"{path}/items/{added['id']}")
    outbox.dispatch()
    assert (reload(card).orders_count, reload(bouquet).orders_count) == (0, 1)


def test_what_changes_nothing_writes_nothing(api, path, line):
    before = api.get(path).json()

    assert api.patch(line, {"quantity": 1, "price": 25000}).status_code == 200
    assert api.patch(line, {}).status_code == 200
    assert api.patch(line, api.get(line).json()).status_code == 200
    assert api.get(path).json() == before


def test_a_deposit_makes_less_due(api, path, line):
    api.post(f"{path}/payments", {"amount": 10000})

    api.patch(line, {"quantity": 2})

    row = api.get(path).json()
    assert (row["total"], row["due"], row["payment_status"], row["status"]) == (52000, 42000, "partially_paid", "new")


def test_an_edit_from_an_older_version_is_412(api, path, line, card, roses, held):
    stale = {"If-Match": api.get(path).headers["ETag"]}
    fresh = api.patch(line, {"notes": "Лента"}, **stale).headers["ETag"]

    for answer in (
        api.post(f"{path}/items", {"product_id": card.pk, "quantity": 1}, **stale),
        api.patch(line, {"quantity": 2}, **stale),
        api.delete(line, **stale),
    ):
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert held() == {roses.item_id: 25}
    added = api.post(f"{path}/items", {"product_id": card.pk, "quantity": 1}, **{"If-Match": fresh})
    assert added.status_code == 201
    assert api.delete(line, **{"If-Match": added.headers["ETag"]}).status_code == 204


def fixed(api, path, line, card):
    answers = (
        api.post(f"{path}/items", {"product_id": card.pk, "quantity": 1}),
        api.patch(line, {"quantity": 2}),
        api.delete(line),
    )
    return {(answer.status_code, answer.json()["code"], answer.json()["detail"]) for answer in answers}


def test_an_order_that_costs_no_more_than_was_paid_is_paid(api, shop, path, line):
    api.post(f"{path}/payments", {"amount": 20000})
    last = OutboxEvent.objects.latest("pk").pk

    changed = api.patch(line, {"price": 18000})

    row = api.get(path)
    assert (row.json()["status"], row.json()["payment_status"], row.json()["due"]) == ("paid", "paid", 0)
    assert changed.headers["ETag"] == row.headers["ETag"]
    told = OutboxEvent.objects.filter(pk__gt=last).order_by("pk")
    assert [event.name for event in told] == ["order.items_changed", "order.status_changed", "order.paid"]
    outbox.dispatch()
    assert api.get("/api/production/tasks", {"order_id": row.json()["id"]}).json()["total"] == 1


@pytest.mark.parametrize(("method", "price"), [("cash", 18000), ("kaspi", 18001)])
def test_an_order_stays_new_while_its_money_is_still_to_come(api, shop, bouquet, method, price):
    order = make_order(shop, product=bouquet, payment_method=method)
    path = f"/api/orders/{order.pk}"
    api.post(f"{path}/payments", {"amount": 20000})

    api.patch(f"{path}/items/{api.get(path).json()['items'][0]['id']}", {"price": price})

    assert api.get(path).json()["status"] == "new"


@pytest.mark.parametrize(
    "move", [["paid", "assembled"], ["paid", "assembled", "delivery"], ["cancelled"], ["paid", "issue"]]
)
def test_what_is_made_or_in_trouble_keeps_its_items(api, order, path, line, card, move):
    move_order(order, *move)

    assert fixed(api, path, line, card) == {
        (400, "items_fixed", "Состав меняется, пока заказ новый или оплачен и ещё не собран")
    }
    assert api.get(f"{path}/items").json()["total"] == 1


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"product_id": 10**12, "quantity": 1}, "product_id"),
        ({"quantity": 1}, "product_id"),
        ({"product_id": None, "quantity": 1}, "product_id"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1001}, "quantity"),
        ({"quantity": 1, "price": -1}, "price"),
        ({"quantity": 1, "notes": []}, "notes"),
        ({"quantity": 1000, "price": 10**9}, "total"),
        ({}, "quantity"),
    ],
)
def test_a_wrong_item_is_refused_by_name(api, path, card, change, loc):
    body = change if "product_id" in change or loc == "product_id" else {"product_id": card.pk, **change}

    answer = api.post(f"{path}/items", body)

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", loc]]
    assert api.get(f"{path}/items").json()["total"] == 1


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"price": None}, "price"),
        ({"price": "много"}, "price"),
        ({"product_id": 10**9}, "product_id"),
        ({"total": 1}, "total"),
        ({"nonsense": 1}, "nonsense"),
        ({"price": 10**9, "quantity": 1000}, "total"),
    ],
)
def test_a_wrong_change_of_an_item_is_refused_by_name(api, line, change, loc):
    before = api.get(line).json()

    answer = api.patch(line, change)

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", loc]]
    assert api.get(line).json() == before


def test_a_discount_above_what_is_left_is_refused(api, shop, bouquet, card, held, roses):
    order = make_order(shop, product=bouquet, discount=20000)
    path = f"/api/orders/{order.pk}"
    api.post(f"{path}/items", {"product_id": card.pk, "quantity": 1})
    with shop_scope(shop):
        first = order.items.order_by("pk").first()

    for answer in (api.delete(f"{path}/items/{first.pk}"), api.patch(f"{path}/items/{first.pk}", {"price": 0})):
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["body", "discount"]
    assert held() == {roses.item_id: 25}


def test_an_order_has_so_many_items_and_no_more(api, shop, order, path, card):
    with shop_scope(shop):
        OrderItem.objects.bulk_create(
            OrderItem(
                shop=shop,
                order=order,
                product=card,
                product_name="Открытка",
                product_category="other",
                quantity=1,
                price=0,
                total=0,
            )
            for _ in range(99)
        )

    answer = api.post(f"{path}/items", {"product_id": card.pk, "quantity": 1})

    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_items")
    assert api.get(f"{path}/items", {"limit": 100}).json()["total"] == 100


def test_the_same_request_twice_adds_one(api, path, card):
    body = {"product_id": card.pk, "quantity": 1}

    first = api.post(f"{path}/items", body, **{"Idempotency-Key": "once"})
    again = api.post(f"{path}/items", body, **{"Idempotency-Key": "once"})

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.get(f"{path}/items").json()["total"] == 2


def test_an_item_is_found_in_its_order_only(api, shop, order, path, line, item, card, bouquet):
    other = make_order(shop, product=card)

    for wrong in (f"/api/orders/{other.pk}/items/{item.pk}", f"{path}/items/999999"):
        for answer in (api.get(wrong), api.patch(wrong, {"quantity": 2}), api.delete(wrong)):
            assert answer.status_code == 404
            assert answer.json() == {"detail": "Позиция не найдена", "code": "not_found"}


def test_a_product_of_another_shop_is_none(api, path, stranger):
    theirs = make_product(stranger.shop, "Чужой букет")

    answer = api.post(f"{path}/items", {"product_id": theirs.pk, "quantity": 1})

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "product_id"])


def test_a_strangers_items_are_not_there(path, line, card, stranger, sign_in):
    theirs = sign_in(stranger)

    for answer in (
        theirs.get(f"{path}/items"),
        theirs.get(line),
        theirs.post(f"{path}/items", {"product_id": card.pk, "quantity": 1}),
        theirs.patch(line, {"quantity": 2}),
        theirs.delete(line),
    ):
        assert answer.status_code == 404


def test_a_florist_reads_them_without_money(shop, path, line, sign_in, card):
    florist = sign_in(make_member(shop, "florist"))

    assert florist.get(line).json()["price"] is None
    assert [(row["price"], row["total"]) for row in florist.get(f"{path}/items").json()["items"]] == [(None, None)]
    assert set(_write(florist, path, line, card)) == {403}


def test_a_courier_reads_those_of_ones_own_order(shop, order, path, line, sign_in, card):
    member = make_member(shop, "courier")
    courier = sign_in(member)
    assert (courier.get(f"{path}/items").status_code, courier.get(line).status_code) == (404, 404)
    with shop_scope(shop):
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": member.pk}, actor=SYSTEM, now=timezone.now())

    assert courier.get(line).json()["price"] is None
    assert set(_write(courier, path, line, card)) == {403}


def _write(person, path, line, card):
    return [
        person.post(f"{path}/items", {"product_id": card.pk, "quantity": 1}).status_code,
        person.patch(line, {"quantity": 2}).status_code,
        person.delete(line).status_code,
    ]
