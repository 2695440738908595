"""«Аутентификация»: a code, a token, a fresh token."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from .promises import documented_answer, documented_request, proves
from .shapes import assert_promised

REQUEST, VERIFY, REFRESH = "POST /api/auth/request-otp", "POST /api/auth/verify-otp", "POST /api/auth/refresh"


@pytest.fixture
def signed_in(nobody):
    return nobody.post("/api/auth/verify-otp", documented_request(VERIFY)).json()


@proves("POST /api/auth/request-otp", "201")
def test_a_code_is_sent(nobody):
    answer = nobody.post("/api/auth/request-otp", documented_request(REQUEST))

    assert answer.status_code == 201
    # Here the code goes to the console, and the answer says so instead of naming Telegram.
    assert_promised(documented_answer(REQUEST, 201), answer.json(), free={"message", "delivery_method"})
    assert answer.json()["expires_in"] == 300


@proves("POST /api/auth/request-otp", "429")
def test_the_fourth_code_in_a_minute(nobody, settings):
    settings.RATE_LIMIT_FACTOR = 1
    with time_machine.travel(datetime(2024, 12, 26, 12, tzinfo=UTC), tick=False):
        answers = [nobody.post("/api/auth/request-otp", documented_request(REQUEST)) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].json().items() >= documented_answer(REQUEST, 429).items()
    assert answers[-1].headers["Retry-After"] == "60"


@proves("POST /api/auth/verify-otp", "200")
def test_a_code_becomes_a_token(nobody):
    answer = nobody.post("/api/auth/verify-otp", documented_request(VERIFY))

    assert answer.status_code == 200
    assert_promised(documented_answer(VERIFY, 200), answer.json())
    assert answer.json()["expires_in"] == 86400


@proves("POST /api/auth/verify-otp", "400")
@pytest.mark.parametrize("code", ["123456", "000000"])
def test_a_wrong_code(nobody, db, code):
    answer = nobody.post("/api/auth/verify-otp", {"phone": "+77017654321", "otp_code": code})

    assert answer.status_code == 400
    assert answer.json().items() >= documented_answer(VERIFY, 400).items()


@proves("POST /api/auth/verify-otp", "the token opens the API")
def test_the_token_opens_the_api(nobody, signed_in):
    bearer = f"Bearer {signed_in['access_token']}"

    assert nobody.get("/api/orders/", Authorization=bearer).status_code == 200
    assert nobody.get("/api/auth/me", Authorization=bearer).json()["id"] == signed_in["shop_id"]


@proves("POST /api/auth/refresh", "200")
def test_a_fresh_token(nobody, signed_in):
    answer = nobody.post("/api/auth/refresh", {"refresh_token": signed_in["refresh_token"]})

    assert answer.status_code == 200
    assert_promised(documented_answer(REFRESH, 200), answer.json())
    assert answer.json()["expires_in"] == 86400
    assert nobody.get("/api/orders/", Authorization=f"Bearer {answer.json()['access_token']}").status_code == 200


@proves("Test environment", "any six digits")
@pytest.mark.parametrize("code", ["123456", "000000", "987654"])
def test_the_test_phone_signs_in_with_any_six_digits(nobody, db, code):
    answer = nobody.post("/api/auth/verify-otp", {"phone": "+77011234567", "otp_code": code})

    assert answer.status_code == 200
    assert answer.json()["shop_name"] == "Цветочный магазин 4567"


@proves("Token", "lives 24 hours")
def test_a_token_lives_for_24_hours(nobody, db):
    with time_machine.travel(datetime(2024, 12, 26, 12, tzinfo=UTC), tick=False) as clock:
        signed_in = nobody.post("/api/auth/verify-otp", documented_request(VERIFY)).json()
        statuses = []
        for hours in (23, 2):
            clock.shift(hours * 3600)
            answer = nobody.get("/api/orders/", Authorization=f"Bearer {signed_in['access_token']}")
            statuses.append(answer.status_code)
        refreshed = nobody.post("/api/auth/refresh", {"refresh_token": signed_in["refresh_token"]})

    assert statuses == [200, 401]
    assert refreshed.status_code == 200
