"""One order over API v1: reading, changing only what is sent, versions, archiving."""

from __future__ import annotations

import pytest

from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import OrderWithFeedback
from orders.models import Order
from shops.models import DeliveryZone
from tests.api.shapes import assert_keys
from tests.factories import make_member, reload
from tests.factories.orders import make_bouquet, make_order, move_order
from warehouse.models import StockBatch


@pytest.fixture
def order(shop):
    return make_order(
        shop,
        recipient_name="Айгуль",
        address="пр. Достык 89",
        comment="Позвонить",
        delivery_zone_name="Центр города",
    )


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}"


@pytest.mark.parametrize("door", ["/api/orders/", "/api/orders/with-items"])
def test_an_order_just_placed_has_a_version_to_edit_from(api, shop, door):
    body = {"customer_phone": "+77011112233", "items": [{"product_id": make_bouquet(shop).pk, "quantity": 1}]}
    placed = api.post(door, body)
    path = f"/api/orders/{placed.json()['id']}"

    assert placed.headers["ETag"] == api.get(path).headers["ETag"]
    assert api.patch(path, {"comment": "x"}, **{"If-Match": placed.headers["ETag"]}).status_code == 200


def test_one_order_is_its_row_of_the_list_what_its_buyer_said_and_what_stands_in(api, order, path):
    answer = api.get(path)

    row = api.get("/api/orders/").json()["items"][0]
    assert answer.json() == {**row, "feedback": None, "substitutions": []}
    assert answer.headers["ETag"] == f'"{order.pk}-{answer.json()["version"]}"'


def test_only_what_is_sent_is_written(api, order, path):
    before = api.get(path).json()

    answer = api.patch(path, {"recipient_name": "Дана", "card_text": "С праздником!"})

    assert answer.status_code == 200
    after = answer.json()
    assert_keys(OrderWithFeedback, after)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at"} == {"recipient_name", "card_text", "version"}
    assert after == api.get(path).json()
    assert api.get("/api/orders/", {"search": "дана"}).json()["total"] == 1


def test_florist_and_courier_are_given_and_taken_back(api, shop, path):
    florist, courier = make_member(shop, "florist", name="Марина"), make_member(shop, "courier", name="Ерлан")

    given = api.patch(path, {"florist_id": florist.pk, "courier_id": courier.pk}).json()
    taken = api.patch(path, {"courier_id": None}).json()

    assert (given["florist"]["name"], given["courier"]["name"]) == ("Марина", "Ерлан")
    assert (taken["florist"]["name"], taken["courier"]) == ("Марина", None)


def test_the_window_moves_with_the_day_and_the_day_with_the_window(api, path):
    window = {"from_time": "14:00", "to_time": "16:00"}
    first = api.patch(path, {"delivery_date": "2024-12-26", "delivery_window": window})
    moved = api.patch(path, {"delivery_date": "2024-12-28"}).json()
    hours = api.patch(path, {"delivery_window": {"from_time": "10:00", "to_time": "12:00"}}).json()
    instants = api.patch(
        path, {"delivery_window": {"from": "2024-12-30T09:00:00+05:00", "to": "2024-12-30T11:00:00+05:00"}}
    ).json()
    gone = api.patch(path, {"delivery_window": None}).json()

    assert first.json()["delivery_window"] == {
        "from": "2024-12-26T14:00:00+05:00",
        "to": "2024-12-26T16:00:00+05:00",
    }
    assert moved["delivery_window"] == {"from": "2024-12-28T14:00:00+05:00", "to": "2024-12-28T16:00:00+05:00"}
    assert hours["delivery_window"] == {"from": "2024-12-28T10:00:00+05:00", "to": "2024-12-28T12:00:00+05:00"}
    assert instants["delivery_date"] == "2024-12-30"
    assert (gone["delivery_window"], gone["delivery_date"]) == ({"from": None, "to": None}, "2024-12-30")


