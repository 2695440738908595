"""An order that grows after it was paid: something is due again, and holds it back until it is paid or waived."""

from __future__ import annotations

import pytest

from cvety.core import outbox
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order, move_order
from warehouse import ledger

CALLED = {"reason": "Постоянный клиент"}


@pytest.fixture
def vases(shop):
    """Three vases."""
    return make_batch(shop, make_item(shop, "Ваза стеклянная"), 3)


@pytest.fixture
def vase(shop, vases):
    return make_product(shop, "Ваза", retail_price=5000, category="other", recipe={vases.item: 1})


@pytest.fixture
def order(shop):
    """One bouquet for 27 000 ₸ with its delivery, paid."""
    return make_order(shop, "paid")


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}"


def money(api, path):
    row = api.get(path).json()
    return {name: row[name] for name in ("status", "payment_status", "total", "paid_total", "due", "waived_total")}


def grow(api, path, product, quantity=1):
    answer = api.post(f"{path}/items", {"product_id": product.pk, "quantity": quantity})
    assert answer.status_code == 201
    return f"{path}/items/{answer.json()['id']}"


def send(api, path, status):
    return api.patch(f"{path}/status", {"status": status})


def test_a_vase_taken_after_paying_makes_its_price_due(api, owner, order, path, vase, vases):
    last = OutboxEvent.objects.latest("pk").pk

    grow(api, path, vase)

    assert money(api, path) == {
        "status": "paid",
        "payment_status": "partially_paid",
        "total": 32000,
        "paid_total": 27000,
        "due": 5000,
        "waived_total": 0,
    }
    assert reload(vases).quantity_reserved == 1
    step = api.get(path).json()["history"][-1]
    assert (step["status"], step["changed_by"], step["comment"]) == ("paid", owner.name, "Добавлено: Ваза")
    events = OutboxEvent.objects.filter(pk__gt=last, aggregate=f"order:{order.pk}")
    assert [(event.name, event.payload["status"], event.payload["total"]) for event in events] == [
        ("order.items_changed", "paid", 32000)
    ]


def test_what_is_due_holds_back_the_dispatch_until_it_is_paid(api, order, path, vase, vases):
    grow(api, path, vase)
    assert send(api, path, "assembled").status_code == 200
    assert reload(vases).quantity_on_hand == 2

    refused = send(api, path, "delivery")

    assert refused.status_code == 400
    assert refused.json() == {
        "detail": "Невозможно изменить статус с 'assembled' на 'delivery'",
        "code": "payment_due",
        "reason": "Сначала нужно оплатить 5\u202f000\u00a0₸",
    }
    offered = api.get(f"{path}/allowed-statuses").json()["allowed_statuses"]
    assert "delivery" not in [each["status"] for each in offered]
    assert api.post(f"{path}/payments", {"amount": 5000}).status_code == 201
    assert money(api, path)["payment_status"] == "paid"
    assert send(api, path, "delivery").status_code == 200


def test_what_is_picked_up_waits_likewise(api, shop, vase):
    order = make_order(shop, "paid", delivery_method="self_pickup", delivery_fee=0)
    path = f"/api/orders/{order.pk}"
    grow(api, path, vase)
    send(api, path, "assembled")

    assert send(api, path, "self_pickup").json()["code"] == "payment_due"
    api.post(f"{path}/waive", CALLED)
    assert send(api, path, "self_pickup").status_code == 200
    assert send(api, path, "completed").status_code == 200


def test_a_debt_is_waived_with_a_reason_and_the_order_goes_out(api, owner, path, vase):
    grow(api, path, vase)
    send(api, path, "assembled")

    answer = api.post(f"{path}/waive", CALLED)

    row = answer.json()
    assert answer.status_code == 200
    assert api.get(path).json() | row == api.get(path).json()
    assert answer.headers["ETag"] == api.get(path).headers["ETag"]
    assert (row["due"], row["paid_total"], row["payment_status"]) == (0, 27000, "partially_paid")
    assert (row["waived_total"], row["waived_by"], row["waived_reason"]) == (5000, owner.name, "Постоянный клиент")
    assert row["waived_at"] == row["updated_at"]
    step = row["history"][-1]
    assert (step["status"], step["changed_by"], step["comment"]) == (
        "assembled",
        owner.name,
        "Долг прощён: Постоянный клиент",
    )
    assert send(api, path, "delivery").status_code == 200
    assert send(api, path, "delivered").status_code == 200
    assert [payment["amount"] for payment in api.get(f"{path}/payments").json()["items"]] == [27000]


