"""Tokens over the API: checked at every request, rotated, ended."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone

from accounts.models import RefreshToken, StaffMember, User
from accounts.services import delete_expired
from accounts.tokens import issue_tokens
from shops.models import Shop
from tests.factories import make_member, make_shop

REFUSED = {"detail": "Токен недействителен или истёк. Войдите заново", "code": "invalid_token"}


@pytest.fixture
def pair(owner):
    return issue_tokens(owner)


def me(nobody, token):
    return nobody.get("/api/auth/me", Authorization=f"Bearer {token}")


def refresh(nobody, token):
    return nobody.post("/api/auth/refresh", {"refresh_token": token})


def assert_refused(response):
    assert (response.status_code, response.json()) == (401, REFUSED)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def forge(token, key=None, **claims):
    payload = jwt.decode(token, options={"verify_signature": False}) | claims
    return jwt.encode(payload, key or django_settings.SECRET_KEY, "HS256")


def test_nobody_is_401_in_the_documented_form(nobody):
    response = nobody.get("/api/auth/me")
    assert (response.status_code, response.json()) == (
        401,
        {"detail": "Требуется авторизация", "code": "not_authenticated"},
    )
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ы", "a" * 5000, "null", "Bearer"])
def test_a_token_that_is_none_is_401(nobody, token):
    assert_refused(me(nobody, token))


def test_forged_tokens_are_401(nobody, pair, stranger):
    assert me(nobody, pair.access).status_code == 200
    assert_refused(me(nobody, forge(pair.access, key="somebody else's key, long enough for it")))
    assert_refused(me(nobody, pair.refresh))
    header, payload, _signature = pair.access.split(".")
    assert_refused(me(nobody, f"{header}.{payload}."))
    unsigned = jwt.encode(jwt.decode(pair.access, options={"verify_signature": False}), None, "none")
    assert_refused(me(nobody, unsigned))


def test_a_token_without_our_claims_is_401(nobody, pair):
    assert_refused(me(nobody, forge(pair.access, family="nonsense")))
    assert_refused(me(nobody, forge(pair.access, member_id=10**6)))


def test_a_token_lives_a_day(nobody, owner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = issue_tokens(owner).access
        clock.shift(timedelta(seconds=86399))
        assert me(nobody, token).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert_refused(me(nobody, token))


def test_a_session_cookie_opens_nothing_on_the_api(owner, client, django_assert_num_queries):
    client.force_login(owner.user)
    with django_assert_num_queries(0):
        response = client.get("/api/auth/me")
    assert response.status_code == 401


def test_a_request_reads_its_person_shop_and_account_in_one_query(nobody, pair, django_assert_num_queries):
    with django_assert_num_queries(2):  # the other is the list of shops that `me` shows
        assert me(nobody, pair.access).status_code == 200


def test_me_is_the_shops_record_with_the_person_beside_it(nobody, owner, pair):
    body = me(nobody, pair.access).json()
    assert body.pop("created_at").endswith("+05:00")
    assert body.pop("updated_at").endswith("+05:00")
    assert body == {
        "id": owner.shop_id,
        "name": "Роза",
        "city": "",
        "address": "",
        "phone": "",
        "whatsapp": "",
        "telegram": "",
        "instagram": "",
        "working_hours": {"weekdays": "09:00 - 20:00", "saturday": "10:00 - 18:00", "sunday": "10:00 - 16:00"},
        "timezone": "Asia/Almaty",
        "payment_methods": ["kaspi", "cash", "card"],
        "user": {"id": owner.pk, "name": "Гульнара", "phone": owner.phone, "position": "owner"},
        "permissions": [
            "orders",
            "products",
            "customers",
            "warehouse",
            "production",
            "tracking",
            "reports",
            "integrations",
            "staff",
            "settings",
        ],
        "shops": [{"id": owner.shop_id, "name": "Роза", "position": "owner"}],
    }


@pytest.mark.parametrize("loss", ["off", "archived", "account", "shop", "given away"])
def test_tokens_stop_at_once_with_the_membership(nobody, owner, pair, loss):
    member = StaffMember._base_manager.filter(pk=owner.pk)
    match loss:
        case "off":
            member.update(is_active=False)
        case "archived":
            member.update(archived_at=timezone.now())
        case "account":
            User.objects.update(is_active=False)
        case "shop":
            Shop.objects.update(is_active=False)
        case "given away":
            member.update(user=User.objects.create_user("+77059999999"))
    assert_refused(me(nobody, pair.access))
    assert_refused(refresh(nobody, pair.refresh))


def test_refresh_gives_a_new_pair(nobody, pair):
    response = refresh(nobody, pair.refresh)
    assert response.status_code == 200
    body = response.json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 86400)
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert body["refresh_token"] != pair.refresh
    assert me(nobody, body["access_token"]).status_code == 200
    assert refresh(nobody, body["refresh_token"]).status_code == 200


def test_a_used_refresh_token_ends_its_whole_family(nobody, owner, pair):
    other = issue_tokens(owner)
    new = refresh(nobody, pair.refresh).json()
    assert_refused(refresh(nobody, pair.refresh))
    assert_refused(refresh(nobody, new["refresh_token"]))
    assert_refused(me(nobody, new["access_token"]))
    assert_refused(me(nobody, pair.access))
    assert me(nobody, other.access).status_code == 200
    assert refresh(nobody, other.refresh).status_code == 200


def test_refresh_refuses_what_is_no_refresh_token_of_ours(nobody, pair):
    assert_refused(refresh(nobody, pair.access))
    assert_refused(refresh(nobody, "nonsense"))
    assert_refused(refresh(nobody, forge(pair.refresh, key="somebody else's key, long enough for it")))
    assert_refused(refresh(nobody, forge(pair.refresh, jti="0" * 32)))
    assert refresh(nobody, pair.refresh).status_code == 200


def test_a_refresh_token_expires(nobody, owner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = issue_tokens(owner).refresh
        clock.shift(timedelta(days=60))
        assert_refused(refresh(nobody, token))


@pytest.mark.parametrize("body", [{}, {"refresh_token": None}, {"refresh_token": ""}, {"refresh_token": ["x"]}, []])
def test_a_refresh_without_a_token_names_it(nobody, body):
    assert nobody.post("/api/auth/refresh", body).status_code == 422


def test_refresh_tokens_are_kept_as_hashes(pair):
    jti = jwt.decode(pair.refresh, options={"verify_signature": False})["jti"]
    kept = RefreshToken.objects.get()
    assert jti not in (kept.jti_hash, kept.family.hex)
    assert len(kept.jti_hash) == 64


def test_logout_ends_the_family(nobody, owner, pair):
    other = issue_tokens(owner)
    response = nobody.post("/api/auth/logout", Authorization=f"Bearer {pair.access}")
    assert (response.status_code, response.content) == (204, b"")
    assert_refused(me(nobody, pair.access))
    assert_refused(refresh(nobody, pair.refresh))
    assert me(nobody, other.access).status_code == 200
    assert nobody.post("/api/auth/logout").status_code == 401


def test_switching_shops_answers_like_a_sign_in(nobody, owner, pair):
    second = make_member(make_shop(name="Тюльпан"), "courier", phone=owner.phone)
    bearer = {"Authorization": f"Bearer {pair.access}"}
    body = nobody.post("/api/auth/switch-shop", {"shop_id": second.shop_id}, **bearer).json()
    access, refresh_token = body.pop("access_token"), body.pop("refresh_token")
    assert body == {
        "token_type": "bearer",
        "expires_in": 86400,
        "is_new_user": False,
        "shop_id": second.shop_id,
        "shop_name": "Тюльпан",
        "position": "courier",
        "permissions": ["orders", "tracking", "reports", "staff"],
        "shops": [
            {"id": owner.shop_id, "name": "Роза", "position": "owner"},
            {"id": second.shop_id, "name": "Тюльпан", "position": "courier"},
        ],
    }
    assert me(nobody, access).json()["id"] == second.shop_id
    assert refresh(nobody, refresh_token).status_code == 200
    assert me(nobody, pair.access).json()["id"] == owner.shop_id


def test_switching_to_a_foreign_shop_is_403(api, stranger):
    for shop_id in (stranger.shop_id, 10**9):
        response = api.post("/api/auth/switch-shop", {"shop_id": shop_id})
        assert response.status_code == 403
        assert response.json() == {"detail": "У вас нет доступа к этому магазину", "code": "no_membership"}
    assert api.post("/api/auth/switch-shop", {}).status_code == 422


def test_expired_credentials_are_deleted(owner, nobody, sent):
    nobody.post("/api/auth/request-otp", {"phone": owner.phone})
    old = issue_tokens(owner)
    delete_expired(now=timezone.now() + timedelta(minutes=6))
    assert refresh(nobody, old.refresh).status_code == 200
    delete_expired(now=timezone.now() + timedelta(days=61))
    assert RefreshToken.objects.count() == 0
