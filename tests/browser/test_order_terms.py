"""A manager gives a discount, and hears that the buyer comes for the flowers, or does not come after all."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_member, make_shop, reload
from tests.factories.orders import make_order

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_terms_of_an_order_are_changed_on_its_page(open_page, codes, size):
    shop = make_shop()
    manager = make_member(shop, "senior", name="Гульнара")
    order = make_order(shop, recipient_name="Айгуль", address="пр. Достык 89", delivery_zone_name="Центр города")
    page = open_page(size)
    page.goto(f"/admin/orders/order/{order.pk}/change/")
    sign_in(page, manager.phone, codes.__getitem__)

    money, where = page.locator("#edit-money"), page.locator("#edit-where")
    money.locator("summary").click()
    money.get_by_label("Скидка, ₸").fill("1 500")
    money.get_by_label("Оплата").select_option("cash")
    expect_nothing_sideways(page)
    money.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#order-sums")).to_contain_text("25\u202f500\u00a0₸")

    where.locator("summary").click()
    expect(where.get_by_label("Адрес")).to_be_visible()
    where.get_by_label("Способ получения").select_option("self_pickup")
    expect(where.get_by_label("Адрес")).to_be_hidden()
    expect(where.get_by_label("Зона")).to_be_hidden()
    where.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#order-door")).to_contain_text("Самовывоз")
    expect(page.locator("#order-sums")).to_contain_text("23\u202f500\u00a0₸")

    where.locator("summary").click()
    expect(where.get_by_label("Адрес")).to_be_hidden()
    where.get_by_label("Способ получения").select_option("delivery")
    expect(where.get_by_label("Зона")).to_have_value("Центр города")
    expect_nothing_sideways(page)
    where.get_by_label("Адрес").fill("")
    where.get_by_role("button", name="Сохранить").click()
    expect(where).to_contain_text("Укажите адрес доставки")
    where.get_by_label("Адрес").fill("ул. Абая 10")
    where.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#order-door")).to_contain_text("ул. Абая 10")
    assert (reload(order).delivery_fee, reload(order).total, reload(order).payment_method) == (2000, 25500, "cash")
