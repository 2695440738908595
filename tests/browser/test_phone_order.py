"""An order by phone, as a manager takes it with the receiver at the ear: keys only, few of them, in under a minute."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from orders.models import Order
from tests.factories import make_batch, make_item, make_member, make_product, make_shop
from tests.factories.orders import make_bouquet, make_order
from warehouse.models import StockReservation

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/admin/orders/order/add/"


@pytest.fixture
def shop():
    return make_shop(working_hours=dict.fromkeys(("weekdays", "saturday", "sunday"), "09:00 - 20:00"))


@pytest.fixture
def bouquet(shop):
    return make_bouquet(shop, "Букет роз «Классика»", stems=25, stock=60, is_popular=True)


@pytest.fixture
def repeat_buyer(shop, bouquet):
    order = make_order(
        shop,
        product=make_product(shop, "Открытка", retail_price=1500),
        customer_name="Иван Цой",
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="г. Алматы, пр. Достык 89",
        address_parts={"entrance": "2", "flat": "45", "door_code": "45К"},
    )
    outbox.dispatch()
    return order.customer


@pytest.fixture
def desk(shop, open_page, codes):
    def desk(size, path=ADD):
        manager = make_member(shop, "senior", name="Гульнара")
        page = open_page(size)
        page.goto(path)
        sign_in(page, manager.phone, codes.__getitem__)
        page.wait_for_url(f"**{path}")
        return page

    return desk


def newest(shop):
    with shop_scope(shop):
        return Order.objects.order_by("-pk").select_related("customer").first()


def found(page):
    return page.get_by_role("listbox", name="Найденные клиенты").get_by_role("option")


def total(page):
    return page.locator("[data-sum=total]")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_a_repeat_buyer_orders_in_under_a_minute(shop, bouquet, repeat_buyer, desk, size):
    page = desk(size)
    keys, started = 0, time.monotonic()

    def press(*pressed):
        nonlocal keys
        for key in pressed:
            page.keyboard.press(key)
            keys += 1

    # The phone has the focus: four digits of it, and the only one who has them.
    expect(page.get_by_label("Телефон", exact=True)).to_be_focused()
    press(*"2233")
    expect(found(page)).to_have_text(re.compile(r"Иван Цой\+7 701 111-22-33.*→\s*Айгуль"))
    press("Enter")
    expect(page.get_by_label("Имя")).to_have_value("Иван Цой")
    # Where it went last time.
    press("Enter")
    expect(page.get_by_label("Адрес")).to_have_value("г. Алматы, пр. Достык 89")
    expect(page.get_by_label("Телефон получателя")).to_have_value("+7 705 999-88-77")
    expect(page.get_by_label("Код")).to_have_value("45К")
    # What they want.
    page.keyboard.type("роз")
    keys += 3
    expect(page.locator(".taking-product")).to_have_count(1)
    expect(page.locator(".taking-product")).to_contain_text("хватит на 2")
    press("Enter")
    expect(total(page)).to_have_text("27\u202f000\u00a0₸")
    if size == DESK:
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect_nothing_sideways(page)
    expect(page.get_by_role("button", name="Сохранить заказ")).to_be_in_viewport(ratio=1)
    press("Control+Enter")
    page.wait_for_url(re.compile(r"/order/\d+/change/"))
    print(f"a repeat buyer's order: {keys} keys, {time.monotonic() - started:.1f} s")  # noqa: T201 - for whoever runs it with -s

    order = newest(shop)
    expect(page.locator("body")).to_contain_text(
        f"Заказ № {order.pk} принят, со склада держим: 25 × Роза красная 50 см"
    )
    assert keys <= 12
    assert (order.customer_id, order.total, order.source) == (repeat_buyer.pk, 27000, "phone")
    assert order.window_from_at >= timezone.now() - timedelta(minutes=1)
    with shop_scope(shop):
        assert StockReservation.objects.filter(order_id=order.pk).get().quantity == 25


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_a_new_buyer_changes_the_price_and_hears_what_is_short(shop, bouquet, desk, size):
    peony = make_item(shop, "Пион розовый")
    make_batch(shop, peony, 3)
    make_product(shop, "Пионы", recipe={peony: 15}, is_popular=True)
    page = desk(size)
    page.get_by_label("Телефон", exact=True).fill("8 705 123 45 67")
    page.get_by_label("Имя").fill("Жанна")

    # What cannot be made says why, and cannot be taken.
    sold_out = page.get_by_role("button", name="Пионы")
    expect(sold_out).to_be_disabled()
    expect(sold_out).to_contain_text("не хватает: Пион розовый")
    page.get_by_role("button", name="Букет роз «Классика»").click()
    line = page.locator("#taking-lines .taking-line")
    line.get_by_label("Больше").click()
    line.get_by_label("Больше").click()
    expect(line).to_contain_text("хватит на 2")
    line.get_by_label("Цена, ₸").fill("24000")
    expect(line).to_contain_text("по прайсу 25\u202f000\u00a0₸")
    expect(total(page)).to_have_text("74\u202f000\u00a0₸")

    # Tomorrow, in the second window; who comes for it pays for no delivery.
    page.get_by_role("button", name="Завтра").click()
    page.get_by_role("button", name="11:00–13:00").click()
    expect(page.get_by_label("С", exact=True)).to_have_value("11:00")
    page.get_by_label("Самовывоз").check()
    expect(page.get_by_label("Адрес")).to_be_hidden()
    expect(total(page)).to_have_text("72\u202f000\u00a0₸")
    page.get_by_label("Наличными").check()
    expect(page.get_by_label("Принять сразу")).to_be_checked()
    page.get_by_label("Текст открытки").fill("С днём рождения!")
    expect(page.locator("#taking-left")).to_have_text("осталось 1984")

    page.get_by_role("button", name="Сохранить заказ").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Роза красная 50 см: осталось 60, нужно 75. Уберите 1 × Букет роз «Классика» или измените состав."
    )
    expect(page.get_by_label("Имя")).to_have_value("Жанна")
    expect(page.get_by_label("С", exact=True)).to_have_value("11:00")
    line.get_by_label("Меньше").click()
    expect(total(page)).to_have_text("48\u202f000\u00a0₸")
    # Twice, as fast as a hand can.
    page.get_by_role("button", name="Сохранить заказ").dblclick()
    page.wait_for_url(re.compile(r"/order/\d+/change/"))

    with shop_scope(shop):
        order = Order.objects.get()
    assert (order.customer_phone, order.customer_name, order.total) == ("+77051234567", "Жанна", 48000)
    assert (order.delivery_method, order.card_text) == ("self_pickup", "С днём рождения!")
    assert order.accepted_at is not None
    assert f"{order.window_from_at.astimezone(shop.zone):%H:%M}" == "11:00"


def test_the_order_of_tabs_is_the_order_of_the_talk(shop, bouquet, desk):
    page = desk(DESK)
    page.get_by_role("button", name="Букет роз «Классика»").wait_for()
    seen = []
    for _stop in range(40):
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if seen[-1] == "Сохранить заказ":
            break
        page.keyboard.press("Tab")

    talk = ["customer_phone", "customer_name", "delivery_method", "recipient_name", "address", "delivery_zone"]
    talk += ["card_text", "delivery_date", "window_from", "payment_method", "Сохранить заказ"]
    # A day has a stop for each of its parts.
    assert list(dict.fromkeys(stop for stop in seen if stop in talk)) == talk


def test_the_order_of_last_time_comes_again_with_one_button(shop, bouquet, repeat_buyer, desk):
    page = desk(DESK)
    page.keyboard.type("2233")
    found(page).click()
    page.get_by_role("button", name="Как в прошлый раз").click()

    expect(page.locator("#taking-lines")).to_contain_text("Открытка")
    expect(page.get_by_label("Адрес")).to_have_value("г. Алматы, пр. Достык 89")
    expect(total(page)).to_have_text("3\u202f500\u00a0₸")


def test_a_past_day_is_warned_of(shop, bouquet, desk):
    page = desk(PHONE)
    page.get_by_label("День", exact=True).fill((timezone.localdate() - timedelta(days=1)).isoformat())

    expect(page.locator(".taking-warning")).to_have_text("Этот день уже прошёл")


def test_without_a_script_an_order_is_taken_too(shop, bouquet, browser, live_server, open_page, codes, settings):
    manager = make_member(shop, "senior")
    signed_in = open_page()
    signed_in.goto(ADD)
    sign_in(signed_in, manager.phone, codes.__getitem__)
    signed_in.wait_for_url(f"**{ADD}")
    state = signed_in.context.storage_state()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(ADD)

    page.get_by_label("Телефон", exact=True).fill("8 705 123 45 67")
    page.get_by_label("Товар", exact=True).first.select_option(label="Букет роз «Классика» — 25\u202f000\u00a0₸")
    page.get_by_role("button", name="Сохранить заказ").click()

    expect(page).to_have_url(re.compile(r"/order/\d+/change/"))
    assert newest(shop).total == 27000
    context.close()
