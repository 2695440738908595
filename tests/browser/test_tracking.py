"""The buyer's page in a browser: it updates by itself, and takes stars from a finger and from a keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core.tenancy import shop_scope
from tests.factories import make_shop, reload
from tests.factories.orders import make_order, make_photo, move_order
from tracking.models import Feedback
from tracking.services import leave_feedback

from .chromium import DESK, PHONE, expect_nothing_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

both_sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def shop():
    return make_shop(
        name="Роза и лилия", phone="+77001112233", whatsapp="+77001112233", telegram="@roza", instagram="@roza"
    )


@pytest.fixture
def order(shop):
    return make_order(shop, "paid", address="г. Алматы, пр. Достык 89, кв. 45")


@both_sizes
def test_the_page_follows_its_order_and_takes_stars(order, open_page, size):
    page = open_page(size)
    page.goto(f"/tracking/{order.tracking_token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Оплату получили, собираем букет")
    expect(page.locator("#feedback")).to_be_hidden()

    make_photo(order)
    move_order(order, "assembled", "delivery")
    expect(page.get_by_role("heading", level=1)).to_have_text("Курьер в пути")
    expect(page.get_by_alt_text("Фото вашего букета")).to_be_visible()
    expect(page.locator("[aria-current=step] .what")).to_have_text("Курьер в пути")
    expect(page.get_by_role("button", name="Отправить отзыв")).to_be_hidden()

    move_order(order, "delivered")
    expect(page.get_by_role("heading", name="Как вам букет?")).to_be_visible()
    expect_nothing_sideways(page)
    page.get_by_text("4 из 5").locator("..").click()
    page.get_by_label("Пара слов").fill("Пахнет на весь дом")
    page.get_by_role("button", name="Отправить отзыв").click()
    expect(page.get_by_role("img", name="Ваша оценка: 4 из 5")).to_be_visible()
    expect(page.get_by_text("Спасибо! Мы рады, что вам понравилось.")).to_be_visible()
    expect(page.get_by_role("button", name="Отправить отзыв")).to_have_count(0)
    with shop_scope(order.shop_id):
        assert [(each.rating, each.comment) for each in Feedback.objects.all()] == [(4, "Пахнет на весь дом")]
    assert reload(order.shop).rating == 4.0


def test_stars_are_chosen_from_the_keyboard(order, open_page):
    move_order(order, "assembled", "delivery", "delivered")
    page = open_page(DESK)
    page.goto(f"/tracking/{order.tracking_token}")

    page.locator("#star-1").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="3 из 5 — нормально")).to_be_checked()
    lit = page.locator(".stars svg").evaluate_all("stars => stars.map(star => getComputedStyle(star).fill !== 'none')")
    assert lit == [True, True, True, False, False]
    page.get_by_role("button", name="Отправить отзыв").press("Enter")

    expect(page.get_by_role("img", name="Ваша оценка: 3 из 5")).to_be_visible()


@both_sizes
def test_what_one_taps_is_no_smaller_than_a_thumb(order, open_page, size):
    move_order(order, "assembled", "delivery", "delivered")
    page = open_page(size)
    page.goto(f"/tracking/{order.tracking_token}")

    targets = page.locator("main a:visible, main button:visible, main .stars label:visible, main textarea:visible")
    sizes = targets.evaluate_all("all => all.map(each => each.getBoundingClientRect()).map(r => [r.width, r.height])")

    assert len(sizes) >= 11
    assert [pair for pair in sizes if min(pair) < 44] == []
    expect_nothing_sideways(page)


def test_words_being_typed_survive_news(order, open_page):
    move_order(order, "assembled", "delivery", "delivered")
    page = open_page()
    page.goto(f"/tracking/{order.tracking_token}")
    page.get_by_text("5 из 5").locator("..").click()
    page.get_by_label("Пара слов").fill("Очень")

    make_photo(order)
    expect(page.get_by_alt_text("Фото вашего букета")).to_be_visible()

    expect(page.get_by_label("Пара слов")).to_have_value("Очень")
    expect(page.get_by_role("radio", name="5 из 5 — прекрасно")).to_be_checked()


def test_stars_given_elsewhere_take_the_place_of_the_form(order, open_page):
    move_order(order, "assembled", "delivery", "delivered")
    page = open_page()
    page.goto(f"/tracking/{order.tracking_token}")
    expect(page.get_by_role("button", name="Отправить отзыв")).to_be_visible()

    leave_feedback(token=order.tracking_token, rating=5, comment="", now=timezone.now())

    expect(page.get_by_role("img", name="Ваша оценка: 5 из 5")).to_be_visible()
