"""Colleagues over API v2: reading, adding, changing, removing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import StaffMember, User
from accounts.tokens import issue_tokens
from cvety.core import clock
from tests.factories import make_member, reload

COLLEAGUES = "/api/v2/colleagues"
JOHN = {"name": "John Doe", "phone": "+7 (777) 123-45-67", "position": "florist", "isActive": True}


def shown(member, **changes):
    member = reload(member)
    return {
        "id": member.pk,
        "name": member.name,
        "position": member.position,
        "phone": member.phone,
        "isActive": member.is_active,
        "joinedDate": clock.isoformat(member.joined_at, member.shop.zone),
        "avatar": None,
    } | changes


def assert_wrong(response, *fields):
    assert response.status_code == 400
    body = response.json()
    assert (body["success"], body["code"], sorted(body["errors"])) == (False, "invalid", sorted(fields))
    assert isinstance(body["error"], str)


def test_a_list_by_name_in_the_envelope(api, shop, owner, stranger):
    florist = make_member(shop, "florist", name="Айгуль")
    make_member(shop, "florist", name="Бывший", archived_at=timezone.now())
    response = api.get(COLLEAGUES)
    assert response.status_code == 200
    assert response.json() == {
        "success": True,
        "data": [shown(florist), shown(owner)],
        "pagination": {"total": 2, "limit": 200, "offset": 0, "hasMore": False},
    }


def test_a_list_is_narrowed_and_cut(api, shop, owner):
    make_member(shop, "florist", name="А", is_active=False)
    make_member(shop, "florist", name="Б")
    make_member(shop, "courier", name="В")

    def names(**query):
        return [row["name"] for row in api.get(COLLEAGUES, query).json()["data"]]

    assert names() == ["А", "Б", "В", "Гульнара"]
    assert names(isActive="true") == ["Б", "В", "Гульнара"]
    assert names(isActive="false") == ["А"]
    assert names(position="florist") == ["А", "Б"]
    assert names(position="florist", isActive="1") == ["Б"]
    assert names(limit=1, offset=1) == ["Б"]
    assert names(offset=4) == []
    assert api.get(COLLEAGUES, {"limit": 1, "offset": 1}).json()["pagination"] == {
        "total": 4,
        "limit": 1,
        "offset": 1,
        "hasMore": True,
    }
    assert api.get(COLLEAGUES, {"limit": 500}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "501"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "x"),
        ("offset", "-1"),
        ("offset", "9" * 30),
        ("isActive", "maybe"),
        ("position", "director"),
    ],
)
def test_a_wrong_parameter_is_400(api, name, value):
    assert_wrong(api.get(COLLEAGUES, {name: value}), name)


def test_a_list_costs_the_same_for_one_and_for_three(api, shop, django_assert_num_queries):
    with django_assert_num_queries(3):
        api.get(COLLEAGUES)
    for _colleague in range(2):
        make_member(shop, "florist")
    with django_assert_num_queries(3):
        api.get(COLLEAGUES)


def test_one_colleague(api, owner, stranger):
    assert api.get(f"{COLLEAGUES}/{owner.pk}").json() == {"success": True, "data": shown(owner)}
    assert api.get(f"{COLLEAGUES}/{owner.pk}/").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("whose", ["a stranger's", "archived", "unknown", "huge"])
def test_what_is_not_of_this_shop_is_not_found(api, shop, stranger, method, whose):
    pk = {
        "a stranger's": lambda: stranger.pk,
        "archived": lambda: make_member(shop, "florist", archived_at=timezone.now()).pk,
        "unknown": lambda: 10**9,
        "huge": lambda: 10**30,
    }[whose]()
    path = f"{COLLEAGUES}/{pk}" + ("/toggle" if method == "PATCH" else "")
    response = api.request(method, path, {"name": "Новое имя"} if method == "PUT" else None)
    assert response.status_code == 404
    assert response.json() == {"success": False, "error": "Не найдено", "code": "not_found"}


def test_a_new_colleague_signs_in_to_this_shop(api, shop, nobody, sent):
    response = api.post(COLLEAGUES, JOHN)
    assert response.status_code == 201
    member = StaffMember._base_manager.get(phone="+77771234567")
    assert response.json() == {"success": True, "data": shown(member, name="John Doe", isActive=True)}
    assert (member.shop_id, member.position, member.user.name) == (shop.pk, "florist", "John Doe")

    nobody.post("/api/auth/request-otp", {"phone": "87771234567"})
    body = nobody.post("/api/auth/verify-otp", {"phone": "87771234567", "otp_code": sent.last}).json()
    assert (body["shop_id"], body["position"], body["is_new_user"]) == (shop.pk, "florist", False)


def test_a_phone_that_has_an_account_gets_a_membership_here_too(api, shop, stranger):
    response = api.post(COLLEAGUES, JOHN | {"phone": stranger.phone})
    assert response.status_code == 201
    member = StaffMember._base_manager.get(pk=response.json()["data"]["id"])
    assert (member.user_id, member.shop_id) == (stranger.user_id, shop.pk)
    assert reload(stranger.user).name == ""
    assert User.objects.count() == 2


@pytest.mark.parametrize("is_active", [True, False])
def test_a_phone_of_the_team_is_not_added_twice(api, shop, is_active):
    make_member(shop, "courier", phone="+77771234567", is_active=is_active)
    response = api.post(COLLEAGUES, JOHN)
    assert response.status_code == 400
    assert response.json() == {
        "success": False,
        "error": "Сотрудник с этим телефоном уже есть в команде",
        "code": "already_colleague",
    }
    assert StaffMember._base_manager.count() == 2


def test_a_former_colleague_comes_back_as_the_same_person(api, shop):
    former = make_member(shop, "courier", phone="+77771234567", archived_at=timezone.now())
    response = api.post(COLLEAGUES, JOHN)
    assert (response.status_code, response.json()["data"]["id"]) == (201, former.pk)
    assert (reload(former).position, reload(former).name) == ("florist", "John Doe")
    assert reload(former).archived_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Я"}, "name"),
        ({"name": "Я" * 256}, "name"),
        ({"name": None}, "name"),
        ({"phone": "123"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"position": "director"}, "position"),
        ({"position": None}, "position"),
        ({"isActive": "perhaps"}, "isActive"),
    ],
)
def test_a_wrong_field_is_400_and_named(api, owner, change, field):
    assert_wrong(api.post(COLLEAGUES, JOHN | change), field)
    assert_wrong(api.put(f"{COLLEAGUES}/{owner.pk}", change), field)
    assert StaffMember._base_manager.count() == 1


def test_missing_fields_are_named_together(api):
    assert_wrong(api.post(COLLEAGUES, {}), "name", "phone", "position")


def test_a_body_that_is_no_json_is_400(api):
    response = api.request("POST", COLLEAGUES, b"{")
    assert response.status_code == 400
    assert response.json() == {
        "success": False,
        "error": "Тело запроса — не корректный JSON",
        "code": "parse_error",
    }


def test_put_writes_what_was_sent_and_keeps_the_rest(api, shop):
    member = make_member(shop, "florist", name="Айгуль")
    response = api.put(f"{COLLEAGUES}/{member.pk}", {"position": "senior"})
    assert response.json() == {"success": True, "data": shown(member, position="senior", name="Айгуль")}
    api.put(f"{COLLEAGUES}/{member.pk}", {"name": "Айгуль С.", "isActive": False, "id": 1, "joinedDate": "x"})
    after = reload(member)
    assert (after.name, after.position, after.is_active, after.pk) == ("Айгуль С.", "senior", False, member.pk)
    assert after.version == 3


def test_another_phone_is_another_account_and_takes_nothing_from_the_first(api, shop, nobody, stranger):
    """Whoever writes a victim's phone into the team, and then their own, must not get the victim's account."""
    member = make_member(shop, "florist", phone=stranger.phone)
    token = issue_tokens(member).access
    response = api.put(f"{COLLEAGUES}/{member.pk}", {"phone": "8 705 000 11 22"})
    assert response.json()["data"]["phone"] == "+77050001122"
    after = reload(member)
    assert (after.phone, after.user.phone) == ("+77050001122", "+77050001122")
    assert reload(stranger.user).phone == stranger.phone
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {token}").status_code == 401
    mine = issue_tokens(stranger).access
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {mine}").json()["id"] == stranger.shop_id


@pytest.mark.parametrize("archived", [False, True])
def test_a_phone_of_another_colleague_is_refused(api, shop, archived):
    first = make_member(shop, "florist")
    second = make_member(shop, "courier", archived_at=timezone.now() if archived else None)
    response = api.put(f"{COLLEAGUES}/{first.pk}", {"phone": second.phone, "name": "Не запишется"})
    assert (response.status_code, response.json()["code"]) == (400, "already_colleague")
    assert (reload(first).phone, reload(first).name) == (first.phone, first.name)


def test_toggle_turns_a_colleague_off_and_on_and_the_old_tokens_stay_dead(api, shop, nobody):
    member = make_member(shop, "florist")
    old = issue_tokens(member)
    path = f"{COLLEAGUES}/{member.pk}/toggle"
    response = api.patch(path, {})
    assert (response.status_code, response.json()) == (200, {"success": True, "data": shown(member, isActive=False)})
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {old.access}").status_code == 401
    assert api.patch(path, {}).json()["data"]["isActive"] is True
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {old.access}").status_code == 401
    assert nobody.post("/api/auth/refresh", {"refresh_token": old.refresh}).status_code == 401
    new = issue_tokens(reload(member))
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {new.access}").status_code == 200


def test_delete_archives_the_membership(api, shop, nobody):
    member = make_member(shop, "florist", name="Айгуль")
    token = issue_tokens(member).access
    response = api.delete(f"{COLLEAGUES}/{member.pk}")
    assert (response.status_code, response.json()) == (200, {"success": True})
    assert api.get(f"{COLLEAGUES}/{member.pk}").status_code == 404
    assert (reload(member).name, reload(member).archived_at is None) == ("Айгуль", False)
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {token}").status_code == 401


def test_a_repeat_under_one_idempotency_key_adds_one(api):
    first, again = (api.post(COLLEAGUES, JOHN, **{"Idempotency-Key": "k"}) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert api.post(COLLEAGUES, JOHN | {"name": "Jane"}, **{"Idempotency-Key": "k"}).status_code == 409
