"""What a storefront reads: the shop, and what it sells."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.api.v1.public import PublicProduct, PublicProductRow
from catalog.models import ProductImage
from cvety.api.schema import page_of
from cvety.core.tenancy import shop_scope
from shops.api.v1.public import PublicShop
from shops.models import DeliveryZone
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_product, make_shop
from tests.factories.orders import make_order
from tracking.services import leave_feedback


def path_of(shop):
    return f"/api/public/shops/{shop.pk}"


def products(nobody, shop, **query):
    return nobody.get("/api/public/products", {"shop_id": shop.pk, **query})


def names(answer):
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["items"]]


def test_the_documented_shop(nobody):
    shop = make_shop(
        name="Цветочный магазин Cvety.kz",
        phone="+77011234567",
        whatsapp="+77011234567",
        telegram="@cvety_kz",
        instagram="@cvety.kz",
        address="г. Алматы, пр. Достык 89",
        feedback_count=245,
        rating_sum=1176,
    )
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)
        DeliveryZone.objects.create(shop=shop, name="Луна", fee=1, is_active=False)

    answer = nobody.get(path_of(shop))

    assert answer.status_code == 200
    assert_keys(PublicShop, answer.json())
    assert answer.json() == {
        "id": shop.pk,
        "name": "Цветочный магазин Cvety.kz",
        "phone": "+77011234567",
        "whatsapp": "+77011234567",
        "telegram": "@cvety_kz",
        "instagram": "@cvety.kz",
        "address": "г. Алматы, пр. Достык 89",
        "working_hours": {"weekdays": "09:00 - 20:00", "saturday": "10:00 - 18:00", "sunday": "10:00 - 16:00"},
        "delivery_zones": [{"name": "Центр города", "price": 2000}, {"name": "Окраины", "price": 3000}],
        "payment_methods": ["kaspi", "cash", "card"],
        "rating": 4.8,
        "reviews_count": 245,
    }


def test_the_rating_is_what_buyers_gave_and_unknown_before_the_first(nobody, shop):
    before = nobody.get(path_of(shop)).json()
    for rating in (5, 4, 4):
        order = make_order(shop, "paid", "assembled")
        leave_feedback(token=order.tracking_token, rating=rating, comment="", now=order.created_at)
    after = nobody.get(path_of(shop)).json()

    assert (before["rating"], before["reviews_count"]) == (None, 0)
    assert (after["rating"], after["reviews_count"]) == (4.3, 3)


def test_what_concerns_nobody_outside_is_not_shown(nobody, shop):
    shop.payment_link_template = "https://kaspi.kz/pay/secret"
    shop.save()

    assert "secret" not in nobody.get(path_of(shop)).content.decode()


@pytest.mark.parametrize("shop_id", [999_999, 0, 10**12])
def test_an_unknown_shop_is_404(nobody, shop, shop_id):
    for path in (f"/api/public/shops/{shop_id}", f"/api/public/shops/{shop_id}/products"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Магазин не найден", "code": "not_found"})


def test_no_address_has_an_id_beyond_the_databases(nobody):
    assert nobody.get(f"/api/public/shops/{10**30}").status_code == 404


def test_a_closed_shop_is_404(nobody, shop):
    product = make_product(shop)
    shop.is_active = False
    shop.save()

    for path in (
        path_of(shop),
        f"{path_of(shop)}/products",
        f"/api/public/products?shop_id={shop.pk}",
        f"/api/public/products/{product.pk}?shop_id={shop.pk}",
    ):
        assert nobody.get(path).status_code == 404, path


def test_the_documented_catalog(nobody, shop, settings):
    rose = make_item(shop)
    make_batch(shop, rose, 100)
    product = make_product(
        shop, "Букет роз 'Классика'", recipe={rose: 25}, sale_price=22500, cost_price=12000, description="25 роз"
    )
    with shop_scope(shop):
        for name, is_main in (("side.jpg", False), ("main.jpg", True)):
            ProductImage.objects.create(
                shop=shop, product=product, image=name, thumbnail=f"thumb-{name}", is_main=is_main
            )

    answer = products(nobody, shop)

    assert_keys(page_of(PublicProductRow), {name: answer.json()[name] for name in page_of(PublicProductRow)().fields})
    row = {
        "id": product.pk,
        "name": "Букет роз 'Классика'",
        "category": "bouquet",
        "price": 25000,
        "sale_price": 22500,
        "images": [f"{settings.CVETY_BASE_URL}/uploads/main.jpg", f"{settings.CVETY_BASE_URL}/uploads/side.jpg"],
        "in_stock": True,
    }
    assert answer.json() == {
        "items": [row],
        "total": 1,
        "page": 1,
        "pages": 1,
        "has_next": False,
        "has_prev": False,
    }
    assert nobody.get(f"{path_of(shop)}/products").json() == answer.json()

    one = nobody.get(f"/api/public/products/{product.pk}", {"shop_id": shop.pk})
    assert_keys(PublicProduct, one.json())
    assert one.json() == {**row, "description": "25 роз"}


def test_what_is_gone_from_the_fridge_is_shown_as_such(nobody, shop):
    rose = make_item(shop)
    make_product(shop, "Из ничего", recipe={rose: 25})
    make_product(shop, "Открытка")

    assert {row["name"]: row["in_stock"] for row in products(nobody, shop).json()["items"]} == {
        "Из ничего": False,
        "Открытка": True,
    }


def test_only_what_this_shop_sells_is_there(nobody, shop, api):
    sold = make_product(shop, "Букет")
    hidden = make_product(shop, "Скрытый", is_active=False)
    archived = make_product(shop, "Архивный")
    api.delete(f"/api/products/{archived.pk}")
    theirs = make_product(make_shop(name="Тюльпан"), "Чужой")

    assert names(products(nobody, shop)) == ["Букет"]
    assert names(products(nobody, shop, is_active="false")) == ["Букет"]
    for product in (hidden, archived, theirs):
        answer = nobody.get(f"/api/public/products/{product.pk}", {"shop_id": shop.pk})
        assert (answer.status_code, answer.json()["detail"]) == (404, "Товар не найден")
    assert nobody.get(f"/api/public/products/{10**30}", {"shop_id": shop.pk}).status_code == 404
    assert nobody.get(f"/api/public/products/{sold.pk}", {"shop_id": shop.pk}).status_code == 200


@pytest.mark.parametrize("path", ["/api/public/products", "/api/public/products/1"])
@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ({}, "value_error.missing"),
        *(({"shop_id": text}, "value_error") for text in ("", "роза", "1.5", "0", "-1", "9" * 30, "1,2", "null")),
    ],
)
def test_a_shop_that_is_no_number_is_422(nobody, shop, path, query, kind):
    answer = nobody.get(path, query)

    assert answer.status_code == 422
    assert [(item["loc"], item["type"]) for item in answer.json()["detail"]] == [(["query", "shop_id"], kind)]


@pytest.fixture
def window(shop):
    """Three products that differ in everything one may ask for."""
    make_product(shop, "Розы", retail_price=25000, sale_price=20000, is_popular=True, orders_count=7)
    make_product(shop, "Тюльпаны", retail_price=18000, is_new=True, orders_count=9)
    make_product(shop, "Ваза", category="gift", retail_price=9000, orders_count=1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ваза", "Тюльпаны", "Розы"]),
        ({"category": "gift"}, ["Ваза"]),
        ({"category": "all"}, ["Ваза", "Тюльпаны", "Розы"]),
        ({"min_price": 18000}, ["Тюльпаны", "Розы"]),
        ({"max_price": 20000}, ["Ваза", "Тюльпаны", "Розы"]),
        ({"min_price": 19000, "max_price": 24000}, ["Розы"]),
        ({"search": "тЮльп"}, ["Тюльпаны"]),
        ({"is_popular": "True"}, ["Розы"]),
        ({"is_new": "true"}, ["Тюльпаны"]),
        ({"on_sale": "true"}, ["Розы"]),
        ({"on_sale": "0"}, ["Ваза", "Тюльпаны"]),
        ({"sort": "price"}, ["Ваза", "Тюльпаны", "Розы"]),
        ({"sort": "-popularity"}, ["Тюльпаны", "Розы", "Ваза"]),
        ({"sort": "name"}, ["Ваза", "Розы", "Тюльпаны"]),
        ({"page": 2, "limit": 2}, ["Розы"]),
        ({"skip": 1, "limit": 1}, ["Тюльпаны"]),
    ],
)
def test_a_visitor_narrows_and_sorts(nobody, shop, window, query, found):
    assert names(products(nobody, shop, **query)) == found
    assert names(nobody.get(f"{path_of(shop)}/products/", query)) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("category", "роза"),
        ("min_price", "дорого"),
        ("max_price", "1.5"),
        ("is_popular", "yes"),
        ("on_sale", "maybe"),
        ("sort", "cost_price"),
        ("limit", "101"),
        ("page", "0"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(nobody, shop, name, value):
    answer = products(nobody, shop, **{name: value})

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", name]]


def test_more_products_cost_no_more_queries(nobody, shop):
    costs = []
    for number in (1, 2, 3):
        rose = make_item(shop, f"Роза {number}")
        make_batch(shop, rose, 100)
        product = make_product(shop, f"Букет {number}", recipe={rose: 5})
        with shop_scope(shop):
            ProductImage.objects.create(shop=shop, product=product, image="a.jpg", thumbnail="b.jpg")
        with CaptureQueriesContext(connection) as queries:
            assert products(nobody, shop).json()["total"] == number
        costs.append(len(queries))

    assert costs == [6, 6, 6]


def test_a_shop_takes_two_queries(nobody, shop, django_assert_num_queries):
    with django_assert_num_queries(2):
        nobody.get(path_of(shop))
