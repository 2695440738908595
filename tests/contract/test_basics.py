"""«Форматы данных», «Обработка ошибок», «Rate Limiting», images."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cvety.health import CHECKS
from orders.models import Order
from tests.factories import make_member
from tests.factories.orders import make_order, make_upload

from .promises import documented_request, proves
from .shapes import FORMATS, kind

CREATE = "POST /api/orders/"
NOON = datetime(2024, 12, 26, 12, tzinfo=UTC)


@pytest.fixture
def created(api):
    """An order as the documentation places it, read again."""
    answer = api.post("/api/orders/", documented_request(CREATE))
    return api.get(f"/api/orders/{answer.json()['id']}").json()


@proves("Formats of data", "date and time", "phone", "money", "tracking token")
def test_formats(created):
    instants = ("created_at", "updated_at")
    phones = ("customer_phone", "recipient_phone")
    sums = ("flower_sum", "delivery_fee", "discount", "total")

    assert {kind(created[name]) for name in instants} == {"instant"}
    assert {kind(edge) for edge in created["delivery_window"].values()} == {"instant"}
    assert {kind(created[name]) for name in phones} == {"phone"}
    assert {kind(created[name]) for name in sums} == {"integer"}
    assert FORMATS["tracking token"].fullmatch(created["tracking_token"])


@proves("Codes", "204")
def test_no_content(api, created):
    answer = api.delete(f"/api/orders/{created['id']}")

    assert (answer.status_code, answer.content) == (204, b"")


@proves("Codes", "401")
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer YOUR_TOKEN_HERE"}, {"Authorization": "Basic eDp5"}])
def test_not_signed_in(nobody, db, headers):
    answer = nobody.get("/api/orders/", **headers)

    assert answer.status_code == 401
    assert isinstance(answer.json()["detail"], str)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@proves("Codes", "403")
def test_not_allowed(shop, sign_in):
    answer = sign_in(make_member(shop, "courier")).get("/api/customers/")

    assert answer.status_code == 403
    assert isinstance(answer.json()["detail"], str)


@proves("Codes", "404")
@proves("Formats", "plain")
def test_not_found(api):
    answer = api.get("/api/orders/999999999")

    assert answer.status_code == 404
    assert answer.json().items() >= {"detail": "Заказ не найден"}.items()


@proves("Codes", "422")
@proves("Formats", "validation")
def test_wrong_fields(api):
    answer = api.post("/api/customers/", {"phone": "нет"})
    sums = api.post("/api/orders/", documented_request(CREATE) | {"total": -1})

    assert (answer.status_code, sums.status_code) == (422, 422)
    assert answer.json() == {
        "detail": [{"loc": ["body", "phone"], "msg": "Неверный формат телефона", "type": "value_error"}]
    }
    assert sums.json() == {
        "detail": [{"loc": ["body", "total"], "msg": "Сумма должна быть положительной", "type": "value_error"}]
    }


@proves("Codes", "500")
def test_a_fault_of_ours(api, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("Секрет")

    monkeypatch.setattr("orders.api.v1.views.rows_of_orders", broken)
    api.client.raise_request_exception = False

    answer = api.get("/api/orders/")

    assert answer.status_code == 500
    assert isinstance(answer.json()["detail"], str)
    assert "Секрет" not in answer.content.decode()


@pytest.fixture
def limits_on(settings):
    settings.RATE_LIMIT_FACTOR = 1
    with time_machine.travel(NOON, tick=False):
        yield


@proves("Codes", "429")
@proves("Formats", "limit")
@proves("Limits", "/auth/request-otp", "/auth/verify-otp")
@pytest.mark.parametrize(("path", "allowed", "status"), [("request-otp", 3, 201), ("verify-otp", 5, 400)])
def test_limits_of_sign_in(nobody, db, limits_on, path, allowed, status):
    body = {"phone": "+77017654321", "otp_code": "123456"}

    answers = [nobody.post(f"/api/auth/{path}", body) for _ in range(allowed + 1)]

    assert [answer.status_code for answer in answers] == [status] * allowed + [429]
    refused = answers[-1]
    assert isinstance(refused.json()["detail"], str)
    assert refused.json()["retry_after"] == 60 == int(refused.headers["Retry-After"])
    assert refused.headers["X-RateLimit-Limit"] == str(allowed)
    in_english = nobody.post(f"/api/auth/{path}", body, **{"Accept-Language": "en"}).json()
    assert in_english["detail"].startswith("Rate limit exceeded")
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        assert nobody.post(f"/api/auth/{path}", body).status_code == status


@proves("Limits", "in general", "X-RateLimit headers")
def test_the_general_limit(limits_on, api):
    first = api.get("/api/production/tasks/")
    for _ in range(999):
        last = api.get("/api/auth/me")
    beyond = api.get("/api/auth/me")

    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    in_an_hour = str(int(NOON.timestamp()) + 3600)
    assert [first.headers[name] for name in names] == ["1000", "999", in_an_hour]
    assert [last.headers[name] for name in names] == ["1000", "0", in_an_hour]
    assert (last.status_code, beyond.status_code, beyond.json()["retry_after"]) == (200, 429, 3600)


@proves("Limits", "creation of orders")
def test_the_limit_of_new_orders(limits_on, api):
    answers = [api.post("/api/orders/", documented_request(CREATE)) for _ in range(101)]

    assert [answer.status_code for answer in answers] == [201] * 100 + [429]
    assert answers[0].headers["X-RateLimit-Limit"] == answers[-1].headers["X-RateLimit-Limit"] == "100"
    assert answers[-1].json()["retry_after"] == 3600
    assert Order._base_manager.count() == 100


@proves("Limits", "upload of files")
def test_the_limit_of_files(limits_on, api, shop):
    path = f"/api/orders/{make_order(shop).pk}/photos"

    answers = [api.upload(path, file=make_upload()) for _ in range(51)]

    assert [answer.status_code for answer in answers] == [201] * 50 + [429]
    assert answers[-1].headers["X-RateLimit-Limit"] == "50"


@proves("Images", "JPEG", "PNG", "WebP", "GIF")
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "GIF"])
def test_every_format_of_image(api, shop, name):
    buffer = BytesIO()
    Image.new("RGB", (1200, 1200), "red").save(buffer, name)

    answer = api.upload(f"/api/orders/{make_order(shop).pk}/photos", file=SimpleUploadedFile("a", buffer.getvalue()))

    assert answer.status_code == 201
    assert {kind(answer.json()[address]) for address in ("url", "thumbnail")} == {"absolute address"}


@proves("Images", "10 MB")
def test_ten_megabytes_and_no_more(api, shop):
    path = f"/api/orders/{make_order(shop).pk}/photos"
    content = make_upload().read()
    padded = [content.ljust(10 * 1024**2 + more, b"\0") for more in (0, 1)]

    statuses = [api.upload(path, file=SimpleUploadedFile("photo.jpg", each)).status_code for each in padded]

    assert statuses == [201, 422]


@proves("Codes", "503")
def test_not_ready(nobody, db, monkeypatch):
    def down():
        raise ConnectionError

    monkeypatch.setitem(CHECKS, "database", down)

    assert nobody.get("/readyz").status_code == 503