def test_a_debt_is_waived_once(api, path, vase):
    grow(api, path, vase)
    first = api.post(f"{path}/waive", CALLED).json()

    assert api.post(f"{path}/waive", {"reason": "Ещё раз"}).json() == first


def test_where_nothing_is_due_there_is_nothing_to_waive(api, path, order):
    answer = api.post(f"{path}/waive", CALLED)

    assert (answer.status_code, answer.json()["code"]) == (400, "nothing_due")
    move_order(order, "cancelled")
    assert api.post(f"{path}/waive", CALLED).json()["code"] == "nothing_due"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}, {"reason": "я" * 256}])
def test_a_waiver_wants_a_reason(api, path, vase, body):
    grow(api, path, vase)

    answer = api.post(f"{path}/waive", body)

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "reason"])
    assert money(api, path)["due"] == 5000


def test_a_waiver_from_an_older_version_is_412(api, path, vase):
    stale = {"If-Match": api.get(path).headers["ETag"]}
    grow(api, path, vase)

    answer = api.post(f"{path}/waive", CALLED, **stale)

    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


def test_what_is_taken_after_a_waiver_is_due_again(api, path, vase):
    grow(api, path, vase)
    api.post(f"{path}/waive", CALLED)

    line = grow(api, path, vase)

    assert (money(api, path)["due"], money(api, path)["waived_total"]) == (5000, 5000)
    send(api, path, "assembled")
    assert send(api, path, "delivery").json()["reason"] == "Сначала нужно оплатить 5\u202f000\u00a0₸"
    row = api.post(f"{path}/waive", {"reason": "Ваза в подарок"}).json()
    assert (row["due"], row["waived_total"], row["waived_reason"]) == (0, 10000, "Ваза в подарок")
    assert line in f"{path}/items/{row['items'][-1]['id']}"


def test_a_waived_debt_may_be_paid_after_all_and_covers_nothing_else_then(api, path, vase):
    grow(api, path, vase)
    api.post(f"{path}/waive", CALLED)

    assert api.post(f"{path}/payments", {"amount": 5001}).status_code == 422
    assert api.post(f"{path}/payments", {"amount": 5000}).status_code == 201
    row = api.get(path).json()
    assert (row["payment_status"], row["due"], row["waived_total"]) == ("paid", 0, 0)
    assert (row["waived_at"], row["waived_by"], row["waived_reason"]) == (None, None, None)
    grow(api, path, vase)
    assert money(api, path)["due"] == 5000


def test_a_waiver_ends_with_what_it_was_for(api, path, vase):
    line = grow(api, path, vase)
    api.post(f"{path}/waive", CALLED)
    api.delete(line)
    assert money(api, path)["waived_total"] == 0

    grow(api, path, vase)

    assert money(api, path)["due"] == 5000


def test_a_new_order_paid_in_part_is_paid_once_the_rest_is_waived(api, shop):
    order = make_order(shop)
    path = f"/api/orders/{order.pk}"
    api.post(f"{path}/payments", {"amount": 20000})

    row = api.post(f"{path}/waive", CALLED).json()

    assert (row["status"], row["paid_total"], row["due"], row["waived_total"]) == ("paid", 20000, 0, 7000)
    outbox.dispatch()
    assert api.get("/api/production/tasks", {"order_id": order.pk}).json()["total"] == 1


def test_an_order_given_away_is_paid_by_hand_without_a_payment(api, shop):
    path = f"/api/orders/{make_order(shop).pk}"

    assert api.post(f"{path}/waive", CALLED).json()["status"] == "new"
    assert send(api, path, "paid").status_code == 200

    assert api.get(f"{path}/payments").json()["total"] == 0
    assert (money(api, path)["due"], money(api, path)["waived_total"]) == (0, 27000)


