"""The admin's start page: the day at a glance, for each as far as their position reads."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cvety.core import clock, money, outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import accept_order, update_order
from production.services import assign_task, report_shortage, start_task
from tests.factories import make_batch, make_item, make_member, reload
from tests.factories.orders import make_bouquet, make_order, move_order

PAGE = "/admin/"
MOST_QUERIES = 30


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def at_ten(monkeypatch, shop):
    """Ten in the morning on the shop's clock, whatever the hour."""
    ten = clock.day_bounds(timezone.localdate(timezone=shop.zone), shop.timezone)[0] + timedelta(hours=10)
    monkeypatch.setattr(timezone, "now", lambda: ten)
    return ten


def order_at(shop, start, *path, **fields):
    return make_order(shop, *path, window_from_at=start, window_to_at=start + timedelta(hours=2), **fields)


def page_of(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer


def heads(answer, part="urgent"):
    groups = getattr(answer.context["orders"], part)
    return {group.title: [row.order.pk for row in (*group.rows, *getattr(group, "folded", ()))] for group in groups}


def section(answer, name):
    """The words of one part of the page."""
    html = answer.content.decode()
    part = re.search(rf'<(section|div|header)[^>]* id="today-{name}".*?</\1>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part[0])) if part else ""


def test_an_empty_day_is_told_calmly(shop, client, at_ten):
    order_at(shop, at_ten - timedelta(days=2), "cancelled")

    html = page_of(client).content.decode()

    for words in (
        "Сегодня заказов нет",
        "Всё идёт по плану",
        "На сегодня ничего не осталось.",
        "Все задачи разобраны.",
        "В пути никого нет.",
        "Цветов хватает, всё свежее.",
        "Завтра заказов пока нет",
    ):
        assert words in html


def test_a_new_shop_is_told_what_to_begin_with(shop, client, at_ten):
    html = page_of(client).content.decode()
    steps = [step.link for step in page_of(client).context["first_steps"]]

    assert steps == ["/admin/warehouse/stockitem/add/", "/admin/catalog/product/add/", "/admin/orders/order/add/"]
    assert "Примите заказ" in html
    assert "Всё идёт по плану" not in html
    assert "Цветов хватает" not in html
    assert [client.get(link).status_code for link in steps] == [200, 200, 200]

    order_at(shop, at_ten - timedelta(days=2), "cancelled")

    assert "С чего начать" not in page_of(client).content.decode()


def test_nobody_is_told_to_begin_with_what_they_may_not(shop, browse):
    client = browse(make_member(shop, "assistant"))
    steps = [step.link for step in page_of(client).context["first_steps"]]

    assert steps == ["/admin/catalog/product/add/", "/admin/orders/order/add/"]
    assert [client.get(link).status_code for link in steps] == [200, 200]
    assert client.get("/admin/warehouse/stockitem/add/").status_code == 403


def test_the_day_is_told_in_one_line(shop, client, at_ten):
    product = make_bouquet(shop, stock=1000)
    for hours in (2, 3, 4):
        order_at(shop, at_ten + timedelta(hours=hours), product=product)
    order_at(shop, at_ten - timedelta(hours=3), "paid")
    order_at(shop, at_ten + timedelta(hours=4), "paid", "issue")
    order_at(shop, at_ten + timedelta(hours=4), "cancelled")
    order_at(shop, at_ten + timedelta(days=1))

    answer = page_of(client)

    assert [text for text, _tone in answer.context["orders"].summary] == [
        "5 заказов сегодня",
        "1 опаздывает",
        "1 проблема",
    ]
    assert [(label, count) for label, _color, count, _link in answer.context["orders"].statuses] == [
        ("Новый", 3),
        ("Оплачен", 1),
        ("Проблема", 1),
    ]
    assert answer.context["orders"].tomorrow == "Завтра 1 заказ, первый с 10:00, 1 ещё не оплачен"


def test_what_needs_a_person_comes_first_and_once(shop, client, at_ten):
    issue = order_at(shop, at_ten - timedelta(hours=3), "paid", "issue")
    late = order_at(shop, at_ten - timedelta(hours=3), "paid")
    new = order_at(shop, at_ten + timedelta(hours=3))
    forgotten = order_at(shop, at_ten - timedelta(days=2), "paid")
    undated = make_order(shop, "paid")
    accepted = order_at(shop, at_ten + timedelta(hours=1), payment_method="cash")
    with shop_scope(shop):
        accept_order(shop=shop, order_id=accepted.pk, actor=SYSTEM, now=at_ten)

    answer = page_of(client)

    assert heads(answer) == {
        "Проблемы": [issue.pk],
        "Опаздывают": [late.pk],
        "Новые: примите или дождитесь оплаты": [new.pk],
        "Остались с прошлых дней": [forgotten.pk],
        "Без дня доставки": [undated.pk],
    }
    assert heads(answer, "windows") == {"11:00–13:00": [accepted.pk]}


def test_a_new_order_without_a_window_says_so(shop, client, at_ten):
    make_order(shop)

    assert [row.when for row in page_of(client).context["orders"].urgent[0].rows] == ["без времени"]


def test_the_days_orders_stand_by_their_windows(shop, client, at_ten):
    noon, two = at_ten + timedelta(hours=2), at_ten + timedelta(hours=4)
    last = order_at(shop, two, "paid")
    first, second = order_at(shop, noon, "paid"), order_at(shop, noon, "paid", "assembled")
    whenever = make_order(shop, "paid", delivery_date=timezone.localdate(at_ten, shop.zone))
    order_at(shop, noon, "paid", "assembled", "delivery", "delivered")

    answer = page_of(client)

    assert heads(answer, "windows") == {
        "12:00–14:00": [first.pk, second.pk],
        "14:00–16:00": [last.pk],
        "Без времени": [whenever.pk],
    }


def test_hours_that_have_not_come_are_folded_and_counted(shop, client, at_ten):
    product = make_bouquet(shop, stock=1000)
    for hours in (-1, 0, 2, 2):
        order_at(shop, at_ten + timedelta(hours=hours), "paid", product=product)

    answer = page_of(client)
    folded = re.findall(r'<details[^>]* id="(today-window-[^"]+)">(.*?)</summary>', answer.content.decode(), re.DOTALL)

    assert [(hours.title, hours.is_now) for hours in answer.context["orders"].windows] == [
        ("09:00–11:00", True),
        ("10:00–12:00", True),
        ("12:00–14:00", False),
    ]
    assert len(folded) == 1
    assert "12:00–14:00" in folded[0][1]
    assert "2 заказа" in folded[0][1]


def test_the_first_hours_are_laid_open_though_they_have_not_come(shop, client, at_ten):
    order_at(shop, at_ten + timedelta(hours=4), "paid")

    assert [hours.is_now for hours in page_of(client).context["orders"].windows] == [True]


def test_of_what_is_folded_away_the_gist_is_told(shop, client, at_ten):
    fill(shop, at_ten, 1)

    answer = page_of(client)

    assert answer.context["gists"] == {
        "crew": [("пора начать 2", "cvety-late"), ("никто не взял 3", "")],
        "carried": [("в пути 2", ""), ("готовы 2", "")],
        "shelf": [
            *(("списать 1", "cvety-late"), ("продать первыми 1", "cvety-soon")),
            ("заканчиваются 1", "cvety-soon"),
        ],
        "money": [(money.readable(486_000), ""), (f"вернуть {money.readable(27_000)}", "cvety-late")],
    }
    assert "списать 1" in section(answer, "shelf").split("Списать")[0]


def test_the_rest_is_a_link_away(shop, client, at_ten):
    product = make_bouquet(shop, stock=1000)
    for _ in range(8):
        order_at(shop, at_ten + timedelta(hours=2), product=product)

    answer = page_of(client)

    (group,) = answer.context["orders"].urgent
    assert (len(group.rows), len(group.folded)) == (3, 3)
    assert group.more == "/admin/orders/order/?status__exact=new"
    assert len(client.get(group.more).context["cl"].result_list) == 8


def test_a_step_is_made_on_the_page_and_leads_back_to_it(shop, client, at_ten):
    order = order_at(shop, at_ten + timedelta(hours=2))
    html = page_of(client).content.decode()
    where = f"/admin/orders/order/{order.pk}/move/"
    assert f'action="{where}"' in html

    answer = client.post(where, {"to": "paid"}, headers={"Referer": f"http://testserver{PAGE}"})

    assert answer.url == PAGE
    assert reload(order).status == "paid"


def test_florists_are_seen_at_work_and_free(shop, client, at_ten, florist):
    make_member(shop, "florist", name="Айым")
    for hours in (1, 2, 3):
        order_at(shop, at_ten + timedelta(hours=hours), "paid", product=make_bouquet(shop, f"Букет {hours}"))
    outbox.dispatch()
    with shop_scope(shop):
        started, taken, _free = (order.tasks.get() for order in Order.objects.order_by("pk"))
        for task in (started, taken):
            assign_task(shop=shop, task_id=task.pk, member=florist, florist_id=None, now=at_ten)
        start_task(shop=shop, task_id=started.pk, member=florist, now=at_ten)

    text = section(page_of(client), "crew")

    assert "Марина Букет 1 собирает с 10:00" in text
    assert "взято, начать" in text
    assert "Свободны Айым" in text
    assert "Букет 3" in text.split("Ещё никто не взял")[1]


def test_couriers_are_seen_with_what_they_carry(shop, client, at_ten, courier):
    carried = order_at(shop, at_ten + timedelta(hours=1), "paid", "assembled", recipient_name="Айгуль")
    order_at(shop, at_ten + timedelta(hours=2), "paid", "assembled", recipient_name="Томирис")
    order_at(shop, at_ten + timedelta(hours=2), "paid", "assembled", "self_pickup", delivery_method="self_pickup")
    with shop_scope(shop):
        changes = {"courier_id": courier.pk}
        update_order(shop=shop, order_id=carried.pk, changes=changes, actor=SYSTEM, now=at_ten)
    move_order(carried, "delivery")

    answer = page_of(client)
    text = section(answer, "carried")

    assert [(each.name, [row.order.pk for row in each.rows]) for each in answer.context["orders"].carried] == [
        ("Асхат", [carried.pk])
    ]
    assert "Томирис" in text.split("Готовы к отправке")[1]
    assert "1 заказ ждёт покупателя в магазине" in text


def test_a_shortage_is_settled_by_one_tap(shop, client, owner, florist):
    order = make_order(shop, "paid")
    outbox.dispatch()
    with shop_scope(shop):
        task = order.tasks.get()
        assign_task(shop=shop, task_id=task.pk, member=florist, florist_id=None, now=timezone.now())
        shortage = report_shortage(
            shop=shop, task_id=task.pk, what="Не хватает 5 белых роз", member=florist, now=timezone.now()
        )
    where = f"/admin/shortages/{shortage.pk}/settle/"
    assert "Не хватает 5 белых роз" in section(page_of(client), "urgent")

    assert client.get(where).status_code == 405
    answer = client.post(where)

    assert answer.url == PAGE
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Решено: Не хватает 5 белых роз"]
    assert reload(shortage).settled_by == owner.name
    assert "Не хватает" not in section(page_of(client), "urgent")


def test_an_assistant_sees_a_shortage_and_cannot_settle_it(shop, browse, florist):
    order = make_order(shop, "paid")
    outbox.dispatch()
    with shop_scope(shop):
        task = order.tasks.get()
        assign_task(shop=shop, task_id=task.pk, member=florist, florist_id=None, now=timezone.now())
        report_shortage(shop=shop, task_id=task.pk, what="Нет лент", member=florist, now=timezone.now())

    html = page_of(browse(make_member(shop, "assistant"))).content.decode()

    assert "Нет лент" in html
    assert "/settle/" not in html


def test_the_shelf_says_what_to_sell_to_write_off_and_to_buy(shop, client, at_ten):
    def batch(name, quantity, *, left, threshold=5):
        """So many days are left of ten."""
        item = make_item(shop, name, height_cm=None)
        type(item)._base_manager.filter(pk=item.pk).update(low_stock_threshold=threshold)
        made = make_batch(shop, item, quantity)
        arrived, expires = at_ten - timedelta(days=10 - left), at_ten + timedelta(days=left)
        type(made)._base_manager.filter(pk=made.pk).update(arrived_at=arrived, expires_at=expires)

    batch("Пион", 40, left=1)
    batch("Гербера", 7, left=-1)
    batch("Лилия", 4, left=9)
    batch("Роза", 90, left=9)

    shelf = page_of(client).context["shelf"]

    assert [(str(each.item), each.quantity) for each in shelf.wilting] == [("Пион", 40)]
    assert [(str(each.item), each.quantity) for each in shelf.expired] == [("Гербера", 7)]
    assert [(str(each.item), each.quantity) for each in shelf.low] == [("Лилия", 4)]
    assert [str(item) for item in shelf.gone] == ["Гербера"]


def test_the_money_of_the_day_adds_up(shop, client, at_ten):
    order_at(shop, at_ten + timedelta(hours=1), "paid")
    order_at(shop, at_ten + timedelta(hours=2))
    order_at(shop, at_ten + timedelta(hours=2), payment_method="cash")
    order_at(shop, at_ten + timedelta(hours=3), "paid", "cancelled")

    text = section(page_of(client), "money")

    assert "Получили 54 000 ₸" in text
    assert "Kaspi 54 000 ₸" in text
    assert "Возьмём при вручении 27 000 ₸" in text
    assert "Ждём оплаты за сегодня 27 000 ₸" in text
    assert "Нужно вернуть 27 000 ₸" in text


@pytest.mark.parametrize(("position", "sees"), [("owner", True), ("senior", True), ("assistant", False)])
def test_the_money_of_the_day_is_for_those_who_read_reports(shop, browse, position, sees):
    answer = page_of(browse(make_member(shop, position)))

    assert (section(answer, "money") != "") == sees
    assert ("#today-money" in answer.content.decode()) == sees


@pytest.mark.parametrize("position", ["owner", "senior", "assistant"])
def test_no_link_of_the_page_leads_nowhere(shop, browse, at_ten, position):
    order_at(shop, at_ten - timedelta(hours=3), "paid", "issue")
    order_at(shop, at_ten + timedelta(hours=2), "paid", "assembled")
    order_at(shop, at_ten + timedelta(hours=2), "paid", "cancelled")
    outbox.dispatch()
    client = browse(make_member(shop, position))

    html = page_of(client).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:admin|courier|florist)[^"]*)"', html)}

    assert len(links) > 15
    for link in links:
        answer = client.get(link, follow=True)
        assert answer.status_code == 200, (link, answer)


def fill(shop, at_ten, n):
    """Something of everything that the page shows."""
    product = make_bouquet(shop, f"Букет {n}", stock=5000)
    names = {"customer_phone": f"+770122233{n:02d}", "product": product}
    paths = [(), ("paid",), ("paid", "issue"), ("paid", "assembled"), ("paid", "assembled", "delivery"), ("cancelled",)]
    orders = [
        order_at(shop, at_ten + timedelta(days=days, hours=hours), *path, **names)
        for path in paths
        for days, hours in ((-1, 0), (0, -4), (0, 2), (1, 0))
    ]
    refund = order_at(shop, at_ten, "paid", "cancelled", **names)
    make_order(shop, "paid", **names)
    outbox.dispatch()
    florist, courier = make_member(shop, "florist"), make_member(shop, "courier")
    with shop_scope(shop):
        Order.objects.filter(pk__in=[order.pk for order in orders]).update(courier=courier, florist=florist)
        waiting = [order for order in orders if reload(order).status == "paid"]
        for order in waiting[:2]:
            task = order.tasks.get()
            assign_task(shop=shop, task_id=task.pk, member=florist, florist_id=None, now=at_ten)
            report_shortage(shop=shop, task_id=task.pk, what=f"Нет роз {n}", member=florist, now=at_ten)
    assert reload(refund).payment_status == "refund_due"
    item = make_item(shop, f"Лилия {n}")
    for left in (1, -1):
        batch = make_batch(shop, item, 3)
        dates = {"arrived_at": at_ten - timedelta(days=10 - left), "expires_at": at_ten + timedelta(days=left)}
        type(batch)._base_manager.filter(pk=batch.pk).update(**dates)


def test_the_page_costs_the_same_however_much_there_is(shop, client, at_ten):
    page_of(client)  # whatever is read once a session or a process

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        return [query["sql"] for query in queries]

    fill(shop, at_ten, 1)
    one = cost()
    for n in (2, 3, 4):
        fill(shop, at_ten, n)
    many = cost()

    assert len(many) == len(one) <= MOST_QUERIES
    assert [sql for sql in many if "COUNT(" in sql.upper()] == []


def test_another_shops_day_is_its_own(shop, browse, at_ten, stranger):
    fill(shop, at_ten, 1)

    html = page_of(browse(stranger)).content.decode()

    assert "Сегодня заказов нет" in html
    assert "Букет 1" not in html
    assert "С чего начать" in html


def test_each_part_that_changes_updates_by_itself(shop, client, at_ten):
    fill(shop, at_ten, 1)

    html = page_of(client).content.decode()
    live = re.findall(r'id="(today-[a-z]+)" data-live', html)

    assert live == [f"today-{part}" for part in ("head", "urgent", "windows", "crew", "carried", "shelf", "money")]
