"""A florist takes flowers from another bucket than the order's batches say: over the API and on the task's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.services import Ingredient, ProductData, create_product
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_member, make_shop, reload
from tests.factories.orders import make_order, move_order
from warehouse import ledger
from warehouse.models import StockMovement, StockReservation

ROSE, TALLER = "Роза красная 50 см", "Роза красная 60 см"


@pytest.fixture(autouse=True)
def _books(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def batches(shop):
    """Three of the rose, the oldest first to go, and one of what may stand in for it."""
    rose, taller = make_item(shop), make_item(shop, TALLER)
    return {
        "old": make_batch(shop, rose, 25, age_days=3),
        "new": make_batch(shop, rose, 40),
        "expired": make_batch(shop, rose, 50, age_days=20),
        "taller": make_batch(shop, taller, 30),
        "lily": make_batch(shop, make_item(shop, "Лилия"), 30),
    }


@pytest.fixture
def order(shop, batches):
    with shop_scope(shop):
        recipe = [Ingredient("Роза красная 50см", 25, substitutes=[TALLER])]
        data = ProductData(name="Букет роз", retail_price=25000, ingredients=recipe)
        product = create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())
    return make_order(shop, "paid", product=product)


@pytest.fixture
def task(shop, order):
    outbox.dispatch()
    with shop_scope(shop):
        return order.tasks.get()


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def florists(sign_in, florist, task):
    """The API as the florist sees it who has the task."""
    api = sign_in(florist)
    assert api.post(f"/api/production/tasks/{task.pk}/assign").status_code == 200
    return api


@pytest.fixture
def take(florists, task, batches):
    def take(name, reason="Сломаны стебли", who=None, **fields):
        held = florists.get(f"/api/production/tasks/{task.pk}/batches").json()["batches"]
        body = {"reservation_id": held[0]["reservation_id"], "batch_id": batches[name].pk, "reason": reason, **fields}
        return (who or florists).post(f"/api/production/tasks/{task.pk}/batches", body)

    return take


@pytest.fixture
def held(shop, order, batches):
    """What the order holds: the batch's name, how many, whether it stands in for another item."""
    names = {batch.pk: name for name, batch in batches.items()}

    def held():
        with shop_scope(shop):
            rows = StockReservation.objects.filter(order_id=order.pk).exclude(status="released").order_by("pk")
            return [(names[row.batch_id], row.quantity, row.replaces_id is not None) for row in rows]

    return held


def test_what_is_held_is_told_with_what_it_could_be_taken_from(florists, task, order, batches):
    answer = florists.get(f"/api/production/tasks/{task.pk}/batches")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["task_id"], told["order_id"]) == (task.pk, order.pk)
    (row,) = told["batches"]
    assert (row["item"], row["instead_of"], row["quantity"], row["batch_id"], row["freshness_status"]) == (
        ROSE,
        None,
        25,
        batches["old"].pk,
        "fresh",
    )
    assert [(other["item"], other["batch_id"], other["available"]) for other in row["others"]] == [
        (ROSE, batches["new"].pk, 40),
        (TALLER, batches["taller"].pk, 30),
    ]
    assert "cost" not in str(told)


def test_all_of_it_is_taken_from_another_batch_and_everybody_can_see_why(shop, take, held, batches, api, order):
    answer = take("new")

    assert answer.status_code == 200
    assert answer.json()["batches"][0]["batch_id"] == batches["new"].pk
    assert held() == [("new", 25, False)]
    assert (reload(batches["old"]).quantity_reserved, reload(batches["new"]).quantity_reserved) == (0, 25)
    with shop_scope(shop):
        moved = StockMovement.objects.filter(reason="other_batch").order_by("pk")
        assert [(row.kind, row.batch_id, row.reserved_delta, row.note, row.author, row.order_id) for row in moved] == [
            ("release", batches["old"].pk, -25, "Сломаны стебли", "Марина", order.pk),
            ("reserve", batches["new"].pk, 25, "Сломаны стебли", "Марина", order.pk),
        ]
    last = api.get(f"/api/orders/{order.pk}").json()["history"][-1]
    old, new = (timezone.localtime(batches[name].arrived_at) for name in ("old", "new"))
    assert last["changed_by"] == "Марина"
    assert last["comment"] == (
        f"Взято из другой партии: 25 × {ROSE}, партия № {batches['new'].pk} от {new:%d.%m.%Y}"
        f" вместо партии № {batches['old'].pk} от {old:%d.%m.%Y}. Сломаны стебли"
    )


