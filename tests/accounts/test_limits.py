"""Limits of sign-in: per phone and per address, with their headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.tokens import issue_tokens
from tests.factories import make_member, make_shop

from .conftest import NEW_PHONE

NOON = datetime(2026, 3, 8, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _limits_on(settings, sent):
    settings.RATE_LIMIT_FACTOR = 1
    with time_machine.travel(NOON, tick=False):
        yield


def request(nobody, phone=NEW_PHONE, address="10.0.0.1"):
    return nobody.client.post(
        "/api/auth/request-otp", {"phone": phone}, content_type="application/json", REMOTE_ADDR=address
    )


def verify(nobody, phone=NEW_PHONE, address="10.0.0.1", code="123456"):
    return nobody.client.post(
        "/api/auth/verify-otp",
        {"phone": phone, "otp_code": code},
        content_type="application/json",
        REMOTE_ADDR=address,
    )


def test_three_codes_a_minute_for_a_phone(nobody):
    remaining = [request(nobody, address=f"10.0.0.{n}").headers["X-RateLimit-Remaining"] for n in range(3)]
    assert remaining == ["2", "1", "0"]
    response = request(nobody, address="10.0.0.9")
    assert response.status_code == 429
    assert response.json() == {
        "detail": "Превышен лимит запросов. Попробуйте через 60 секунд",
        "code": "rate_limited",
        "retry_after": 60,
    }
    assert response.headers["Retry-After"] == "60"
    assert response.headers["X-RateLimit-Limit"] == "3"
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert response.headers["X-RateLimit-Reset"] == str(int(NOON.timestamp()) + 60)


def test_three_codes_a_minute_for_an_address(nobody):
    statuses = [request(nobody, phone=f"+7705123456{n}").status_code for n in range(4)]
    assert statuses == [201, 201, 201, 429]
    assert request(nobody, phone="+77051234569", address="10.0.0.2").status_code == 201


def test_the_window_ends(nobody, sent):
    for _time in range(4):
        response = request(nobody)
    assert response.status_code == 429
    assert len(sent) == 3
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        assert request(nobody).status_code == 201


def test_five_tries_a_minute_for_a_phone_and_for_an_address(nobody):
    by_phone = [verify(nobody, address=f"10.0.1.{n}").status_code for n in range(6)]
    assert by_phone == [400] * 5 + [429]
    by_address = [verify(nobody, phone=f"+7705123457{n}", address="10.0.2.1").status_code for n in range(6)]
    assert by_address == [400] * 5 + [429]


def test_beyond_the_limit_the_right_code_does_not_help(nobody, sent):
    make_member(make_shop(), "florist", phone=NEW_PHONE)
    request(nobody)
    for _try in range(5):
        verify(nobody, phone="+77051234500")
    assert verify(nobody, code=sent.last).status_code == 429


def test_a_successful_answer_shows_the_tightest_limit(nobody, sent):
    make_member(make_shop(), "florist", phone=NEW_PHONE)
    assert request(nobody).headers["X-RateLimit-Limit"] == "3"
    response = verify(nobody, code=sent.last)
    assert response.status_code == 200
    assert (response.headers["X-RateLimit-Limit"], response.headers["X-RateLimit-Remaining"]) == ("5", "4")


def test_a_refreshed_token_keeps_its_counters(nobody, owner):
    pair = issue_tokens(owner)

    def remaining(token):
        response = nobody.get("/api/auth/me", Authorization=f"Bearer {token}")
        return (response.headers["X-RateLimit-Limit"], response.headers["X-RateLimit-Remaining"])

    assert remaining(pair.access) == ("1000", "999")
    new = nobody.post("/api/auth/refresh", {"refresh_token": pair.refresh}).json()["access_token"]
    assert remaining(new) == ("1000", "998")


def test_pages_and_api_share_their_counters(nobody, client):
    for _time in range(2):
        request(nobody, address="127.0.0.1")
    assert client.post("/login/", {"step": "code", "phone": NEW_PHONE}).status_code == 200
    response = client.post("/login/", {"step": "code", "phone": NEW_PHONE})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert "Превышен лимит запросов. Попробуйте через 60 секунд" in response.text
    assert request(nobody, address="127.0.0.1").status_code == 429


def test_passwords_are_guessed_slowly(client, owner):
    owner.user.set_password("тюльпаны и розы")
    owner.user.save()
    body = {"step": "password", "phone": owner.phone, "password": "wrong"}
    assert [client.post("/login/", body).status_code for _try in range(6)] == [200] * 5 + [429]
    assert client.post("/login/", body | {"password": "тюльпаны и розы"}).status_code == 429
