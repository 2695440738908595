"""A courier's run: taken out, nobody opens, the phone is asked for, the money is ticked off, it is handed over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import OrderNote
from orders.services import accept_order, update_order
from tests.factories import make_member, make_product, make_shop, reload
from tests.factories.orders import make_order, make_photo, make_upload, move_order

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
RECIPIENT = "+77059998877"


@pytest.fixture
def shop():
    return make_shop(name="Роза и лилия", city="Алматы", phone="+77270000001")


@pytest.fixture
def courier(shop):
    return make_member(shop, "courier", name="Асхат", phone="+77051234567")


@pytest.fixture
def order(shop, courier):
    return given(shop, courier, 1, is_surprise=True, payment_method="cash", address="пр. Достык 89, кв. 45")


def given(shop, courier, hours, **fields):
    """An assembled order of this courier, whose window begins in so many hours."""
    start = timezone.now() + timedelta(hours=hours)
    order = make_order(
        shop,
        product=make_product(shop, f"Букет на {hours} ч"),
        recipient_name="Айгуль",
        recipient_phone=RECIPIENT,
        address_parts={"entrance": "2", "floor": "14", "flat": "45", "door_code": "45К4587"},
        window_from_at=start,
        window_to_at=start + timedelta(hours=2),
        **fields,
    )
    with shop_scope(shop):
        if order.is_paid_at_hand_over:
            accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
        else:
            move_order(order, "paid")
        changes = {"courier_id": courier.pk}
        update_order(shop=shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())
    order = move_order(order, "assembled")
    make_photo(order)
    return order


@pytest.fixture
def at_work(open_page, codes, courier):
    """The courier's own window."""

    def at_work(size):
        page = open_page(size)
        page.goto("/courier/")
        sign_in(page, courier.phone, codes.__getitem__)
        expect(page).to_have_title("Доставки · Роза и лилия")
        return page

    return at_work


def fits(page):
    """Nothing is wider than the window, and whatever is pressed is as large as a thumb."""
    expect_nothing_sideways(page)
    targets = page.locator("main a:visible, main button:visible, main summary:visible, main label:visible").all()
    small = [target.inner_text() for target in targets if round(target.bounding_box()["height"]) < 44]
    # Of a card the whole is the link.
    assert [text for text in small if not page.locator(".brief h3 a", has_text=text).count()] == []


def swap_of(page, summary):
    """Open what a summary hides, and return where the finger is."""
    expect(summary).to_be_visible()
    place = summary.bounding_box()
    summary.click()
    return place


