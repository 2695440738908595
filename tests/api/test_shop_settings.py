"""The shop's settings and delivery zones over API v1."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cvety.core.tenancy import shop_scope
from shops.api.v1.serializers import ShopSettings, ZoneRow
from shops.models import DeliveryZone, Shop
from tests.api.shapes import assert_keys
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_order

SHOP = "/api/shop/"
ZONES = "/api/shop/delivery-zones/"
SETTINGS = {
    "name": "Роза и лилия",
    "city": "Алматы",
    "address": "пр. Достык 89",
    "phone": "8 (701) 123-45-67",
    "whatsapp": "7011234568",
    "telegram": "@rose",
    "instagram": "@rose.kz",
    "working_hours": {"weekdays": "08:00 - 22:00", "saturday": "круглосуточно", "sunday": ""},
    "timezone": "Asia/Aqtau",
    "payment_methods": ["kaspi", "cash"],
    "payment_link_template": "https://kaspi.kz/pay/rose?sum={total}&order={order_id}&t={token}",
    "reserve_days_ahead": 3,
    "photo_required": True,
    "task_lead_minutes": 45,
    "pickup_lead_minutes": 0,
    "complete_after_hours": 48,
    "allowed_origins": ["https://rose.kz", "http://localhost:3000"],
}


@pytest.fixture
def zone(shop):
    with shop_scope(shop):
        return DeliveryZone.objects.get()


def wrong(answer):
    assert answer.status_code == 422, answer.content
    return [item["loc"] for item in answer.json()["detail"]]


def test_the_shop_and_its_settings(api, shop, zone):
    answer = api.get(SHOP)

    assert answer.status_code == 200
    row = answer.json()
    assert_keys(ShopSettings, row)
    assert row["id"] == shop.pk
    assert {name: row[name] for name in ("name", "timezone", "payment_methods", "photo_required")} == {
        "name": "Роза",
        "timezone": "Asia/Almaty",
        "payment_methods": ["kaspi", "cash", "card"],
        "photo_required": False,
    }
    assert (row["reserve_days_ahead"], row["default_delivery_zone_id"]) == (None, None)
    assert (row["task_lead_minutes"], row["pickup_lead_minutes"], row["complete_after_hours"]) == (60, 15, 24)
    assert answer.headers["ETag"] == f'"{shop.pk}-1"'


def test_everything_can_be_set(api, nobody, shop, zone):
    answer = api.patch(SHOP, {**SETTINGS, "default_delivery_zone_id": zone.pk})

    assert answer.status_code == 200
    row = answer.json()
    assert_keys(ShopSettings, row)
    expected = {**SETTINGS, "default_delivery_zone_id": zone.pk, "phone": "+77011234567", "whatsapp": "+77011234568"}
    assert {name: row[name] for name in expected} == expected
    assert (row["version"], answer.headers["ETag"]) == (2, f'"{shop.pk}-2"')
    assert api.get(SHOP).json() == row
    public = nobody.get(f"/api/public/shops/{shop.pk}").json()
    assert (public["name"], public["phone"], public["telegram"]) == ("Роза и лилия", "+77011234567", "@rose")


def test_only_what_is_sent_is_written(api, shop):
    before = api.get(SHOP).json()

    after = api.patch(SHOP, {"city": "Астана", "id": 7, "version": 9, "rate_limit_factor": 100, "is_active": False})

    assert {name for name, value in after.json().items() if before[name] != value} - {"updated_at"} == {
        "city",
        "version",
    }
    assert (after.json()["version"], reload(shop).is_active) == (2, True)


def test_of_the_hours_the_days_sent_are_written(api):
    row = api.patch(SHOP, {"working_hours": {"sunday": None}}).json()

    assert row["working_hours"] == {"weekdays": "09:00 - 20:00", "saturday": "10:00 - 18:00", "sunday": ""}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("9:00-21:00", "09:00 - 21:00"),
        (" 09.00 – 20.00 ", "09:00 - 20:00"),
        ("00:00 - 24:00", "00:00 - 24:00"),
        ("18:00—02:00", "18:00 - 02:00"),
        ("Круглосуточно", "круглосуточно"),
        ("24/7", "круглосуточно"),
        ("", ""),
    ],
)
def test_hours_are_kept_as_the_document_writes_them(api, zone, said, kept):
    assert api.patch(SHOP, {"working_hours": {"saturday": said}}).json()["working_hours"]["saturday"] == kept
    assert api.patch(f"{ZONES}{zone.pk}", {"hours": said}).json()["hours"] == kept
    assert api.post(ZONES, {"name": "Окраины", "price": 1, "hours": said}).json()["hours"] == kept


def test_hours_that_were_written_in_words_long_ago_come_back_with_the_rest_of_their_row(api, shop, zone):
    Shop.objects.filter(pk=shop.pk).update(working_hours={**shop.working_hours, "sunday": "по звонку"})
    with shop_scope(shop):
        DeliveryZone.objects.filter(pk=zone.pk).update(hours="весь день")
    row, zone_row = api.get(SHOP).json(), api.get(f"{ZONES}{zone.pk}").json()

    assert api.patch(SHOP, {**row, "city": "Астана"}).json()["working_hours"]["sunday"] == "по звонку"
    assert api.patch(f"{ZONES}{zone.pk}", {**zone_row, "price": 1}).json()["hours"] == "весь день"
    assert wrong(api.patch(SHOP, {"working_hours": {"sunday": "как получится"}})) == [
        ["body", "working_hours", "sunday"]
    ]


@pytest.mark.parametrize("name", ["phone", "whatsapp", "telegram", "city", "address", "payment_link_template"])
@pytest.mark.parametrize("nothing", ["", None])
def test_what_a_shop_may_lack_is_emptied(api, name, nothing):
    api.patch(SHOP, SETTINGS)

    assert api.patch(SHOP, {name: nothing}).json()[name] == ""


def test_what_is_named_twice_is_kept_once_and_sites_as_browsers_name_them(api):
    changes = {
        "payment_methods": ["card", "kaspi", "card"],
        "allowed_origins": ["HTTPS://Rose.kz/", "https://rose.kz:443", "https://роза.каз"],
    }

    row = api.patch(SHOP, changes).json()

    assert row["payment_methods"] == ["card", "kaspi"]
    assert row["allowed_origins"] == ["https://rose.kz", "https://" + "роза.каз".encode("idna").decode()]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"name": ""}, ["name"]),
        ({"name": None}, ["name"]),
        ({"name": "я" * 256}, ["name"]),
        ({"name": "a\x00b"}, ["name"]),
        ({"city": "я" * 101}, ["city"]),
        ({"phone": "12345"}, ["phone"]),
        ({"phone": 77011234567}, ["phone"]),
        ({"whatsapp": "+1 202 555 01 01"}, ["whatsapp"]),
        ({"telegram": "x" * 65}, ["telegram"]),
        ({"working_hours": "09:00"}, ["working_hours"]),
        ({"working_hours": {"monday": "09:00"}}, ["working_hours", "monday"]),
        ({"working_hours": {"sunday": "x" * 65}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": {"from": "09:00"}}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": "с утра до вечера"}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": "09:00"}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": "25:00 - 26:00"}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": "09:60 - 20:00"}}, ["working_hours", "sunday"]),
        ({"working_hours": {"sunday": "24:00 - 08:00"}}, ["working_hours", "sunday"]),
        ({"timezone": "Asia/Nowhere"}, ["timezone"]),
        ({"timezone": "+05:00"}, ["timezone"]),
        ({"timezone": ""}, ["timezone"]),
        ({"timezone": "../../etc/passwd"}, ["timezone"]),
        ({"payment_methods": []}, ["payment_methods"]),
        ({"payment_methods": "kaspi"}, ["payment_methods"]),
        ({"payment_methods": ["kaspi", "bitcoin"]}, ["payment_methods", 1]),
        ({"payment_link_template": "kaspi.kz/pay"}, ["payment_link_template"]),
        ({"payment_link_template": "javascript:alert(1)"}, ["payment_link_template"]),
        ({"payment_link_template": "https://kaspi.kz/{sum}"}, ["payment_link_template"]),
        ({"payment_link_template": "https://kaspi.kz/{total"}, ["payment_link_template"]),
        ({"payment_link_template": "https://kaspi.kz/" + "x" * 500}, ["payment_link_template"]),
        ({"default_delivery_zone_id": 10**9}, ["default_delivery_zone_id"]),
        ({"default_delivery_zone_id": 10**30}, ["default_delivery_zone_id"]),
        ({"default_delivery_zone_id": "Центр"}, ["default_delivery_zone_id"]),
        ({"reserve_days_ahead": -1}, ["reserve_days_ahead"]),
        ({"reserve_days_ahead": 366}, ["reserve_days_ahead"]),
        ({"photo_required": "maybe"}, ["photo_required"]),
        ({"photo_required": None}, ["photo_required"]),
        ({"task_lead_minutes": 1441}, ["task_lead_minutes"]),
        ({"pickup_lead_minutes": -1}, ["pickup_lead_minutes"]),
        ({"complete_after_hours": 721}, ["complete_after_hours"]),
        ({"complete_after_hours": None}, ["complete_after_hours"]),
        ({"allowed_origins": ["https://rose.kz", "rose.kz"]}, ["allowed_origins", 1]),
        ({"allowed_origins": ["https://rose.kz/shop"]}, ["allowed_origins", 0]),
        ({"allowed_origins": [f"https://{n}.kz" for n in range(21)]}, ["allowed_origins"]),
        ({"allowed_origins": "https://rose.kz"}, ["allowed_origins"]),
    ],
)
def test_a_wrong_setting_is_refused_by_name_in_russian_and_nothing_is_written(api, shop, change, loc):
    answer = api.patch(SHOP, {"city": "Астана", **change})

    assert wrong(answer) == [["body", *loc]]
    message = answer.json()["detail"][0]["msg"]
    assert any("а" <= letter <= "я" for letter in message.lower()), message
    assert (reload(shop).city, reload(shop).version) == ("", 1)


def test_an_edit_from_an_older_version_is_refused(api, shop):
    tag = api.get(SHOP).headers["ETag"]
    assert api.patch(SHOP, {"city": "Астана"}, **{"If-Match": tag}).status_code == 200

    answer = api.patch(SHOP, {"city": "Алматы"}, **{"If-Match": tag})

    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert reload(shop).city == "Астана"
    assert api.patch(SHOP, {"city": "Шымкент"}, **{"If-Match": "*"}).status_code == 200


def test_a_senior_reads_and_the_others_do_not(shop, sign_in, nobody):
    senior = sign_in(make_member(shop, "senior"))

    assert senior.get(SHOP).status_code == senior.get(ZONES).status_code == 200
    assert senior.patch(SHOP, {"name": "x"}).status_code == 403
    assert senior.post(ZONES, {"name": "x", "price": 1}).status_code == 403
    for position in ("assistant", "florist", "courier"):
        assert sign_in(make_member(shop, position)).get(SHOP).status_code == 403
    assert nobody.get(SHOP).status_code == 401


def test_each_sees_their_own_shop(api, shop, stranger, sign_in, zone):
    theirs = sign_in(stranger)
    with shop_scope(stranger.shop):
        other = DeliveryZone.objects.get()

    assert theirs.get(SHOP).json()["id"] == stranger.shop_id
    theirs.patch(SHOP, {"name": "Тюльпан и роза"})
    assert reload(shop).name == "Роза"
    assert wrong(api.patch(SHOP, {"default_delivery_zone_id": other.pk})) == [["body", "default_delivery_zone_id"]]
    for answer in (
        theirs.get(f"{ZONES}{zone.pk}"),
        theirs.patch(f"{ZONES}{zone.pk}", {"price": 1}),
        theirs.delete(f"{ZONES}{zone.pk}"),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (404, "Зона доставки не найдена")
    assert (reload(zone).fee, reload(zone).archived_at) == (2000, None)


# Delivery zones


def test_zones_are_listed_the_cheapest_first(api, zone):
    api.post(ZONES, {"name": "Окраины", "price": 3000})
    near = api.post(ZONES, {"name": "Рядом", "price": 500, "is_active": False}).json()

    answer = api.get(ZONES).json()

    assert [row["name"] for row in answer["items"]] == ["Рядом", "Центр города", "Окраины"]
    assert answer["items"][0] == near
    assert answer["total"] == 3
    assert [row["name"] for row in api.get(ZONES, {"is_active": "false"}).json()["items"]] == ["Рядом"]
    assert api.get(ZONES, {"is_active": "true"}).json()["total"] == 2
    assert wrong_query(api.get(ZONES, {"is_active": "perhaps"})) == [["query", "is_active"]]
    assert api.get(ZONES, {"limit": 1, "page": 2}).json()["items"][0]["id"] == zone.pk


def wrong_query(answer):
    return [item["loc"] for item in answer.json()["detail"]]


def test_a_zone_is_made_changed_and_ordered_to(api, nobody, shop):
    product = make_product(shop)
    answer = api.post(ZONES, {"name": " Окраины ", "price": 3000, "hours": "10:00 - 18:00"})

    assert answer.status_code == 201
    row = answer.json()
    assert_keys(ZoneRow, row)
    assert row == {"id": row["id"], "name": "Окраины", "price": 3000, "hours": "10:00 - 18:00", "is_active": True}
    path = f"{ZONES}{row['id']}"
    assert api.get(path).json() == row
    assert api.patch(path, {"price": 3500}).json() == {**row, "price": 3500}
    zones = nobody.get(f"/api/public/shops/{shop.pk}").json()["delivery_zones"]
    assert zones == [{"name": "Центр города", "price": 2000}, {"name": "Окраины", "price": 3500}]
    order = {
        "shop_id": shop.pk,
        "customer_phone": "+77011234567",
        "address": "ул. Абая 1",
        "delivery_zone": "Окраины",
        "items": [{"product_id": product.pk, "quantity": 1}],
    }
    assert nobody.post("/api/public/orders", order).json()["total"] == 25000 + 3500
    assert api.patch(path, {"is_active": False}).json()["is_active"] is False
    assert nobody.post("/api/public/orders", order).status_code == 422


def test_a_zone_that_orders_were_sent_to_is_put_away_and_they_keep_it(api, shop, zone):
    order = make_order(shop, address="ул. Абая 1", delivery_zone_name="Центр города", delivery_fee=None)
    api.patch(SHOP, {"default_delivery_zone_id": zone.pk})

    assert api.delete(f"{ZONES}{zone.pk}").status_code == 204

    assert api.get(f"{ZONES}{zone.pk}").status_code == 404
    assert api.patch(f"{ZONES}{zone.pk}", {"price": 1}).status_code == 404
    assert api.delete(f"{ZONES}{zone.pk}").status_code == 404
    assert api.get(ZONES).json()["total"] == 0
    assert api.get(SHOP).json()["default_delivery_zone_id"] is None
    row = api.get(f"/api/orders/{order.pk}").json()
    assert (row["delivery_zone"], row["delivery_fee"]) == ("Центр города", 2000)
    assert wrong(api.patch(SHOP, {"default_delivery_zone_id": zone.pk})) == [["body", "default_delivery_zone_id"]]


def test_a_name_is_taken_until_its_zone_is_put_away(api, zone):
    taken = {"detail": "Зона доставки с таким названием уже есть", "code": "zone_name_taken"}
    other = api.post(ZONES, {"name": "Окраины", "price": 3000}).json()

    for answer in (
        api.post(ZONES, {"name": "Центр города", "price": 1}),
        api.patch(f"{ZONES}{other['id']}", {"name": "Центр города"}),
    ):
        assert (answer.status_code, answer.json()) == (400, taken)
    assert api.patch(f"{ZONES}{zone.pk}", {"name": "Центр города", "price": 2100}).status_code == 200
    for _again in range(2):
        api.delete(f"{ZONES}{api.get(ZONES).json()['items'][0]['id']}")
        assert api.post(ZONES, {"name": "Центр города", "price": 1}).status_code == 201


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": "я" * 101}, "name"),
        ({"price": -1}, "price"),
        ({"price": None}, "price"),
        ({"price": 10**30}, "price"),
        ({"price": "даром"}, "price"),
        ({"hours": "x" * 65}, "hours"),
        ({"hours": "весь день"}, "hours"),
        ({"is_active": "maybe"}, "is_active"),
    ],
)
def test_a_wrong_zone_is_refused_by_name(api, zone, change, name):
    assert wrong(api.post(ZONES, {"name": "Окраины", "price": 3000, **change})) == [["body", name]]
    assert wrong(api.patch(f"{ZONES}{zone.pk}", change)) == [["body", name]]
    assert wrong(api.post(ZONES, {})) == [["body", "name"], ["body", "price"]]
    assert api.get(ZONES).json()["total"] == 1


def test_a_repeat_under_one_key_makes_one_zone(api):
    answers = [api.post(ZONES, {"name": "Окраины", "price": 1}, **{"Idempotency-Key": "k"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


def test_putting_a_zone_away_costs_the_same_whatever_was_sent_there(api, shop, zone):
    """Rows of orders are not touched: a shop has a million of them."""
    for _order in range(3):
        make_order(shop, address="ул. Абая 1", delivery_zone_name="Центр города")

    with CaptureQueriesContext(connection) as queries:
        api.delete(f"{ZONES}{zone.pk}")

    assert not [query for query in queries if "orders_order" in query["sql"]]


def test_zones_whose_names_read_alike_are_one_zone(api):
    zones = "/api/shop/delivery-zones/"
    center = api.post(zones, {"name": "Центр", "price": 1500}).json()
    north = api.post(zones, {"name": "Север", "price": 2000}).json()

    answer = api.post(zones, {"name": " центр", "price": 1000})

    assert answer.status_code == api.patch(f"{zones}{north['id']}", {"name": "ЦЕНТР"}).status_code
    assert (answer.status_code, answer.json()["code"]) == (400, "zone_name_taken")
    assert api.patch(f"{zones}{center['id']}", {**center, "name": "ЦЕНТР"}).json()["name"] == "ЦЕНТР"