def test_a_day_taken_back_takes_its_hours_along(api, path):
    """Hours without a day would be in no list of a day, and never late."""
    api.patch(path, {"delivery_date": "2024-12-26", "delivery_window": {"from_time": "14:00", "to_time": "16:00"}})

    row = api.patch(path, {"delivery_date": None}).json()

    assert (row["delivery_date"], row["delivery_window"]) == (None, {"from": None, "to": None})


DOOR = {"flat": "45", "entrance": "2", "floor": "5", "door_code": "45К"}
HOUSE = {"city": "Алматы", "street": "Достык", "house": "89", "latitude": 43.2, "longitude": 76.9}


def test_another_line_of_the_address_leaves_nothing_of_the_old_door(api, path):
    """Else the courier's map would lead to the old house, and the courier to a stranger's flat."""
    api.patch(path, {**HOUSE, **DOOR})

    same = api.patch(path, {"address": "пр. Достык 89", "comment": "Новое"}).json()
    moved = api.patch(path, {"address": "ул. Абая 10", "house": "10", "flat": "45"}).json()

    old = HOUSE | DOOR
    assert {name: same[name] for name in old} == old
    assert {name: moved[name] for name in old} == {**dict.fromkeys(old), "house": "10", "flat": "45"}
    assert moved["address"] == "ул. Абая 10"


def test_a_row_that_comes_back_whole_with_another_line_leaves_nothing_of_the_old_door(api, path):
    row = api.patch(path, {**HOUSE, **DOOR}).json()

    moved = api.patch(path, {**row, "address": "ул. Абая 10"})

    assert moved.status_code == 200
    assert {name: moved.json()[name] for name in HOUSE | DOOR} == dict.fromkeys(HOUSE | DOOR)


def test_another_house_makes_another_line(api, path):
    api.patch(path, {**HOUSE, **DOOR})

    house = api.patch(path, {"house": "91"}).json()
    flat = api.patch(path, {"flat": "46"}).json()
    city = api.patch(path, {"city": "Талгар"}).json()

    assert (house["address"], house["latitude"], house["flat"]) == ("Алматы, Достык 91, кв. 45", None, "45")
    assert flat["address"] == "Алматы, Достык 91, кв. 46"
    assert city["address"] == "Талгар, Достык 91, кв. 46"


def test_parts_that_the_line_names_leave_it_as_it_was_written(api, path):
    named = api.patch(path, HOUSE | DOOR).json()
    alone = api.patch(path, {"street": None, "house": "7"}).json()  # a house of no street makes no line

    assert named["address"] == alone["address"] == "пр. Достык 89"
    assert named["latitude"] == 43.2


def test_another_zone_brings_its_fee(api, shop, order, path):
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)
    move_order(order, "paid")

    row = api.patch(path, {"delivery_zone": "Окраины"}).json()

    assert (row["delivery_zone"], row["delivery_fee"], row["total"], row["due"]) == ("Окраины", 3000, 28000, 1000)
    assert row["payment_status"] == "partially_paid"


def test_a_zone_that_leaves_nothing_due_makes_the_order_paid(api, shop, path):
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Рядом", fee=0)
    api.post(f"{path}/payments", {"amount": 25000})

    row = api.patch(path, {"delivery_zone": "Рядом"}).json()

    assert (row["status"], row["payment_status"], row["total"], row["due"]) == ("paid", "paid", 25000, 0)


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"recipient_phone": "12"}, ["recipient_phone"]),
        ({"courier_id": 10**12}, ["courier_id"]),
        ({"delivery_zone": "Марс"}, ["delivery_zone"]),
        ({"delivery_date": "завтра"}, ["delivery_date"]),
        ({"delivery_window": {"from_time": "10:00", "to_time": "12:00"}}, ["delivery_date"]),  # it has no day
        ({"call_policy": "shout"}, ["call_policy"]),
        ({"is_surprise": None}, ["is_surprise"]),
        ({"address": 5.5}, ["address"]),
    ],
)
def test_a_wrong_change_is_refused_by_name_and_nothing_is_written(api, order, path, change, loc):
    answer = api.patch(path, {"comment": "Новый", **change})

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", *loc]]
    assert reload(order).comment == "Позвонить"


