"""What real clients are known to send and to read, beyond the letter of the documentation."""

from __future__ import annotations

import pytest

from orders.models import Order, OrderStatusChange
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_order

from .conftest import ALMATY
from .lists import ids
from .promises import documented_request
from .shapes import kind

CREATE, WITH_ITEMS = "POST /api/orders/", "POST /api/orders/with-items"
LISTS = (
    "/api/orders/",
    "/api/products/",
    "/api/customers/",
    "/api/warehouse/",
    "/api/production/tasks/",
)


@pytest.fixture
def with_items(bouquet, card):
    """The documented order with items, with the ids of ours."""
    request = documented_request(WITH_ITEMS)
    for item, product in zip(request["items"], (bouquet, card), strict=True):
        item["product_id"] = product.pk
    return request


@pytest.fixture
def storefront(shop, bouquet):
    """An order as storefronts send it: with sums of their own and keys that nobody documented."""
    return {
        "shop_id": shop.pk,
        "customer_phone": "+77011234567",
        "customer_name": "Иван",
        "recipient_name": "Айгуль",
        "address": "пр. Достык 89",
        "delivery_method": "delivery",
        "delivery_fee": 1,
        "delivery_time_text": "как можно скорее",
        "card_text": "С любовью",
        "items": [{"product_id": bouquet.pk, "quantity": 1, "price": 1}],
        "total": 2,
        "utm_source": "instagram",
    }


# Orders


