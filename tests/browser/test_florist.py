"""A florist's hour: what to start now, the recipe, what is missing, the photo; on a phone and on a tablet."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from production.models import ProductionTask, Shortage
from production.services import assign_task, begin_task
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from tests.factories.orders import make_order, make_upload

from .chromium import DESK, PHONE, expect_nothing_sideways, send_again, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
LONG = "Очень большая корзина «Құттықтаймын, әже! Өмір жасы ұзақ болсын» с гортензией и эвкалиптом"


@pytest.fixture
def shop():
    return make_shop(name="Роза и лилия", photo_required=True)


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def make_task(shop):
    def make_task(hours=3, name="Букет «Классика»", ingredients=("Роза красная 50см", "Эвкалипт"), **fields):
        items = [make_item(shop, ingredient) for ingredient in ingredients]
        for item in items:
            make_batch(shop, item, 100)
        start = timezone.now() + timedelta(hours=hours)
        order = make_order(
            shop,
            "paid",
            product=make_product(shop, name, recipe=dict.fromkeys(items, 25)),
            window_from_at=start,
            window_to_at=start + timedelta(hours=2),
            **fields,
        )
        outbox.dispatch()
        with shop_scope(shop):
            return ProductionTask.objects.get(order=order)

    return make_task


@pytest.fixture
def begun(shop, florist, make_task):
    task = make_task()
    with shop_scope(shop):
        return begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())


@pytest.fixture
def at_work(open_page, codes):
    """Open a window of somebody's at an address."""

    def at_work(member, path="/florist/", size=PHONE):
        page = open_page(size)
        page.goto(path)
        sign_in(page, member.phone, codes.__getitem__)
        page.wait_for_url(f"**{path}")
        return page

    return at_work


def picture():
    upload = make_upload()
    return {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}


@sizes
def test_from_the_task_to_done_in_four_taps(at_work, florist, make_task, size):
    task = make_task(card_text="С днём рождения!\nТвоя Дана")
    page = at_work(florist, f"/florist/tasks/{task.pk}/", size)
    taps = 0

    page.get_by_role("button", name="Взять и начать").click()
    taps += 1
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^0:\d\d$"))
    with page.expect_file_chooser() as camera:
        page.locator("label", has_text="Сфотографировать").click()
    taps += 1
    camera.value.set_files(picture())
    taps += 1  # the camera's own button
    expect(page.get_by_role("status")).to_have_text("Фото добавлено")
    page.get_by_role("button", name="Готово").click()
    taps += 1
    page.wait_for_url("**/florist/")

    expect(page.get_by_role("status")).to_have_text("Готово! Букет собран")
    assert taps <= 4
    assert (reload(task).status, reload(task).florist_id) == ("completed", florist.pk)


@sizes
def test_ticks_of_the_recipe_survive_a_reload_and_end_with_the_task(at_work, florist, begun, size):
    page = at_work(florist, f"/florist/tasks/{begun.pk}/", size)
    boxes = page.locator(".recipe").get_by_role("checkbox")
    boxes.nth(1).check()

    page.reload()

    assert [boxes.nth(n).is_checked() for n in range(2)] == [False, True]
    page.locator("input[type=file]").set_input_files(picture())
    page.get_by_role("button", name="Готово").click()
    page.wait_for_url("**/florist/")
    expect(page.locator("body")).to_contain_text("Всё собрано")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('cvety.ticks'))") == []


def test_the_clock_tells_when_the_work_takes_longer_than_planned(at_work, florist, begun):
    ProductionTask._base_manager.update(started_at=timezone.now() - timedelta(minutes=30, seconds=-3))
    page = at_work(florist, f"/florist/tasks/{begun.pk}/")

    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^30:0\d$"))
    expect(page.locator(".timer.soon")).to_contain_text("дольше плана")


@sizes
def test_a_card_that_a_colleague_takes_goes_by_itself(shop, at_work, florist, make_task, size):
    task = make_task()
    page = at_work(florist, size=size)
    expect(page.get_by_role("button", name="Взять")).to_be_visible()
    colleague = make_member(shop, "florist", name="Динара")
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=colleague, now=timezone.now())

    expect(page.get_by_role("heading", name="У коллег")).to_be_visible()
    expect(page.get_by_role("button", name="Взять")).to_have_count(0)
    expect(page.locator("#queue-others")).to_contain_text("Динара")