def test_an_edit_made_from_an_older_version_is_412(api, path):
    tag = api.get(path).headers["ETag"]
    first = api.patch(path, {"comment": "Первый"}, **{"If-Match": tag})

    second = api.patch(path, {"comment": "Второй"}, **{"If-Match": tag})

    assert first.status_code == 200
    assert first.headers["ETag"] != tag
    assert second.status_code == 412
    assert second.json() == {
        "detail": "Запись изменилась с версии из If-Match. Прочитайте её снова и отправьте правку с новым ETag",
        "code": "stale_version",
    }
    assert api.get(path).json()["comment"] == "Первый"
    assert api.patch(path, {"comment": "Второй"}, **{"If-Match": first.headers["ETag"]}).status_code == 200
    assert api.patch(path, {"comment": "Третий"}, **{"If-Match": "*"}).status_code == 200


def test_a_stale_move_is_refused_too(api, path):
    stale = {"If-Match": api.get(path).headers["ETag"]}
    api.patch(path, {"comment": "Новое"})

    assert api.patch(f"{path}/status", {"status": "paid"}, **stale).status_code == 412
    assert api.patch(f"{path}/issue", {"issue_type": "other"}, **stale).status_code == 412
    assert api.get(path).json()["status"] == "new"

    moved = api.patch(f"{path}/status", {"status": "paid"}, **{"If-Match": api.get(path).headers["ETag"]})
    assert (moved.status_code, moved.headers["ETag"]) == (200, api.get(path).headers["ETag"])


def test_of_a_closed_order_only_the_comment_changes(api, order, path):
    move_order(order, "cancelled")

    assert api.patch(path, {"comment": "Передумали"}).status_code == 200
    answer = api.patch(path, {"recipient_name": "Дана"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "order_closed"


def test_a_new_order_is_archived_and_its_reserve_released(api, shop, path):
    answer = api.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(path).status_code == 404
    assert api.delete(path).status_code == 404
    assert api.get("/api/orders/").json()["total"] == 0
    with shop_scope(shop):
        assert StockBatch.objects.get().quantity_reserved == 0


def test_an_order_under_way_cannot_be_deleted(api, order, path):
    move_order(order, "paid")

    answer = api.delete(path)

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Удалить можно только новый или отменённый заказ", "code": "cannot_archive"}
    assert reload(order).archived_at is None


@pytest.mark.parametrize("path", ["/api/orders/1", "/api/orders/999999999999"])
def test_an_unknown_number(api, path):
    for answer in (api.get(path), api.patch(path, {}), api.delete(path)):
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Заказ не найден", "code": "not_found"}


def test_a_number_that_no_database_can_hold(api):
    path = f"/api/orders/{10**30}"

    for answer in (api.get(path), api.patch(path, {}), api.delete(path)):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_stranger_reads_and_changes_nothing(order, path, stranger, sign_in):
    theirs = sign_in(stranger)

    for answer in (theirs.get(path), theirs.patch(path, {"comment": "x"}), theirs.delete(path)):
        assert answer.status_code == 404
    assert reload(order).comment == "Позвонить"


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_may_not_change(shop, order, path, sign_in, position):
    other = sign_in(make_member(shop, position))

    assert other.patch(path, {"comment": "x"}).status_code == 403
    assert other.delete(path).status_code == 403
    assert Order._base_manager.get().comment == "Позвонить"


@pytest.mark.parametrize(
    "change", [{"flower_sum": 100}, {"total": 1}, {"items": []}, {"status": "paid"}, {"nonsense": 5}]
)
def test_a_field_that_is_not_written_is_refused_by_name(api, path, change):
    before = api.get(path).json()

    answer = api.patch(path, {"comment": "Новое", **change})

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", name] for name in change]
    assert api.get(path).json() == before


def test_a_row_may_be_sent_back_whole(api, path):
    row = api.get(path).json()

    answer = api.patch(path, {**row, "comment": "Новое", "florist_id": None})

    assert (answer.status_code, answer.json()["comment"]) == (200, "Новое")
