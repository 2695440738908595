"""The page of one order: it tells everything, is changed in place, gives out the work, takes photos and words."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import every_shop, shop_scope
from orders.models import NoteKind, OrderNote
from orders.services import NewItem, add_item, add_note, update_order
from production.models import ProductionTask, Shortage
from production.services import assign_task
from shops.models import DeliveryZone
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, make_upload, move_order
from tracking.models import Feedback

from .conftest import said

LIST = "/admin/orders/order/"


def page_of(order):
    return f"{LIST}{order.pk}/change/"


def shown(client, order):
    return client.get(page_of(order)).context["page"]


def fields_of(client, order, block):
    """What the form of a block would send as it stands."""
    form = shown(client, order).forms[block]
    values = {field.html_name: field.value() for field in form}
    return {
        name: value if isinstance(value, str) else f"{value}"
        for name, value in values.items()
        if value not in (None, False)
    }


def edit(client, order, block, typed, **changes):
    changes = {f"{block}-{name}": value for name, value in changes.items()}
    return client.post(f"{LIST}{order.pk}/edit/{block}/", {**typed, **changes})


def task_of(order):
    outbox.dispatch()
    with every_shop():
        return ProductionTask.objects.get(order=order)


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def order(shop):
    return make_order(
        shop,
        "paid",
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="пр. Достык 89",
        address_parts={"flat": "45", "street": "пр. Достык", "house": "89"},
        card_text="С любовью",
    )


# The story


def test_the_story_has_everything_with_its_author_and_the_newest_first(shop, client, owner, florist, order):
    task = task_of(order)
    with shop_scope(shop):
        now = timezone.now()
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=now)
        Shortage.objects.create(shop=shop, task=task, what="Нет эвкалипта", reported_at=now, actor_name="Марина")
        add_note(shop=shop, order_id=order.pk, text="Просит алую ленту", actor=owner.as_actor(), now=now)
        courier = make_member(shop, "courier", name="Асхат").as_actor()
        add_note(shop=shop, order_id=order.pk, text="", actor=courier, now=now, kind=NoteKind.PHONE_REVEALED)
    photo = make_photo(order)

    story = shown(client, order).timeline

    assert [entry.at for entry in story] == sorted((entry.at for entry in story), reverse=True)
    told = {entry.title: (entry.author, entry.text, entry.photo) for entry in story}
    assert told == {
        "Заказ создан": ("Система", "", None),
        "Получили 27\u202f000\u00a0₸ · Kaspi": ("Система", "", None),
        "Оплачен": ("Система", "", None),
        "Задача у флориста": ("Марина", "", None),
        "Чего-то не хватает": ("Марина", "Нет эвкалипта", None),
        "Комментарий": (owner.name, "Просит алую ленту", None),
        "Открыт телефон получателя": ("Асхат", "", None),
        "Фото букета": ("Система", "", photo),
    }
    assert story[-1].title == "Заказ создан"


def test_a_debt_forgiven_is_told_in_its_own_words(shop, client):
    order = make_order(shop, payment_method="kaspi")

    client.post(f"{LIST}{order.pk}/waive/", {"comment": "Свои"})

    assert "Долг прощён: Свои" in [entry.title for entry in shown(client, order).timeline]


def test_what_was_waived_is_told_beside_what_is_due_again(shop, client, owner):
    order = make_order(shop, "paid")
    vase = make_product(shop, "Ваза", retail_price=5000)

    def grow():
        with shop_scope(shop):
            item = NewItem(product_id=vase.pk, quantity=1)
            add_item(shop=shop, order_id=order.pk, item=item, actor=owner.as_actor(), now=timezone.now())

    grow()
    assert (shown(client, order).may.waive, shown(client, order).money_words) == (True, "Ждём 5\u202f000\u00a0₸")
    client.post(f"{LIST}{order.pk}/waive/", {"comment": "Свои"})
    assert shown(client, order).may.waive is False
    assert shown(client, order).money_words == "Долг прощён: 5\u202f000\u00a0₸"
    grow()

    html = client.get(page_of(order)).content.decode()
    sums = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)]
    waived, due = sums[sums.index(next(row for row in sums if row.startswith("Долг прощён"))) :][:2]
    assert waived.endswith(f"{owner.name} Свои 5\u202f000\u00a0₸".replace("\u00a0", " ").replace("\u202f", " "))
    assert due.startswith("К оплате 5")
    assert shown(client, order).money_words == "Ждём 5\u202f000\u00a0₸"
    assert shown(client, order).may.waive is True


def test_a_comment_is_added_once_although_it_is_sent_twice(shop, client, owner, order):
    form = {"comment": "Позвонить\r\nвечером", "action_id": "a" * 32}

    answers = [
        client.post(f"{LIST}{order.pk}/note/", form, headers={"Referer": f"http://testserver{page_of(order)}"})
        for _ in range(2)
    ]

    assert [answer.url for answer in answers] == [f"http://testserver{page_of(order)}"] * 2
    with shop_scope(shop):
        assert [(note.text, note.actor_name) for note in order.notes.all()] == [("Позвонить\nвечером", owner.name)]


def test_a_comment_that_was_refused_may_be_sent_again(shop, client, order):
    form = {"comment": " ", "action_id": "b" * 32}
    assert said(client.post(f"{LIST}{order.pk}/note/", form)) == ["Напишите комментарий"]

    client.post(f"{LIST}{order.pk}/note/", {**form, "comment": "Теперь со словами"})

    with shop_scope(shop):
        assert OrderNote.objects.get(order=order).text == "Теперь со словами"


def test_a_photo_is_added_and_seen_with_who_and_what(shop, client, owner, order):
    assert said(client.post(f"{LIST}{order.pk}/photo/", {})) == ["Выберите или сделайте фото"]

    client.post(f"{LIST}{order.pk}/photo/", {"file": make_upload(), "action_id": "c" * 32})

    html = client.get(page_of(order)).content.decode()
    with shop_scope(shop):
        photo = order.photos.get()
    assert photo.image.url in html
    assert f"<figcaption>Букет<small>{owner.name}, сегодня" in html


def test_the_buyers_stars_and_words_are_shown(shop, client, order):
    with shop_scope(shop):
        Feedback.objects.create(shop=shop, order=order, rating=4, comment="Чудо!", created_at=timezone.now())

    page = shown(client, order)

    assert (page.stars, page.feedback.comment) == ([True, True, True, True, False], "Чудо!")
    assert "4 из 5" in client.get(page_of(order)).content.decode()


# Changing in place


def test_words_are_changed_in_place_and_nothing_else_is(shop, client, order):
    typed = fields_of(client, order, "what")

    answer = edit(client, order, "what", typed, card_text="С днём\r\nрождения", photo_approval="on")

    assert answer.url == f"{page_of(order)}#order-what"
    changed = reload(order)
    assert (changed.card_text, changed.photo_approval, changed.comment) == ("С днём\nрождения", True, "")
    assert changed.recipient_name == "Айгуль"


def test_a_phone_is_taken_as_people_write_it_and_a_wrong_one_stays_in_its_field(client, order):
    typed = fields_of(client, order, "whom")
    assert typed["whom-recipient_phone"] == "+7 705 999-88-77"

    answer = edit(client, order, "whom", typed, recipient_phone="123")
    assert answer.status_code == 200
    assert 'value="123"' in answer.content.decode()
    assert "Неверный формат телефона" in answer.content.decode()
    assert answer.context["page"].order.recipient_phone == "+77059998877"

    edit(client, order, "whom", typed, recipient_phone="8 705 111 22 33", recipient_name="Динара")
    assert (reload(order).recipient_phone, reload(order).recipient_name) == ("+77051112233", "Динара")


def test_the_window_is_told_by_a_day_and_two_hours_of_the_shop(shop, client, order):
    typed = fields_of(client, order, "where")

    edit(client, order, "where", typed, day="2031-03-08", hour_from="14:00", hour_to="16:00")

    changed = reload(order)
    assert f"{timezone.localtime(changed.window_from_at, shop.zone):%d.%m %H:%M}" == "08.03 14:00"
    assert changed.window_to_at - changed.window_from_at == timedelta(hours=2)
    assert f"{changed.delivery_date}" == "2031-03-08"
    again = fields_of(client, order, "where")
    assert (again["where-hour_from"][:5], again["where-day"]) == ("14:00", "2031-03-08")
    edit(client, order, "where", again, hour_from="", hour_to="")
    assert (reload(order).window_from_at, f"{reload(order).delivery_date}") == (None, "2031-03-08")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2031-03-08", "hour_from": "16:00", "hour_to": "14:00"}, "Окно доставки заканчивается раньше"),
        ({"day": "", "hour_from": "16:00", "hour_to": ""}, "Выберите день"),
        ({"day": "когда-нибудь"}, "Введите правильную дату"),
    ],
)
def test_a_window_that_cannot_be_is_refused_where_it_was_typed(client, order, typed, sentence):
    answer = edit(client, order, "where", fields_of(client, order, "where"), **typed)

    assert sentence in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    assert reload(order).version == order.version


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_no_calendar_is_refused(client, order, day):
    answer = edit(client, order, "where", fields_of(client, order, "where"), day=day, hour_from="00:00")

    assert "Такого дня в календаре нет" in answer.content.decode()


def test_the_last_window_of_a_day_ends_at_midnight(shop, client, order):
    """As the screen of a new order has it."""
    typed = fields_of(client, order, "where")

    edit(client, order, "where", typed, day="2031-03-08", hour_from="22:00", hour_to="00:00")

    changed = reload(order)
    assert changed.window_to_at - changed.window_from_at == timedelta(hours=2)
    edit(client, order, "where", fields_of(client, order, "where"), day="2031-03-09")
    moved = reload(order)
    assert f"{timezone.localtime(moved.window_to_at, shop.zone):%d.%m %H:%M}" == "10.03 00:00"
    assert f"{moved.delivery_date}" == "2031-03-09"


def test_another_address_leaves_nothing_of_the_old_one(client, order):
    """Where a map would lead, and what the buyer's page shows, are read from the parts."""
    edit(client, order, "where", fields_of(client, order, "where"), address="ул. Абая 10", flat="7")

    changed = reload(order)
    assert (changed.address, changed.flat, changed.street, changed.house) == ("ул. Абая 10", "7", None, None)