def test_an_accepted_order_to_be_paid_at_the_door_grows_and_goes_out(api, shop, vase):
    order = make_order(shop, payment_method="cash")
    path = f"/api/orders/{order.pk}"
    api.post(f"{path}/accept")

    grow(api, path, vase)

    assert money(api, path)["due"] == 32000
    for status in ("assembled", "delivery", "delivered"):
        assert send(api, path, status).status_code == 200
    assert (money(api, path)["paid_total"], money(api, path)["payment_status"]) == (32000, "paid")


def test_of_what_is_waived_the_courier_takes_nothing_at_the_door(api, shop, vase, sign_in):
    courier = make_member(shop, "courier")
    order = make_order(shop, payment_method="cash")
    path = f"/api/orders/{order.pk}"
    api.patch(path, {"courier_id": courier.pk})
    api.post(f"{path}/accept")
    api.post(f"{path}/waive", CALLED)
    grow(api, path, vase)

    seen = sign_in(courier).get(path).json()

    assert (seen["due"], seen["total"]) == (5000, None)
    assert (seen["waived_total"], seen["waived_by"], seen["waived_reason"]) == (None, None, None)


def test_less_than_was_paid_for_makes_a_refund_due(api, shop, path, vase, vases):
    line = grow(api, path, vase, quantity=3)
    api.post(f"{path}/payments", {"amount": 15000})

    assert api.patch(line, {"quantity": 1}).status_code == 200

    assert (money(api, path)["payment_status"], money(api, path)["due"]) == ("refund_due", 0)
    assert reload(vases).quantity_reserved == 1
    assert api.post(f"{path}/refunds", {"amount": 10000}).status_code == 201
    assert money(api, path)["payment_status"] == "paid"
    assert api.delete(line).status_code == 204
    assert reload(vases).quantity_reserved == 0
    assert (money(api, path)["total"], money(api, path)["payment_status"]) == (27000, "refund_due")


def test_of_what_is_short_nothing_is_added_to_a_paid_order(api, shop, path, vase, vases):
    before = api.get(path).json()

    answer = api.post(f"{path}/items", {"product_id": vase.pk, "quantity": 4})

    assert (answer.status_code, answer.json()["code"]) == (400, "out_of_stock")
    assert api.get(path).json() == before
    with shop_scope(shop):
        assert list(ledger.check(shop_id=shop.pk)) == []


def test_what_was_added_goes_back_to_its_batch_with_the_order(api, shop, path, vase, vases):
    grow(api, path, vase)
    send(api, path, "assembled")

    api.post(f"{path}/cancel", {})

    row = api.get(path).json()
    assert (row["payment_status"], row["due"]) == ("refund_due", 0)
    assert (reload(vases).quantity_on_hand, reload(vases).quantity_reserved) == (3, 0)
    with shop_scope(shop):
        assert list(ledger.check(shop_id=shop.pk)) == []


def test_the_florists_task_grows_with_the_order(api, shop, order, path, vase, sign_in):
    outbox.dispatch()
    florist = sign_in(make_member(shop, "florist"))
    task = api.get("/api/production/tasks", {"order_id": order.pk}).json()["items"][0]
    assert task["items_changed_at"] is None
    for step in ("assign", "start"):
        florist.post(f"/api/production/tasks/{task['id']}/{step}")
    grow(api, path, vase, quantity=2)

    early = florist.post(f"/api/production/tasks/{task['id']}/complete", {})

    assert (early.status_code, early.json()["code"]) == (409, "items_changed")
    outbox.dispatch()
    after = florist.get(f"/api/production/tasks/{task['id']}").json()
    assert [(item["product_name"], item["quantity"]) for item in after["items"]] == [("Букет роз", 1), ("Ваза", 2)]
    assert after["items_changed_at"] == after["updated_at"]
    assert florist.post(f"/api/production/tasks/{task['id']}/complete", {}).status_code == 200
    assert (money(api, path)["status"], money(api, path)["due"]) == ("assembled", 10000)
