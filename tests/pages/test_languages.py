"""Kazakh and English of the whole product: nothing is left in Russian, on any page."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation.template import templatize

from accounts.models import User
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from orders.services import accept_order, update_order
from production.models import ProductionTask
from shops.models import DeliveryZone
from tests.factories import make_batch, make_item, make_member, make_product, make_shop
from tests.factories.orders import make_order, make_photo, move_order

from .test_texts import written

LANGUAGES = ("kk", "en")
BASE = Path(settings.BASE_DIR)
PAGES = sorted(BASE.glob("cvety/templates/**/*.html"))
NOT_READ = {"demo", "management", "migrations"}  # the demo shop's own words, a terminal's, and what nobody reads
CODE = [
    path
    for app in BASE.glob("*/apps.py")
    for path in sorted(app.parent.rglob("*.py"))
    if not NOT_READ & set(path.relative_to(BASE).parts)
]
CALLS = ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy")
A_TEXT = r"""(?:gettext|_)\((?:u?('(?:[^'\\]|\\.)*')|("[^"]*"))"""
RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE)
A_PLACE = re.compile(r"%(?:\(\w+\))?[sd]")


@cache
def catalog(language):
    return written(BASE / f"locale/{language}/LC_MESSAGES/django.po")


def is_known(text, language):
    known = catalog(language)
    return text in known or (text, 0) in known


def is_left(text, language):
    return not is_known(text, language) and text not in catalog(language).values()