def test_a_part_of_it_is_taken_from_another_batch(take, held):
    assert take("new", quantity=10).status_code == 200
    assert held() == [("old", 15, False), ("new", 10, False)]


def test_a_substitute_is_taken_and_given_up_again(take, held, api, order, batches, florists, task):
    assert take("taller").status_code == 200
    assert held() == [("taller", 25, True)]
    assert api.get(f"/api/orders/{order.pk}").json()["substitutions"][0]["substitute"] == TALLER

    assert take("old").status_code == 200
    assert held() == [("old", 25, False)]
    assert api.get(f"/api/orders/{order.pk}").json()["substitutions"] == []


def test_what_was_taken_instead_is_what_is_sold(shop, take, order, batches):
    take("new")

    move_order(order, "assembled")

    assert (reload(batches["old"]).quantity_on_hand, reload(batches["new"]).quantity_on_hand) == (25, 15)


def test_a_batch_that_will_have_wilted_by_then_may_be_taken(shop, take, held, order, batches):
    """A person sees the stems; the allocator would not have chosen it."""
    with every_shop():
        type(order).objects.filter(pk=order.pk).update(window_from_at=timezone.now() + timedelta(days=13))

    assert take("taller").status_code == 200


@pytest.mark.parametrize(
    ("name", "fields", "status", "code", "words"),
    [
        ("taller", {"quantity": 26}, 422, None, "Количество должно быть от 1 до 25"),
        ("old", {}, 422, None, "Из этой партии и взято"),
        ("expired", {}, 400, "batch_expired", "Срок этой партии вышел"),
        ("lily", {}, 400, "wrong_item", "В этой партии другое: Лилия"),
        ("new", {"reason": "  "}, 422, None, ""),
        ("new", {"batch_id": 10**9}, 422, None, "Партия не найдена"),
        ("new", {"reservation_id": 10**9}, 422, None, "заказ уже не держит"),
        ("new", {"quantity": 0}, 422, None, ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(take, held, name, fields, status, code, words):
    answer = take(name, **fields)

    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert words in str(answer.json())
    assert held() == [("old", 25, False)]


def test_what_others_hold_is_not_taken(shop, order, take, held, batches):
    with every_shop():
        product = order.items.get().product
    make_order(shop, product=product)  # 25 of the new ones: 15 are free

    answer = take("new")

    assert (answer.status_code, answer.json()["code"], answer.json()["available"]) == (400, "batch_too_small", 15)
    assert held() == [("old", 25, False)]


def test_a_batch_of_another_shop_is_not_there(take, held):
    other = make_shop(name="Тюльпан")
    foreign = make_batch(other, make_item(other), 100)

    answer = take("new", batch_id=foreign.pk)

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "batch_id"])
    assert reload(foreign).quantity_reserved == 0


def test_only_who_has_the_task_and_managers_may(shop, take, sign_in, api, held):
    assert take("new", who=sign_in(make_member(shop, "florist"))).status_code == 409
    assert take("new", who=sign_in(make_member(shop, "assistant"))).status_code == 403
    assert held() == [("old", 25, False)]
    assert take("new", who=api).status_code == 200


def test_of_what_is_made_nothing_is_taken_elsewhere(shop, order, florists, task, batches, held):
    path = f"/api/production/tasks/{task.pk}/batches"
    body = {
        "reservation_id": florists.get(path).json()["batches"][0]["reservation_id"],
        "batch_id": batches["new"].pk,
        "reason": "Поздно",
    }
    move_order(order, "assembled")

    answer = florists.post(path, body)

    assert answer.status_code == 400
    assert florists.get(path).json()["batches"] == []
    assert held() == [("old", 25, False)]


def test_the_same_key_takes_it_once(florists, task, batches, held):
    path = f"/api/production/tasks/{task.pk}/batches"
    body = {
        "reservation_id": florists.get(path).json()["batches"][0]["reservation_id"],
        "batch_id": batches["new"].pk,
        "quantity": 10,
        "reason": "Сломаны",
    }

    answers = [florists.post(path, body, **{"Idempotency-Key": "one"}) for _try in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert held() == [("old", 15, False), ("new", 10, False)]
