"""The connection goes away and comes back: what was done meanwhile arrives, once, and from whoever did it."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.factories import make_member, make_shop
from tests.factories.orders import make_upload

from .chromium import DESK, PHONE, send_again, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOST = "Нет связи. Ничего не потеряно, отправим, когда появится."
sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


def bar_of(page):
    return page.get_by_role("complementary", name="Связь")


def say(page, words):
    page.get_by_label("Слова").fill(words)
    page.get_by_role("button", name="Сказать").click()


def photograph(page, name="bouquet.jpg"):
    picture = make_upload().read()
    page.get_by_label("Фото", exact=True).set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": picture})


def pictures(page):
    return page.locator("[data-photos] figure img")


@sizes
def test_a_form_is_sent_and_leads_where_its_answer_leads(bench, at_the_bench, florist, size):
    page = at_the_bench(florist, size)

    say(page, "Без ленты")

    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert bench.arrived == [("Марина", "Без ленты", 0)]


@sizes
def test_what_was_done_without_a_connection_arrives_once_and_in_order(bench, at_the_bench, florist, size):
    page = at_the_bench(florist, size)
    page.context.set_offline(True)

    say(page, "Без ленты")
    photograph(page, "one.jpg")
    photograph(page, "two.jpg")

    expect(bar_of(page)).to_contain_text(LOST)
    expect(page.locator("#kept-bar [data-number]")).to_have_text("3")
    expect(page.get_by_role("button", name="Сказать")).to_be_disabled()
    expect(pictures(page)).to_have_count(2)
    assert bench.arrived == []

    page.context.set_offline(False)
    expect(bar_of(page)).to_be_hidden()
    page.wait_for_timeout(1_000)
    assert [what for _, what, _ in bench.arrived] == ["Без ленты", "one.jpg", "two.jpg"]
    expect(pictures(page)).to_have_count(0)
    expect(page.get_by_role("status").first).to_have_text("Принято: Без ленты")


@sizes
def test_what_waits_survives_a_reload(bench, at_the_bench, florist, size):
    page = at_the_bench(florist, size)
    page.route("**/workbench/do", lambda route: route.abort("internetdisconnected"))
    say(page, "Без ленты")
    photograph(page)
    expect(page.locator("#kept-bar [data-number]")).to_have_text("2")

    page.reload()
    expect(bar_of(page)).to_contain_text(LOST)
    expect(page.locator("#kept-bar [data-number]")).to_have_text("2")
    expect(pictures(page)).to_have_count(1)
    assert pictures(page).evaluate("image => image.complete && image.naturalWidth > 0")
    page.goto("/florist/")
    expect(page.locator("#kept-bar [data-number]")).to_have_text("2")

    page.unroute("**/workbench/do")
    send_again(page)
    expect(page.get_by_role("status")).to_have_text(["Принято: Без ленты", "Принято: bouquet.jpg"])
    expect(bar_of(page)).to_be_hidden()
    assert [what for _, what, _ in bench.arrived] == ["Без ленты", "bouquet.jpg"]


def test_an_answer_that_got_lost_does_not_make_it_twice(bench, at_the_bench, florist):
    page = at_the_bench(florist, forgives="ERR_FAILED")
    lost = []

    def answer_gets_lost(route):
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/workbench/do", answer_gets_lost)

    photograph(page)

    expect(pictures(page)).to_have_count(1)
    expect(pictures(page)).to_have_count(0)
    assert len(lost) == 1
    assert len(bench.arrived) == 1


def test_nobody_sends_what_somebody_else_has_made(bench, at_the_bench, shop, florist, codes):
    colleague = make_member(shop, "florist", name="Айгуль")
    page = at_the_bench(florist)
    page.route("**/workbench/do", lambda route: route.abort("internetdisconnected"))
    say(page, "Без ленты")
    expect(bar_of(page)).to_contain_text(LOST)
    page.context.clear_cookies()
    page.unroute("**/workbench/do")

    page.goto("/workbench/")
    sign_in(page, colleague.phone, codes.__getitem__)
    page.wait_for_url("**/workbench/")
    page.wait_for_timeout(1_000)
    expect(bar_of(page)).to_be_hidden()
    assert bench.arrived == []

    page.context.clear_cookies()
    page.goto("/workbench/")
    sign_in(page, florist.phone, codes.__getitem__)
    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert bench.arrived == [("Марина", "Без ленты", 0)]


def test_a_page_of_one_who_is_no_longer_signed_in_sends_nothing_as_another(bench, at_the_bench, shop, florist, codes):
    """In another window of the same browser a colleague has signed in meanwhile."""
    colleague = make_member(shop, "florist", name="Айгуль")
    page = at_the_bench(florist, forgives="403")
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/login/")
    sign_in(other, colleague.phone, codes.__getitem__)
    other.wait_for_url("**/florist/")

    say(page, "Без ленты")

    expect(page.get_by_role("navigation", name="Вы")).to_contain_text("Айгуль")
    expect(bar_of(page)).to_be_hidden()
    assert bench.arrived == []


def test_one_whose_session_is_over_signs_in_and_nothing_is_lost(bench, at_the_bench, florist, codes):
    page = at_the_bench(florist, forgives="403")
    page.context.clear_cookies()

    say(page, "Без ленты")

    page.wait_for_url("**/login/?next=%2Fworkbench%2F")
    sign_in(page, florist.phone, codes.__getitem__)
    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert len(bench.arrived) == 1


def test_protection_that_has_run_out_is_renewed(bench, at_the_bench, florist):
    page = at_the_bench(florist, forgives="403")
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(each => each.value = 'x'.repeat(64))"
    )

    say(page, "Без ленты")

    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert len(bench.arrived) == 1


@sizes
def test_a_refusal_is_told_and_kept_until_its_person_decides(bench, at_the_bench, florist, size):
    bench.answers = [400, 400]
    page = at_the_bench(florist, size, forgives="400")

    say(page, "Без ленты")
    expect(bar_of(page)).to_contain_text("Пара слов: Не вышло: вазы нет.")
    page.reload()
    expect(bar_of(page)).to_contain_text("Пара слов: Не вышло: вазы нет.")
    bar_of(page).get_by_role("button", name="Повторить", exact=True).click()
    expect(bar_of(page)).to_contain_text("Пара слов: Не вышло: вазы нет.")
    bar_of(page).get_by_role("button", name="Убрать", exact=True).click()
    expect(bar_of(page)).to_be_visible()
    bar_of(page).get_by_role("button", name="Точно убрать?").click()

    expect(bar_of(page)).to_be_hidden()
    assert bench.arrived == []
    say(page, "С лентой")
    expect(page.get_by_role("status")).to_have_text("Принято: С лентой")


def test_what_is_still_being_sent_is_asked_for_again(bench, at_the_bench, florist):
    bench.answers = [409]
    page = at_the_bench(florist, forgives="409")

    say(page, "Без ленты")

    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert len(bench.arrived) == 1


def test_a_second_tap_sends_nothing_more(bench, at_the_bench, florist):
    bench.seconds = 1
    page = at_the_bench(florist)
    page.get_by_label("Слова").fill("Без ленты")

    page.evaluate("() => { const button = document.querySelector('[value=say]'); button.click(); button.click(); }")

    expect(page.get_by_role("status")).to_have_text("Принято: Без ленты")
    assert len(bench.arrived) == 1


def test_a_photo_chosen_before_the_page_is_ready_is_sent(bench, at_the_bench, florist):
    page = at_the_bench(florist)
    held = []
    page.route("**/actions.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    photograph(page)
    assert held

    held[0].continue_()

    expect(page.get_by_role("status")).to_have_text("Принято: bouquet.jpg")
    assert len(bench.arrived) == 1


def test_a_cameras_picture_is_made_small_and_stays_upright(bench, at_the_bench, florist):
    page = at_the_bench(florist)
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned by a quarter
    Image.effect_noise((2800, 2100), 30).convert("RGB").save(stream, "JPEG", exif=exif, quality=90)
    page.get_by_label("Фото", exact=True).set_input_files(
        {"name": "IMG.JPG", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
    )

    expect(page.get_by_role("status")).to_have_text("Принято: IMG.jpg", timeout=30_000)

    assert bench.arrived[0][2] < len(stream.getvalue()) / 2
    assert bench.pictures == [(1536, 2048)]
