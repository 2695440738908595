"""Bouquets made in advance over API v1."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import Api
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order
from warehouse import ledger


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def rose(shop):
    return make_item(shop)


@pytest.fixture
def roses(shop, rose):
    return make_batch(shop, rose, 60)


@pytest.fixture
def product(shop, rose, roses):
    return make_product(shop, recipe={rose: 25})


@pytest.fixture
def made(api, product):
    return api.post(f"/api/products/{product.pk}/showcase").json()["items"][0]


def test_several_are_made(api, product, rose, roses):
    answer = api.post(f"/api/products/{product.pk}/showcase", {"count": 2, "comment": "К субботе"})

    assert answer.status_code == 201
    first, second = answer.json()["items"]
    assert first["stems"] == [
        {"item_id": rose.pk, "name": "Роза красная 50 см", "quantity": 25, "batch_id": roses.pk, "cost": 5875}
    ]
    told = {
        name: first[name] for name in ("product_name", "state", "state_display", "made_by", "cost", "price", "note")
    }
    assert told == {
        "product_name": "Букет роз",
        "state": "standing",
        "state_display": "Стоит",
        "made_by": "Гульнара",
        "cost": 5875,
        "price": 25000,
        "note": "К субботе",
    }
    assert first["batch_id"] != second["batch_id"]
    assert api.get(f"/api/showcase/{first['id']}").json() == first
    assert api.get("/api/showcase/").json()["items"] == [second, first]
    assert api.get(f"/api/products/{product.pk}").json()["stock_quantity"] == 2


def test_the_same_key_makes_them_once(api, product, roses):
    answers = [
        api.post(f"/api/products/{product.pk}/showcase", {"count": 1}, **{"Idempotency-Key": "a"}) for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert reload(roses).quantity_on_hand == 35


def test_what_is_short_is_named(api, product):
    answer = api.post(f"/api/products/{product.pk}/showcase", {"count": 3})

    assert (answer.status_code, answer.json()["code"]) == (400, "out_of_stock")
    assert answer.json()["shortages"][0]["available"] == 60


@pytest.mark.parametrize("count", [0, 51, -1, "x", None, 1.5])
def test_a_wrong_count_is_refused(api, product, count):
    answer = api.post(f"/api/products/{product.pk}/showcase", {"count": count})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "count"]


def test_a_product_without_a_recipe_is_not_made(api, shop):
    answer = api.post(f"/api/products/{make_product(shop, 'Открытка').pk}/showcase")

    assert (answer.status_code, answer.json()["code"]) == (400, "no_recipe")


def test_it_is_taken_apart_once(api, rose, roses, made):
    address = f"/api/showcase/{made['id']}/take-apart"
    body = {"good": [{"item_id": rose.pk, "quantity": 20}], "reason": "damaged"}

    answer = api.post(address, body)
    again = api.post(address, body)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["taken_apart_by"]) == ("taken_apart", "Гульнара")
    assert (again.status_code, again.json()) == (
        400,
        {"detail": "Этот букет уже разобрали", "code": "bouquet_not_free", "state": "taken_apart"},
    )
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_written_off) == (55, 5)


def test_what_was_not_in_it_is_refused_by_its_place(api, rose, roses, made):
    address = f"/api/showcase/{made['id']}/take-apart"
    for row, place in (
        ({"item_id": rose.pk, "quantity": 26}, ["body", "good", 0, "quantity"]),
        ({"item_id": rose.pk + 100, "quantity": 1}, ["body", "good", 0, "item_id"]),
        ({"item_id": rose.pk, "quantity": -1}, ["body", "good", 0, "quantity"]),
    ):
        answer = api.post(address, {"good": [row]})
        assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, place)
    twice = api.post(address, {"good": [{"item_id": rose.pk, "quantity": 1}] * 2})
    assert (twice.status_code, twice.json()["detail"][0]["loc"]) == (422, ["body", "good"])
    assert reload(roses).quantity_on_hand == 35


def test_the_list_is_narrowed(api, shop, product, made):
    api.post(f"/api/products/{product.pk}/showcase")
    make_order(shop, product=product)
    tomorrow = f"{timezone.now() + timedelta(days=2):%Y-%m-%d}"

    def found(**query):
        return api.get("/api/showcase/", query).json()["total"]

    assert (found(), found(state="all")) == (2, 2)
    assert (found(state="standing"), found(state="promised"), found(state="sold")) == (1, 1, 0)
    assert (found(product_id=product.pk), found(product_id=product.pk + 1)) == (2, 0)
    assert (found(dateFrom=tomorrow), found(dateTo=tomorrow)) == (0, 2)
    assert api.get("/api/showcase/", {"state": "gone"}).status_code == 422
    assert api.get("/api/showcase/", {"sort": "made_at"}).json()["items"][0]["id"] == made["id"]


def test_a_florist_makes_them_and_sees_no_cost(shop, product):
    florist = Api(make_member(shop, "florist"))

    made = florist.post(f"/api/products/{product.pk}/showcase").json()["items"][0]

    assert (made["cost"], [stem["cost"] for stem in made["stems"]]) == (None, [None])
