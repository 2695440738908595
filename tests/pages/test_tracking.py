"""The buyer's page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core import words
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import update_order
from tests.factories.orders import make_order, make_photo, move_order


def way(page):
    """The steps that a page shows, and how each stands."""
    html = page.content.decode()
    found = re.findall(r'<li class="([\w-]+)"[^>]*>\s*<span class="what">([^<]+)', html)
    return [f"{state} {words}" for state, words in found]


def test_a_buyer_sees_where_the_bouquet_is(shop, browse, courier):
    order = make_order(shop, "paid", "assembled", address="г. Алматы, пр. Достык 89, кв. 45")
    photo = make_photo(order)
    with shop_scope(shop):
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": courier.pk}, actor=SYSTEM, now=timezone.now())
    move_order(order, "delivery")

    page = browse().get(f"/tracking/{order.tracking_token}")

    html = page.content.decode()
    assert page.status_code == 200
    assert "Курьер в пути" in html
    assert "Роза" in html
    assert "г. Алматы, пр. ******, д. 89" in html.replace("\u00a0", " ")
    assert "+7705*****67" in html
    assert photo.image.url in html
    assert way(page) == [
        "done Заказ принят",
        "done Собираем букет",
        "done Букет собран",
        "now Курьер в пути",
        "ahead Букет вручён",
    ]


def test_a_buyers_page_tells_no_secret(shop, browse):
    order = make_order(
        shop, "paid", recipient_name="Айгуль", recipient_phone="+77059998877", address="ул. Абая 10, кв. 7"
    )

    html = browse().get(f"/tracking/{order.tracking_token}").content.decode()

    for secret in ("Иван", "Айгуль", "+77011112233", "+77059998877", "Абая", "27000", "27\u202f000", f"№{order.pk}"):
        assert secret not in html


@pytest.mark.parametrize(
    ("fields", "path", "sentence"),
    [
        ({}, [], "Заказ принят, ждём оплату"),
        ({"payment_method": "cash"}, [], "Заказ у нас, скоро начнём собирать"),
        ({}, ["paid"], "Оплату получили, собираем букет"),
        ({}, ["paid", "assembled"], "Букет собран, скоро передадим курьеру"),
        ({"delivery_method": "self_pickup"}, ["paid", "assembled"], "Букет собран, можно забирать"),
        ({"delivery_method": "self_pickup"}, ["paid", "assembled", "self_pickup"], "Букет ждёт вас в магазине"),
        ({}, ["paid", "assembled", "delivery", "delivered"], "Букет доставлен. Спасибо, что выбрали нас!"),
        ({}, ["cancelled"], "Заказ отменён"),
        ({}, ["paid", "issue"], "Уточняем детали и скоро свяжемся с вами"),
    ],
)
def test_the_state_is_one_human_sentence(shop, browse, fields, path, sentence):
    order = make_order(shop, *path, **fields)

    assert sentence in browse().get(f"/tracking/{order.tracking_token}").content.decode()


def test_a_window_is_told_on_the_shops_clock(shop, browse):
    start = timezone.now().replace(hour=9, minute=0) + timedelta(days=1)
    order = make_order(shop, "paid", "assembled", window_from_at=start, window_to_at=start + timedelta(hours=2))

    html = browse().get(f"/tracking/{order.tracking_token}").content.decode()

    assert "Букет собран, курьер привезёт его с 14:00" in html
    assert "завтра 14:00–16:00" in html or "14:00–16:00" in html


def test_an_unknown_number_is_told_kindly(db, browse):
    page = browse().get("/tracking/123456789")

    assert page.status_code == 404
    assert "Заказ с указанным номером отслеживания не найден" in page.content.decode()


def test_the_page_is_kept_out_of_search_engines_and_logs(shop, browse):
    order = make_order(shop)

    for path in (f"/tracking/{order.tracking_token}", "/tracking/123456789"):
        page = browse().get(path)
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "same-origin"  # with less, a browser would not say where a form comes from
        assert "no-store" in page["Cache-Control"]


def test_guessing_ends(shop, browse, settings):
    settings.RATE_LIMIT_FACTOR = 1
    order, unseen = make_order(shop), make_order(shop)
    client = browse()
    with time_machine.travel(timezone.now(), tick=False):
        client.get(f"/tracking/{order.tracking_token}")
        for n in range(10):
            assert client.get(f"/tracking/{n:09d}").status_code == 404

        refused = client.get(f"/tracking/{unseen.tracking_token}")
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0
        html = refused.content.decode()
        assert "<h1>Слишком много попыток</h1>" in html
        assert f"Попробуйте ещё раз {words.wait(int(refused['Retry-After']))}." in html
        assert "не найден" not in html
        assert client.get(f"/tracking/{order.tracking_token}").status_code == 200