def test_a_door_left_as_it_is_beside_another_line_stays(client, order):
    edit(client, order, "where", fields_of(client, order, "where"), flat="45", floor="5")

    edit(client, order, "where", fields_of(client, order, "where"), address="ул. Абая 10")

    order = reload(order)
    assert (order.address, order.flat, order.floor) == ("ул. Абая 10", "45", "5")


def test_another_zone_brings_its_fee(shop, client, order):
    with shop_scope(shop):
        DeliveryZone.objects.create(shop=shop, name="Алатау", fee=3500)

    edit(client, order, "where", fields_of(client, order, "where"), zone="Алатау")

    assert (reload(order).delivery_fee, reload(order).total) == (3500, 28500)


def test_who_edits_a_block_that_somebody_else_has_changed_learns_of_it_and_keeps_what_was_typed(
    shop, client, owner, order
):
    typed = fields_of(client, order, "what")
    with shop_scope(shop):
        changes = {"card_text": "Люблю"}
        update_order(shop=shop, order_id=order.pk, changes=changes, actor=owner.as_actor(), now=timezone.now())

    answer = edit(client, order, "what", typed, card_text="Целую")

    html = answer.content.decode()
    assert "Пока вы редактировали, данные изменились. Проверьте и сохраните ещё раз." in html
    assert "Текст открытки: Люблю" in html
    assert reload(order).card_text == "Люблю"
    form = answer.context["page"].forms["what"]
    assert form["card_text"].value() == "Целую"
    seen = re.search(r'name="what-seen" value="(\w+)"', html)[1]
    edit(client, order, "what", {**typed, "what-seen": seen}, card_text="Целую")
    assert reload(order).card_text == "Целую"


