"""Tasks over API v1."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, NewOrder, change_status, place_order
from production.api.v1.serializers import TaskRow
from production.models import ProductionTask
from production.queries import task_rows
from tests.factories import make_batch, make_item, make_member, make_product, reload


@pytest.fixture
def order(shop):
    rose = make_item(shop)
    make_batch(shop, rose, 100)
    bouquet = make_product(shop, "Букет роз", recipe={rose: 25})
    with shop_scope(shop):
        item = NewItem(product_id=bouquet.pk, quantity=1, notes="Добавить открытку")
        order = NewOrder(customer_phone="+77011112233", items=[item])
        return place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def task(shop, order):
    with shop_scope(shop):
        change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())
        outbox.dispatch()
        return ProductionTask.objects.get()


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


def test_the_documented_list(api, task, florist, sign_in):
    sign_in(florist).post(f"/api/production/tasks/{task.pk}/assign")

    body = api.get("/api/production/tasks/", {"status": "assigned", "florist_id": florist.pk}).json()

    assert body["total"] == 1
    row = body["items"][0]
    assert row["florist"] == {"id": florist.pk, "name": "Марина", "phone": florist.phone}
    assert row["items"] == [{"product_name": "Букет роз", "quantity": 1, "special_requests": "Добавить открытку"}]
    assert {name: row[name] for name in ("id", "order_id", "task_type", "priority", "status", "photos")} == {
        "id": task.pk,
        "order_id": task.order_id,
        "task_type": "bouquet",
        "priority": "high",
        "status": "assigned",
        "photos": [],
    }
    assert (row["started_at"], row["completed_at"], row["time_estimate_minutes"]) == (None, None, 30)
    assert row["deadline"].endswith("+05:00")
    assert row["assigned_at"].endswith("+05:00")


def test_a_florist_reads_names_of_colleagues_and_not_their_phones(task, florist, sign_in):
    one = sign_in(florist)
    taken = one.post(f"/api/production/tasks/{task.pk}/assign").json()

    assert taken["florist"] == {"id": florist.pk, "name": "Марина", "phone": None}
    assert one.get("/api/production/tasks/").json()["items"] == [taken]
    assert one.get(f"/api/production/tasks/{task.pk}").json() == taken


def test_the_documented_task_made_by_hand(api, order, florist):
    answer = api.post(
        "/api/production/tasks/",
        {
            "order_id": order.pk,
            "task_type": "bouquet",
            "priority": "high",
            "deadline": "2024-12-26T14:00:00",
            "florist_id": florist.pk,
            "items": [{"product_name": "Букет тюльпанов", "quantity": 2, "special_requests": "Яркая упаковка"}],
            "time_estimate_minutes": 45,
            "notes": "Клиент заберет в 14:00",
        },
    )

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"id", "status", "created_at"}
    assert body["status"] == "assigned"
    row = api.get(f"/api/production/tasks/{body['id']}").json()
    assert (row["priority"], row["deadline"]) == ("high", "2024-12-26T14:00:00+05:00")
    assert row["items"] == [{"product_name": "Букет тюльпанов", "quantity": 2, "special_requests": "Яркая упаковка"}]


def test_without_a_florist_it_waits(api, order):
    assert api.post("/api/production/tasks/", {"order_id": order.pk}).json()["status"] == "pending"


def test_the_steps_of_a_florist(task, florist, sign_in):
    one = sign_in(florist)
    path = f"/api/production/tasks/{task.pk}"

    assert one.post(f"{path}/assign").json()["status"] == "assigned"
    assert one.post(f"{path}/start/").json()["status"] == "in_progress"
    done = one.post(f"{path}/complete", {"florist_notes": "Готово", "actual_minutes": 25}).json()
    assert (done["status"], done["florist_notes"], done["actual_minutes"]) == ("completed", "Готово", 25)
    assert reload(task.order).status == "assembled"


def test_a_late_take_names_who_was_faster(shop, task, florist, sign_in):
    late = make_member(shop, "florist", name="Дана")
    sign_in(florist).post(f"/api/production/tasks/{task.pk}/assign")

    answer = sign_in(late).post(f"/api/production/tasks/{task.pk}/assign")

    assert answer.status_code == 409
    assert answer.json() == {
        "detail": "Эту задачу уже взял коллега: Марина",
        "code": "task_taken",
        "florist_name": "Марина",
    }


def test_a_skipped_step_is_400(task, florist, sign_in):
    one = sign_in(florist)
    one.post(f"/api/production/tasks/{task.pk}/assign")

    assert one.post(f"/api/production/tasks/{task.pk}/complete").status_code == 400


def test_urgent_first(api, shop, order):
    for word in ("low", "urgent", "normal", "high"):
        api.post("/api/production/tasks/", {"order_id": order.pk, "priority": word})

    rows = api.get("/api/production/tasks/", {"sort": "priority"}).json()["items"]

    assert [row["priority"] for row in rows] == ["urgent", "high", "normal", "low"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"status": "lost"}, "status"),
        ({"priority": "0"}, "priority"),
        ({"florist_id": "x"}, "florist_id"),
        ({"sort": "id"}, "sort"),
    ],
)
def test_what_a_filter_does_not_know_is_refused(api, query, name):
    answer = api.get("/api/production/tasks/", query)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", name]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"order_id": 10**12}, ["body", "order_id"]),
        ({"order_id": "x"}, ["body", "order_id"]),
        ({"florist_id": 10**12}, ["body", "florist_id"]),
        ({"priority": "asap"}, ["body", "priority"]),
        ({"items": [{"product_name": "Букет", "quantity": 0}]}, ["body", "items", 0, "quantity"]),
        ({"items": "all"}, ["body", "items"]),
        ({"items": [{"product_name": "Букет", "quantity": 1}] * 101}, ["body", "items"]),
        ({"deadline": "скоро"}, ["body", "deadline"]),
    ],
)
def test_a_wrong_task_is_refused_by_name(api, order, change, loc):
    answer = api.post("/api/production/tasks/", {"order_id": order.pk, **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == loc
    assert not ProductionTask._base_manager.exists()


def test_another_shops_tasks_are_not_there(task, stranger, sign_in):
    theirs = sign_in(stranger)

    assert theirs.get("/api/production/tasks/").json()["total"] == 0
    assert theirs.get(f"/api/production/tasks/{task.pk}").status_code == 404
    assert theirs.post(f"/api/production/tasks/{task.pk}/assign").status_code == 404


def test_the_schema_describes_the_rows(shop, task):
    with shop_scope(shop):
        row = task_rows(ProductionTask.objects.all(), shop=shop)[0]

    assert list(row) == list(TaskRow().fields)