@sizes
def test_a_run_from_the_shop_to_the_last_door(shop, courier, order, at_work, size):
    later = given(shop, courier, 3, address="ул. Абая 150, офис 14")
    page = at_work(size)
    fits(page)

    # Both are taken with one button; the next one lies open on top.
    page.get_by_role("button", name="Забрать все мои: 2").click()
    expect(page.get_by_role("status")).to_contain_text("Хорошей дороги!")
    now = page.locator("#now")
    expect(now.get_by_role("heading", name="пр. Достык 89, кв. 45")).to_be_visible()
    expect(now).to_contain_text("Получите 27 000 ₸ наличными")
    expect(page.locator("#on-the-way")).to_contain_text("ул. Абая 150, офис 14")
    expect(page.locator("#on-the-way")).not_to_contain_text("₸")
    assert RECIPIENT[2:] not in page.content()
    fits(page)

    # Nobody opens: the phone of a surprise takes two taps more, and they are remembered.
    page.get_by_role("link", name="Я на месте").click()
    expect(page.locator("summary", has_text="Никто не открывает")).to_be_visible()
    fits(page)
    for name, address in (("2ГИС", "2gis.kz"), ("Яндекс", "yandex.kz"), ("Google", "google.com")):
        link = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        assert address in link
    assert RECIPIENT[2:] not in page.content()
    page.locator("summary", has_text="Никто не открывает").click()
    fits(page)
    expect(page.get_by_role("link", name="Позвонить в магазин")).to_have_attribute("href", "tel:+77270000001")
    show = page.get_by_role("button", name="Да, показать телефон")
    expect(show).to_be_hidden()
    page.locator("summary", has_text="Показать телефон получателя").click()
    show.click()
    expect(page.get_by_role("link", name="Позвонить получателю")).to_have_attribute("href", f"tel:{RECIPIENT}")
    with shop_scope(shop):
        assert OrderNote.objects.get().actor_name == "Асхат"

    # Handing over asks for the money first, and not where the first tap was.
    place = swap_of(page, page.locator("#act > summary"))
    handed = page.get_by_role("button", name="Вручил", exact=True)
    shown = handed.bounding_box()
    assert shown["y"] + shown["height"] <= place["y"] or shown["y"] >= place["y"] + place["height"]
    assert shown["y"] + shown["height"] <= size["height"]
    fits(page)
    picture = make_upload()
    page.get_by_label("Фото вручения").set_input_files(
        {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )
    handed.click()
    assert reload(order).status == "delivery"  # the browser wants the tick
    page.get_by_label("Получил 27 000 ₸ наличными").check()
    handed.click()
    expect(page.get_by_role("status")).to_have_text("Доставлено. Спасибо!")
    with shop_scope(shop):
        assert [photo.kind for photo in order.photos.all()] == ["bouquet", "hand_over"]
    assert (reload(order).status, reload(order).paid_total) == ("delivered", 27000)

    # The next stop has come up, and the last one is at the end.
    expect(page.locator("#now")).to_contain_text("ул. Абая 150, офис 14")
    expect(page.locator("#handed-over")).to_contain_text("пр. Достык 89, кв. 45")
    assert "₸" not in page.locator("main").inner_text()

    # Nobody is there at all: the manager decides.
    page.get_by_role("link", name="Я на месте").click()
    page.locator("#not-handed-over summary").click()
    fits(page)
    page.get_by_label("Неправильный адрес").check()
    page.get_by_label("Пара слов").fill("Такого дома нет")
    page.get_by_role("button", name="Передать менеджеру").click()
    expect(page.locator("#with-manager")).to_contain_text("Неправильный адрес. Такого дома нет")
    expect(page.locator("main")).to_contain_text("Всё развезли")
    assert (reload(later).status, reload(later).issue_type) == ("issue", "wrong_address")
    fits(page)


def test_the_keyboard_leads_through_a_stop(shop, courier, order, at_work):
    move_order(order, "delivery")
    page = at_work(DESK)

    page.get_by_role("link", name="Я на месте").focus()
    page.keyboard.press("Enter")
    summary = page.locator("#act > summary")
    expect(summary).to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    tick = page.get_by_label("Получил 27 000 ₸ наличными")
    expect(tick).to_be_visible()
    tick.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Доставлено. Спасибо!")
    assert reload(order).status == "delivered"


@sizes
def test_what_is_handed_over_without_a_connection_arrives_later_and_once(shop, courier, order, at_work, size):
    move_order(order, "delivery")
    page = at_work(size)
    page.get_by_role("link", name="Я на месте").click()
    page.locator("#act > summary").click()
    picture = make_upload()
    page.get_by_label("Фото вручения").set_input_files(
        {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )
    expect(page.locator("#act [data-photos] img")).to_be_visible()
    page.get_by_label("Получил 27 000 ₸ наличными").check()
    page.context.set_offline(True)

    page.get_by_role("button", name="Вручил", exact=True).click()

    expect(page.get_by_text("Нет связи. Ничего не потеряно, отправим, когда появится.")).to_be_visible()
    assert reload(order).status == "delivery"
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("Доставлено. Спасибо!")
    with shop_scope(shop):
        assert order.photos.filter(kind="hand_over").count() == 1
    assert (reload(order).status, reload(order).paid_total) == ("delivered", 27000)


def test_what_a_colleague_takes_leaves_the_screen_by_itself(shop, courier, order, at_work):
    page = at_work(PHONE)
    expect(page.locator("#to-take")).to_contain_text("пр. Достык 89")

    with shop_scope(shop):
        other = {"courier_id": make_member(shop, "courier", name="Ержан").pk}
        update_order(shop=shop, order_id=order.pk, changes=other, actor=SYSTEM, now=timezone.now())

    expect(page.locator("#to-take")).to_have_count(0)
    expect(page.locator("#nothing")).to_contain_text("Доставок нет")