@pytest.mark.parametrize(
    "window",
    [
        {"from_time": "2024-12-26T14:00:00", "to_time": "2024-12-26T16:00:00"},
        {"from_time": "2024-12-26T14:00:00+05:00", "to_time": "2024-12-26T16:00:00+05:00"},
        {"from_time": "2024-12-26T09:00:00.000Z", "to_time": "2024-12-26T11:00:00.000Z"},
        {"from_time": "2024-12-26T14:00", "to_time": "2024-12-26T16:00"},
        {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"},
    ],
)
@pytest.mark.parametrize("path", ["/api/orders/", "/api/orders/with-items"])
def test_a_window_of_instants_without_a_date(api, with_items, path, window):
    request = documented_request(CREATE) if path == "/api/orders/" else with_items
    del request["delivery_date"]

    answer = api.post(path, request | {"delivery_window": window})

    assert answer.status_code == 201
    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    assert row["delivery_window"] == {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"}
    assert row["delivery_date"] == "2024-12-26"


@pytest.mark.parametrize("window", [None, "absent"])
def test_no_window(api, window):
    request = documented_request(CREATE) | {"delivery_window": None}
    if window == "absent":
        del request["delivery_window"]

    answer = api.post("/api/orders/", request)

    assert answer.status_code == 201
    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    assert row["delivery_window"] == {"from": None, "to": None}


def test_sums_with_a_decimal_point(api, with_items):
    plain = documented_request(CREATE)
    sums = {name: float(plain[name]) for name in ("flower_sum", "delivery_fee", "discount", "total")}
    for item in with_items["items"]:
        item["price"] = float(item["price"])

    placed = api.post("/api/orders/", plain | sums)
    itemized = api.post("/api/orders/with-items", with_items | {"delivery_fee": 2000.0})

    assert (placed.status_code, itemized.status_code) == (201, 201)
    row = api.get(f"/api/orders/{placed.json()['id']}").json()
    assert [(row[name], kind(row[name])) for name in sums] == [(plain[name], "integer") for name in sums]
    assert itemized.json()["total"] == 37000


@pytest.mark.parametrize("sums", [{"total": 26000}, {"discount": 1000}, {"delivery_fee": 0}])
def test_sums_that_disagree(api, sums):
    answer = api.post("/api/orders/", documented_request(CREATE) | sums)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", "total"]]


def test_a_price_that_is_not_sent_is_the_current_one(api, bouquet, with_items):
    bouquet.sale_price = 22500
    bouquet.save()
    del with_items["items"][0]["price"]

    assert api.post("/api/orders/with-items", with_items).json()["flower_sum"] == 32500


def test_a_price_lowered_by_hand_counts(api, with_items):
    with_items["items"][0]["price"] = 20000

    assert api.post("/api/orders/with-items", with_items).json()["flower_sum"] == 30000


@pytest.mark.parametrize("phone", ["87011234567", "77011234567", "7011234567", "8 (701) 123-45-67", "+7 701 123 45 67"])
def test_a_customer_is_found_by_a_phone_in_any_notation(api, order, phone):
    answer = api.post("/api/orders/", documented_request(CREATE) | {"customer_phone": phone, "customer_name": "Ваня"})

    row = api.get(f"/api/orders/{answer.json()['id']}").json()
    assert (row["customer_phone"], row["customer"]["id"]) == ("+77011234567", order.customer_id)
    assert row["customer"]["name"] == "Иван Петров"


def test_the_status_it_has_already(api, order):
    before = OrderStatusChange._base_manager.count()

    answer = api.patch(f"/api/orders/{order.pk}/status", {"status": "paid"})

    assert answer.status_code == 200
    assert OrderStatusChange._base_manager.count() == before


def test_a_delivered_order_is_not_completed_straight_from_delivery(api, shop):
    order = make_order(shop, "paid", "assembled", "delivery")

    assert api.patch(f"/api/orders/{order.pk}/status", {"status": "completed"}).status_code == 400


def test_an_order_is_cancelled_for_a_reason(api, order):
    answer = api.post(f"/api/orders/{order.pk}/cancel", {"cancellation_reason": "Передумал"})

    assert answer.status_code == 200
    row = api.get(f"/api/orders/{order.pk}").json()
    assert row["status"] == "cancelled"
    assert row["history"][-1]["comment"] == "Передумал"


def test_comments(api, owner, order):
    path = f"/api/orders/{order.pk}/comments"

    said = api.post(path, {"text": "Позвонить заранее"})
    read = api.get(path).json()

    assert said.status_code == 201
    assert read["total"] == 1
    assert read["items"] == [said.json()]
    facts = {name: said.json()[name] for name in ("order_id", "text", "user")}
    assert facts == {"order_id": order.pk, "text": "Позвонить заранее", "user": {"id": owner.pk, "name": owner.name}}
    assert kind(said.json()["created_at"]) == "instant"
    comment = f"/api/comments/{said.json()['id']}"
    assert api.patch(comment, {"text": "Не звонить"}).json()["text"] == "Не звонить"
    assert api.delete(comment).status_code == 204
    assert api.get(path).json()["items"] == []


# Lists


@pytest.mark.parametrize("path", LISTS)
def test_either_way_of_paging(api, shop, order, path):
    make_member(shop, "florist")
    make_order(shop, "paid", customer_phone="+77029998877")
    for made in Order._base_manager.all():
        api.post("/api/production/tasks/", {"order_id": made.pk})
    whole = api.get(path).json()["items"]

    skipped = api.get(path, {"skip": 1, "limit": 1}).json()
    paged = api.get(path, {"page": 2, "limit": 1}).json()

    assert len(whole) >= 2
    assert skipped["items"] == paged["items"] == whole[1:2]
    assert skipped["total"] == paged["total"] == len(whole)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_where_it_stands(api, path):
    body = api.get(path).json()

    paging = {name: body[name] for name in ("total", "page", "pages", "has_next", "has_prev")}
    assert paging == {"total": 0, "page": 1, "pages": 0, "has_next": False, "has_prev": False}


@pytest.mark.parametrize("path", ["/api/orders/", "/api/production/tasks/"])
def test_all_is_no_filter(api, order, path):
    api.post("/api/production/tasks/", {"order_id": order.pk})

    assert len(ids(api.get(path, {"status": "all"}))) == 1


@pytest.mark.parametrize("word", ["True", "true", "TRUE", "1"])
def test_a_boolean_in_python(api, shop, word):
    popular = make_product(shop, "Букет", is_popular=True)
    make_product(shop, "Открытка")

    assert ids(api.get("/api/products/", {"is_popular": word, "skip": 0, "limit": 20})) == [popular.pk]


def test_a_search_without_the_slash(api, order):
    assert ids(api.get("/api/customers?search=Иван")) == [order.customer_id]


def test_a_plus_that_nobody_encoded(api, order):
    """In a query a bare plus is a space."""
    day = order.created_at.astimezone(ALMATY).isoformat(timespec="seconds")

    assert ids(api.get("/api/orders/?search=+77011234567")) == [order.pk]
    assert ids(api.get("/api/customers/?search=+77011234567")) == [order.customer_id]
    assert ids(api.get(f"/api/orders/?dateFrom={day}&dateTo={day}")) == [order.pk]


@pytest.mark.parametrize("path", LISTS)
def test_parameters_without_a_value_are_none(api, path):
    names = ("search", "status", "category", "is_popular", "min_price", "dateFrom", "dateTo", "sort", "page", "limit")

    assert api.get(path, dict.fromkeys(names, "")).status_code == 200


def test_the_phone_of_a_shop_in_a_header_says_nothing(api, shop):
    other = make_shop(name="Тюльпан", phone="+77019990000")
    make_product(other, "Чужой")

    assert ids(api.get("/api/products/", **{"X-Shop-Phone": "+77019990000"})) == []


# The storefront


def test_a_storefront_sends_money_and_is_not_believed(nobody, api, storefront):
    answer = nobody.post("/api/public/orders", storefront)

    assert answer.status_code == 201
    body = answer.json()
    assert body["total"] == 27000
    assert (body["id"], body["status"]) == (body["order_id"], "new")
    assert kind(body["tracking_token"]) == "tracking token"
    row = api.get(f"/api/orders/{body['id']}").json()
    assert (row["delivery_fee"], row["flower_sum"], row["card_text"]) == (2000, 25000, "С любовью")


def test_a_storefront_sells_what_is_fetched(nobody, api, storefront):
    pickup = storefront | {"delivery_method": "self_pickup", "delivery_fee": 0, "address": None}

    answer = nobody.post("/api/public/orders", pickup)

    assert answer.json()["total"] == 25000
    assert api.get(f"/api/orders/{answer.json()['id']}").json()["delivery_method"] == "self_pickup"


# Products, customers, production


def test_a_plant_in_a_pot_is_other(api):
    created = api.post("/api/products/", {"name": "Фиалка", "category": "potted", "retail_price": 4000.0})

    assert created.status_code == 201
    assert api.get(f"/api/products/{created.json()['id']}").json()["category"] == "other"


def test_a_second_customer_of_a_phone(api, order):
    answer = api.post("/api/customers/", {"phone": "8 701 123 45 67", "name": "Ваня"})

    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_a_day_to_remember_without_a_year(api, order):
    path = f"/api/customers/{order.customer_id}/important-dates"

    created = api.post(path, {"date_type": "birthday", "date": "05-15", "description": "Мама", "reminder_days": 3})

    assert created.status_code == 201
    [date] = api.get(f"/api/customers/{order.customer_id}").json()["important_dates"]
    assert date["date"].endswith("05-15")


@pytest.mark.parametrize(
    "body",
    [
        {"photos": []},
        {"photos": ["https://cvety.kz/uploads/photo.jpg"]},
        {"actual_minutes": 25, "florist_notes": "Готово", "result_photos": []},
    ],
)
def test_a_task_is_completed_by_either_client(api, shop, order, body):
    task = api.post("/api/production/tasks/", {"order_id": order.pk, "florist_id": make_member(shop, "florist").pk})
    path = f"/api/production/tasks/{task.json()['id']}"
    api.post(f"{path}/start")

    answer = api.post(f"{path}/complete", body)

    assert answer.status_code == 200
    assert answer.json()["status"] == "completed"
    assert answer.json()["actual_minutes"] == body.get("actual_minutes", answer.json()["actual_minutes"])


def test_the_most_urgent_comes_first(api, shop):
    card = make_product(shop, "Открытка")
    words = ["normal", "urgent", "low", "high"]
    for word in words:
        order = make_order(shop, "paid", product=card)
        assert api.post("/api/production/tasks/", {"order_id": order.pk, "priority": word}).status_code == 201

    rows = api.get("/api/production/tasks/", {"sort": "priority"}).json()["items"]

    assert [row["priority"] for row in rows] == ["urgent", "high", "normal", "low"]


# Sign-in


def test_fresh_tokens_are_asked_for_in_the_documented_word_alone(nobody, db):
    signed_in = nobody.post("/api/auth/verify-otp", documented_request("POST /api/auth/verify-otp")).json()

    camel = nobody.post("/api/auth/refresh", {"refreshToken": signed_in["refresh_token"]})
    plain = nobody.post("/api/auth/refresh", {"refresh_token": signed_in["refresh_token"]})

    assert [item["loc"] for item in camel.json()["detail"]] == [["body", "refresh_token"]]
    assert (camel.status_code, plain.status_code) == (422, 200)


def test_a_used_refresh_token_ends_its_family(nobody, db):
    signed_in = nobody.post("/api/auth/verify-otp", documented_request("POST /api/auth/verify-otp")).json()
    fresh = nobody.post("/api/auth/refresh", {"refresh_token": signed_in["refresh_token"]}).json()

    again = nobody.post("/api/auth/refresh", {"refresh_token": signed_in["refresh_token"]})
    after = nobody.post("/api/auth/refresh", {"refresh_token": fresh["refresh_token"]})

    assert (again.status_code, after.status_code) == (401, 401)


def test_a_new_phone_gets_a_shop_at_once(nobody, db):
    body = nobody.post("/api/auth/verify-otp", documented_request("POST /api/auth/verify-otp")).json()

    assert (body["is_new_user"], body["shop_name"]) == (True, "Цветочный магазин 4567")
    assert kind(body["refresh_token"]) == "token"


def test_who_i_am_and_the_way_out(api, shop):
    me = api.get("/api/auth/me").json()

    assert (me["id"], me["name"]) == (shop.pk, shop.name)
    assert me.keys() >= {"phone", "city", "created_at", "updated_at", "user", "permissions", "shops"}
    assert api.post("/api/auth/logout").status_code == 204
