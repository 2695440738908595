"""The buyer's page."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cvety.core import money, words
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import PhotoKind
from orders.services import accept_order, update_order
from shops.models import Shop
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order
from tracking.guard import FEEDBACK
from tracking.models import Feedback


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


SUMS = (13_579, 2_468)
SECRETS = {
    "customer_name": "Вениамин Щукин",
    "customer_phone": "+77013456789",
    "recipient_name": "Аполлинария Ежова",
    "recipient_phone": "+77059876543",
    "address": "ул. Жарокова 10, кв. 77, код 9182",
    "comment": "Не звонить, муж спит",
    "card_text": "Ты моя весна",
}
# A name's part would give it away as well as the whole.
TELLING = ("Вениамин", "Щукин", "3456789", "Аполлинария", "Ежова", "9876543", "Жарокова", "9182", "муж", "весна")


@pytest.fixture
def secret_order(shop):
    product = make_bouquet(shop, retail_price=SUMS[0], cost_price=SUMS[1])
    return make_order(shop, "paid", "assembled", product=product, delivery_fee=1717, **SECRETS)


def written(amount):
    """A sum as anything might write it."""
    return {str(amount), f"{amount:,}".replace(",", " "), money.readable(amount), f"{amount:,}".replace(",", "\u00a0")}


def told_of(order, client):
    """Everything that whoever has the link can be answered, headers included."""
    page, api = f"/tracking/{order.tracking_token}", f"/api/tracking/{order.tracking_token}"
    first = client.get(page)
    address = re.search(r'<meta name="live" content="([^"]+)"', first.content.decode())[1]
    asked = [
        first,
        client.get(api),
        client.get(address),
        client.post(f"{page}/feedback", {}),
        client.post(f"{page}/feedback", {"rating": "9", "comment": "а" * 5000}),
        client.post(f"{api}/feedback", {"rating": 9}, content_type="application/json"),
        client.post(f"{page}/feedback", {"rating": "4", "comment": "Дорого, но красиво"}),
        client.get(page),
        client.get(api),
        client.post(f"{page}/feedback", {"rating": "4"}),
        client.post(f"{api}/feedback", {"rating": 4}, content_type="application/json"),
        client.put(api),
        client.get(f"/tracking/{order.tracking_token}0"),
        client.get(f"/tracking/{order.tracking_token}/feedback/other"),
    ]
    return [f"{answer.status_code} {answer.headers} {answer.content.decode()}" for answer in asked]


@pytest.mark.parametrize("moves", [[], ["delivery"], ["issue"], ["cancelled"], ["delivery", "delivered"]])
def test_nothing_that_a_recipient_must_not_learn_is_told_anywhere(browse, secret_order, moves):
    order = move_order(secret_order, *moves)
    make_photo(order)
    sums = {order.total, order.flower_sum, order.delivery_fee, order.paid_total, *SUMS} - {0}
    secrets = {*TELLING, *(text for amount in sums for text in written(amount)), order.aggregate, f"№{order.pk}"}
    texts = told_of(order, browse())

    # Signatures and names of pictures are long and random, and may hold any four digits.
    plain = [re.sub(r"[\w~-]{24,}", "", text.replace(order.tracking_token, "")) for text in texts]
    assert {secret for text in plain for secret in secrets if secret in text} == set()
    assert "Дорого" not in "".join(texts[7:])  # the buyer's own words are not read out to the recipient


def test_while_we_wait_for_money_there_is_no_sum_and_no_way_to_it(shop, browse):
    order = make_order(shop, product=make_bouquet(shop, retail_price=SUMS[0]))

    html = browse().get(f"/tracking/{order.tracking_token}").content.decode()

    assert "ждём оплату" in html
    assert "kaspi" not in html.lower()


def test_a_buyer_leaves_stars_without_script(shop, browse):
    order = make_order(shop, "paid", "assembled", "delivery", "delivered")
    client = Client(enforce_csrf_checks=True)
    path = f"/tracking/{order.tracking_token}"
    html = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    assert html.count('name="rating"') == 5
    assert "5 из 5 — прекрасно" in html

    answer = client.post(f"{path}/feedback", {"rating": "5", "comment": "Чудо", "csrfmiddlewaretoken": token})

    assert (answer.status_code, answer["Location"]) == (302, f"{path}#feedback")
    html = client.get(path).content.decode()
    assert "Ваша оценка: 5 из 5" in html
    assert "Спасибо! Мы рады, что вам понравилось." in html
    assert 'name="rating"' not in html
    with shop_scope(shop):
        assert [(each.rating, each.comment) for each in Feedback.objects.all()] == [(5, "Чудо")]


def test_a_buyer_whose_cookie_is_lost_is_led_back_and_to_no_door(shop):
    path = f"/tracking/{make_order(shop, 'paid', 'assembled').tracking_token}"
    client = Client(enforce_csrf_checks=True, headers={"Referer": f"http://testserver{path}"})

    answer = client.post(f"{path}/feedback", {"rating": "5"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Страница устарела" in html
    assert f'href="http://testserver{path}"' in html
    assert 'href="/"' not in html
    assert "Сюда нельзя" not in html


def test_a_late_form_leads_to_no_other_site(shop):
    path = f"/tracking/{make_order(shop, 'paid', 'assembled').tracking_token}"
    client = Client(enforce_csrf_checks=True, headers={"Referer": "https://evil.example/"})

    assert "evil.example" not in client.post(f"{path}/feedback", {"rating": "5"}).content.decode()


def test_the_staff_find_nothing_of_their_own_on_a_buyers_page(shop, browse, owner):
    html = browse(owner).get(f"/tracking/{make_order(shop, 'paid').tracking_token}").content.decode()

    assert 'name="live"' in html
    assert "kept" not in html
    assert "actions.js" not in html


def test_a_form_without_stars_keeps_the_words(shop, browse):
    order = make_order(shop, "paid", "assembled")

    answer = browse().post(f"/tracking/{order.tracking_token}/feedback", {"comment": "Красиво <b>"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Выберите от одной до пяти звёзд" in html
    assert "Красиво &lt;b&gt;</textarea>" in html


def test_a_second_feedback_is_thanked_for(shop, browse):
    order = make_order(shop, "paid", "assembled")
    path = f"/tracking/{order.tracking_token}/feedback"
    browse().post(path, {"rating": "2"})

    answer = browse().post(path, {"rating": "5"})

    assert answer.status_code == 409
    assert "Вы уже оставили отзыв. Спасибо!" in answer.content.decode()
    assert "Ваша оценка: 2 из 5" in answer.content.decode()
    assert browse().get(path)["Location"] == f"/tracking/{order.tracking_token}"


def test_attempts_at_feedback_end(shop, browse, settings):
    settings.RATE_LIMIT_FACTOR = 1
    path = f"/tracking/{make_order(shop, 'paid').tracking_token}/feedback"
    with time_machine.travel(timezone.now(), tick=False):
        answers = [browse().post(path, {"rating": "5"}).status_code for _ in range(FEEDBACK.count + 1)]

    assert answers == [409] * FEEDBACK.count + [429]


@pytest.mark.parametrize(
    ("fields", "path", "expected"),
    [
        ({}, [], ["now Заказ принят", "ahead Собираем букет"]),
        ({"payment_method": "cash"}, ["assembled"], ["done Заказ принят", "done Собираем букет", "now Букет собран"]),
        ({}, ["paid", "issue"], ["done Заказ принят", "trouble Собираем букет", "ahead Букет собран"]),
        ({}, ["paid", "cancelled"], ["done Заказ принят", "done Собираем букет", "called-off Заказ отменён"]),
        (
            {"delivery_method": "self_pickup", "delivery_fee": 0},
            ["paid", "assembled", "self_pickup"],
            ["done Заказ принят", "done Собираем букет", "done Букет собран", "now Ждёт вас в магазине"],
        ),
        (
            {"delivery_method": "self_pickup", "delivery_fee": 0},
            ["paid", "assembled", "self_pickup", "completed"],
            [
                "done Заказ принят",
                "done Собираем букет",
                "done Букет собран",
                "done Ждёт вас в магазине",
                "done Букет у вас",
            ],
        ),
    ],
)
def test_the_way_of_an_order(shop, browse, fields, path, expected):
    order = make_order(shop, **fields)
    if fields.get("payment_method") == "cash":
        with shop_scope(shop):
            accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
    move_order(order, *path)

    assert way(browse().get(f"/tracking/{order.tracking_token}"))[: len(expected)] == expected


@pytest.mark.parametrize(
    ("path", "hours", "sentence"),
    [
        (["paid", "assembled"], 1, "Букет собран, курьер привезёт его до 16:00"),
        (["paid"], 3, "Собираем букет и немного опаздываем, простите"),
        (["paid", "assembled"], 3, "Букет собран, курьер немного опаздывает, простите"),
        (["paid", "assembled", "delivery"], 3, "Курьер в пути и немного опаздывает, простите"),
        (["paid", "assembled", "delivery", "delivered"], 3, "Букет доставлен"),
    ],
)
def test_an_hour_that_has_passed_is_not_promised(shop, browse, path, hours, sentence):
    start = datetime(2026, 11, 25, 9, tzinfo=UTC)
    with time_machine.travel(start - timedelta(hours=2)):
        order = make_order(shop, *path, window_from_at=start, window_to_at=start + timedelta(hours=2))

    with time_machine.travel(start + timedelta(hours=hours)):
        assert sentence in browse().get(f"/tracking/{order.tracking_token}").content.decode()


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("@roza", "https://t.me/roza"),
        ("https://t.me/roza", "https://t.me/roza"),
        ("javascript:alert(1)", None),
        ("наш канал", None),
        ("", None),
    ],
)
def test_a_shop_is_reached_by_what_can_be_a_name(shop, browse, written, link):
    Shop.objects.filter(pk=shop.pk).update(telegram=written)

    html = browse().get(f"/tracking/{make_order(shop).tracking_token}").content.decode()

    assert re.findall(r'href="(https://t\.me[^"]*)"', html) == ([link] if link else [])
    assert "javascript" not in html


def test_the_page_is_light_and_costs_the_same_for_many_photos(shop, browse, django_assert_num_queries):
    order = make_order(shop, "paid", "assembled")
    make_photo(order)
    with CaptureQueriesContext(connection) as one:
        browse().get(f"/tracking/{order.tracking_token}")
    for _ in range(3):
        make_photo(order)
    with django_assert_num_queries(len(one)):
        page = browse().get(f"/tracking/{order.tracking_token}")

    static = [finders.find(f"cvety/{name}") for name in ("cvety.css", "tracking.css", "live.js", "mark.svg")]
    assert len(page.content) + sum(Path(path).stat().st_size for path in static) < 100_000


def test_photos_of_the_hand_over_stand_apart(shop, browse):
    order = make_order(shop, "paid", "assembled", "delivery", "delivered")
    older, newer, at_the_door = (make_photo(order) for _ in range(3))
    with shop_scope(shop):
        order.photos.filter(pk=at_the_door.pk).update(kind=PhotoKind.HAND_OVER)

    html = browse().get(f"/tracking/{order.tracking_token}").content.decode()

    largest = re.search(r'<img src="([^"]+)"[^>]*alt="Фото вашего букета"', html)
    assert largest[1] == newer.image.url
    assert older.thumbnail.url in html.split("Вручение")[0]
    assert at_the_door.thumbnail.url in html.split("Вручение")[1]


@pytest.mark.django_db(transaction=True)
def test_news_of_the_order_are_news_to_its_page(shop, browse):
    order = make_order(shop, "paid")
    client = browse()
    page = client.get(f"/tracking/{order.tracking_token}").content.decode()
    found = re.search(r'<meta name="live" content="([^"]+)" data-etag="([^"]+)"', page)
    address, seen = found[1], unescape(found[2])
    with time_machine.travel(timezone.now(), tick=False):
        make_order(shop, "paid")
        assert client.get(address, headers={"If-None-Match": seen}).status_code == 304
        move_order(order, "assembled")
        assert client.get(address, headers={"If-None-Match": seen}).status_code == 200


@pytest.mark.parametrize(("asked", "language"), [("kk", "kk"), ("en-US,en;q=0.9", "en"), ("de", "ru")])
def test_the_browser_chooses_the_language(shop, browse, asked, language):
    order = make_order(shop)

    page = browse().get(f"/tracking/{order.tracking_token}", headers={"Accept-Language": asked})

    assert f'<html lang="{language}">' in page.content.decode()