def test_what_else_happens_to_the_order_makes_no_edit_stale(client, order):
    typed = fields_of(client, order, "what")
    make_photo(order)
    move_order(order, "assembled")

    answer = edit(client, order, "what", typed, card_text="Целую")

    assert answer.status_code == 302
    assert reload(order).card_text == "Целую"


def test_of_a_closed_order_only_the_comment_may_be_changed(client, order):
    move_order(order, "cancelled")

    page = shown(client, order)
    assert list(page.forms) == ["what"]
    edit(client, order, "what", fields_of(client, order, "what"), comment="Вернулись", card_text="Нет")
    answer = edit(client, order, "whom", {}, recipient_name="Нет", call_policy="nobody")

    assert "Заказ уже закрыт, изменить его нельзя" in answer.content.decode()
    assert list(answer.context["page"].forms) == ["what", "whom"]  # with what was typed, that nothing is lost unsaid
    changed = reload(order)
    assert (changed.comment, changed.card_text, changed.recipient_name) == ("Вернулись", "С любовью", "Айгуль")


# Giving out the work


def test_a_task_is_given_by_one_tap_and_who_is_free_comes_first(shop, client, order):
    busy = make_member(shop, "florist", name="Айша")
    free = make_member(shop, "florist", name="Марина")
    other = task_of(make_order(shop, "paid", product=make_bouquet(shop, "Тюльпаны")))
    with shop_scope(shop):
        assign_task(shop=shop, task_id=other.pk, florist_id=None, member=busy, now=timezone.now())
    task = task_of(order)

    florists = shown(client, order).florists
    assert [(each.member, each.load) for each in florists[:2]] == [(free, 0), (busy, 1)]
    answer = client.post(f"{LIST}{order.pk}/give/", {"task": task.pk, "florist": free.pk})

    assert said(answer) == ["Задача у флориста: Марина"]
    assert (reload(task).florist_id, reload(order).florist_id) == (free.pk, free.pk)


