"""`/crm/inventory`: what stands on the shelf, set where it is read; for colleagues, and for whoever holds a token."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import get_cookie_signer
from django.test import Client
from django.utils import timezone

from accounts.services import create_shop_token, revoke_shop_token
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from shops.models import Shop
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from tests.factories.orders import make_order
from warehouse.models import StockMovement

from .conftest import said

PAGE = "/crm/inventory"
TOKEN = re.compile(r"cvt_[\w-]{8,}")


@pytest.fixture
def rose(shop):
    item = make_item(shop, "Роза красная 50см")
    make_batch(shop, item, 40)
    return item


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def make_token(shop):
    def make_token(shop=shop, **fields):
        with shop_scope(shop):
            fields = {"name": "Партнёр", "actor": SYSTEM, "now": timezone.now(), **fields}
            return create_shop_token(shop=shop, **fields)

    return make_token


@pytest.fixture
def visitor(make_token):
    """A browser that has come in by a token."""
    _row, text = make_token()
    browser = Client()
    assert browser.get(PAGE, {"access_token": text}).status_code == 302
    return browser


def names(answer):
    return [str(row.item) for row in answer.context["rows"]]


def set_quantity(client, item, quantity, **fields):
    return client.post(f"{PAGE}/{item.pk}/set", {"quantity": quantity, **fields})


def on_hand(item):
    with shop_scope(item.shop):
        return sum(item.batches.values_list("quantity_on_hand", flat=True))


# The list


def test_it_tells_what_is_on_hand_reserved_and_free(shop, client, rose):
    make_batch(shop, rose, 5, age_days=30)
    make_order(shop, product=make_product(shop, recipe={rose: 10}))

    [row] = client.get(PAGE).context["rows"]

    assert (row.on_hand, row.reserved, row.available) == (45, 10, 30)


def test_both_forms_of_the_address_show_it(client, rose):
    assert client.get(PAGE).status_code == client.get(f"{PAGE}/").status_code == 200


def test_it_is_searched_by_words(shop, client, rose):
    make_item(shop, "Тюльпан")

    assert names(client.get(PAGE)) == ["Роза красная 50 см", "Тюльпан"]
    assert names(client.get(PAGE, {"search": "КРАСНАЯ роза"})) == ["Роза красная 50 см"]
    assert names(client.get(PAGE, {"search": "50"})) == ["Роза красная 50 см"]
    nothing = client.get(PAGE, {"search": "<b>пион</b>"})
    assert names(nothing) == []
    assert "По запросу «&lt;b&gt;пион&lt;/b&gt;» ничего нет" in nothing.content.decode()


def test_it_is_read_a_page_at_a_time(shop, client):
    for number in range(101):
        make_item(shop, f"Цветок {number:03}")

    first, last = client.get(PAGE, {"search": "цветок"}), client.get(PAGE, {"search": "цветок", "page": "3"})

    assert (len(names(first)), names(first)[0]) == (50, "Цветок 000")
    assert names(last) == ["Цветок 100"]
    assert "page=2" in first.context["after"]
    assert "search=" in first.context["after"]
    assert (last.context["after"], last.context["pages"]) == ("", 3)
    assert client.get(last.context["before"]).context["page"] == 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", "9" * 30, "", "1.5", "\x00"])
def test_a_page_that_there_is_not_is_the_nearest(client, rose, page):
    assert names(client.get(PAGE, {"page": page})) == ["Роза красная 50 см"]


def test_an_empty_shelf_says_so(client):
    assert "пока ничего нет" in client.get(PAGE).content.decode()


def test_it_costs_the_same_for_one_row_and_for_three(shop, client, django_assert_num_queries):
    make_batch(shop, make_item(shop, "Цветок 0"), 3)
    client.get(PAGE)
    with django_assert_num_queries(7) as one:
        client.get(PAGE)
    for number in (1, 2):
        make_batch(shop, make_item(shop, f"Цветок {number}"), 3)
    with django_assert_num_queries(len(one)):
        client.get(PAGE)


# Setting


def test_the_quantity_is_set_and_the_page_comes_back(shop, client, rose, owner):
    answer = set_quantity(client, rose, "38", note="Две сломались", search="роза", page="2")

    assert answer.url == f"{PAGE}?search=%D1%80%D0%BE%D0%B7%D0%B0&page=2#item-{rose.pk}"
    assert said(answer) == ["Роза красная 50 см: было 40, стало 38"]
    with shop_scope(shop):
        movement = StockMovement.objects.first()
    assert (movement.kind, movement.on_hand_delta, movement.note) == ("correction", -2, "Две сломались")
    assert (movement.actor_name, movement.actor_member_id) == (owner.name, owner.pk)


@pytest.mark.parametrize("quantity", ["", "x", "-1", "1.5", "9" * 30, "٣", "\x00"])
def test_what_is_no_number_is_told(client, rose, quantity):
    answer = set_quantity(client, rose, quantity)

    assert answer.status_code == 302
    assert said(answer) == ["Роза красная 50 см: напишите целое число"]
    assert on_hand(rose) == 40


def test_below_what_orders_hold_is_told(shop, client, rose):
    make_order(shop, product=make_product(shop, recipe={rose: 25}))

    assert said(set_quantity(client, rose, "24")) == ["Роза красная 50 см: Нельзя: 25 уже в резерве у заказов"]


def test_a_count_of_what_has_changed_meanwhile_is_told(client, rose):
    set_quantity(client, rose, "38", seen="40")

    answer = set_quantity(client, rose, "39", seen="40")

    assert "в наличии стало 38" in said(answer)[-1]
    assert on_hand(rose) == 38


def test_what_is_sent_twice_is_done_once(client, rose):
    for _time in range(2):
        answer = set_quantity(client, rose, "38", seen="40")

    assert said(answer)[-1] == "Роза красная 50 см: было 38, стало 38"
    assert on_hand(rose) == 38


def test_who_may_only_see_has_nothing_to_press(shop, browse, rose):
    assistant = browse(make_member(shop, "assistant"))

    page = assistant.get(PAGE)

    assert page.status_code == 200
    assert 'name="quantity"' not in page.content.decode()
    assert set_quantity(assistant, rose, "1").status_code == 403


def test_a_strangers_row_is_not_there(browse, stranger, rose):
    theirs = browse(stranger)

    assert names(theirs.get(PAGE)) == []
    assert theirs.get(f"{PAGE}/{rose.pk}/").status_code == 404
    assert set_quantity(theirs, rose, "1").status_code == 404
    assert theirs.get(f"{PAGE}/{'9' * 30}/").status_code == 404


# History


def test_the_history_of_one_flower(shop, client, rose):
    make_order(shop, product=make_product(shop, recipe={rose: 10}))
    set_quantity(client, rose, "38", note="Две сломались")
    make_batch(shop, make_item(shop, "Тюльпан"), 3)

    text = re.sub(r"\s+", " ", client.get(f"{PAGE}/{rose.pk}/").content.decode())

    assert text.index("Две сломались") < text.index("Заказ №") < text.index("Поставка: Flower Direct")
    assert "+40" in text
    assert "-2" in text
    assert "Гульнара" in text


def test_a_long_history_is_read_a_page_at_a_time(client, rose):
    for quantity in range(60):
        set_quantity(client, rose, str(quantity))

    first = client.get(f"{PAGE}/{rose.pk}/")
    second = client.get(first.context["after"])

    assert (len(first.context["movements"]), len(second.context["movements"])) == (50, 11)
    assert second.context["after"] == ""
    assert client.get(f"{PAGE}/{rose.pk}/", {"page": "99"}).context["movements"] == []


# By a token


def test_a_token_is_exchanged_for_a_cookie_of_this_page(shop, rose, make_token):
    _row, text = make_token()
    browser = Client()

    answer = browser.get(PAGE, {"access_token": text, "search": "роза", "page": "1"})

    assert (answer.status_code, answer.url) == (302, f"{PAGE}?search=%D1%80%D0%BE%D0%B7%D0%B0&page=1")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["shop_token"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (PAGE, True, "Lax")
    assert 0 < cookie["max-age"] <= 12 * 3600
    assert text not in str(answer.cookies)
    assert text[4:] not in str(answer.serialize_headers())

    page = browser.get(answer.url)
    assert names(page) == ["Роза красная 50 см"]
    assert TOKEN.search(page.content.decode()) is None
    assert "Партнёр" in page.content.decode()


def test_whoever_holds_it_sets_quantities_in_its_name(shop, rose, visitor):
    assert said(set_quantity(visitor, rose, "38")) == ["Роза красная 50 см: было 40, стало 38"]

    with shop_scope(shop):
        movement = StockMovement.objects.first()
    assert (movement.actor_kind, movement.actor_name) == ("integration", "Партнёр")


def test_forms_are_protected_for_them_too(rose, make_token):
    _row, text = make_token()
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(browser.get(PAGE, {"access_token": text}).url).content.decode()
    protection = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    assert set_quantity(browser, rose, "38").status_code == 403
    assert set_quantity(browser, rose, "38", csrfmiddlewaretoken=protection).status_code == 302
    assert on_hand(rose) == 38


def test_one_for_reading_has_nothing_to_press(rose, make_token):
    _row, text = make_token(is_read_only=True)
    browser = Client()
    browser.get(PAGE, {"access_token": text})

    page = browser.get(PAGE).content.decode()

    assert 'name="quantity"' not in page
    assert "Только просмотр" in page
    assert set_quantity(browser, rose, "1").status_code == 403
    assert on_hand(rose) == 40


def test_it_opens_nothing_else(visitor, rose):
    for path in ("/fridge/", "/admin/", "/florist/"):
        assert visitor.get(path).url.startswith("/login/")
    assert visitor.get("/api/flowers/search").status_code == 401


def test_a_revoked_token_ends_it_at_once(shop, rose, make_token):
    row, text = make_token()
    browser = Client()
    browser.get(PAGE, {"access_token": text})
    with shop_scope(shop):
        revoke_shop_token(shop=shop, token_id=row.pk, now=timezone.now())

    assert set_quantity(browser, rose, "1").status_code == 401
    assert on_hand(rose) == 40
    assert browser.get(PAGE, {"access_token": text}).status_code == 401
    assert browser.get(PAGE).url.startswith("/login/")  # the cookie is gone


def test_so_does_the_shops_being_switched_off(shop, visitor):
    Shop.objects.filter(pk=shop.pk).update(is_active=False)

    assert visitor.get(PAGE).status_code == 401


def test_and_the_day_being_over(visitor):
    with time_machine.travel(timezone.now() + timedelta(hours=9), tick=False):
        assert visitor.get(PAGE).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "cvt_" + "a" * 43, "\x00", "x" * 5000])
def test_what_is_no_token_is_turned_away_and_leaves_no_trace(shop, text):
    answer = Client().get(PAGE, {"access_token": text})

    assert answer.status_code == 401
    assert answer["Referrer-Policy"] == "no-referrer"
    assert text not in answer.content.decode() or len(text) < 2
    assert "shop_token" not in answer.cookies or not answer.cookies["shop_token"].value


@pytest.mark.parametrize("cookie", ["1", "1:x:y", "", "\xff", "x" * 4000])
def test_a_forged_cookie_opens_nothing(make_token, cookie):
    make_token()
    browser = Client()
    browser.cookies["shop_token"] = cookie

    answer = browser.get(PAGE)

    assert answer.status_code in (302, 401)
    assert answer.status_code == 401 or answer.url.startswith("/login/")


def test_a_cookie_signed_for_something_else_opens_nothing(make_token):
    row, _text = make_token()
    browser = Client()
    browser.cookies["shop_token"] = get_cookie_signer(salt="another").sign(str(row.pk))

    assert browser.get(PAGE).status_code == 401


def test_a_header_opens_the_page_as_well(rose, make_token):
    _row, text = make_token()

    assert names(Client().get(PAGE, headers={"Authorization": f"Bearer {text}"})) == ["Роза красная 50 см"]


def test_whoever_is_signed_in_stays_who_they_are(client, rose, make_token):
    _row, text = make_token(shop=make_shop(name="Чужой магазин"))

    answer = client.get(PAGE, {"access_token": text})

    assert (answer.url, "shop_token" in answer.cookies) == (PAGE, False)
    assert names(client.get(PAGE)) == ["Роза красная 50 см"]


def test_access_is_closed_by_a_button(visitor):
    visitor.post(f"{PAGE}/leave")

    assert visitor.get(PAGE).url.startswith("/login/")


def test_tries_are_counted(shop, settings):
    settings.RATE_LIMIT_FACTOR = 1
    for _try in range(1000):
        Client().get(PAGE, {"access_token": "x"})

    answer = Client().get(PAGE, {"access_token": "x"})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_use_is_noted(make_token, rose):
    row, text = make_token()
    Client().get(PAGE, {"access_token": text})

    assert reload(row).last_used_at is not None


@pytest.mark.parametrize(("language", "words"), [("ru", "Инвентарь"), ("kk", "Тауар қоры"), ("en", "Inventory")])
def test_it_speaks_three_languages(visitor, rose, language, words):
    visitor.post("/language/", {"language": language})

    page = visitor.get(PAGE).content.decode()

    assert f'lang="{language}"' in page
    assert f"<h1>{words}</h1>" in page