def texts():
    """Every text that a template or a module of the product asks to be translated."""
    for path in PAGES:
        for single, double in re.findall(A_TEXT, templatize(path.read_text()) + path.read_text()):
            yield ast.literal_eval(single or double)
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name in CALLS and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_product_is_translated(language):
    found = {text for text in texts() if RUSSIAN.search(text)}

    assert len(found) > 800
    assert sorted(text for text in found if not is_known(text, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_filled_in(language):
    for key, translated in catalog(language).items():
        text = key[0] if isinstance(key, tuple) else key
        assert sorted(A_PLACE.findall(translated)) == sorted(A_PLACE.findall(text)), text


def test_no_word_mixes_two_alphabets():
    letters = "а-яёәғқңөұүһі"
    mixed = re.compile(f"[a-z][{letters}]|[{letters}][a-z]", re.IGNORECASE)

    assert [text for text in catalog("en").values() if re.search(f"[{letters}]", text, re.IGNORECASE)] == []
    assert [text for text in catalog("kk").values() if mixed.search(A_PLACE.sub("", text))] == []


@pytest.fixture
def shop(db):
    """A shop whose own words are all in Latin letters, so that whatever is Cyrillic there is ours."""
    shop = make_shop(name="Rosa", address="12 Abay Ave", phone="+77001112233", whatsapp="+77001112233")
    with shop_scope(shop):
        DeliveryZone.objects.update(name="Center")
    return shop


@pytest.fixture
def order_of(shop):
    batch = make_batch(shop, make_item(shop, "Rose"), 1000)
    product = make_product(shop, "Classic", recipe={batch.item: 5})
    start = timezone.now() + timedelta(hours=3)
    usual = {
        "product": product,
        "customer_name": "Ivan",
        "recipient_name": "Dana",
        "recipient_phone": "+77059998877",
        "address": "Dostyk 89",
        "address_parts": {"entrance": "2", "floor": "3", "flat": "45", "door_code": "45"},
        "window_from_at": start,
        "window_to_at": start + timedelta(hours=2),
        "card_text": "With love",
        "photo_approval": True,
        "substitution_consent": True,
    }

    def order_of(*path, courier=None, **fields):
        order = make_order(shop, *path, **{**usual, **fields})
        if courier is not None:
            with shop_scope(shop):
                changes = {"courier_id": courier.pk}
                update_order(shop=shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())
        return order

    return order_of


@pytest.fixture
def left(monkeypatch):
    """What is asked of the catalogs and is in none of them, with the language it was asked in."""
    found = set()
    for name in ("gettext", "ngettext"):
        real = getattr(translation._trans, name)

        def spy(text, *more, real=real):
            language = translation.get_language()
            said = str(text)  # a lazy one comes translated already
            if language in LANGUAGES and RUSSIAN.search(said) and is_left(said, language):
                found.add((language, said))
            return real(text, *more)

        monkeypatch.setattr(translation._trans, name, spy)
    return found


def of_russian(page):
    """Return what is written in Russian letters, apart from the names that languages have in themselves."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), page.content.decode())  # what a script says
    return re.findall(r"[А-яЁё][^<>]*", re.sub(r"\b(Русский|Қазақша|Рус|Қаз)\b", "", text))


PICKED_UP = {"delivery_method": "self_pickup", "window_from_at": None, "window_to_at": None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_buyer_reads_no_russian(order_of, courier, left, language):
    paths = [[], ["paid"], ["paid", "assembled"], ["cancelled"], ["paid", "issue"]]
    orders = [order_of(*path) for path in paths]
    orders += [order_of(*path, **PICKED_UP) for path in paths]
    orders += [order_of("paid", "assembled", "self_pickup", "completed", **PICKED_UP)]
    orders += [order_of("paid", "assembled", "delivery", "delivered", courier=courier)]
    make_photo(orders[-1])
    buyer = Client(headers={"Accept-Language": language})

    pages = [buyer.get(f"/tracking/{token}") for token in (*(order.tracking_token for order in orders), "123456789")]

    assert {page["Content-Language"] for page in pages} == {language}
    assert left == set()
    assert language == "kk" or [of_russian(page) for page in pages if of_russian(page)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_reads_russian_at_the_door(shop, left, language):
    nobody = Client()
    nobody.post("/language/", {"language": language})
    steps = [
        {"step": "code", "phone": ""},
        {"step": "code", "phone": "7"},
        {"step": "code", "phone": "+77051112233"},
        {"step": "verify", "phone": "+77051112233", "code": "1"},
        {"step": "verify", "phone": "+77051112233", "code": "000000"},
        {"step": "password", "phone": "+77051112233", "password": ""},
        {"step": "password", "phone": "+77051112233", "password": "wrong"},
    ]

    pages = [nobody.get("/login/"), nobody.get("/nowhere/"), *(nobody.post("/login/", step) for step in steps)]

    assert {page["Content-Language"] for page in pages} == {language}
    assert left == set()
    assert language == "kk" or [of_russian(page) for page in pages if of_russian(page)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_read_no_russian(shop, order_of, browse, left, language):
    member = make_member(shop, "senior", name="Aigul")
    colleague = make_member(shop, "courier", name="Askhat")
    User.objects.update(language=language)
    carried = order_of("paid", "assembled", "delivery", courier=member)
    make_photo(carried)
    order_of("paid", "assembled", "delivery", courier=colleague, is_surprise=True, is_anonymous=True)
    order_of("paid", "assembled", courier=member, call_policy="buyer_only")
    unpaid = order_of(courier=member, call_policy="nobody", payment_method="cash", recipient_phone="")
    with shop_scope(shop):
        accept_order(shop=shop, order_id=unpaid.pk, actor=SYSTEM, now=timezone.now())
    move_order(unpaid, "assembled")
    order_of("paid", "assembled", address="")
    order_of("paid")
    order_of("paid")
    outbox.dispatch()
    with every_shop():
        first = ProductionTask.objects.filter(status="pending").order_by("pk").first()
    staff = browse(member)
    one = f"/florist/tasks/{first.pk}/"

    pages = [staff.get(path) for path in ("/florist/", "/courier/", "/shop/", "/nowhere/", one)]
    for step in ("start", "complete", "take", "take", "photo", "start", "photo"):
        pages += [staff.post(f"{one}{step}", follow=True), staff.get("/florist/")]
    pages += [browse(colleague).get(path) for path in ("/florist/", "/courier/")]
    with time_machine.travel(timezone.now() + timedelta(hours=8)):
        pages += [staff.get(path) for path in ("/florist/", "/courier/", one)]
    for step in ("complete", "complete"):
        pages += [staff.post(f"{one}{step}", follow=True), staff.get(one)]
    for step in ("take", "delivered", "delivered", "issue"):
        pages += [staff.post(f"/courier/orders/{carried.pk}/{step}", follow=True)]

    assert {page["Content-Language"] for page in pages} == {language}
    assert left == set()
    assert language == "kk" or [of_russian(page) for page in pages if of_russian(page)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manager_reads_no_russian(shop, order_of, browse, left, language):
    owner = make_member(shop, "owner", name="Olga")
    courier = make_member(shop, "courier", name="Askhat")
    make_member(shop, "florist", name="Aigul")
    User.objects.update(language=language)
    paths = [[], ["paid"], ["paid", "assembled"], ["cancelled"], ["paid", "issue"]]
    orders = [order_of(*path) for path in paths]
    orders += [order_of("paid", "assembled", "delivery", courier=courier, is_surprise=True, is_anonymous=True)]
    orders += [order_of("paid", "assembled", "self_pickup", **PICKED_UP)]
    orders += [order_of(payment_method="cash", call_policy="nobody", address="")]
    make_photo(orders[2])
    outbox.dispatch()
    staff = browse(owner)
    lists = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in site._registry]
    lists += [f"/admin/orders/order/?day={day}" for day in ("today", "late", "none")]

    pages = [staff.get(path) for path in ("/admin/", *lists, "/admin/orders/order/add/", "/admin/password_change/")]
    pages += [staff.get(f"/admin/orders/order/{order.pk}/change/") for order in orders]
    pages += [staff.post("/admin/orders/order/add/", {})]
    with time_machine.travel(timezone.now() + timedelta(hours=8)):
        pages += [staff.get(path) for path in ("/admin/", "/admin/orders/order/")]

    assert {page["Content-Language"] for page in pages} == {language}
    assert left == set()
    assert language == "kk" or [of_russian(page) for page in pages if of_russian(page)] == []


def test_the_admins_menu_chooses_a_language_and_comes_back(browse, owner):
    staff = browse(owner)
    page = staff.get("/admin/orders/order/?day=today").content.decode()
    answer = staff.post("/language/", {"language": "en", "next": "/admin/orders/order/?day=today"})

    assert 'action="/language/"' in page
    assert 'name="next" type="hidden" value="/admin/orders/order/?day=today"' in page
    assert [re.search(rf"\b{name}\b", page) is not None for name in ("Русский", "Қазақша", "English")] == [True] * 3
    assert "New order" in staff.get(answer.url).content.decode()


@pytest.mark.parametrize(("code", "word"), [("kk", "Тапсырмалар"), ("en", "Tasks"), ("ru", "Задачи")])
def test_the_switch_keeps_the_language_with_the_person(browse, florist, code, word):
    answer = browse(florist).post("/language/", {"language": code, "next": "/florist/"})

    assert (answer.status_code, answer.url) == (302, "/florist/")
    assert User.objects.get(pk=florist.user_id).language == code
    assert word in browse(florist).get("/florist/").content.decode()


@pytest.mark.parametrize("asked", ["de", "", "en-US"])
def test_a_language_that_we_do_not_speak_changes_nothing(browse, florist, asked):
    nobody = Client()
    browse(florist).post("/language/", {"language": asked})
    answer = nobody.post("/language/", {"language": asked})

    assert User.objects.get(pk=florist.user_id).language == ""
    assert answer.cookies.get("language") is None


def test_the_switch_leads_nowhere_else(browse, florist):
    answer = browse(florist).post("/language/", {"language": "kk", "next": "https://evil.example/"})

    assert answer.url == "/"


def test_the_switch_takes_a_form_of_ours_alone(shop, florist):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(florist.user)

    assert strict.post("/language/", {"language": "kk"}).status_code == 403
    assert strict.get("/language/").status_code == 405
    assert User.objects.get(pk=florist.user_id).language == ""


def test_the_door_keeps_the_language_with_the_browser_until_somebody_with_another_comes(browse, florist):
    browser = browse()
    browser.post("/language/", {"language": "kk", "next": "/login/"})

    assert "Қызметкерлер үшін кіру" in browser.get("/login/").content.decode()
    browser.force_login(florist.user)
    assert browser.get("/florist/")["Content-Language"] == "kk"
    User.objects.filter(pk=florist.user_id).update(language="en")
    assert browser.get("/florist/")["Content-Language"] == "en"


def test_a_switch_is_where_one_can_see_it_but_not_where_it_loses_a_code(browse, florist):
    browser = browse()
    sent = browser.post("/login/", {"step": "code", "phone": florist.phone}).content.decode()

    assert 'action="/language/"' in browser.get("/login/").content.decode()
    assert 'action="/language/"' not in sent
    assert 'name="next" value="/florist/?a=1"' in browse(florist).get("/florist/?a=1").content.decode()


def test_a_buyer_is_asked_by_the_browser_and_the_admin_is_its_readers(order_of, browse, owner):
    User.objects.filter(pk=owner.user_id).update(language="kk")
    order, staff = order_of("paid"), browse(owner)

    said = {
        wish: Client(headers={"Accept-Language": wish}).get(f"/tracking/{order.tracking_token}")["Content-Language"]
        for wish in ("kk-KZ,kk;q=0.9,ru;q=0.8", "en-US,en", "de", "ru-RU")
    }

    assert list(said.values()) == ["kk", "en", "ru", "ru"]
    assert staff.get("/admin/orders/order/", headers={"Accept-Language": "en"})["Content-Language"] == "kk"
