"""The door of the pages: signing in and out, one's start, the active shop."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffMember, User
from shops.models import Shop
from tests.factories import make_member, make_shop, reload

from .conftest import NEW_PHONE, wrong

PASSWORD = "тюльпаны и розы"


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", phone=NEW_PHONE, name="Айгуль")


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("+77770000001", PASSWORD)


def send_code(client, phone=NEW_PHONE, **more):
    return client.post("/login/", {"step": "code", "phone": phone, **more})


def enter_code(client, code, phone=NEW_PHONE, **more):
    return client.post("/login/", {"step": "verify", "phone": phone, "code": code, **more})


def enter_password(client, phone, password=PASSWORD, **more):
    return client.post("/login/", {"step": "password", "phone": phone, "password": password, **more})


def leads(client, path="/"):
    response = client.get(path)
    return response.status_code, response.headers.get("Location")


def test_nobody_is_led_to_the_door(client, db):
    assert leads(client) == (302, "/login/?next=%2F")
    page = client.get("/login/")
    assert page.status_code == 200
    assert "Вход для сотрудников" in page.text


def test_a_florist_signs_in_by_code(client, florist, sent):
    page = send_code(client, "8 (705) 123 45 67", next="/florist/?a=1")
    assert page.status_code == 200
    assert 'name="code"' in page.text
    assert sent.last not in page.text
    assert "Код отправлен в окно, где запущена программа." in page.text
    assert "OTP" not in page.text
    response = enter_code(client, sent.last, next="/florist/?a=1")
    assert (response.status_code, response.headers["Location"]) == (302, "/florist/?a=1")
    assert leads(client) == (302, "/florist/")
    assert leads(client, "/login/") == (302, "/")


@pytest.mark.parametrize(
    ("position", "start"),
    [
        ("owner", "/admin/"),
        ("senior", "/admin/"),
        ("assistant", "/admin/"),
        ("florist", "/florist/"),
        ("courier", "/courier/"),
    ],
)
def test_each_starts_where_their_work_is(client, shop, position, start):
    client.force_login(make_member(shop, position).user)
    assert leads(client) == (302, start)


def test_a_wrong_code_stays_at_the_door(client, florist, sent):
    send_code(client)
    page = enter_code(client, wrong(sent.last))
    assert page.status_code == 200
    assert "Код не подошёл или устарел. Проверьте цифры или запросите новый." in page.text
    assert "OTP" not in page.text
    assert 'name="code"' in page.text
    assert leads(client) == (302, "/login/?next=%2F")


def test_a_wrong_phone_is_told(client, db, sent):
    assert "Неверный формат телефона" in send_code(client, "12345").text
    assert "Введите номер телефона" in send_code(client, "").text
    assert sent == []


def test_a_password_is_asked_for_without_the_phone_again(client, owner):
    page = client.post("/login/", {"step": "by_password", "phone": "8 (701) 123 45 67", "next": "/florist/"})

    assert "Пароль для +7 701 123-45-67" in page.text
    assert 'value="+77011234567" hidden' in page.text
    assert 'name="next" value="/florist/"' in page.text
    assert 'type="tel"' not in page.text
    assert 'name="code"' not in page.text


@pytest.mark.parametrize("step", ["by_password", "password"])
def test_a_password_is_nobodys_without_a_phone(client, db, step):
    page = client.post("/login/", {"step": step, "phone": "", "password": PASSWORD})

    assert "Введите номер телефона" in page.text
    assert 'type="tel"' in page.text
    assert 'type="password"' not in page.text


def test_a_password_opens_where_one_was_set(client, owner):
    assert "Неверный телефон или пароль" in enter_password(client, owner.phone).text
    owner.user.set_password(PASSWORD)
    owner.user.save()
    assert "Неверный телефон или пароль" in enter_password(client, owner.phone, "другой").text
    assert enter_password(client, owner.phone).status_code == 302
    assert leads(client) == (302, "/admin/")


@pytest.mark.parametrize("way", ["code", "password"])
def test_without_a_membership_the_door_stays_shut(client, florist, sent, way):
    florist.user.set_password(PASSWORD)
    florist.user.save()
    StaffMember._base_manager.update(is_active=False)
    send_code(client)
    page = enter_code(client, sent.last) if way == "code" else enter_password(client, NEW_PHONE)
    assert page.status_code == 200
    assert "У вас нет доступа к этому магазину" in page.text
    assert leads(client) == (302, "/login/?next=%2F")


def test_a_new_phone_opens_a_shop_of_its_own(client, db, sent):
    send_code(client)
    assert enter_code(client, sent.last).status_code == 302
    assert leads(client) == (302, "/admin/")
    assert Shop.objects.get().name == "Цветочный магазин 4567"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil", ""],
)
def test_a_foreign_next_leads_home(client, florist, sent, target):
    send_code(client)
    response = enter_code(client, sent.last, next=target)
    assert response.headers["Location"] == "/"
    assert client.get("/login/", {"next": target}).headers["Location"] == "/"


def test_the_form_is_protected_from_other_sites(florist):
    client = Client(enforce_csrf_checks=True)
    for response in (send_code(client), client.post("/logout/"), client.post("/shop/")):
        assert response.status_code == 403
        assert "Страница устарела. Обновите её и попробуйте ещё раз." in response.text


def test_signing_out_is_a_post(client, florist):
    client.force_login(florist.user)
    assert client.get("/logout/").status_code == 405
    response = client.post("/logout/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")
    assert leads(client) == (302, "/login/?next=%2F")


@pytest.mark.parametrize("loss", ["off", "archived", "account", "shop"])
def test_a_session_stops_at_once_with_the_membership(client, florist, loss):
    client.force_login(florist.user)
    assert leads(client) == (302, "/florist/")
    match loss:
        case "off":
            StaffMember._base_manager.update(is_active=False)
        case "archived":
            StaffMember._base_manager.update(archived_at=timezone.now())
        case "account":
            User.objects.update(is_active=False)
        case "shop":
            Shop.objects.update(is_active=False)
    response = client.get("/")
    if loss == "account":
        assert response.headers["Location"] == "/login/?next=%2F"
    else:
        assert response.status_code == 403
        assert "У вас нет доступа ни к одному магазину." in response.text


def test_a_person_of_two_shops_switches(client, florist, stranger):
    second = make_member(make_shop(name="Тюльпан"), "courier", phone=NEW_PHONE)
    client.force_login(florist.user)
    assert leads(client) == (302, "/florist/")
    page = client.get("/shop/").text
    assert f'value="{florist.shop_id}"' in page
    assert f'value="{second.shop_id}"' in page
    assert f'value="{stranger.shop_id}"' not in page
    response = client.post("/shop/", {"shop_id": second.shop_id})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert leads(client) == (302, "/courier/")
    other_browser = Client()
    other_browser.force_login(reload(florist.user))
    assert leads(other_browser) == (302, "/courier/")


@pytest.mark.parametrize("which", ["a stranger's", "none", "nonsense"])
def test_a_shop_one_has_no_part_in_is_403(client, florist, stranger, which):
    client.force_login(florist.user)
    shop_id = {"a stranger's": stranger.shop_id, "none": "", "nonsense": "x"}[which]
    response = client.post("/shop/", {"shop_id": shop_id})
    assert response.status_code == 403
    assert "У вас нет доступа к этому магазину." in response.text
    assert leads(client) == (302, "/florist/")


def test_nobody_chooses_no_shop(client, shop):
    response = client.post("/shop/", {"shop_id": shop.pk})
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")


def test_a_superuser_chooses_any_shop_and_works_there_as_an_owner(client, superuser, shop, stranger):
    closed = make_shop(name="Закрыт", is_active=False)
    assert enter_password(client, superuser.phone).status_code == 302
    assert leads(client) == (302, "/shop/?next=%2F")
    page = client.get("/shop/").text
    assert f'value="{shop.pk}"' in page
    assert f'value="{stranger.shop_id}"' in page
    assert f'value="{closed.pk}"' not in page
    assert client.post("/shop/", {"shop_id": closed.pk}).status_code == 403
    assert client.post("/shop/", {"shop_id": shop.pk}).status_code == 302
    assert leads(client) == (302, "/admin/")


def test_a_superuser_signs_in_by_code_too_and_gets_no_shop(client, superuser, sent):
    send_code(client, superuser.phone)
    assert enter_code(client, sent.last, superuser.phone).status_code == 302
    assert leads(client) == (302, "/shop/?next=%2F")
    assert Shop.objects.count() == 0


def test_a_superuser_without_a_membership_has_no_way_into_the_api(nobody, superuser, sent):
    nobody.post("/api/auth/request-otp", {"phone": superuser.phone})
    response = nobody.post("/api/auth/verify-otp", {"phone": superuser.phone, "otp_code": sent.last})
    assert response.status_code == 403


def test_a_page_costs_a_fixed_number_of_queries(client, florist, django_assert_num_queries):
    client.force_login(florist.user)
    client.get("/")
    with django_assert_num_queries(3):  # session, account, memberships with their shops
        client.get("/")
    make_member(make_shop(), "courier", phone=NEW_PHONE)
    make_member(make_shop(), "courier", phone=NEW_PHONE)
    with django_assert_num_queries(3):
        client.get("/")
