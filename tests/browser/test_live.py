"""A page updates by itself when somebody changes something, and leaves alone what its person is busy with."""

import pytest
from playwright.sync_api import expect

from accounts.models import StaffMember
from cvety.core import live
from tests.factories import make_member, make_shop

from .chromium import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def florist():
    return make_member(make_shop(), "florist", name="Марина")


@pytest.fixture
def tell(florist):
    """Tell the pages of the shop that they are out of date, and this one to ask at once."""

    def tell(page):
        live.touch(live.shop_topic(florist.shop_id))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    return tell


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_page_shows_by_itself_what_somebody_else_changed(bench, at_the_bench, florist, size):
    page = at_the_bench(florist, size)
    bench.news.append("Айгуль ждёт букет")

    live.touch(live.shop_topic(florist.shop_id))

    expect(page.locator("#news")).to_have_text("Айгуль ждёт букет", timeout=8_000)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_ticks_words_and_focus_are_left_alone(bench, at_the_bench, florist, tell, size):
    page = at_the_bench(florist, size)
    page.get_by_label("Эвкалипт").check()
    page.get_by_label("Слова").fill("Без ленты")
    bench.recipe.insert(0, "Тюльпан")
    bench.news.append("Новый заказ")

    tell(page)

    expect(page.locator("#news")).to_have_text("Новый заказ")
    expect(page.get_by_label("Тюльпан")).to_have_count(0)  # whoever types is not disturbed
    expect(page.get_by_label("Слова")).to_be_focused()
    page.get_by_label("Эвкалипт").focus()
    expect(page.get_by_label("Тюльпан")).not_to_be_checked()
    expect(page.get_by_label("Роза")).not_to_be_checked()
    expect(page.get_by_label("Эвкалипт")).to_be_checked()
    expect(page.get_by_label("Эвкалипт")).to_be_focused()
    expect(page.get_by_label("Слова")).to_have_value("Без ленты")


def test_an_open_form_waits_until_it_is_shut(bench, at_the_bench, florist, tell):
    page = at_the_bench(florist)
    page.locator("summary", has_text="Отмена").click()
    bench.recipe.append("Тюльпан")
    bench.news.append("Новый заказ")

    tell(page)

    expect(page.locator("#news")).to_have_text("Новый заказ")
    expect(page.get_by_label("Тюльпан")).to_have_count(0)
    page.locator("summary", has_text="Отмена").click()
    expect(page.get_by_label("Тюльпан")).to_have_count(1)


def test_what_is_the_same_is_not_touched_for_its_protection_alone(bench, at_the_bench, florist, tell):
    page = at_the_bench(florist)
    page.locator("#recipe").evaluate("part => part.dataset.same = 'yes'")
    bench.news.append("Новый заказ")

    tell(page)

    expect(page.locator("#news")).to_have_text("Новый заказ")
    expect(page.locator("#recipe")).to_have_attribute("data-same", "yes")


def test_parts_come_and_go(bench, at_the_bench, florist, tell):
    bench.cards = ["Роза"]
    page = at_the_bench(florist)

    bench.cards = ["Роза", "Лилия"]
    tell(page)
    expect(page.locator("#cards p")).to_have_text(["Роза", "Лилия"])

    bench.cards = []
    tell(page)
    expect(page.locator("#cards p")).to_have_count(0)


def test_somebody_switched_off_is_led_to_the_door(at_the_bench, florist, tell):
    page = at_the_bench(florist)

    StaffMember._base_manager.update(is_active=False)
    florist.user.is_active = False
    florist.user.save()
    tell(page)

    page.wait_for_url("**/login/?next=%2Fworkbench%2F")


def test_a_hidden_page_does_not_ask(bench, at_the_bench, florist):
    page = at_the_bench(florist)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, writable: true })")
    page.wait_for_timeout(6_000)
    assert asked == []

    page.evaluate("document.hidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    assert len(asked) == 1


def test_a_page_says_when_the_connection_is_gone(bench, at_the_bench, florist):
    page = at_the_bench(florist)
    bar = page.get_by_role("complementary", name="Связь")
    expect(bar).to_be_hidden()

    page.context.set_offline(True)
    expect(bar).to_contain_text("Нет связи. Ничего не потеряно, отправим, когда появится.")
    expect(bar).not_to_contain_text("Ждёт отправки", use_inner_text=True)

    page.context.set_offline(False)
    expect(bar).to_be_hidden()