def test_an_order_is_given_to_a_courier_and_taken_back(shop, client, order):
    courier = make_member(shop, "courier", name="Асхат")

    assert shown(client, order).couriers[0].member == courier
    assert said(client.post(f"{LIST}{order.pk}/courier/", {"courier": courier.pk})) == ["Заказ у курьера: Асхат"]
    assert reload(order).courier_id == courier.pk
    client.post(f"{LIST}{order.pk}/courier/", {"courier": ""})
    assert reload(order).courier_id is None


def test_nobody_is_given_what_they_do_not_do(shop, client, order):
    courier = make_member(shop, "courier")
    florist = make_member(shop, "florist")
    task = task_of(order)

    assert said(client.post(f"{LIST}{order.pk}/give/", {"task": task.pk, "florist": courier.pk})) == [
        "Этот сотрудник не собирает букеты"
    ]
    assert said(client.post(f"{LIST}{order.pk}/courier/", {"courier": florist.pk}))[-1] == (
        "Этот сотрудник не развозит заказы"
    )


def test_an_assistant_gives_no_tasks(shop, browse, order):
    florist, task = make_member(shop, "florist"), task_of(order)
    client = browse(make_member(shop, "assistant"))

    assert shown(client, order).florists == []
    assert said(client.post(f"{LIST}{order.pk}/give/", {"task": task.pk, "florist": florist.pk})) == [
        "Недостаточно прав"
    ]
    assert reload(task).florist_id is None


def test_a_shortage_stands_on_top_until_it_is_settled(shop, client, florist, order):
    task = task_of(order)
    with shop_scope(shop):
        shortage = Shortage.objects.create(
            shop=shop, task=task, what="Нет эвкалипта", reported_at=timezone.now(), actor_name="Марина"
        )
    assert "Не хватает: Нет эвкалипта" in client.get(page_of(order)).content.decode()

    client.post(f"{LIST}{order.pk}/settle/", {"shortage": shortage.pk})

    page = shown(client, order)
    assert page.open_shortages == []
    assert page.timeline[0].title == "Решено: Нет эвкалипта"


# Money and archive


