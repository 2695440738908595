"""Colleagues over API v1: the same rows as API v2's, in the words of v1."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.api.v1.staff import ColleagueRow
from accounts.models import StaffMember
from accounts.tokens import issue_tokens
from tests.api.shapes import assert_keys
from tests.factories import make_member, reload

STAFF = "/api/staff/"
NEW = {"name": "Динара", "phone": "8 777 123-45-67", "position": "florist"}
OWNERS_ONLY = {"detail": "Добавлять и менять владельцев может только владелец", "code": "owners_only"}
LAST_OWNER = {
    "detail": "В магазине должен остаться хотя бы один действующий владелец",
    "code": "last_owner",
}


def wrong(answer, where="body"):
    assert answer.status_code == 422, answer.content
    assert {item["loc"][0] for item in answer.json()["detail"]} == {where}
    return [item["loc"][1] for item in answer.json()["detail"]]


def test_the_team_by_name(api, shop, owner, stranger):
    florist = make_member(shop, "florist", name="Айгуль")
    make_member(shop, "florist", name="Бывший", archived_at=timezone.now())

    answer = api.get(STAFF).json()

    assert [row["id"] for row in answer["items"]] == [florist.pk, owner.pk]
    row = answer["items"][0]
    assert_keys(ColleagueRow, row)
    assert {name: row[name] for name in row if name != "joined_at"} == {
        "id": florist.pk,
        "version": 1,
        "name": "Айгуль",
        "position": "florist",
        "position_display": "Флорист",
        "is_active": True,
        "phone": florist.phone,
        "avatar": None,
    }
    assert (answer["total"], answer["pages"]) == (2, 1)
    assert api.get(STAFF, **{"Accept-Language": "en"}).json()["items"][0]["position_display"] == "Florist"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["А", "Б", "В", "Гульнара"]),
        ({"position": "florist"}, ["А", "Б"]),
        ({"position": "all"}, ["А", "Б", "В", "Гульнара"]),
        ({"is_active": "True"}, ["Б", "В", "Гульнара"]),
        ({"is_active": "false"}, ["А"]),
        ({"position": "florist", "is_active": "1"}, ["Б"]),
        ({"skip": "1", "limit": "2"}, ["Б", "В"]),
        ({"page": "9"}, []),
    ],
)
def test_the_team_is_narrowed_and_cut(api, shop, query, names):
    make_member(shop, "florist", name="А", is_active=False)
    make_member(shop, "florist", name="Б")
    make_member(shop, "courier", name="В")

    assert [row["name"] for row in api.get(STAFF, query).json()["items"]] == names


@pytest.mark.parametrize(("name", "value"), [("position", "director"), ("is_active", "maybe"), ("limit", "101")])
def test_a_wrong_parameter_is_refused_by_name(api, name, value):
    assert wrong(api.get(STAFF, {name: value}), "query") == [name]


def test_a_colleague_is_added_and_is_the_same_row_in_v2(api, shop):
    answer = api.post(STAFF, NEW)

    assert answer.status_code == 201
    row = answer.json()
    assert_keys(ColleagueRow, row)
    assert (row["name"], row["phone"], row["position"], row["is_active"]) == (
        "Динара",
        "+77771234567",
        "florist",
        True,
    )
    assert answer.headers["ETag"] == f'"{row["id"]}-1"'
    assert api.get(f"{STAFF}{row['id']}").json() == row
    other = api.get(f"/api/v2/colleagues/{row['id']}").json()["data"]
    assert {name: other[name] for name in ("id", "name", "phone", "position")} == {
        name: row[name] for name in ("id", "name", "phone", "position")
    }


def test_a_former_colleague_comes_back_and_a_present_one_is_not_added_twice(api, shop):
    former = make_member(shop, "courier", phone="+77771234567", archived_at=timezone.now())

    assert api.post(STAFF, NEW).json()["id"] == former.pk
    answer = api.post(STAFF, NEW)
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Сотрудник с этим телефоном уже есть в команде", "code": "already_colleague"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"name": "Я"}, "name"),
        ({"name": "Я" * 256}, "name"),
        ({"name": None}, "name"),
        ({"phone": "123"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": None}, "phone"),
        ({"position": "director"}, "position"),
        ({"position": None}, "position"),
        ({"is_active": "perhaps"}, "is_active"),
    ],
)
def test_a_wrong_field_is_refused_by_name(api, owner, change, name):
    assert wrong(api.post(STAFF, NEW | change)) == [name]
    assert wrong(api.patch(f"{STAFF}{owner.pk}", change)) == [name]
    assert StaffMember._base_manager.count() == 1


def test_missing_fields_are_named_together(api):
    answer = api.post(STAFF, {})

    assert wrong(answer) == ["name", "phone", "position"]
    assert {item["type"] for item in answer.json()["detail"]} == {"value_error.missing"}


def test_only_what_is_sent_is_written(api, shop):
    member = make_member(shop, "florist", name="Айгуль")
    path = f"{STAFF}{member.pk}"
    tag = api.get(path).headers["ETag"]

    answer = api.patch(path, {"position": "senior", "id": 1, "joined_at": "x"}, **{"If-Match": tag})

    assert answer.status_code == 200
    assert_keys(ColleagueRow, answer.json())
    assert (answer.json()["name"], answer.json()["position"], answer.json()["version"]) == ("Айгуль", "senior", 2)
    stale = api.patch(path, {"name": "Другая"}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert reload(member).name == "Айгуль"


def test_whoever_is_switched_off_is_out_at_once(api, shop, nobody):
    member = make_member(shop, "florist")
    token = issue_tokens(member).access

    assert api.patch(f"{STAFF}{member.pk}", {"is_active": False}).json()["is_active"] is False
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {token}").status_code == 401


def test_whoever_is_removed_is_gone_and_their_name_is_kept(api, shop, nobody):
    member = make_member(shop, "florist", name="Айгуль")
    token = issue_tokens(member).access
    path = f"{STAFF}{member.pk}"

    assert api.delete(path).status_code == 204

    assert api.get(path).json() == {"detail": "Не найдено", "code": "not_found"}
    assert api.patch(path, {"name": "Кто-то"}).status_code == 404
    assert api.delete(path).status_code == 404
    assert (reload(member).name, reload(member).archived_at is None) == ("Айгуль", False)
    assert nobody.get("/api/auth/me", Authorization=f"Bearer {token}").status_code == 401


def test_the_last_owner_stays(api, owner):
    path = f"{STAFF}{owner.pk}"

    for answer in (
        api.patch(path, {"position": "senior"}),
        api.patch(path, {"is_active": False}),
        api.delete(path),
    ):
        assert (answer.status_code, answer.json()) == (400, LAST_OWNER)
    assert (reload(owner).position, reload(owner).is_active, reload(owner).archived_at) == ("owner", True, None)


def test_a_senior_manages_all_but_owners(shop, owner, sign_in):
    senior = sign_in(make_member(shop, "senior"))
    florist = make_member(shop, "florist")

    assert senior.post(STAFF, NEW).status_code == 201
    assert senior.patch(f"{STAFF}{florist.pk}", {"position": "courier"}).status_code == 200
    for answer in (
        senior.post(STAFF, NEW | {"position": "owner", "phone": "+77771234568"}),
        senior.patch(f"{STAFF}{florist.pk}", {"position": "owner"}),
        senior.patch(f"{STAFF}{owner.pk}", {"name": "Никто"}),
        senior.patch(f"{STAFF}{owner.pk}", {"phone": "+77771234569"}),
        senior.delete(f"{STAFF}{owner.pk}"),
    ):
        assert (answer.status_code, answer.json()) == (403, OWNERS_ONLY)
    assert (reload(owner).name, reload(owner).archived_at) == ("Гульнара", None)
    assert senior.delete(f"{STAFF}{florist.pk}").status_code == 204


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_florists_and_couriers_read_names_and_no_phones(shop, owner, sign_in, position):
    client = sign_in(make_member(shop, position))

    answers = [client.get(STAFF), client.get(f"{STAFF}{owner.pk}")]

    for answer in answers:
        assert "+7" not in answer.content.decode()
    row = answers[1].json()
    assert_keys(ColleagueRow, row)
    assert (row["name"], row["position"], row["phone"], row["joined_at"]) == ("Гульнара", "owner", None, None)
    assert client.post(STAFF, NEW).status_code == 403
    assert client.patch(f"{STAFF}{owner.pk}", {"name": "Никто"}).status_code == 403
    assert client.delete(f"{STAFF}{owner.pk}").status_code == 403


def test_an_assistant_reads_phones_and_changes_nobody(shop, owner, sign_in):
    client = sign_in(make_member(shop, "assistant"))

    assert client.get(f"{STAFF}{owner.pk}").json()["phone"] == owner.phone
    assert client.patch(f"{STAFF}{owner.pk}", {"name": "Никто"}).status_code == 403


def test_another_shops_people_are_not_there(api, shop, stranger, sign_in):
    member = make_member(shop, "florist")
    theirs = sign_in(stranger)

    assert [row["id"] for row in theirs.get(STAFF).json()["items"]] == [stranger.pk]
    for answer in (
        theirs.get(f"{STAFF}{member.pk}"),
        theirs.patch(f"{STAFF}{member.pk}", {"name": "Чужая"}),
        theirs.delete(f"{STAFF}{member.pk}"),
        api.get(f"{STAFF}{10**30}"),
    ):
        assert answer.status_code == 404
    assert reload(member).archived_at is None


def test_a_repeat_under_one_key_adds_one(api):
    answers = [api.post(STAFF, NEW, **{"Idempotency-Key": "k"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
