"""«Производство»: the list of tasks, its parameters, a task made by hand."""

from __future__ import annotations

import pytest

from tests.factories import make_member, make_product
from tests.factories.orders import make_order

from .lists import ids
from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

LIST, CREATE = "GET /api/production/tasks/", "POST /api/production/tasks/"
STATUSES = ("pending", "assigned", "in_progress", "completed", "cancelled")
PRIORITIES = ("low", "normal", "high", "urgent")


@proves("GET /api/production/tasks/", "200")
def test_the_list(api, order, florist):
    documented = documented_answer(LIST, 200)["items"][0]
    task = {name: documented[name] for name in ("task_type", "priority", "deadline", "items", "time_estimate_minutes")}
    created = api.post("/api/production/tasks/", task | {"order_id": order.pk, "florist_id": florist.pk})
    assert created.status_code == 201

    answer = api.get("/api/production/tasks/", {"order_id": order.pk})

    assert answer.status_code == 200
    row = answer.json()["items"][0]
    assert_promised(documented_answer(LIST, 200), answer.json())
    assert (row["order_id"], row["florist"]["id"], row["time_estimate_minutes"]) == (order.pk, florist.pk, 30)
    assert (row["items"][0]["quantity"], row["photos"]) == (1, [])


@pytest.fixture
def make_task(api, shop, florist):
    """Make a task of an order of its own, and take it as far as is asked."""
    card = make_product(shop, "Открытка")

    def make_task(status="pending", **fields):
        order = make_order(shop, "paid", product=card)
        who = {} if status == "pending" else {"florist_id": florist.pk}
        created = api.post("/api/production/tasks/", {"order_id": order.pk, **who, **fields})
        assert created.status_code == 201
        steps = {"in_progress": ("start",), "completed": ("start", "complete"), "cancelled": ("cancel",)}
        for step in steps.get(status, ()):
            assert api.post(f"/api/production/tasks/{created.json()['id']}/{step}").status_code == 200
        return created.json()["id"]

    return make_task


@proves("GET /api/production/tasks/", "?status", "statuses of tasks")
def test_each_status(api, make_task):
    made = {status: make_task(status) for status in STATUSES}

    assert {status: ids(api.get("/api/production/tasks/", {"status": status})) for status in STATUSES} == {
        status: [pk] for status, pk in made.items()
    }
    assert {api.get(f"/api/production/tasks/{pk}").json()["status"] for pk in made.values()} == set(STATUSES)


@proves("GET /api/production/tasks/", "?priority", "priorities of tasks")
def test_each_priority(api, make_task):
    made = {priority: make_task(priority=priority) for priority in PRIORITIES}

    assert {word: ids(api.get("/api/production/tasks/", {"priority": word})) for word in PRIORITIES} == {
        priority: [pk] for priority, pk in made.items()
    }
    assert {api.get(f"/api/production/tasks/{pk}").json()["priority"] for pk in made.values()} == set(PRIORITIES)


@proves("GET /api/production/tasks/", "?florist_id", "?order_id")
def test_tasks_of_a_florist_and_of_an_order(api, shop, florist, make_task):
    other = make_member(shop, "florist")
    hers, theirs = make_task("assigned"), make_task("assigned", florist_id=other.pk)
    order_id = api.get(f"/api/production/tasks/{theirs}").json()["order_id"]

    assert ids(api.get("/api/production/tasks/", {"florist_id": florist.pk})) == [hers]
    assert ids(api.get("/api/production/tasks/", {"florist_id": other.pk})) == [theirs]
    assert ids(api.get("/api/production/tasks/", {"order_id": order_id})) == [theirs]


@proves("POST /api/production/tasks/", "201")
def test_a_task_is_created(api, order, florist):
    request = documented_request(CREATE) | {"order_id": order.pk, "florist_id": florist.pk}

    answer = api.post("/api/production/tasks/", request)

    assert answer.status_code == 201
    assert_promised(documented_answer(CREATE, 201), answer.json())
    row = api.get(f"/api/production/tasks/{answer.json()['id']}").json()
    assert row["florist"]["id"] == request.pop("florist_id")
    assert row["deadline"] == f"{request.pop('deadline')}+05:00"
    assert {name: row[name] for name in request} == request