def test_a_part_is_paid_in_another_way(shop, client):
    order = make_order(shop)

    answer = client.post(f"{LIST}{order.pk}/pay/", {"amount": "7 000", "method": "cash", "comment": "Предоплата"})

    assert said(answer) == ["Записали оплату 7\u202f000\u00a0₸"]
    assert (reload(order).paid_total, reload(order).status) == (7000, "new")
    with shop_scope(shop):
        assert order.payments.get().method == "cash"
    assert 'value="20000"' in client.get(page_of(order)).content.decode()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"amount": "много"}, "Напишите сумму в тенге, цифрами"),
        ({"amount": "9" * 30}, "Напишите сумму в тенге, цифрами"),
        ({"amount": "27001"}, "К оплате осталось 27000 ₸"),
        ({"amount": "0"}, "Сумма должна быть положительной"),
        ({"amount": "1", "method": "gold"}, "Выберите, как заплатили"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_in_words(shop, client, form, sentence):
    order = make_order(shop)

    assert said(client.post(f"{LIST}{order.pk}/pay/", form)) == [sentence]
    assert reload(order).paid_total == 0


def test_a_payment_sent_twice_is_recorded_once(shop, client):
    order = make_order(shop)

    for _ in range(2):
        client.post(f"{LIST}{order.pk}/pay/", {"amount": "7000", "action_id": "d" * 32})

    assert reload(order).paid_total == 7000


def test_an_archived_order_is_read_only_but_its_money_goes_back(shop, client, order):
    move_order(order, "cancelled")
    type(order)._base_manager.filter(pk=order.pk).update(archived_at=timezone.now())

    page = shown(client, order)
    assert (page.main.action, page.buttons, page.forms) == ("refund", [], {})
    for action in ("move", "accept", "issue", "pay", "waive", "note", "photo", "give", "courier", "settle"):
        assert client.post(f"{LIST}{order.pk}/{action}/", {"comment": "Нет"}).status_code == 404
    assert client.post(f"{LIST}{order.pk}/edit/what/", {}).status_code == 404

    assert client.post(f"{LIST}{order.pk}/refund/").url == page_of(order)
    assert (reload(order).paid_total, shown(client, order).main) == (0, None)


@pytest.mark.parametrize(
    ("path", "fields", "main"),
    [
        ([], {}, ("move", "paid")),
        ([], {"payment_method": "cash"}, ("accept", "")),
        (["paid"], {}, ("move", "assembled")),
        (["paid", "assembled"], {}, ("move", "delivery")),
        (["paid", "assembled", "delivery", "delivered"], {}, ("move", "completed")),
        (["paid", "issue"], {}, None),
        (["paid", "cancelled"], {}, ("refund", "")),
        (["cancelled"], {}, None),
    ],
)
def test_one_button_is_the_main_one(shop, client, path, fields, main):
    order = make_order(shop, *path, **fields)

    html = client.get(page_of(order)).content.decode()
    button = shown(client, order).main

    assert (button and (button.action, button.to)) == main
    assert html.count('class="order-main"') == (1 if main else 0)


def test_the_page_leads_on(client, order):
    html = client.get(page_of(order)).content.decode()

    assert f'href="{LIST}add/?repeat={order.pk}"' in html
    assert f'data-link="{order.tracking_url}"' in html


def test_parts_that_update_by_themselves_do_not_stand_in_each_other(client, order):
    task_of(order)
    html = client.get(page_of(order)).content.decode()

    live = re.findall(r"<(\w+)([^>]*\bdata-live\b[^>]*)>", html)
    ids = [re.search(r'id="([\w-]+)"', attributes)[1] for _tag, attributes in live]
    assert len(ids) == len(set(ids)) >= 10


@pytest.mark.parametrize("wrong", ["0", "9" * 30, "нет", "-1"])
def test_a_number_that_no_order_has_is_not_found(client, wrong):
    assert client.get(f"{LIST}{wrong}/change/").status_code == 404


def test_the_page_costs_the_same_whatever_happened(shop, client, owner, django_assert_max_num_queries):
    small = make_order(shop, "paid")
    large = make_order(shop, "paid", product=make_bouquet(shop, "Пионы"))
    tasks = [task_of(small), task_of(large)]
    with shop_scope(shop):
        for order, task, times in zip((small, large), tasks, (1, 5), strict=True):
            for number in range(times):
                now = timezone.now()
                add_note(shop=shop, order_id=order.pk, text="Слова", actor=owner.as_actor(), now=now)
                Shortage.objects.create(shop=shop, task=task, what=f"Нет {number}", reported_at=now)
    make_photo(small)
    for _ in range(5):
        make_photo(large)
        make_member(shop, "florist")
        make_member(shop, "courier")
    client.get(page_of(small))

    with django_assert_max_num_queries(40) as one:
        client.get(page_of(small))
    with django_assert_max_num_queries(40) as many:
        client.get(page_of(large))

    assert len(many) == len(one)
