"""No request, however malformed, is answered 500: every door that reads a body, with bodies that are none."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cvety.api.schema.document import document
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import add_note
from tests.factories import make_product
from tests.factories.orders import make_order, move_order
from tests.fuzz.answers import ask

DOORS = {
    "POST /api/orders/": "customer_phone",
    "POST /api/orders/with-items": "items",
    "PATCH /api/orders/{order}": "comment",
    "PATCH /api/orders/{order}/status": "status",
    "PATCH /api/orders/{order}/issue": "issue_type",
    "POST /api/orders/{order}/cancel": "comment",
    "POST /api/orders/{order}/items": "quantity",
    "PATCH /api/orders/{order}/items/{item}": "price",
    "POST /api/orders/{order}/comments": "text",
    "PATCH /api/comments/{note}": "text",
    "POST /api/orders/{order}/payments": "amount",
    "POST /api/orders/{order}/refunds": "amount",
    "POST /api/public/orders": "shop_id",
    "POST /api/products/": "ingredients",
    "PATCH /api/products/{product}": "name",
    "POST /api/customers/": "phone",
    "PATCH /api/customers/{customer}": "birth_date",
    "POST /api/warehouse/deliveries": "positions",
    "POST /api/production/tasks/": "order_id",
}
EVERY_DOOR = pytest.mark.parametrize(("door", "field"), list(DOORS.items()), ids=DOORS)


@pytest.fixture
def knock(api, shop):
    """Send a body to a door, with real ids in its path."""
    order = make_order(shop)
    move_order(order, "paid")
    ids = {"order": order.pk, "customer": order.customer_id, "product": make_product(shop, "Открытка").pk}
    with shop_scope(shop):
        note = add_note(shop=shop, order_id=order.pk, text="Позвонить", actor=SYSTEM, now=timezone.now())
        ids |= {"item": order.items.get().pk, "note": note.pk}

    def knock(door, body, **headers):
        method, path = door.split()
        return api.request(method, path.format(**ids), body, **headers)

    return knock


def assert_documented(answer, *statuses):
    assert answer.status_code in statuses, answer.content
    detail = answer.json()["detail"]
    if answer.status_code == 422:
        for item in detail:
            assert item.keys() == {"loc", "msg", "type"}
            assert item["loc"][0] == "body"
    else:
        assert isinstance(detail, str)


@EVERY_DOOR
@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe\x00", b"{'a': 1}", b"NaN", b'{"a": Infinity}', b"[" * 5000, b'{"a":' * 5000, b"{}{}"]
)
def test_a_body_that_is_no_json_is_400(knock, door, field, body):
    assert_documented(knock(door, body), 400)


@EVERY_DOOR
@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5", b"true", b"[{}]"])
def test_a_body_that_is_no_object_is_422(knock, door, field, body):
    assert_documented(knock(door, body), 422)


@EVERY_DOOR
def test_null_is_no_body_either(knock, door, field):
    answer = knock(door, b"null")

    assert answer.json() == {"detail": [{"loc": ["body"], "msg": "Ожидается объект JSON", "type": "value_error"}]}


@EVERY_DOOR
@pytest.mark.parametrize(
    "value",
    [None, "", " ", "x" * 70_000, "\x00", "\ud800", -1, 0, 10**30, 1.5, 1e300, True, [], {}, [[]], [None], {"x": {}}],
    ids=lambda value: repr(value)[:12],
)
def test_a_value_that_makes_no_sense_is_never_a_500(knock, door, field, value):
    answer = knock(door, {field: value})

    if answer.status_code not in (200, 201):
        assert_documented(answer, 400, 422)


@EVERY_DOOR
def test_a_body_too_large_is_413(knock, door, field):
    assert_documented(knock(door, b'{"x": "' + b"y" * (3 * 1024**2) + b'"}'), 413)


@EVERY_DOOR
def test_what_is_wrong_is_said_in_russian(knock, door, field):
    body = knock(door, {field: [[]]}).json()

    text = "".join(item["msg"] for item in body["detail"])
    assert any("а" <= letter <= "я" for letter in text.lower())


@pytest.mark.parametrize(
    "query",
    ["search=%00", "search=%ff%fe", "page=%00", "sort=%ed%a0%80", "limit=1e3", "skip=%2b1", "search=" + "x" * 5000],
)
@pytest.mark.parametrize("path", ["/api/orders/", "/api/products/", "/api/customers/", "/api/warehouse/"])
def test_a_query_that_makes_no_sense_is_never_a_500(api, path, query):
    assert api.client.get(f"{path}?{query}", headers=api.headers).status_code in (200, 422)


@pytest.mark.parametrize("path", ["/api/orders/", "/api/products/", "/api/customers/", "/api/warehouse/"])
def test_a_text_that_nobody_searches_for_is_422(api, path):
    assert api.get(path, {"search": "я" * 1000}).status_code == 200

    answer = api.get(path, {"search": "я" * 1001})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "search"]


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/", "/api/orders/abc", "/api/orders/1/nothing", "/api/orders/-1"]
)
def test_an_unknown_address_is_404_in_its_form(api, path):
    answer = api.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Не найдено", "code": "not_found"}


@pytest.mark.parametrize("order", [2**63, 10**30])
def test_an_id_that_no_database_can_hold_is_404(api, order):
    assert api.get(f"/api/orders/{order}").status_code == 404
    assert api.patch(f"/api/orders/{order}/comments/1", {"text": "а"}).status_code == 404


def test_a_public_shop_that_is_not_there_is_404_and_described_so(nobody, db):
    assert nobody.get("/api/public/products", {"shop_id": 4096}).status_code == 404
    assert "404" in document()["paths"]["/api/public/products"]["get"]["responses"]


def test_an_unknown_address_of_v2_is_404_in_its_form(api):
    answer = api.get("/api/v2/colleagues/abc")

    assert answer.status_code == 404
    assert answer.json() == {"success": False, "error": "Не найдено", "code": "not_found"}


@pytest.mark.parametrize("charset", ["undefined", "base64", "utf-16", "idna", "nope"])
@pytest.mark.parametrize("path", ["/api/orders/", "/login/"])
def test_a_charset_that_a_body_calls_itself_does_not_keep_the_address_from_being_read(api, path, charset):
    answer = ask(
        {
            "PATH_INFO": path,
            "QUERY_STRING": "search=%D1%8F",
            "CONTENT_TYPE": f"application/json; charset={charset}",
            "HTTP_AUTHORIZATION": api.headers["Authorization"],
        }
    )

    assert (answer.status, answer.cause) == (200, "")


def test_a_query_of_too_many_parameters_is_400_in_its_form(api):
    answer = api.get("/api/orders/", {f"name{n}": "" for n in range(1100)})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Некорректный запрос", "code": "bad_request"}


@pytest.mark.parametrize("host", ["evil.example", "a b"])
def test_an_unknown_host_is_400_in_its_form(api, host):
    answer = api.get("/api/orders/", Host=host)

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Некорректный запрос", "code": "bad_request"}


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/orders/"), ("DELETE", "/api/products/"), ("POST", "/api/warehouse/")]
)
def test_an_unknown_method_is_405_in_its_form(api, method, path):
    answer = api.request(method, path, {})

    assert answer.status_code == 405
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize(
    ("items", "message"),
    [({"product_id": 1}, "Ожидается список"), ([["product_id", 1]], "Ожидается объект JSON")],
)
def test_what_was_expected_is_said_in_words_of_json(api, items, message):
    answer = api.post("/api/orders/with-items", {"customer_phone": "+77011234567", "items": items})

    assert answer.status_code == 422
    assert message in [error["msg"] for error in answer.json()["detail"]]
