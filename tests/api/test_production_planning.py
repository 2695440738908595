"""Tasks planned, cancelled and finished over API v1, with the bodies that real clients send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import clock
from cvety.core.tenancy import shop_scope
from production.api.v1.serializers import TaskRow
from production.models import ProductionTask
from tests.api.shapes import assert_keys
from tests.factories import make_member, reload
from tests.factories.orders import make_order, make_photo, make_upload, move_order


@pytest.fixture
def order(shop):
    return make_order(shop, "paid")


@pytest.fixture
def task(shop, order, deliver_events):
    deliver_events()
    with shop_scope(shop):
        return ProductionTask.objects.get()


@pytest.fixture
def path(task):
    return f"/api/production/tasks/{task.pk}"


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def begun(florist, sign_in, path):
    """The florist at work on the task."""
    client = sign_in(florist)
    client.post(f"{path}/assign")
    client.post(f"{path}/start")
    return client


def at(shop, moment):
    return clock.isoformat(moment, shop.zone)


def test_a_manager_plans(api, shop, path, florist):
    before = api.get(path)
    deadline = at(shop, timezone.now() + timedelta(hours=5))
    changes = {
        "priority": "low",
        "deadline": deadline,
        "notes": "Клиент заберет сам",
        "time_estimate_minutes": 45,
        "florist_id": florist.pk,
    }

    answer = api.patch(path, changes, **{"If-Match": before.headers["ETag"]})

    assert answer.status_code == 200
    after = answer.json()
    assert_keys(TaskRow, after)
    assert after == {
        **before.json(),
        **{name: changes[name] for name in changes if name != "florist_id"},
        "status": "assigned",
        "florist": {"id": florist.pk, "name": "Марина", "phone": florist.phone},
        "assigned_at": after["assigned_at"],
        "updated_at": after["updated_at"],
        "version": after["version"],
    }
    assert api.get(path).json() == after
    assert api.patch(path, {"notes": "x"}, **{"If-Match": before.headers["ETag"]}).status_code == 412


def test_a_priority_that_nobody_gave_follows_the_deadline(api, shop, path):
    soon, later = (at(shop, timezone.now() + timedelta(hours=hours)) for hours in (0.5, 12))

    assert api.patch(path, {"deadline": soon}).json()["priority"] == "urgent"
    assert api.patch(path, {"deadline": later}).json()["priority"] == "normal"
    assert api.patch(path, {"priority": "low"}).json()["priority"] == "low"
    assert api.patch(path, {"deadline": soon}).json()["priority"] == "low"
    assert api.patch(path, {"priority": None}).json()["priority"] == "urgent"


def test_without_a_deadline_it_is_the_orders(api, shop, path, order):
    window = timezone.now() + timedelta(days=2)
    api.patch(f"/api/orders/{order.pk}", {"delivery_window": {"from_time": window.isoformat()}})

    assert api.patch(path, {"deadline": None}).json()["deadline"] == at(shop, window - timedelta(minutes=60))


def test_a_deadline_without_an_offset_is_the_shops_time(api, path):
    assert api.patch(path, {"deadline": "2026-12-26T14:00:00"}).json()["deadline"] == "2026-12-26T14:00:00+05:00"


def test_nothing_sent_changes_nothing(api, path):
    before = api.get(path).json()

    assert api.patch(path, {}).json() == before
    assert api.patch(path, {"florist_id": None}).json() == before  # nobody has it yet
    assert api.patch(path, {"status": "completed"}).json() == before


def test_a_task_is_given_to_another_until_it_is_begun(api, shop, path, florist, begun):
    other = make_member(shop, "florist", name="Дана")

    answer = api.patch(path, {"florist_id": other.pk})

    assert (answer.status_code, answer.json()["code"]) == (400, "step_not_allowed")
    assert api.patch(path, {"florist_id": florist.pk, "notes": "Та же"}).json()["notes"] == "Та же"
    assert api.patch(path, {"florist_id": None, "notes": "Ничья"}).status_code == 400
    assert api.get(path).json()["notes"] == "Та же"


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"priority": "asap"}, "priority"),
        ({"deadline": "скоро"}, "deadline"),
        ({"florist_id": 10**12}, "florist_id"),
        ({"time_estimate_minutes": 0}, "time_estimate_minutes"),
        ({"time_estimate_minutes": 24 * 60 + 1}, "time_estimate_minutes"),
        ({"time_estimate_minutes": None}, "time_estimate_minutes"),
        ({"notes": "я" * 2001}, "notes"),
    ],
)
def test_a_wrong_change_is_refused_by_name(api, path, change, loc):
    before = api.get(path).json()

    answer = api.patch(path, {"notes": "Новые", **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", loc]
    assert api.get(path).json() == before


def test_a_courier_and_a_stranger_make_no_bouquets(api, shop, stranger, path):
    for member in (make_member(shop, "courier"), stranger):
        answer = api.patch(path, {"florist_id": member.pk})
        assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "florist_id"])


def test_deleting_is_cancelling(api, path):
    assert api.delete(path).status_code == 204

    assert api.get(path).json()["status"] == "cancelled"
    assert api.delete(path).status_code == 204
    answer = api.patch(path, {"notes": "Поздно"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "Задача уже закрыта, изменить её нельзя", "code": "task_closed"},
    )


def test_what_is_done_is_not_cancelled(api, path, begun):
    begun.post(f"{path}/complete")

    assert (api.delete(path).status_code, api.get(path).json()["status"]) == (400, "completed")


def test_planning_is_for_managers(path, begun, stranger, sign_in):
    assert [begun.patch(path, {"notes": "x"}).status_code, begun.delete(path).status_code] == [403, 403]
    theirs = sign_in(stranger)
    assert [theirs.patch(path, {"notes": "x"}).status_code, theirs.delete(path).status_code] == [404, 404]


def test_who_has_no_part_in_a_task_neither_starts_nor_completes_it(shop, path, begun, sign_in):
    other = sign_in(make_member(shop, "florist", name="Дана"))

    for step in ("start", "complete", "assign"):
        answer = other.post(f"{path}/{step}")
        assert (answer.status_code, answer.json()["florist_name"]) == (409, "Марина")
    senior = sign_in(make_member(shop, "senior"))
    assert senior.post(f"{path}/complete").json()["status"] == "completed"


def test_what_one_has_done_oneself_is_not_taken_again(path, begun):
    begun.post(f"{path}/complete")

    answer = begun.post(f"{path}/assign")

    assert (answer.status_code, answer.json()["code"]) == (400, "step_not_allowed")


def test_null_is_the_same_as_nothing(api, order):
    names = ("task_type", "priority", "deadline", "florist_id", "items", "time_estimate_minutes", "notes")

    created = api.post("/api/production/tasks/", {"order_id": order.pk, **dict.fromkeys(names)})

    assert created.status_code == 201, created.content
    row = api.get(f"/api/production/tasks/{created.json()['id']}").json()
    assert (row["task_type"], row["florist"], row["items"], row["time_estimate_minutes"]) == ("bouquet", None, [], 30)


@pytest.mark.parametrize(("name", "more"), [("photos", {}), ("result_photos", {"actual_minutes": 25})])
@pytest.mark.parametrize("named_by", ["id", "url", "path"])
def test_photos_of_the_order_that_are_named_show_the_work(shop, task, path, begun, name, more, named_by):
    shop.photo_required = True
    shop.save()
    photo = make_photo(task.order)
    other = make_photo(task.order)
    named = {"id": photo.pk, "url": f"https://cdn.example.kz/{photo.image.name}", "path": photo.image.url}[named_by]

    assert begun.post(f"{path}/complete", {name: ["https://example.kz/1.jpg"]}).json()["code"] == "photo_required"
    done = begun.post(f"{path}/complete", {name: [named], "florist_notes": "Готово", **more})

    assert done.status_code == 200, done.content
    row = done.json()
    assert (row["status"], row["florist_notes"]) == ("completed", "Готово")
    assert row["actual_minutes"] == more.get("actual_minutes", 0)
    assert [each["id"] for each in row["photos"]] == [photo.pk] != [other.pk]
    assert reload(task.order).status == "assembled"


def test_a_photo_of_another_order_shows_nothing(shop, path, begun):
    shop.photo_required = True
    shop.save()
    photo = make_photo(make_order(shop, "paid"))

    answer = begun.post(f"{path}/complete", {"photos": [photo.image.url]})

    assert (answer.status_code, answer.json()["code"]) == (400, "photo_required")


def test_a_number_that_is_of_no_photo_of_the_order_is_refused(path, begun, task):
    own, other = make_photo(task.order), make_photo(make_order(task.shop, "paid"))

    answer = begun.post(f"{path}/complete", {"photos": [own.pk, other.pk, "https://example.kz/x.jpg", 999999]})

    assert answer.status_code == 422, answer.content
    assert [each["loc"] for each in answer.json()["detail"]] == [["body", "photos", 1], ["body", "photos", 3]]
    assert begun.get(path).json()["status"] == "in_progress"
    assert begun.post(f"{path}/complete", {"photos": [own.pk, "https://example.kz/x.jpg"]}).status_code == 200


def test_a_wrong_photo_is_refused_by_the_name_that_it_was_sent_under(path, begun, task):
    own = make_photo(task.order).pk

    both = begun.post(f"{path}/complete", {"result_photos": [own, 999999], "photos": [own, 999998]})
    alone = begun.post(f"{path}/complete", {"result_photos": [999999]})

    assert [each["loc"] for each in both.json()["detail"]] == [["body", "photos", 1], ["body", "result_photos", 1]]
    assert [each["loc"] for each in alone.json()["detail"]] == [["body", "result_photos", 0]]


@pytest.mark.parametrize("body", [{}, {"photos": []}, {"photos": None, "result_photos": None, "actual_minutes": None}])
def test_a_task_is_completed_without_photos_where_none_are_asked_for(path, begun, body):
    assert begun.post(f"{path}/complete", body).json()["status"] == "completed"


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"photos": "photo.jpg"}, ["photos"]),
        ({"photos": [{"url": "x"}]}, ["photos", 0]),
        ({"result_photos": ["x"] * 101}, ["result_photos"]),
        ({"actual_minutes": -1}, ["actual_minutes"]),
        ({"florist_notes": "я" * 2001}, ["florist_notes"]),
    ],
)
def test_a_wrong_completion_is_refused_by_name(path, begun, body, loc):
    answer = begun.post(f"{path}/complete", body)

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", *loc]
    assert begun.get(path).json()["status"] == "in_progress"


def test_a_photo_of_the_work_is_shown_with_the_task_and_the_order(api, task, path, begun):
    answer = begun.upload(f"{path}/photos", file=make_upload())

    assert answer.status_code == 201
    assert begun.get(path).json()["photos"] == [answer.json()]
    assert [photo["id"] for photo in api.get(f"/api/orders/{task.order_id}").json()["photos"]] == [answer.json()["id"]]


@pytest.mark.parametrize(
    ("sort", "places"),
    [
        ("priority", [3, 1, 2, 0]),  # of two urgent ones, the one due first
        ("-priority", [0, 2, 3, 1]),
        ("deadline", [3, 2, 1, 0]),
        ("-deadline", [0, 1, 2, 3]),
        ("created_at", [0, 1, 2, 3]),
        ("", [3, 2, 1, 0]),
    ],
)
def test_the_order_of_the_list(api, shop, sort, places):
    order = make_order(shop)
    now = timezone.now()
    words = ("low", "urgent", "high", "urgent")
    ids = [
        api.post(
            "/api/production/tasks/",
            {"order_id": order.pk, "priority": word, "deadline": at(shop, now + timedelta(hours=9 - number))},
        ).json()["id"]
        for number, word in enumerate(words)
    ]

    rows = api.get("/api/production/tasks/", {"sort": sort}).json()["items"]

    assert [row["id"] for row in rows] == [ids[place] for place in places]


@pytest.mark.parametrize("status", ["pending", "assigned", "in_progress", "completed", "cancelled"])
def test_every_documented_status_is_a_filter(api, shop, florist, sign_in, status):
    one = sign_in(florist)
    steps = {
        "pending": [],
        "assigned": ["assign"],
        "in_progress": ["assign", "start"],
        "completed": ["assign", "start", "complete"],
    }
    ids = {}
    for name in (*steps, "cancelled"):
        order = make_order(shop, "paid")
        path = f"/api/production/tasks/{api.post('/api/production/tasks/', {'order_id': order.pk}).json()['id']}"
        for step in steps.get(name, []):
            one.post(f"{path}/{step}")
        if name == "cancelled":
            api.post(f"{path}/cancel")
        ids[name] = int(path.rsplit("/", 1)[1])

    body = api.get("/api/production/tasks/", {"status": status}).json()

    assert [(row["id"], row["status"]) for row in body["items"]] == [(ids[status], status)]
    assert api.get("/api/production/tasks/", {"status": "all", "skip": 1, "limit": 2}).json()["total"] == 5


def test_filters_of_order_florist_and_priority(api, shop, florist):
    orders = [make_order(shop) for _n in range(2)]
    one = api.post(
        "/api/production/tasks/", {"order_id": orders[0].pk, "priority": "high", "florist_id": florist.pk}
    ).json()["id"]
    two = api.post("/api/production/tasks/", {"order_id": orders[1].pk, "priority": "low"}).json()["id"]

    for query, found in (
        ({"order_id": orders[0].pk}, [one]),
        ({"florist_id": florist.pk}, [one]),
        ({"priority": "low"}, [two]),
        ({"priority": "all"}, [two, one]),
        ({"order_id": 10**12}, []),
    ):
        assert [row["id"] for row in api.get("/api/production/tasks/", query).json()["items"]] == found


def test_tasks_of_a_cancelled_order_are_cancelled(api, path, order, task, deliver_events):
    move_order(order, "cancelled")
    deliver_events()

    assert api.get(path).json()["status"] == "cancelled"
