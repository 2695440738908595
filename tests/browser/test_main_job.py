"""The main job as people do it: paid in the admin, made by a florist, carried by a courier, seen by the buyer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from tests.factories.orders import make_order, make_upload
from warehouse import ledger

from .chromium import DESK, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    return make_shop(name="Роза и лилия", photo_required=True)


@pytest.fixture
def batch(shop):
    return make_batch(shop, make_item(shop), 100)


@pytest.fixture
def order(shop, batch):
    """Two hours before its window, from the storefront."""
    start = timezone.now() + timedelta(hours=2)
    return make_order(
        shop,
        product=make_product(shop, "Букет «Классика»", recipe={batch.item: 25}),
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="г. Алматы, пр. Достык 89, кв. 45",
        card_text="С днём рождения!",
        window_from_at=start,
        window_to_at=start + timedelta(hours=2),
    )


def test_a_bouquet_from_payment_to_doorstep(shop, batch, order, open_page, codes):
    manager = make_member(shop, "senior", name="Гульнара")
    florist = make_member(shop, "florist", name="Марина")
    courier = make_member(shop, "courier", name="Асхат", phone="+77051234567")
    buyer = open_page()

    def buyer_sees(sentence, *steps):
        buyer.goto(f"/tracking/{order.tracking_token}")
        expect(buyer.get_by_role("heading", level=1)).to_have_text(sentence)
        reached = buyer.locator(".stops li:not(.ahead) .what")
        assert reached.all_inner_texts() == list(steps)

    buyer_sees("Заказ принят, ждём оплату", "Заказ принят")

    # The manager marks it paid with one click; its task appears by itself.
    desk = open_page(DESK)
    desk.goto("/admin/orders/order/")
    sign_in(desk, manager.phone, codes.__getitem__)
    top = desk.locator("#result_list tbody").first
    expect(top).to_contain_text("Айгуль · Букет «Классика» · 27 000 ₸")
    top.get_by_role("button", name="Отметить оплаченным").click()
    expect(desk.locator("body")).to_contain_text(f"Айгуль, №\u00a0{order.pk}: теперь «Оплачен»")
    outbox.dispatch()
    buyer_sees("Оплату получили, собираем букет", "Заказ принят", "Собираем букет")

    # The florist makes it.
    bench = open_page()
    bench.goto("/login/")
    sign_in(bench, florist.phone, codes.__getitem__)
    expect(bench).to_have_url(f"{bench.url.split('/florist')[0]}/florist/")
    bench.get_by_role("button", name="Взять").click()
    expect(bench.locator("body")).to_contain_text("С днём рождения!")
    expect(bench.locator(".recipe")).to_contain_text("Роза красная 50 см")
    expect(bench.locator(".recipe")).to_contain_text("25 шт")
    assert "₸" not in bench.content()
    bench.get_by_role("button", name="Начать").click()
    expect(bench.locator("label", has_text="Сфотографировать")).to_be_visible()
    expect(bench.get_by_role("button", name="Готово")).to_have_count(0)
    picture = make_upload()
    bench.locator("input[type=file]").set_input_files(
        {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )
    expect(bench.get_by_role("status")).to_have_text("Фото добавлено")
    bench.get_by_role("button", name="Готово").click()
    expect(bench.get_by_role("status")).to_have_text("Готово! Букет собран")
    outbox.dispatch()

    stock = reload(batch)
    assert reload(order).status == "assembled"
    assert (stock.quantity_on_hand, stock.quantity_reserved, stock.quantity_sold) == (75, 0, 25)
    start = timezone.localtime(order.window_from_at, shop.zone)
    buyer_sees(f"Букет собран, курьер привезёт его с {start:%H:%M}", "Заказ принят", "Собираем букет", "Букет собран")
    photo = buyer.get_by_alt_text("Фото вашего букета")
    assert photo.evaluate("image => image.complete && image.naturalWidth") == 40

    # The courier carries it.
    road = open_page()
    road.goto("/courier/")
    sign_in(road, courier.phone, codes.__getitem__)
    expect(road.locator("body")).not_to_contain_text("Айгуль")
    road.get_by_role("button", name="Забрал, везу").click()
    expect(road.locator("body")).to_contain_text("г. Алматы, пр. Достык 89, кв. 45")
    expect(road.get_by_role("link", name="Позвонить получателю")).to_have_attribute("href", "tel:+77059998877")
    end = timezone.localtime(order.window_to_at, shop.zone)
    way = ("Заказ принят", "Собираем букет", "Букет собран", "Курьер в пути", "Букет вручён")
    buyer_sees(f"Курьер в пути, будет до {end:%H:%M}", *way[:-1])
    expect(buyer.locator("body")).to_contain_text("г. Алматы, пр. ******, д. 89")
    expect(buyer.locator("body")).to_contain_text("+7705*****67")
    road.get_by_role("link", name="Я на месте").click()
    handed = road.get_by_role("button", name="Вручил", exact=True)
    expect(handed).to_be_hidden()
    road.locator("summary", has_text="Вручить").click()
    handed.click()
    expect(road.get_by_role("status")).to_have_text("Доставлено. Спасибо!")

    # The manager closes it, and everything adds up.
    desk.goto(f"/admin/orders/order/{order.pk}/change/")
    desk.get_by_role("button", name="Завершить заказ").click()
    outbox.dispatch()
    buyer_sees("Букет доставлен. Спасибо, что выбрали нас!", *way)
    told = buyer.request.get(f"/api/tracking/{order.tracking_token}").json()
    everything = ["Новый заказ", "Оплачен", "Собран", "В доставке", "Доставлен", "Выполнен"]
    assert [step["status_display"] for step in told["timeline"]] == everything
    assert told["photos"][0]["url"] == photo.evaluate("image => image.src")
    done = reload(order)
    assert (done.status, done.courier_id, done.florist_id) == ("completed", courier.pk, florist.pk)
    assert (reload(done.customer).orders_count, reload(done.customer).total_spent) == (1, 27000)
    with shop_scope(shop):
        assert [row.actor_name for row in done.history.all()] == [
            "Система",
            "Гульнара",
            "Марина",
            "Асхат",
            "Асхат",
            "Гульнара",
        ]
    assert list(ledger.check()) == []
