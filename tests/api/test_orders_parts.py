"""More of one order over API v1: its photos, its history, where it may go from here, cancelling."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from cvety.api.schema import Photo
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import AllowedStatuses, OrderStep, StatusChanged
from orders.models import OrderPhoto
from orders.services import update_order
from tests.api.shapes import assert_keys
from tests.factories import make_member, reload
from tests.factories.orders import make_order, make_photo, make_upload, move_order
from warehouse.models import StockBatch


@pytest.fixture
def order(shop):
    return make_order(shop)


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}"


@pytest.fixture
def courier(shop, order, sign_in):
    """A courier with this order."""
    member = make_member(shop, "courier", name="Ерлан")
    with shop_scope(shop):
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": member.pk}, actor=SYSTEM, now=timezone.now())
    return sign_in(member)


def test_the_photos_are_those_of_the_order(api, order, path):
    first, second = make_photo(order), make_photo(order)

    answer = api.get(f"{path}/photos")

    assert answer.json()["items"] == api.get(path).json()["photos"]
    assert ([row["id"] for row in answer.json()["items"]], answer.json()["total"]) == ([first.pk, second.pk], 2)
    assert_keys(Photo, answer.json()["items"][0])
    assert api.get(f"{path}/photos", {"limit": 1, "page": 2}).json()["items"] == answer.json()["items"][1:]
    one = api.get(f"{path}/photos/{answer.json()['items'][1]['id']}")
    assert (one.json(), one.headers["ETag"]) == (answer.json()["items"][1], answer.headers["ETag"])
    assert api.get(f"{path}/photos/999999").json() == {"detail": "Фото не найдено", "code": "not_found"}


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_photo_that_is_deleted_leaves_every_page_and_the_storage(api, client, owner, order, path, committed):
    gone, kept = make_photo(order), make_photo(order)
    version = reload(order).version
    client.force_login(owner.user)

    with committed():
        answer = api.delete(f"{path}/photos/{gone.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    row = api.get(path).json()
    assert [photo["id"] for photo in row["photos"]] == [kept.pk]
    assert (row["version"], answer.headers["ETag"]) == (version + 1, f'"{order.pk}-{version + 1}"')
    tracking = f"tracking/{order.tracking_token}"
    assert len(api.get(f"/api/{tracking}").json()["photos"]) == 1
    for page in (f"/{tracking}", f"/admin/orders/order/{order.pk}/change/"):
        assert gone.image.name not in client.get(page).content.decode()
    assert [default_storage.exists(str(file)) for file in (gone.image, gone.thumbnail)] == [False, False]
    assert [default_storage.exists(str(file)) for file in (kept.image, kept.thumbnail)] == [True, True]
    assert api.delete(f"{path}/photos/{gone.pk}").json() == {"detail": "Фото не найдено", "code": "not_found"}


def test_the_history_keeps_who_deleted_a_photo_and_the_buyer_does_not_see_it(api, owner, order, path):
    photo = make_photo(order)

    api.delete(f"{path}/photos/{photo.pk}")

    step = api.get(path).json()["history"][-1]
    assert (step["status"], step["changed_by"], step["comment"]) == ("new", owner.name, "Удалено фото букета")
    assert len(api.get(f"/api/tracking/{order.tracking_token}").json()["timeline"]) == 1


def test_a_photo_is_deleted_from_the_version_that_was_seen(api, order, path):
    stale = {"If-Match": api.get(path).headers["ETag"]}
    photo = make_photo(order)

    assert api.delete(f"{path}/photos/{photo.pk}", **stale).status_code == 412
    assert OrderPhoto._base_manager.get() == photo


def test_who_may_see_photos_and_who_may_delete_them(shop, order, path, courier, stranger, sign_in):
    address = f"{path}/photos/{make_photo(order).pk}"
    florist, other = sign_in(make_member(shop, "florist")), sign_in(make_member(shop, "courier"))
    theirs = sign_in(stranger)

    assert [person.get(f"{path}/photos").status_code for person in (florist, courier)] == [200, 200]
    assert [person.get(f"{path}/photos").status_code for person in (other, theirs)] == [404, 404]
    assert [person.delete(address).status_code for person in (florist, courier, theirs)] == [403, 403, 404]
    assert OrderPhoto._base_manager.count() == 1


def test_a_photo_of_another_order_is_not_found(api, shop, order, path):
    photo = make_photo(make_order(shop))

    assert api.delete(f"{path}/photos/{photo.pk}").status_code == 404
    assert OrderPhoto._base_manager.get() == photo


def test_the_history_is_that_of_the_order(api, order, path):
    move_order(order, "paid", "assembled")

    answer = api.get(f"{path}/history")

    assert answer.json()["items"] == api.get(path).json()["history"]
    assert ([row["status"] for row in answer.json()["items"]], answer.json()["total"]) == (
        ["new", "paid", "assembled"],
        3,
    )
    assert_keys(OrderStep, answer.json()["items"][0])


def test_the_history_of_an_anonymous_order_tells_a_courier_no_names(api, shop, order, path, courier):
    api.patch(path, {"is_anonymous": True})

    assert courier.get(f"{path}/history").json()["items"] == courier.get(path).json()["history"]
    assert {row["changed_by"] for row in courier.get(f"{path}/history").json()["items"]} == {""}


@pytest.mark.parametrize("tail", ["items", "photos", "history", "comments"])
def test_a_part_pages_like_any_list(api, path, tail):
    assert api.get(f"{path}/{tail}", {"page": 9}).json()["items"] == []
    assert api.get(f"{path}/{tail}", {"limit": 101}).status_code == 422
    assert api.get(f"{path}/{tail}/").status_code == 200


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"cancellation_reason": "Клиент передумал"}, "Клиент передумал"),
        ({"comment": "Клиент передумал"}, "Клиент передумал"),
        ({"cancellation_reason": None}, ""),
        ({}, ""),
    ],
)
def test_cancelling_is_the_move_to_cancelled(api, shop, owner, path, body, kept):
    answer = api.post(f"{path}/cancel", body)

    assert answer.status_code == 200
    assert_keys(StatusChanged, answer.json())
    assert (answer.json()["status"], answer.json()["status_display"]) == ("cancelled", "Отменен")
    assert answer.headers["ETag"] == api.get(path).headers["ETag"]
    step = api.get(path).json()["history"][-1]
    assert (step["status"], step["changed_by"], step["comment"]) == ("cancelled", owner.name, kept)
    with shop_scope(shop):
        assert StockBatch.objects.get().quantity_reserved == 0


def test_cancelling_twice_writes_nothing(api, path):
    api.post(f"{path}/cancel")
    before = api.get(path).json()

    assert api.post(f"{path}/cancel").status_code == 200
    assert api.get(path).json() == before


def test_what_is_on_its_way_is_not_cancelled(api, order, path):
    move_order(order, "paid", "assembled", "delivery")

    answer = api.post(f"{path}/cancel", {"cancellation_reason": "Поздно"})

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Невозможно изменить статус с 'delivery' на 'cancelled'",
        "code": "transition_not_allowed",
    }


def test_cancelling_and_deleting_honor_the_version(api, path):
    stale = {"If-Match": api.get(path).headers["ETag"]}
    api.patch(path, {"comment": "Новое"})

    assert api.post(f"{path}/cancel", **stale).status_code == 412
    assert api.delete(path, **stale).status_code == 412
    assert api.get(path).json()["status"] == "new"
    assert api.delete(path, **{"If-Match": api.get(path).headers["ETag"]}).status_code == 204


def test_where_an_order_may_go_is_told(api, order, path):
    answer = api.get(f"{path}/allowed-statuses")

    assert answer.status_code == 200
    assert_keys(AllowedStatuses, answer.json())
    assert answer.json() == {
        "id": order.pk,
        "status": "new",
        "status_display": "Новый",
        "allowed_statuses": [
            {"status": "paid", "status_display": "Оплачен"},
            {"status": "cancelled", "status_display": "Отменен"},
        ],
    }
    move_order(order, "paid", "assembled", "issue")
    allowed = api.get(f"{path}/allowed-statuses").json()["allowed_statuses"]
    assert [move["status"] for move in allowed] == ["assembled", "cancelled"]


@pytest.mark.parametrize(("method", "tail"), [("POST", "cancel"), ("GET", "allowed-statuses")])
def test_only_who_may_move_orders(shop, order, path, courier, stranger, sign_in, method, tail):
    florist = sign_in(make_member(shop, "florist"))

    answers = [person.request(method, f"{path}/{tail}") for person in (florist, courier, sign_in(stranger))]

    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert reload(order).status == "new"


def test_a_photo_of_a_task_goes_with_the_orders(api, shop, order):
    move_order(order, "paid")
    with shop_scope(shop):
        task = api.post("/api/production/tasks/", {"order_id": order.pk}).json()
    photo = api.upload(f"/api/production/tasks/{task['id']}/photos", file=make_upload()).json()

    assert api.delete(f"/api/orders/{order.pk}/photos/{photo['id']}").status_code == 204
    assert api.get(f"/api/production/tasks/{task['id']}").json()["photos"] == []