def test_who_was_faster_is_told_by_name(shop, at_work, florist, make_task):
    task = make_task()
    page = at_work(florist)
    colleague = make_member(shop, "florist", name="Динара")
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=colleague, now=timezone.now())

    page.get_by_role("button", name="Взять").click()

    expect(page.get_by_role("status")).to_have_text("Эту задачу уже взял коллега: Динара")


@sizes
def test_what_is_missing_is_told_in_a_few_taps(shop, at_work, florist, begun, size):
    page = at_work(florist, f"/florist/tasks/{begun.pk}/", size)

    page.get_by_text("Чего-то не хватает").click()
    page.get_by_role("group", name="Чего не хватает?").get_by_label("Эвкалипт").check()
    page.get_by_role("button", name="Сообщить менеджеру").click()

    expect(page.locator(".missing")).to_contain_text("Не хватает: Эвкалипт")
    expect(page.locator(".missing")).to_contain_text("Менеджеру сообщили в")
    page.get_by_role("button", name="Нашлось").click()
    expect(page.locator(".missing")).to_have_count(0)
    with shop_scope(shop):
        assert Shortage.objects.get().settled_by == "Марина"


def test_what_was_tapped_without_a_connection_is_done_when_it_is_back(at_work, florist, make_task):
    task = make_task()
    page = at_work(florist, f"/florist/tasks/{task.pk}/")
    page.route("**/start", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Взять и начать").click()
    expect(page.locator("#kept-bar")).to_contain_text("Нет связи. Ничего не потеряно")
    assert reload(task).status == "pending"

    page.unroute("**/start")
    send_again(page)

    expect(page.get_by_role("timer")).to_be_visible()
    assert reload(task).status == "in_progress"


def test_without_a_script_a_photo_is_sent_by_a_button(shop, browser, live_server, codes, florist, begun):
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/florist/tasks/{begun.pk}/")
    sign_in(page, florist.phone, codes.__getitem__)
    expect(page.locator("body")).to_contain_text(re.compile(r"Начали в \d\d:\d\d, план 30 мин"))

    page.locator("input[type=file]").set_input_files(picture())
    page.get_by_role("button", name="Отправить фото").click()
    page.get_by_role("button", name="Готово").click()

    expect(page.locator("body")).to_contain_text("Готово! Букет собран")
    context.close()


def test_finishing_without_a_photo_takes_a_tap_elsewhere(shop, at_work, florist, begun):
    shop.photo_required = False
    shop.save()
    page = at_work(florist, f"/florist/tasks/{begun.pk}/")
    summary = page.locator("summary", has_text="Готово без фото")
    expect(summary).to_be_visible()
    place = summary.bounding_box()
    summary.click()
    confirm = page.get_by_role("button", name="Да, букет собран")
    shown = confirm.bounding_box()

    assert shown["height"] >= 44
    assert shown["y"] + shown["height"] <= place["y"] or shown["y"] >= place["y"] + place["height"]
    page.locator("summary", has_text="Пара слов").click()
    page.get_by_label("Пара слов для менеджера").fill("Добавила эвкалипт")
    confirm.click()
    page.wait_for_url("**/florist/")
    assert (reload(begun).status, reload(begun).florist_notes) == ("completed", "Добавила эвкалипт")


@sizes
def test_long_names_fit_and_everything_can_be_pressed(shop, at_work, florist, make_task, size):
    names = [f"Гортензия ұзын сабақты «Әсем» очень редкого сорта {n}" for n in range(12)]
    wishes = {"comment": "ү" * 500 + " побольше зелени" * 30, "card_text": "Құттықтаймын! " * 40 + "Щ" * 200}
    task = make_task(name=LONG, ingredients=names, **wishes)
    for hours in (4, 5):
        make_task(hours)
    page = at_work(florist, size=size)

    cards = [card.bounding_box() for card in page.locator(".task-card").all()]
    assert sum(box["y"] + box["height"] <= size["height"] for box in cards) >= 2
    check_fit(page)
    page.goto(f"/florist/tasks/{task.pk}/")
    check_fit(page)
    page.get_by_role("button", name="Взять и начать").click()
    expect(page.get_by_role("timer")).to_be_visible()
    page.get_by_text("Чего-то не хватает").click()
    check_fit(page)


def check_fit(page):
    """Nothing hangs over the side, and nothing to press is smaller than a thumb."""
    expect_nothing_sideways(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, a, summary, .recipe label, .choice, .snap label)')]
            .filter((element) => element.checkVisibility() && !element.closest('h3'))
            .map((element) => [element.textContent.trim(), element.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []
