"""The walk around the fridge and the count of it, with one hand on a phone and at a desk."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from tests.factories.orders import make_order
from warehouse.models import Stocktake, StocktakeLine
from warehouse.services import write_off

from .chromium import DESK, PHONE, expect_nothing_sideways, send_again, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
LONG = "Гортензия ұзын сабақты «Әсем» очень редкого сорта из Голландии"


@pytest.fixture
def shop():
    return make_shop(name="Роза и лилия")


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def rose(shop):
    return make_item(shop)


@pytest.fixture
def at_work(open_page, codes):
    """Open a window of somebody's at an address."""

    def at_work(member, path="/fridge/", size=PHONE):
        page = open_page(size)
        page.goto(path)
        sign_in(page, member.phone, codes.__getitem__)
        page.wait_for_url(f"**{path}")
        return page

    return at_work


@sizes
def test_what_has_expired_is_thrown_away_in_two_taps(shop, at_work, florist, rose, size):
    batch = make_batch(shop, rose, 40, age_days=20)
    page = at_work(florist, size=size)

    page.locator("summary", has_text="Списать").click()
    page.get_by_role("button", name="Завяли").click()

    expect(page.get_by_role("status")).to_have_text("Списали: Роза красная 50 см, 40 шт")
    expect(page.locator("#walk-fresh")).to_contain_text("Всё свежее.")
    expect(page.locator("#walk-thrown")).to_contain_text("Завяли · Марина")
    assert reload(batch).quantity_written_off == 40


@sizes
def test_of_what_wilts_a_number_is_chosen_without_a_keyboard(shop, at_work, florist, rose, size):
    batch = make_batch(shop, rose, 40, age_days=12)
    page = at_work(florist, size=size)
    page.locator("summary", has_text="Списать").click()
    number = page.get_by_label("Сколько списать")
    expect(number).to_have_value("1")

    for _time in range(3):
        page.get_by_role("button", name="Больше").click()
    page.get_by_role("button", name="Меньше").click()
    expect(number).to_have_value("3")
    page.get_by_role("button", name="Все 40").click()
    expect(number).to_have_value("40")
    page.get_by_role("button", name="Больше").click()
    expect(number).to_have_value("40")
    number.fill("5")
    page.locator("summary", has_text="Добавить слова").click()
    page.get_by_label("Добавить слова").fill("сломаны")
    page.get_by_role("button", name="Повреждены").click()

    expect(page.get_by_role("status")).to_have_text("Списали: Роза красная 50 см, 5 шт")
    expect(page.locator(f"#batch-{batch.pk} .amount")).to_have_text("35 шт")
    assert reload(batch).quantity_on_hand == 35


def test_the_done_key_of_a_keyboard_throws_nothing_away(shop, at_work, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    page = at_work(florist)
    page.locator("summary", has_text="Списать").click()

    page.get_by_label("Сколько списать").press("Enter")

    page.wait_for_timeout(500)
    assert reload(batch).quantity_on_hand == 40


def test_a_second_tap_on_the_place_of_the_first_throws_nothing_away(shop, at_work, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    page = at_work(florist)
    place = page.locator("summary", has_text="Списать").bounding_box()
    middle = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2

    page.mouse.click(*middle)
    page.mouse.click(*middle)

    page.wait_for_timeout(500)
    assert reload(batch).quantity_on_hand == 40


def test_what_was_thrown_away_without_a_connection_is_told_when_it_is_back(shop, at_work, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    page = at_work(florist)
    page.route("**/write-off", lambda route: route.abort("internetdisconnected"))
    page.locator("summary", has_text="Списать").click()
    page.get_by_role("button", name="Завяли").click()
    expect(page.locator("#kept-bar")).to_contain_text("Нет связи. Ничего не потеряно")
    assert reload(batch).quantity_on_hand == 40

    page.unroute("**/write-off")
    send_again(page)

    expect(page.locator("#walk-thrown")).to_contain_text("Завяли · Марина")
    assert reload(batch).quantity_on_hand == 0


def test_what_a_colleague_throws_away_goes_by_itself(shop, at_work, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    page = at_work(florist)
    colleague = make_member(shop, "florist", name="Динара").as_actor()
    with shop_scope(shop):
        told = {"batch_id": batch.pk, "quantity": 40, "reason": "wilted", "now": timezone.now()}
        write_off(shop=shop, actor=colleague, **told)

    expect(page.locator("#walk-thrown")).to_contain_text("Завяли · Динара")
    expect(page.locator(".bucket")).to_have_count(0)


@sizes
def test_a_bucket_is_counted_in_three_taps_and_blindly(shop, at_work, florist, rose, size):
    batch = make_batch(shop, rose, 8761)
    make_batch(shop, make_item(shop, "Пион"), 30)
    page = at_work(florist, "/fridge/count/", size)
    taps = 0

    page.locator(".pick a", has_text="Роза").click()
    taps += 1
    number = page.get_by_label("Сколько здесь")
    expect(number).to_be_focused()
    expect(page.locator("body")).not_to_contain_text("8761")
    page.keyboard.type("8754")
    page.get_by_role("button", name="Сохранить").click()
    taps += 1

    page.wait_for_url("**/fridge/count/")
    expect(page.get_by_role("status")).to_have_text("Записали: Роза красная 50 см, 8754 шт")
    expect(page.locator("#count-done")).to_contain_text("8754 шт")
    expect(page.locator("#count-left-title")).to_have_text(re.compile("Осталось посчитать 1"))
    assert taps <= 3
    with every_shop():
        line = StocktakeLine.objects.get()
    assert (line.batch_id, line.counted, line.expected) == (batch.pk, 8754, 8761)


def test_the_list_narrows_while_one_types(shop, at_work, florist, rose):
    make_batch(shop, rose, 10)
    make_batch(shop, make_item(shop, "Роза красная 60см"), 10)
    make_batch(shop, make_item(shop, "Пион"), 10)
    page = at_work(florist, "/fridge/count/")

    page.get_by_label("Найти ведро").fill("роза 60см")

    expect(page.locator(".pick:visible")).to_have_count(1)
    expect(page.locator(".picks h3:visible")).to_have_text(["Роза красная 60 см"])
    page.get_by_label("Найти ведро").fill("")
    expect(page.locator(".pick:visible")).to_have_count(3)


def test_a_count_without_a_connection_keeps_its_moment(shop, at_work, florist, rose):
    batch = make_batch(shop, rose, 50)
    page = at_work(florist, f"/fridge/count/{batch.pk}/")
    with every_shop():
        batch.movements.update(created_at=timezone.now() - timedelta(hours=1))
    page.route("**/save", lambda route: route.abort("internetdisconnected"))
    # As if the page had been opened, and the number saved, a few minutes ago.
    page.evaluate(
        "document.querySelector('[data-moment]').form.addEventListener('formdata', (event) =>"
        " event.formData.set('counted_at', Math.floor(Date.now() / 1000) - 300))"
    )
    page.get_by_label("Сколько здесь").fill("48")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#kept-bar")).to_contain_text("Нет связи. Ничего не потеряно")
    with shop_scope(shop):
        told = {"batch_id": batch.pk, "quantity": 10, "reason": "wilted", "now": timezone.now()}
        write_off(shop=shop, actor=florist.as_actor(), **told)

    page.unroute("**/save")
    send_again(page)

    expect(page.locator("body")).to_contain_text("Записали: Роза красная 50 см, 48 шт", timeout=30_000)
    with every_shop():
        line = StocktakeLine.objects.get()
    assert (line.counted, line.expected) == (48, 50)


@sizes
def test_a_manager_looks_at_the_differences_and_posts_them(shop, at_work, florist, rose, size):
    batch = make_batch(shop, rose, 50, cost="100")
    owner = make_member(shop, "owner", name="Гульнара")
    page = at_work(owner, f"/fridge/count/{batch.pk}/", size)
    page.get_by_label("Сколько здесь").fill("43")
    page.get_by_role("button", name="Сохранить").click()

    page.get_by_role("link", name="Показать расхождения").click()
    expect(page.locator("#result-differing")).to_contain_text("−7")
    expect(page.locator("#result-differing")).to_contain_text(re.compile(r"−700\s₸"))
    page.locator("summary", has_text="Провести").click()
    page.get_by_role("button", name="Да, исправить остатки").click()

    expect(page.get_by_role("status")).to_have_text("Инвентаризация проведена")
    expect(page.locator("#result-head")).to_contain_text("Проведена")
    assert reload(batch).quantity_on_hand == 43
    with every_shop():
        assert Stocktake.objects.get().posted_by == "Гульнара"


def test_without_a_script_the_whole_way_is_there(shop, browser, live_server, codes, rose):
    expired = make_batch(shop, rose, 40, age_days=20)
    owner = make_member(shop, "owner", name="Гульнара")
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/fridge/")
    sign_in(page, owner.phone, codes.__getitem__)

    page.locator("summary", has_text="Списать").click()
    expect(page.get_by_role("button", name="Больше")).to_be_hidden()
    page.get_by_label("Сколько списать").fill("10")
    page.get_by_role("button", name="Завяли").click()
    expect(page.get_by_role("status")).to_contain_text("Списали")
    page.get_by_role("link", name="Пересчёт").click()
    page.get_by_label("Найти ведро").fill("роза")
    page.get_by_role("button", name="Найти").click()
    page.locator(".pick a").click()
    page.get_by_label("Сколько здесь").fill("29")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="Показать расхождения").click()
    page.locator("summary", has_text="Провести").click()
    page.get_by_role("button", name="Да, исправить остатки").click()

    expect(page.locator("body")).to_contain_text("Инвентаризация проведена")
    assert reload(expired).quantity_on_hand == 29
    context.close()


@sizes
def test_long_names_fit_and_everything_can_be_pressed(shop, at_work, rose, size):
    owner = make_member(shop, "owner", name="Гульнара")
    items = [make_item(shop, f"{LONG} {number}") for number in range(4)]
    for item in items:
        batch = make_batch(shop, item, 1000, age_days=12)
        product = make_product(shop, f"Букет {item.pk}", recipe={item: 3})
        for _order in range(2):
            make_order(shop, "paid", product=product, window_from_at=timezone.now(), window_to_at=timezone.now())
    page = at_work(owner, size=size)
    page.locator("summary", has_text="Списать").first.click()
    page.locator("summary", has_text="Добавить слова").first.click()
    check_fit(page)
    page.get_by_role("button", name="Завяли").first.click()
    expect(page.locator("#walk-thrown")).to_contain_text("Завяли")
    check_fit(page)
    page.goto(f"/fridge/count/{batch.pk}/")
    check_fit(page)
    page.get_by_label("Сколько здесь").fill("1")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#count-done")).to_contain_text("1 шт")
    check_fit(page)
    page.get_by_role("link", name="Показать расхождения").click()
    page.locator("summary", has_text="Провести").click()
    check_fit(page)
    page.get_by_role("button", name="Да, исправить остатки").click()
    expect(page.locator("#result-differing")).to_contain_text("Не исправлено")
    check_fit(page)


def check_fit(page):
    """Nothing hangs over the side, and nothing to press is smaller than a thumb."""
    expect_nothing_sideways(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, a, summary, input)')]
            .filter((element) => element.checkVisibility() && !element.matches('.aside'))
            .map((element) => [element.textContent.trim(), element.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []
