"""Who may do what to whom among colleagues."""

from __future__ import annotations

import pytest

from accounts.models import StaffMember
from tests.factories import make_member, reload

COLLEAGUES = "/api/v2/colleagues"
NEW = {"name": "Новая", "phone": "+77771234567", "position": "florist"}
FORBIDDEN = {"success": False, "error": "Недостаточно прав", "code": "forbidden"}
OWNERS_ONLY = {
    "success": False,
    "error": "Добавлять и менять владельцев может только владелец",
    "code": "owners_only",
}
LAST_OWNER = {
    "success": False,
    "error": "В магазине должен остаться хотя бы один действующий владелец",
    "code": "last_owner",
}


def attempts(api, pk):
    """Every way to change a team."""
    return [
        api.post(COLLEAGUES, NEW),
        api.put(f"{COLLEAGUES}/{pk}", {"name": "Другое имя"}),
        api.patch(f"{COLLEAGUES}/{pk}/toggle", {}),
        api.delete(f"{COLLEAGUES}/{pk}"),
    ]


def test_nobody_is_unauthorized_in_the_documented_form(nobody, owner):
    for response in [nobody.get(COLLEAGUES), *attempts(nobody, owner.pk)]:
        assert response.status_code == 401
        assert response.json() == {"success": False, "error": "Unauthorized", "code": "not_authenticated"}
        assert response.headers["WWW-Authenticate"] == "Bearer"
    response = nobody.get(COLLEAGUES, Authorization="Bearer x")
    assert response.json() == {"success": False, "error": "Unauthorized", "code": "invalid_token"}


@pytest.mark.parametrize("position", ["assistant", "florist", "courier"])
def test_others_than_managers_change_nobody(shop, owner, sign_in, position):
    member = make_member(shop, position)
    target = make_member(shop, "florist")
    for response in attempts(sign_in(member), target.pk):
        assert (response.status_code, response.json()) == (403, FORBIDDEN)
    assert (reload(target).name, reload(target).is_active) == (target.name, True)
    assert StaffMember._base_manager.count() == 3


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_florists_and_couriers_read_names_only(shop, owner, sign_in, position):
    member = make_member(shop, position, name="Я")
    data = sign_in(member).get(COLLEAGUES).json()["data"]
    assert data == [
        {"id": owner.pk, "name": "Гульнара", "position": "owner"},
        {"id": member.pk, "name": "Я", "position": position},
    ]
    assert sign_in(member).get(f"{COLLEAGUES}/{owner.pk}").json()["data"] == data[0]


def test_an_assistant_reads_phones(shop, owner, sign_in):
    member = make_member(shop, "assistant")
    assert sign_in(member).get(f"{COLLEAGUES}/{owner.pk}").json()["data"]["phone"] == owner.phone


def test_a_senior_manages_all_but_owners(shop, owner, sign_in):
    senior = sign_in(make_member(shop, "senior"))
    florist = make_member(shop, "florist")
    assert [response.status_code for response in attempts(senior, florist.pk)] == [201, 200, 200, 200]
    other = make_member(shop, "florist")
    refused = [
        *attempts(senior, owner.pk)[1:],
        senior.post(COLLEAGUES, NEW | {"position": "owner", "phone": "+77771234568"}),
        senior.put(f"{COLLEAGUES}/{other.pk}", {"position": "owner"}),
        senior.put(f"{COLLEAGUES}/{owner.pk}", {"position": "florist"}),
        senior.put(f"{COLLEAGUES}/{owner.pk}", {"phone": "+77771234569"}),
    ]
    for response in refused:
        assert (response.status_code, response.json()) == (403, OWNERS_ONLY)
    assert (reload(owner).position, reload(owner).is_active, reload(owner).phone) == ("owner", True, owner.phone)
    assert reload(other).position == "florist"


def ways_to_lose(api, pk):
    return [
        api.put(f"{COLLEAGUES}/{pk}", {"position": "senior"}),
        api.put(f"{COLLEAGUES}/{pk}", {"isActive": False}),
        api.patch(f"{COLLEAGUES}/{pk}/toggle", {}),
        api.delete(f"{COLLEAGUES}/{pk}"),
    ]


def test_the_last_owner_stays(api, shop, owner):
    make_member(shop, "owner", is_active=False)
    for response in ways_to_lose(api, owner.pk):
        assert (response.status_code, response.json()) == (400, LAST_OWNER)
    after = reload(owner)
    assert (after.position, after.is_active, after.archived_at, after.version) == ("owner", True, None, 1)


def test_one_of_two_owners_may_go(api, shop, owner):
    second = make_member(shop, "owner")
    assert api.delete(f"{COLLEAGUES}/{second.pk}").status_code == 200
    assert api.delete(f"{COLLEAGUES}/{owner.pk}").status_code == 400


def test_an_owner_may_add_another_and_change_their_own_name(api, owner):
    assert api.post(COLLEAGUES, NEW | {"position": "owner"}).status_code == 201
    assert api.put(f"{COLLEAGUES}/{owner.pk}", {"name": "Гульнара А."}).status_code == 200
