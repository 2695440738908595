"""One-time codes over the API: how they are sent, kept, spent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import OneTimeCode, StaffMember, User
from shops.models import Shop
from tests.factories import make_member, make_shop, reload

from .conftest import NEW_PHONE, wrong

REFUSED = {"detail": "Неверный или истекший OTP код", "code": "wrong_code"}


@pytest.fixture
def colleague(db):
    return make_member(make_shop(), "florist", phone=NEW_PHONE, name="Айгуль")


def request(nobody, phone=NEW_PHONE):
    response = nobody.post("/api/auth/request-otp", {"phone": phone})
    assert response.status_code == 201
    return response


def verify(nobody, code, phone=NEW_PHONE, **more):
    return nobody.post("/api/auth/verify-otp", {"phone": phone, "otp_code": code, **more})


def test_request_answers_in_the_documented_shape_without_the_code(nobody, capsys):
    response = request(nobody, "8 (705) 123-45-67")
    assert response.json() == {
        "message": "OTP отправлен на консоль сервера",
        "delivery_method": "console",
        "expires_in": 300,
    }
    line = capsys.readouterr().out
    assert re.fullmatch(r"\+77051234567 \d{6}\n", line)


def test_a_phone_without_a_chat_gets_the_bots_link(nobody, settings, capsys, caplog):
    settings.CVETY_CODE_SENDER = "integrations.unlinked.send_code"
    body = request(nobody).json()
    assert body == {
        "message": "Чтобы получать коды, привяжите телефон к боту в Telegram",
        "delivery_method": "need_registration",
        "expires_in": 300,
        "bot_link": "https://t.me/cvety_kz_bot",
        "instructions": [
            "Откройте бота по ссылке и нажмите «Начать»",
            "Отправьте боту свой номер кнопкой «Поделиться контактом»",
            "Вернитесь сюда и запросите код ещё раз",
        ],
    }
    written = "".join(capsys.readouterr()) + caplog.text
    assert not re.search(r"\b\d{6}\b", written)
    assert NEW_PHONE not in written


def test_a_code_is_kept_as_a_keyed_hash(nobody, sent, settings):
    request(nobody)
    kept = OneTimeCode.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", kept.code_hash)
    assert sent.last not in kept.code_hash
    settings.SECRET_KEY = "another key, and nothing stored can be guessed with it" * 2
    assert verify(nobody, sent.last).status_code == 400


def test_a_code_signs_in_to_the_documented_answer(nobody, sent, colleague):
    request(nobody)
    response = verify(nobody, sent.last)
    assert response.status_code == 200
    body = response.json()
    assert body.pop("access_token").count(".") == 2
    assert body.pop("refresh_token").count(".") == 2
    assert body == {
        "token_type": "bearer",
        "expires_in": 86400,
        "is_new_user": False,
        "shop_id": colleague.shop_id,
        "shop_name": "Роза",
        "position": "florist",
        "permissions": ["orders", "products", "warehouse", "production", "tracking", "reports", "staff"],
        "shops": [{"id": colleague.shop_id, "name": "Роза", "position": "florist"}],
    }


def test_a_code_works_once(nobody, sent, colleague):
    request(nobody)
    assert verify(nobody, sent.last).status_code == 200
    response = verify(nobody, sent.last)
    assert (response.status_code, response.json()) == (400, REFUSED)


def test_a_code_is_for_its_own_phone(nobody, sent, colleague):
    request(nobody)
    assert verify(nobody, sent.last, phone="+77059999999").status_code == 400
    assert verify(nobody, sent.last).status_code == 200


def test_a_code_lives_five_minutes(nobody, sent, colleague):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        request(nobody)
        clock.shift(timedelta(seconds=300))
        assert (verify(nobody, sent.last).status_code, verify(nobody, sent.last).json()) == (400, REFUSED)
        request(nobody)
        clock.shift(timedelta(seconds=299))
        assert verify(nobody, sent.last).status_code == 200


def test_a_new_code_replaces_the_old_one(nobody, sent, colleague):
    request(nobody)
    old = sent.last
    while sent.last == old:
        request(nobody)
    assert verify(nobody, old).status_code == 400
    assert verify(nobody, sent.last).status_code == 200


def test_a_used_new_code_does_not_bring_the_old_one_back(nobody, sent, colleague):
    request(nobody)
    old = sent.last
    request(nobody)
    assert verify(nobody, sent.last).status_code == 200
    assert verify(nobody, old).status_code == 400


def test_five_wrong_tries_kill_a_code(nobody, sent, colleague):
    request(nobody)
    for _try in range(5):
        response = verify(nobody, wrong(sent.last))
        assert (response.status_code, response.json()) == (400, REFUSED)
    assert OneTimeCode.objects.get().tries_left == 0
    assert verify(nobody, sent.last).status_code == 400


def test_four_wrong_tries_leave_one(nobody, sent, colleague):
    request(nobody)
    for _try in range(4):
        verify(nobody, wrong(sent.last))
    assert verify(nobody, sent.last).status_code == 200


def test_a_code_is_spent_even_where_there_is_no_way_in(nobody, sent, colleague):
    request(nobody)
    assert verify(nobody, sent.last, shop_id=colleague.shop_id + 1000).status_code == 403
    assert verify(nobody, sent.last).status_code == 400


def test_a_phone_that_nobody_has_opens_a_shop(nobody, sent):
    request(nobody)
    body = verify(nobody, sent.last).json()
    assert (body["is_new_user"], body["shop_name"], body["position"]) == (True, "Цветочный магазин 4567", "owner")
    shop = Shop.objects.get()
    assert (shop.pk, shop.name, shop.phone) == (body["shop_id"], "Цветочный магазин 4567", NEW_PHONE)
    assert not User.objects.get().has_usable_password()


def test_the_second_sign_in_opens_no_second_shop(nobody, sent):
    for is_new in (True, False):
        request(nobody)
        assert verify(nobody, sent.last).json()["is_new_user"] is is_new
    assert Shop.objects.count() == 1


@pytest.mark.parametrize("loss", ["off", "archived", "account", "shop", "never"])
def test_a_known_phone_without_a_membership_is_refused_and_gets_no_shop(nobody, sent, colleague, loss):
    member = StaffMember._base_manager.filter(pk=colleague.pk)
    match loss:
        case "off":
            member.update(is_active=False)
        case "archived":
            member.update(archived_at=timezone.now())
        case "account":
            User.objects.update(is_active=False)
        case "shop":
            Shop.objects.update(is_active=False)
        case "never":
            member.delete()
    request(nobody)
    response = verify(nobody, sent.last)
    assert response.status_code == 403
    assert response.json() == {"detail": "У вас нет доступа к этому магазину", "code": "no_membership"}
    assert Shop.objects.count() == 1


def test_one_phone_in_two_shops_enters_the_one_named_else_the_last(nobody, sent, colleague):
    second = make_member(make_shop(name="Тюльпан"), "senior", phone=NEW_PHONE)

    def entered(**more):
        request(nobody)
        return verify(nobody, sent.last, **more).json()

    assert entered()["shop_id"] == colleague.shop_id
    body = entered(shop_id=second.shop_id)
    assert (body["shop_id"], body["shop_name"], body["position"]) == (second.shop_id, "Тюльпан", "senior")
    assert body["shops"] == [
        {"id": colleague.shop_id, "name": "Роза", "position": "florist"},
        {"id": second.shop_id, "name": "Тюльпан", "position": "senior"},
    ]
    assert entered(shop_id=None)["shop_id"] == second.shop_id
    assert reload(colleague.user).last_shop_id == second.shop_id


def test_a_shop_one_has_no_part_in_is_403(nobody, sent, colleague, stranger):
    request(nobody)
    response = verify(nobody, sent.last, shop_id=stranger.shop_id)
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/api/auth/request-otp", "/api/auth/verify-otp"])
@pytest.mark.parametrize("phone", ["", "123", "+7 701 123", "abc", None, 7, "+1 202 555 0100", {"a": 1}])
def test_a_wrong_phone_is_named(nobody, path, phone):
    response = nobody.post(path, {"phone": phone, "otp_code": "123456"})
    assert response.status_code == 422
    assert [item["loc"] for item in response.json()["detail"]] == [["body", "phone"]]


def test_a_missing_phone_is_named(nobody):
    response = nobody.post("/api/auth/request-otp", {})
    assert response.status_code == 422
    assert response.json()["detail"][0]["type"] == "value_error.missing"


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", "", None, [1]])
def test_a_code_is_six_digits(nobody, code):
    response = nobody.post("/api/auth/verify-otp", {"phone": NEW_PHONE, "otp_code": code})
    assert response.status_code == 422
    assert [item["loc"] for item in response.json()["detail"]] == [["body", "otp_code"]]


@pytest.mark.parametrize("shop_id", ["x", 0, -1, 10**30, True])
def test_a_wrong_shop_id_is_named(nobody, shop_id):
    response = verify(nobody, "123456", shop_id=shop_id)
    assert response.status_code == 422
    assert [item["loc"] for item in response.json()["detail"]] == [["body", "shop_id"]]


def test_a_stale_token_in_the_header_is_no_obstacle_at_the_door(nobody, sent, colleague):
    nobody.post("/api/auth/request-otp", {"phone": NEW_PHONE}, Authorization="Bearer stale")
    body = {"phone": NEW_PHONE, "otp_code": sent.last}
    assert nobody.post("/api/auth/verify-otp", body, Authorization="Bearer stale").status_code == 200


def test_an_idempotency_key_does_not_replay_a_sign_in(nobody, sent, colleague):
    request(nobody)
    body = {"phone": NEW_PHONE, "otp_code": sent.last}
    statuses = [
        nobody.post("/api/auth/verify-otp", body, **{"Idempotency-Key": "same"}).status_code for _time in range(2)
    ]
    assert statuses == [200, 400]
