"""What surrounds the pages: languages, addresses without a slash, the policy of contents, errors."""

import re

import pytest
from django.test import Client

from production import pages
from tests.factories.orders import make_order


def test_pages_are_russian_whatever_the_browser_speaks(browse, owner):
    page = browse(owner).get("/admin/orders/order/", headers={"Accept-Language": "en-US,en"})

    assert page["Content-Language"] == "ru"
    assert "Ничего не нашлось" in page.content.decode()


def test_pages_speak_the_language_that_a_person_chose(browse, owner):
    owner.user.language = "en"
    owner.user.save()

    assert browse(owner).get("/florist/")["Content-Language"] == "en"


def test_the_api_speaks_the_browsers(db):
    assert Client().get("/api/orders/", headers={"Accept-Language": "en"})["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/admin", "/florist", "/courier", "/login"])
def test_an_address_without_its_slash_leads_to_the_page(browse, owner, path):
    assert browse(owner).get(path).url == f"{path}/"


@pytest.mark.parametrize("path", ["/florist/", "/courier/", "/nothing"])
def test_pages_run_no_script_and_load_nothing_from_elsewhere(browse, owner, path):
    policy = browse(owner).get(path)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_buyers_page_runs_no_script_but_the_one_that_keeps_it_up_to_date(shop, browse):
    page = browse().get(f"/tracking/{make_order(shop).tracking_token}")

    assert "unsafe" not in page["Content-Security-Policy"]
    assert set(re.findall(r"<script[^>]*>", page.content.decode())) <= {'<script src="/static/cvety/live.js" defer>'}


def test_the_admin_may_run_what_its_theme_runs_from_here_alone(browse, owner):
    policy = browse(owner).get("/admin/orders/order/")["Content-Security-Policy"]

    assert "'unsafe-eval'" in policy
    assert "http" not in policy


def test_an_unknown_page_is_told_kindly(browse, owner):
    page = browse(owner).get("/nothing/here")

    assert page.status_code == 404
    assert "Такой страницы нет" in page.content.decode()


def test_our_own_fault_is_told_kindly(browse, owner, monkeypatch):
    monkeypatch.setattr(pages.board, "board", lambda **_: 1 / 0)
    client = browse(owner)
    client.raise_request_exception = False

    page = client.get("/florist/")

    assert page.status_code == 500
    assert "Что-то сломалось у нас" in page.content.decode()


def test_a_request_that_makes_no_sense_is_told_kindly(browse, owner):
    many = browse(owner).get("/admin/orders/order/", {f"name{n}": "" for n in range(1100)})
    elsewhere = Client().get("/login/", headers={"Host": "evil.example", "Accept-Language": "en"})

    for page in (many, elsewhere):
        assert page.status_code == 400
        assert "Запрос не получилось понять" in page.content.decode()


@pytest.mark.parametrize(("name", "shown"), [("Гульнара Ахметова", "Гульнара Ахметова"), ("", "+7 701 555-44-33")])
def test_the_admins_menu_names_who_is_signed_in(browse, owner, name, shown):
    owner.user.name, owner.user.phone = name, "+77015554433"
    owner.user.save()

    page = browse(owner).get("/admin/orders/order/").content.decode()

    assert shown in page
    assert "+77015554433" not in page


def test_a_cookie_that_no_browser_was_given_is_nobodys(db):
    client = Client(headers={"Cookie": 'sessionid="a-session-of-\\000-somebody"'})

    assert client.get("/florist/").url == "/login/?next=%2Fflorist%2F"
