"""Ordering from a storefront: no sign-in, the server's own prices, every shop for itself."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import PublicOrderCreated
from orders.models import Order
from shops.models import DeliveryZone
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_product, make_shop
from tests.factories.orders import make_bouquet
from warehouse.models import StockReservation


@pytest.fixture
def bouquet(shop):
    return make_bouquet(shop)


@pytest.fixture
def body(shop, bouquet):
    return {
        "shop_id": shop.pk,
        "customer_phone": "+77011234567",
        "customer_name": "Иван",
        "recipient_phone": "+77017654321",
        "recipient_name": "Айгуль",
        "address": "пр. Достык 89",
        "delivery_date": "2024-12-26",
        "delivery_time": "14:00-16:00",
        "items": [{"product_id": bouquet.pk, "quantity": 1}],
        "comment": "Позвонить за час",
        "payment_method": "kaspi",
    }


def refused(answer):
    assert answer.status_code == 422, answer.content
    assert not Order._base_manager.exists()
    return [item["loc"] for item in answer.json()["detail"]]


def test_the_documented_order(nobody, api, settings, body):
    answer = nobody.post("/api/public/orders", body)

    assert answer.status_code == 201
    created = answer.json()
    assert_keys(PublicOrderCreated, created)
    token = created["tracking_token"]
    assert created == {
        "order_id": created["order_id"],
        "id": created["order_id"],
        "status": "new",
        "tracking_token": token,
        "tracking_url": f"{settings.CVETY_BASE_URL}/tracking/{token}",
        "payment_url": f"https://kaspi.kz/pay/rose?sum=27000&order={created['order_id']}",
        "total": 27000,
    }
    row = api.get(f"/api/orders/{created['order_id']}").json()
    assert row["delivery_window"] == {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"}
    assert (row["delivery_method"], row["delivery_fee"], row["flower_sum"]) == ("delivery", 2000, 25000)
    assert row["history"][0]["changed_by"] == "Иван"


def test_stems_are_reserved_from_the_oldest_batch_that_is_still_good(nobody, shop):
    rose = make_item(shop)
    fresh = make_batch(shop, rose, 100, age_days=1)
    older = make_batch(shop, rose, 20, age_days=5)
    make_batch(shop, rose, 100, age_days=30)
    product = make_product(shop, recipe={rose: 25})

    nobody.post(
        "/api/public/orders",
        {"shop_id": shop.pk, "customer_phone": "+77011234567", "items": [{"product_id": product.pk, "quantity": 1}]},
    )

    with shop_scope(shop):
        held = StockReservation.objects.order_by("-quantity").values_list("batch_id", "quantity")
        assert list(held) == [(older.pk, 20), (fresh.pk, 5)]


def test_what_the_body_says_of_money_counts_for_nothing(nobody, body):
    body["items"][0]["price"] = 1
    lies = {"delivery_fee": 0, "flower_sum": 1, "discount": 25000, "total": "даром"}

    assert nobody.post("/api/public/orders", {**body, **lies}).json()["total"] == 27000


def test_todays_price(nobody, bouquet, body):
    bouquet.sale_price = 22500
    bouquet.save()

    assert nobody.post("/api/public/orders", body).json()["total"] == 24500


def test_an_order_without_an_address_is_fetched(nobody, api, body):
    created = nobody.post("/api/public/orders", {**body, "address": ""}).json()

    assert created["total"] == 25000
    assert api.get(f"/api/orders/{created['order_id']}").json()["delivery_method"] == "self_pickup"


def test_the_fee_is_the_named_zones_else_the_default_else_the_cheapest(nobody, shop, body):
    with shop_scope(shop):
        far = DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)
    named = nobody.post("/api/public/orders", {**body, "delivery_zone": "Окраины"}).json()["total"]
    cheapest = nobody.post("/api/public/orders", body).json()["total"]
    shop.default_delivery_zone = far
    shop.save()
    default = nobody.post("/api/public/orders", body).json()["total"]

    assert (named, cheapest, default) == (28000, 27000, 28000)


@pytest.mark.parametrize("method", ["cash", "card"])
def test_there_is_no_link_for_what_is_paid_at_the_door(nobody, body, method):
    assert nobody.post("/api/public/orders", {**body, "payment_method": method}).json()["payment_url"] is None


def test_a_way_to_pay_that_the_shop_does_not_take(nobody, shop, body):
    shop.payment_methods = ["cash"]
    shop.save()

    assert refused(nobody.post("/api/public/orders", body)) == [["body", "payment_method"]]


def made(nobody, api, body):
    """The order as the shop sees it."""
    answer = nobody.post("/api/public/orders", body)
    assert answer.status_code == 201, answer.content
    return api.get(f"/api/orders/{answer.json()['order_id']}").json()


def test_what_storefronts_send_besides_is_taken_or_passed_over(nobody, api, body):
    body["items"][0] |= {"price": 1, "name": "Букет", "image": {"url": "x"}, "notes": "С лентой"}
    extra = {
        "delivery_method": "delivery",
        "delivery_fee": 2000.0,
        "delivery_time_text": "как можно скорее",
        "card_text": "С любовью",
        "total": "даром",
        "utm": {"source": [1]},
    }

    order = made(nobody, api, {**body, **extra})

    assert (order["total"], order["card_text"], order["items"][0]["notes"]) == (27000, "С любовью", "С лентой")
    assert order["items"][0]["price"] == 25000


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("14:00-16:00", "26T14:00", "26T16:00"),
        ("14:00 – 16:00", "26T14:00", "26T16:00"),
        (" 9:00—11:30 ", "26T09:00", "26T11:30"),
        ("14-16", "26T14:00", "26T16:00"),
        ("14.00-16.30", "26T14:00", "26T16:30"),
        ("14:00:00-16:00:00", "26T14:00", "26T16:00"),
        ("с 14:00 до 16:00", "26T14:00", "26T16:00"),
        ("22:00-24:00", "26T22:00", "27T00:00"),
        ("22:00-00:00", "26T22:00", "27T00:00"),
        ("14:00", "26T14:00", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_hours_in_any_usual_notation(nobody, api, body, hours, start, end):
    window = made(nobody, api, {**body, "delivery_time": hours})["delivery_window"]

    assert window == {
        "from": start and f"2024-12-{start}:00+05:00",
        "to": end and f"2024-12-{end}:00+05:00",
    }


def test_a_window_as_the_shops_own_people_send_it(nobody, api, body):
    del body["delivery_time"]
    instants = {"from_time": "2024-12-26T14:00:00+05:00", "to_time": "2024-12-26T16:00:00+05:00"}

    order = made(nobody, api, {**body, "delivery_window": instants})

    assert order["delivery_window"]["to"] == "2024-12-26T16:00:00+05:00"


@pytest.mark.parametrize(
    ("given", "method"),
    [
        ({}, "self_pickup"),
        ({"address": None}, "self_pickup"),
        ({"address": "   "}, "self_pickup"),
        ({"city": "Алматы"}, "self_pickup"),
        ({"address": "пр. Достык 89"}, "delivery"),
        ({"city": "Алматы", "street": "Достык", "house": "89"}, "delivery"),
        ({"address": "пр. Достык 89", "delivery_method": None}, "delivery"),
        ({"address": "пр. Достык 89", "delivery_method": "self_pickup"}, "self_pickup"),
        ({"delivery_method": None, "delivery_zone": None}, "self_pickup"),
        ({"delivery_method": "self_pickup", "delivery_zone": "Центр города"}, "self_pickup"),
    ],
)
def test_an_order_with_an_address_is_delivered(nobody, api, body, given, method):
    del body["address"]

    order = made(nobody, api, {**body, **given})

    assert (order["delivery_method"], order["delivery_fee"]) == (method, 2000 if method == "delivery" else 0)


@pytest.mark.parametrize("nowhere", [{}, {"address": None}, {"address": "  "}, {"city": "Алматы"}])
@pytest.mark.parametrize("wish", [{"delivery_method": "delivery"}, {"delivery_zone": "Центр города"}])
def test_what_is_to_be_delivered_needs_an_address(nobody, body, nowhere, wish):
    del body["address"]
    answer = nobody.post("/api/public/orders", {**body, **nowhere, **wish})

    assert refused(answer) == [["body", "address"]]
    assert answer.json()["detail"][0]["msg"] == "Укажите адрес доставки"


@pytest.mark.parametrize(("offered", "chosen"), [(["cash", "kaspi"], "kaspi"), (["card", "cash"], "card")])
@pytest.mark.parametrize("said", [{}, {"payment_method": None}])
def test_who_does_not_say_how_to_pay_pays_as_the_shop_offers(nobody, api, shop, body, offered, chosen, said):
    shop.payment_methods = offered
    shop.save()
    del body["payment_method"]

    assert made(nobody, api, {**body, **said})["payment_method"] == chosen


def test_ids_and_quantities_as_forms_send_them(nobody, api, shop, body):
    item = {"product_id": str(body["items"][0]["product_id"]), "quantity": "2"}

    order = made(nobody, api, {**body, "shop_id": str(shop.pk), "items": [item]})

    assert order["total"] == 52000


def test_what_is_not_known_may_be_null(nobody, api, body):
    unknown = ("customer_name", "recipient_name", "recipient_phone", "comment", "card_text", "delivery_zone")

    assert made(nobody, api, {**body, **dict.fromkeys(unknown)})["total"] == 27000


def test_a_stale_token_is_no_obstacle(nobody, body):
    answer = nobody.post("/api/public/orders", body, Authorization="Bearer stale")

    assert answer.status_code == 201


@pytest.mark.parametrize("shop_id", [10**12, 999_999])
def test_an_unknown_shop_is_404(nobody, body, shop_id):
    answer = nobody.post("/api/public/orders", {**body, "shop_id": shop_id})

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Магазин не найден", "code": "not_found"}


def test_a_closed_shop_is_404(nobody, shop, body):
    shop.is_active = False
    shop.save()

    assert nobody.post("/api/public/orders", body).status_code == 404


@pytest.mark.parametrize("shop_id", [None, "роза", "", 0, -1, 1.5, True, [1], {"id": 1}, 10**30])
def test_a_shop_that_is_no_number_is_422(nobody, body, shop_id):
    assert refused(nobody.post("/api/public/orders", {**body, "shop_id": shop_id})) == [["body", "shop_id"]]


def test_a_missing_shop_is_422(nobody, body):
    del body["shop_id"]

    assert refused(nobody.post("/api/public/orders", body)) == [["body", "shop_id"]]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"customer_phone": "нет"}, ["customer_phone"]),
        ({"delivery_time": "после обеда"}, ["delivery_time"]),
        ({"delivery_time": "25:00-26:00"}, ["delivery_time"]),
        ({"delivery_time": "14:00-16:60"}, ["delivery_time"]),
        ({"delivery_time": "24:00-24:00"}, ["delivery_time"]),
        ({"delivery_time": "-"}, ["delivery_time"]),
        ({"delivery_time": "14:00-16:00-18:00"}, ["delivery_time"]),
        ({"delivery_time": 14}, ["delivery_time"]),
        ({"delivery_time": "16:00-14:00"}, ["delivery_window"]),
        ({"delivery_date": None}, ["delivery_date"]),
        ({"delivery_zone": "Марс"}, ["delivery_zone"]),
        ({"items": []}, ["items"]),
        ({"items": [{"quantity": 1}]}, ["items", 0, "product_id"]),
        ({"items": [{"product_id": 10**12, "quantity": 1}]}, ["items", 0, "product_id"]),
        ({"items": "all"}, ["items"]),
    ],
)
def test_a_wrong_field_is_refused_by_name(nobody, body, change, loc):
    assert refused(nobody.post("/api/public/orders", {**body, **change})) == [["body", *loc]]


@pytest.mark.parametrize("quantity", [0, -1, 1001, 10**30, "две", None, 1.5])
def test_a_wrong_quantity_is_refused_by_its_place(nobody, body, quantity):
    body["items"][0]["quantity"] = quantity

    assert refused(nobody.post("/api/public/orders", body)) == [["body", "items", 0, "quantity"]]


def test_goods_of_another_shop_or_not_for_sale_are_not_sold(nobody, body, bouquet):
    theirs = make_product(make_shop(name="Тюльпан"))
    mixed = [*body["items"], {"product_id": theirs.pk, "quantity": 1}]
    assert refused(nobody.post("/api/public/orders", {**body, "items": mixed})) == [["body", "items", 1, "product_id"]]

    bouquet.is_active = False
    bouquet.save()
    assert refused(nobody.post("/api/public/orders", body)) == [["body", "items", 0, "product_id"]]


@pytest.mark.parametrize("content", [b"{", b"", b"[]", b"null", b'"text"', b"\xff\xfe", b"NaN", b"[" * 100_000])
def test_a_body_that_is_no_order_is_never_a_500(nobody, content):
    answer = nobody.request("POST", "/api/public/orders", content)

    assert answer.status_code in (400, 422)


def test_customers_of_two_shops_are_two_customers(nobody, shop, body):
    other = make_shop(name="Тюльпан")
    product = make_product(other)
    nobody.post("/api/public/orders", body)
    nobody.post(
        "/api/public/orders", {**body, "shop_id": other.pk, "items": [{"product_id": product.pk, "quantity": 1}]}
    )

    owners = Order._base_manager.order_by("pk").values_list("shop_id", "customer__shop_id", "customer_id")
    assert [row[:2] for row in owners] == [(shop.pk, shop.pk), (other.pk, other.pk)]
    assert len({row[2] for row in owners}) == 2


def test_an_order_of_today_holds_todays_date(nobody, api, body):
    today = timezone.localdate().isoformat()
    created = nobody.post("/api/public/orders", {**body, "delivery_date": today}).json()

    assert api.get(f"/api/orders/{created['order_id']}").json()["delivery_date"] == today


def test_a_buyer_is_told_of_products_and_not_what_they_are_made_of(nobody, shop, bouquet, body):
    small = make_product(shop, "Букетик", recipe={make_item(shop): 10})
    body["items"] = [{"product_id": bouquet.pk, "quantity": 3}, {"product_id": small.pk, "quantity": 4}]

    together = nobody.post("/api/public/orders", body)
    body["items"] = [{"product_id": bouquet.pk, "quantity": 2}, {"product_id": bouquet.pk, "quantity": 3}]
    alone = nobody.post("/api/public/orders", body)

    assert together.status_code == alone.status_code == 400
    assert together.json() == {
        "detail": "Не хватает на складе. Букетик: осталось 2, нужно 4",
        "code": "out_of_stock",
        "shortages": [{"product_id": small.pk, "name": "Букетик", "needed": 4, "available": 2}],
    }
    assert [short["available"] for short in alone.json()["shortages"]] == [4]
    assert not Order._base_manager.exists()
