"""«Отслеживание» and «Публичные API»: what nobody signs in for."""

from __future__ import annotations

from datetime import datetime

import pytest

from cvety.core.tenancy import shop_scope
from shops.models import DeliveryZone
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_order, make_photo, make_upload

from .conftest import ALMATY
from .lists import ids
from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

TRACK = "GET /api/tracking/{tracking_token}"
SHOP, GOODS, ORDER = "GET /api/public/shops/{shop_id}", "GET /api/public/products", "POST /api/public/orders"


@proves("GET /api/tracking/{tracking_token}", "200")
def test_an_order_is_tracked(nobody, shop):
    said = documented_request("POST /api/orders/")
    courier = make_member(shop, "courier", phone="+77051234567")
    path = ("paid", "assembled", "delivery")
    order = make_order(
        shop,
        *path,
        address=said["address"],
        courier_id=courier.pk,
        window_from_at=datetime(2024, 12, 26, 14, tzinfo=ALMATY),
        window_to_at=datetime(2024, 12, 26, 16, tzinfo=ALMATY),
    )
    make_photo(order)

    answer = nobody.get(f"/api/tracking/{order.tracking_token}")

    assert answer.status_code == 200
    body = answer.json()
    assert_promised(documented_answer(TRACK, 200), body)
    assert body["tracking_token"] == order.tracking_token
    assert body["courier"]["phone"] == "+7705*****67"
    assert [step["status"] for step in body["timeline"]] == ["new", *path]
    assert body["can_leave_feedback"] is True


@proves("GET /api/tracking/{tracking_token}", "404")
def test_an_unknown_number(nobody, db):
    answer = nobody.get("/api/tracking/123456789")

    assert answer.status_code == 404
    assert answer.json().items() >= documented_answer(TRACK, 404).items()


@proves("GET /api/public/shops/{shop_id}", "200")
def test_the_shop(nobody):
    documented = documented_answer(SHOP, 200)
    plain = ("name", "phone", "whatsapp", "telegram", "instagram", "address", "working_hours", "payment_methods")
    shop = make_shop(**{name: documented[name] for name in plain}, feedback_count=245, rating_sum=1176)
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)

    answer = nobody.get(f"/api/public/shops/{shop.pk}")

    assert answer.status_code == 200
    assert_promised(documented, answer.json())
    assert {name: answer.json()[name] for name in documented} == documented | {"id": shop.pk}


def test_a_shop_that_is_none(nobody, shop):
    shop.is_active = False
    shop.save()

    assert nobody.get(f"/api/public/shops/{shop.pk}").status_code == 404
    assert nobody.get(f"/api/public/shops/{shop.pk + 1}").status_code == 404


@pytest.fixture
def goods(shop):
    make_product(make_shop(name="Тюльпан"), "Чужой")
    make_product(shop, "Убранный", is_active=False)
    return {
        "bouquet": make_product(shop, "Букет", retail_price=20000, sale_price=15000),
        "gift": make_product(shop, "Мишка", category="gift", retail_price=9000),
    }


@proves("GET /api/public/products", "200")
def test_the_catalog(nobody, api, shop, bouquet):
    bouquet.sale_price = 22500
    bouquet.save()
    api.upload(f"/api/products/{bouquet.pk}/images", file=make_upload())

    answer = nobody.get("/api/public/products", {"shop_id": shop.pk})

    assert answer.status_code == 200
    documented, row = documented_answer(GOODS, 200), answer.json()["items"][0]
    assert_promised(documented, answer.json())
    assert (row["id"], row["price"], row["sale_price"], row["in_stock"]) == (bouquet.pk, 25000, 22500, True)
    assert answer.json()["total"] == 1


@proves("GET /api/public/products", "?category", "?min_price", "?max_price")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"bouquet", "gift"}),
        ("category=gift", {"gift"}),
        ("category=composition", set()),
        ("min_price=15000", {"bouquet"}),
        ("min_price=15001", set()),
        ("max_price=9000", {"gift"}),
        ("min_price=9000&max_price=15000", {"bouquet", "gift"}),
    ],
)
def test_what_the_catalog_is_narrowed_by(nobody, shop, goods, query, names):
    found = ids(nobody.get(f"/api/public/products?shop_id={shop.pk}&{query}"))

    assert {name for name, product in goods.items() if product.pk in found} == names
    assert len(found) == len(names)


@proves("GET /api/public/products", "?shop_id")
def test_a_catalog_is_a_shops(nobody, goods):
    answer = nobody.get("/api/public/products")

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", "shop_id"]]
    assert nobody.get("/api/public/products?shop_id=999999").status_code == 404


@proves("POST /api/public/orders", "201")
def test_a_buyer_orders(nobody, api, shop, bouquet):
    request = documented_request(ORDER) | {"shop_id": shop.pk}
    request["items"][0]["product_id"] = bouquet.pk

    answer = nobody.post("/api/public/orders", request)

    assert answer.status_code == 201
    body = answer.json()
    assert_promised(documented_answer(ORDER, 201), body)
    assert body["total"] == 27000
    assert body["payment_url"].startswith("https://kaspi.kz/pay/")
    row = api.get(f"/api/orders/{body['order_id']}").json()
    said = ("customer_phone", "customer_name", "recipient_phone", "recipient_name", "address", "delivery_date")
    assert {name: row[name] for name in said} == {name: request[name] for name in said}
    assert row["delivery_window"] == {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"}
    assert (row["comment"], row["payment_method"]) == ("Позвонить за час", "kaspi")
