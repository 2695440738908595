"""What every endpoint does by itself: idempotency, limits and their headers, errors, tags of versions."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import NotFound as DrfNotFound

from cvety.api import limits
from cvety.api.fields import PhoneField, QuantityField, TengeField
from cvety.api.parsers import StrictJSONParser, UploadParser
from cvety.api.views import ApiView
from cvety.core.access import Module
from cvety.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn, StaleVersion
from cvety.core.models import IdempotencyKey

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

DONE = []  # what the view below has done


class Line(serializers.Serializer):
    quantity = QuantityField()


class Body(serializers.Serializer):
    phone = PhoneField(required=False)
    price = TengeField(required=False)
    items = Line(many=True, required=False)


class Create(ApiView):
    is_public = True
    creation_limits = (limits.Limit("create", 3, 3600),)
    parser_classes = (StrictJSONParser, UploadParser)

    def get(self, request):
        return self.answer({"id": 1}, row=SimpleNamespace(pk=15, version=3))

    def post(self, request):
        values = request.data if request.FILES else self.read(Body)
        DONE.append(values)
        return self.answer({"id": len(DONE)}, status=201)


class Fail(ApiView):
    is_public = True

    def post(self, request, kind):
        DONE.append(kind)
        raise {
            "domain": DomainError("Так нельзя", code="so_not", needed=3),
            "missing": NotFound(),
            "unknown": DrfNotFound(),
            "signed_out": NotSignedIn(),
            "forbidden": NotAllowed(),
            "conflict": Conflict(),
            "stale": StaleVersion(),
            "fields": InvalidInput((("items", 0, "quantity"), "Мало"), (("total",), "Не сходится")),
            "query": InvalidInput((("sort",), "Не то"), where="query"),
            "bug": RuntimeError("ours"),
        }[kind]


class Closed(ApiView):
    module = Module.ORDERS

    def get(self, request):
        return self.answer({"shop": self.shop.name})


class Forgotten(ApiView):
    """Nobody said what it needs."""

    def get(self, request):
        return self.answer({})


urlpatterns = [
    path("api/create/", Create.as_view()),
    path("api/fail/<kind>", Fail.as_view()),
    path("api/closed", Closed.as_view()),
    path("api/forgotten", Forgotten.as_view()),
]


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


def test_without_a_key_each_request_is_done(nobody):
    assert [nobody.post("/api/create/").json()["id"] for _request in range(2)] == [1, 2]


def test_the_same_request_is_done_once_and_answered_alike(nobody):
    key = {"Idempotency-Key": "a"}
    first = nobody.post("/api/create/", {"price": 5, "phone": "87011234567"}, **key)
    again = nobody.post("/api/create", {"phone": "87011234567", "price": 5}, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content == b'{"id":1}'
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert again["Content-Type"] == first["Content-Type"] == "application/json"
    assert len(DONE) == 1


def test_another_request_under_the_key_is_a_conflict(nobody):
    nobody.post("/api/create/", {"price": 5}, **{"Idempotency-Key": "a"})
    answer = nobody.post("/api/create/", {"price": 6}, **{"Idempotency-Key": "a"})

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert len(DONE) == 1


@pytest.mark.parametrize("kind", ["domain", "fields", "conflict", "missing"])
def test_a_request_that_failed_is_tried_again(nobody, kind):
    statuses = [nobody.post(f"/api/fail/{kind}", **{"Idempotency-Key": "a"}).status_code for _request in range(2)]

    assert len(set(statuses)) == 1
    assert [kind, kind] == DONE


def test_our_own_fault_leaves_no_lock_behind(nobody):
    for _request in range(2):
        with pytest.raises(RuntimeError):
            nobody.post("/api/fail/bug", **{"Idempotency-Key": "a"})

    assert DONE == ["bug", "bug"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("key", ["a" * 256, "a\tb", "a\x7fb"])
def test_a_key_that_cannot_be_kept_is_refused(nobody, key):
    answer = nobody.post("/api/create/", **{"Idempotency-Key": key})

    assert answer.status_code == 422
    (wrong,) = answer.json()["detail"]
    assert wrong["loc"] == ["header", "Idempotency-Key"]
    assert wrong["msg"] == "От 1 до 255 печатных знаков"
    assert DONE == []


def test_a_deeply_nested_body_under_a_key_is_no_failure(nobody):
    for depth in range(100, 1000, 50):
        body = b'{"price":' + b"[" * depth + b"]" * depth + b"}"
        answer = nobody.post("/api/create/", body, **{"Idempotency-Key": "a"})
        assert answer.status_code in (400, 422), depth


@pytest.mark.parametrize(("content", "status"), [(b"one", 201), (b"two", 409)])
def test_a_file_is_part_of_what_was_asked(nobody, content, status):
    nobody.headers["Idempotency-Key"] = "a"
    nobody.upload("/api/create/", file=SimpleUploadedFile("a.jpg", b"one"))
    answer = nobody.upload("/api/create/", file=SimpleUploadedFile("a.jpg", content))

    assert answer.status_code == status
    assert len(DONE) == 1


def test_limits_are_counted_and_told(nobody, settings):
    settings.RATE_LIMIT_FACTOR = 1
    answers = [nobody.post("/api/create/", **{"Idempotency-Key": key}) for key in "aabcdaa"]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 429, 201, 201]
    # A repetition costs nothing of what may be created; the headers tell of the tightest limit that applied.
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "998", "1", "0", "0", "994", "993"]
    assert [answer["X-RateLimit-Limit"] for answer in answers[:2]] == ["3", "1000"]
    refused = answers[4]
    assert refused.json()["code"] == "rate_limited"
    assert refused["Retry-After"] == str(refused.json()["retry_after"])
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= set(refused.headers)


def test_the_version_of_a_row_is_its_tag(nobody):
    assert nobody.get("/api/create/")["ETag"] == '"15-3"'


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("domain", 400, {"detail": "Так нельзя", "code": "so_not", "needed": 3}),
        ("missing", 404, {"detail": "Не найдено", "code": "not_found"}),
        ("unknown", 404, None),
        ("signed_out", 401, {"detail": "Требуется авторизация", "code": "not_authenticated"}),
        ("forbidden", 403, {"detail": "Недостаточно прав", "code": "forbidden"}),
        ("conflict", 409, None),
        ("stale", 412, None),
        (
            "fields",
            422,
            {
                "detail": [
                    {"loc": ["body", "items", 0, "quantity"], "msg": "Мало", "type": "value_error"},
                    {"loc": ["body", "total"], "msg": "Не сходится", "type": "value_error"},
                ]
            },
        ),
        ("query", 422, {"detail": [{"loc": ["query", "sort"], "msg": "Не то", "type": "value_error"}]}),
    ],
)
def test_an_error_has_the_documented_form(nobody, kind, status, body):
    answer = nobody.post(f"/api/fail/{kind}")

    assert answer.status_code == status
    assert answer.json() == body if body else set(answer.json()) == {"detail", "code"}
    assert ("WWW-Authenticate" in answer) == (status == 401)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"phone": "1"}, {"loc": ["body", "phone"], "msg": "Неверный формат телефона", "type": "value_error"}),
        (
            {"price": -1},
            {"loc": ["body", "price"], "msg": "Сумма должна быть положительной", "type": "value_error"},
        ),
        ({"price": "дорого"}, {"loc": ["body", "price"], "msg": "Сумма — целое число тенге", "type": "value_error"}),
        (
            {"items": [{"quantity": 1}, {"quantity": 1001}]},
            {
                "loc": ["body", "items", 1, "quantity"],
                "msg": "Количество должно быть от 1 до 1000",
                "type": "value_error",
            },
        ),
        (
            {"items": [{}]},
            {"loc": ["body", "items", 0, "quantity"], "msg": "Обязательное поле.", "type": "value_error.missing"},
        ),
    ],
)
def test_a_wrong_field_is_named(nobody, body, detail):
    answer = nobody.post("/api/create/", body)

    assert (answer.status_code, answer.json()) == (422, {"detail": [detail]})


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"price": NaN}'])
def test_a_body_that_is_no_json_is_400(nobody, body):
    answer = nobody.post("/api/create/", body)

    assert (answer.status_code, answer.json()["detail"]) == (400, "Тело запроса — не корректный JSON")


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"text"', b"true"])
def test_a_body_of_another_shape_is_422(nobody, body):
    answer = nobody.post("/api/create/", body)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body"]


def test_another_method_and_another_form_of_body_are_told_so(nobody):
    assert nobody.request("DELETE", "/api/create/").status_code == 405
    answer = nobody.client.post("/api/create/", b"a=1", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, set(answer.json())) == (400, {"detail", "code"})


def test_what_needs_a_module_is_closed_to_nobody(nobody, api):
    answer = nobody.get("/api/closed")
    assert (answer.status_code, answer.json()["detail"]) == (401, "Требуется авторизация")
    assert answer["WWW-Authenticate"] == "Bearer"

    assert api.get("/api/closed").json() == {"shop": "Роза"}


def test_what_nobody_was_told_about_is_closed_to_all(nobody, api):
    assert nobody.get("/api/forgotten").status_code == 401
    assert api.get("/api/forgotten").status_code == 403
