"""A manager runs an order from its page: changes it in place, gives out the work, adds a word, a photo, money."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from orders.services import add_note
from tests.factories import make_member, make_shop, reload
from tests.factories.orders import make_order, make_upload

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_order_is_run_from_its_page(open_page, codes, size):
    shop = make_shop()
    manager = make_member(shop, "senior", name="Гульнара")
    make_member(shop, "florist", name="Марина")
    make_member(shop, "courier", name="Асхат")
    order = make_order(shop, payment_method="cash", recipient_name="Айгуль", address="пр. Достык 89")
    page = open_page(size)
    page.goto(f"/admin/orders/order/{order.pk}/change/")
    sign_in(page, manager.phone, codes.__getitem__)

    # The one main button is within the thumb's reach.
    main = page.locator(".order-main button")
    expect(main).to_have_text("Принять")
    expect(main).to_be_visible()  # its text is there before the page is drawn
    box = main.bounding_box()
    if size == PHONE:
        assert box["height"] >= 44
        assert box["y"] + box["height"] > size["height"] - 40
    main.click()
    expect(page.locator("#order-state")).to_contain_text("Принят")
    outbox.dispatch()

    # Changed in place.
    page.locator("#edit-whom summary").click()
    page.get_by_label("Получатель", exact=True).fill("Динара")
    page.get_by_label("Телефон получателя").fill("8 705 999 88 77")
    page.locator("#edit-whom").get_by_role("button", name="Сохранить").click()
    expect(page.locator("#order-people")).to_contain_text("Динара +7 705 999-88-77")

    # Given out by one tap each.
    page.locator("#order-tasks").get_by_role("button", name="Марина").click()
    expect(page.locator("#order-tasks")).to_contain_text("· Марина")
    page.locator("#order-courier").get_by_role("button", name="Асхат").click()
    expect(page.locator("#order-door")).to_contain_text("Асхат")

    # A part of the money, a word, a photo.
    page.locator("#order-pay summary", has_text="Записать оплату").click()
    page.get_by_label("Сколько, ₸").fill("7000")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator("#order-sums")).to_contain_text("20\u202f000\u00a0₸")
    page.get_by_label("Комментарий для своих").fill("Просит алую ленту")
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator("#order-story")).to_contain_text("Просит алую ленту")
    picture = make_upload()
    page.get_by_label("Добавить фото").set_input_files(
        {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )
    upload = page.get_by_role("button", name="Загрузить фото")
    if upload.is_visible():
        upload.click()
    expect(page.locator("#order-pictures figure")).to_have_count(1)

    expect_nothing_sideways(page)
    with shop_scope(shop):
        changed = reload(order)
        assert (changed.paid_total, changed.recipient_phone) == (7000, "+77059998877")
        assert (changed.notes.count(), changed.photos.count()) == (1, 1)


def test_the_page_shows_what_others_did_without_a_reload(open_page, codes):
    shop = make_shop()
    manager = make_member(shop, "senior", name="Гульнара")
    order = make_order(shop)
    page = open_page(DESK)
    page.goto(f"/admin/orders/order/{order.pk}/change/")
    sign_in(page, manager.phone, codes.__getitem__)
    page.locator("#edit-what summary").click()
    page.get_by_label("Текст открытки").fill("С любовью")

    with shop_scope(shop):
        now = timezone.now()
        add_note(shop=shop, order_id=order.pk, text="Звонил покупатель", actor=manager.as_actor(), now=now)

    expect(page.locator("#order-story")).to_contain_text("Звонил покупатель", timeout=15_000)
    expect(page.get_by_label("Текст открытки")).to_have_value("С любовью")
