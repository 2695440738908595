"""The shelf in a browser: quantities set where they are read, on a phone and on a desk, by colleagues and tokens."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.services import create_shop_token
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product
from tests.factories.orders import make_order
from warehouse.services.corrections import set_on_hand

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SMALL = """() => [...document.querySelectorAll('main a, main button, main input:not([type=hidden])')]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"""


@pytest.fixture
def rose(shop):
    item = make_item(shop, "Роза красная 50см")
    make_batch(shop, item, 40)
    make_order(shop, product=make_product(shop, recipe={item: 10}))
    return item


@pytest.fixture
def many(shop, rose):
    """Sixty things, one of which has a long name, one is low and one is gone."""
    for number in range(56):
        make_batch(shop, make_item(shop, f"Цветок номер {number:02}"), 20)
    make_batch(shop, make_item(shop, "Анемон"), 3)
    make_item(shop, "Георгин")
    make_batch(shop, make_item(shop, "Хризантема кустовая «Құттықтаймын, әже» бело-розовая махровая 70см"), 12)


@pytest.fixture
def at_the_shelf(open_page, codes, shop):
    """Open the page as somebody of the shop."""

    def at_the_shelf(size, position="florist"):
        page = open_page(size)
        page.goto("/crm/inventory")
        sign_in(page, make_member(shop, position, name="Марина").phone, codes.__getitem__)
        page.wait_for_url("**/crm/inventory")
        return page

    return at_the_shelf


def row(page, item):
    return page.locator(f"#item-{item.pk}")


@sizes
def test_a_quantity_is_set_without_leaving_the_page(at_the_shelf, many, rose, size):
    page = at_the_shelf(size)
    line = row(page, rose)
    expect(line.locator("dd")).to_have_text(["40", "10", "30"])
    page.evaluate("() => { window.isTheSame = true; }")

    line.get_by_label("Сколько стало").fill("38")
    line.get_by_label("Причина").fill("Две сломались")
    line.get_by_role("button", name="Записать").click()

    expect(page.locator("#messages")).to_contain_text("Роза красная 50 см: было 40, стало 38")
    expect(line.locator("dd")).to_have_text(["38", "10", "28"])
    expect(line.get_by_label("Сколько стало")).to_have_value("")
    assert page.evaluate("() => window.isTheSame")
    expect_nothing_sideways(page)
    assert page.evaluate(SMALL) == []


def test_it_is_enough_to_press_enter(at_the_shelf, rose):
    page = at_the_shelf(DESK)
    field = row(page, rose).get_by_label("Сколько стало")

    for quantity in ("35", "33"):
        field.fill(quantity)
        field.press("Enter")
        expect(row(page, rose).locator(".crm-on-hand")).to_have_text(quantity)
        expect(field).to_be_focused()


def test_what_somebody_else_counts_is_seen_at_once_and_not_undone(at_the_shelf, shop, rose):
    page = at_the_shelf(PHONE)
    with shop_scope(shop):
        set_on_hand(shop=shop, item=rose, quantity=20, actor=SYSTEM, now=timezone.now())

    row(page, rose).get_by_label("Сколько стало").fill("39")
    row(page, rose).get_by_role("button", name="Записать").click()

    expect(page.locator("#messages")).to_contain_text("в наличии стало 20")
    expect(row(page, rose).locator(".crm-on-hand")).to_have_text("20")


def test_below_the_reserve_it_says_why_not(at_the_shelf, rose):
    page = at_the_shelf(PHONE)

    row(page, rose).get_by_label("Сколько стало").fill("9")
    row(page, rose).get_by_role("button", name="Записать").click()

    expect(page.locator("#messages")).to_contain_text("10 уже в резерве у заказов")
    expect(row(page, rose).locator(".crm-on-hand")).to_have_text("40")


@sizes
def test_it_is_searched_paged_and_led_into(at_the_shelf, many, rose, size):
    page = at_the_shelf(size)
    page.get_by_role("link", name="Дальше").click()
    expect(page.get_by_text("Страница 2 из 2")).to_be_visible()
    expect_nothing_sideways(page)

    page.get_by_role("searchbox").fill("роза")
    page.get_by_role("button", name="Найти").click()
    expect(page.locator(".crm-row")).to_have_count(1)

    page.get_by_role("link", name="Роза красная 50 см").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Роза красная 50 см")
    expect(page.locator("#item-history li")).to_have_count(2)
    expect_nothing_sideways(page)
    page.get_by_role("link", name="← Инвентарь").click()
    expect(page.get_by_role("searchbox")).to_have_value("роза")


@sizes
def test_a_token_opens_it_and_leaves_the_address(open_page, shop, rose, size):
    with shop_scope(shop):
        _row, text = create_shop_token(shop=shop, name="Партнёр", actor=SYSTEM, now=timezone.now())
    page = open_page(size)

    page.goto(f"/crm/inventory?access_token={text}&search=роза")

    assert "access_token" not in page.url
    assert text not in page.content()
    row(page, rose).get_by_label("Сколько стало").fill("38")
    row(page, rose).get_by_role("button", name="Записать").click()
    expect(page.locator("#messages")).to_contain_text("было 40, стало 38")
    expect(page.get_by_role("searchbox")).to_have_value("роза")
    expect(page.get_by_text("Открыто по токену «Партнёр»")).to_be_visible()

    page.get_by_role("button", name="Закрыть доступ").click()
    page.wait_for_url(re.compile("/login/"))
    page.goto("/crm/inventory")
    page.wait_for_url(re.compile("/login/"))


def test_it_works_without_script(browser, live_server, shop, rose):
    with shop_scope(shop):
        _row, text = create_shop_token(shop=shop, name="Партнёр", actor=SYSTEM, now=timezone.now())
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/crm/inventory?access_token={text}")

    row(page, rose).get_by_label("Сколько стало").fill("38")
    row(page, rose).get_by_role("button", name="Записать").click()

    expect(page.locator("#messages")).to_contain_text("было 40, стало 38")
    assert page.url.endswith(f"/crm/inventory#item-{rose.pk}")
