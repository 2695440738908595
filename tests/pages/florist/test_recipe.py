"""What a bouquet is made of: its batches, its recipe, and what is missing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateformat import format as dateformat

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, NewOrder, change_status, place_order
from production.models import Shortage
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order
from tests.pages.conftest import said

from .conftest import html_of


def test_each_batch_stands_in_a_line_of_its_own_and_a_wilting_one_is_told(shop, browse, florist, make_task):
    rose = make_item(shop)
    make_batch(shop, rose, 10, age_days=12)
    make_batch(shop, rose, 40)
    task = make_task(product=make_product(shop, recipe={rose: 25}))

    html = html_of(browse(florist).get(f"/florist/tasks/{task.pk}/"))

    lines = [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in re.findall(r"<small.*?</small>", html)]
    old, new = (timezone.localtime() - timedelta(days=days) for days in (12, 0))
    assert lines == [
        f"10&nbsp;шт из партии {dateformat(old, 'j E')}, Flower Direct · вянет, возьмите первой",
        f"15&nbsp;шт из партии {dateformat(new, 'j E')}, Flower Direct",
    ]
    assert '<small class="soon">10&nbsp;шт' in html
    assert "25&nbsp;шт</span>" in html


def test_two_different_bouquets_have_each_its_own_recipe(shop, browse, florist):
    rose, tulip = make_item(shop), make_item(shop, "Тюльпан")
    for item in (rose, tulip):
        make_batch(shop, item, 100)
    items = [
        NewItem(product_id=make_product(shop, "Розы", recipe={rose: 5}).pk, quantity=3),
        NewItem(product_id=make_product(shop, "Смесь", recipe={rose: 2, tulip: 7}).pk, quantity=1),
    ]
    with shop_scope(shop):
        order = place_order(
            shop=shop,
            order=NewOrder(customer_phone="+77011112233", items=items),
            actor=SYSTEM,
            now=timezone.now(),
        )
        change_status(shop=shop, order_id=order.pk, to="paid", actor=SYSTEM, now=timezone.now())
        outbox.dispatch()
        task = order.tasks.get()

    html = html_of(browse(florist).get(f"/florist/tasks/{task.pk}/"))

    assert re.findall(r"<legend>(.*?)</legend>", html) == ["Розы ×&nbsp;3", "Смесь ×&nbsp;1"]
    assert re.findall(r'class="amount">(\d+)', html) == ["15", "2", "7"]
    assert "по 5 шт на каждый" in html


def test_a_task_costs_the_same_for_one_ingredient_and_for_twelve(shop, browse, florist, django_assert_max_num_queries):
    client = browse(florist)
    counts = []
    for number in (1, 12):
        items = [make_item(shop, f"Цветок {number} {n}") for n in range(number)]
        for item in items:
            make_batch(shop, item, 10)
        order = make_order(shop, "paid", product=make_product(shop, f"Букет {number}", recipe=dict.fromkeys(items, 1)))
        outbox.dispatch()
        with shop_scope(shop):
            task = order.tasks.get()
        client.post(f"/florist/tasks/{task.pk}/start")
        client.get(f"/florist/tasks/{task.pk}/")
        with django_assert_max_num_queries(50) as queries:
            client.get(f"/florist/tasks/{task.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_is_missing_is_told_and_found(shop, browse, florist, begun):
    client, page = browse(florist), f"/florist/tasks/{begun.pk}/"
    key = re.search(r'name="item" value="([^"]+)"', html_of(client.get(page))).group(1)

    answer = client.post(f"{page}shortage", {"item": key, "words": " Есть 12\r\nиз 25 ", "action_id": "one"})
    client.post(f"{page}shortage", {"item": key, "words": "Есть 12 из 25", "action_id": "one"})

    assert (answer.url, said(answer)) == (page, ["Сообщили менеджеру"])
    with shop_scope(shop):
        shortage = Shortage.objects.get()
    assert shortage.what == "Роза красная 50 см. Есть 12\nиз 25"
    assert "Не хватает: Роза красная 50 см. Есть 12" in html_of(client.get("/florist/"))
    assert "Менеджеру сообщили в" in html_of(client.get(page))

    assert client.post(f"{page}found", {"shortage": shortage.pk}).url == page

    assert reload(shortage).settled_by == "Марина"
    assert "Не хватает" not in html_of(client.get("/florist/"))


def test_a_shortage_of_nothing_is_refused_in_words(shop, browse, florist, begun):
    answer = browse(florist).post(f"/florist/tasks/{begun.pk}/shortage", {"item": "another", "words": " "})

    assert said(answer) == ["Отметьте, чего не хватает, или напишите словами"]
    with shop_scope(shop):
        assert not Shortage.objects.exists()


def test_however_much_is_missing_ones_own_words_stand_whole(shop, browse, florist):
    items = [make_item(shop, f"{'Очень длинное название ' * 8}{n}") for n in range(12)]
    for item in items:
        make_batch(shop, item, 10)
    order = make_order(shop, "paid", product=make_product(shop, recipe=dict.fromkeys(items, 1)))
    outbox.dispatch()
    client = browse(florist)
    with shop_scope(shop):
        task = order.tasks.get()
    page = f"/florist/tasks/{task.pk}/"
    client.post(f"{page}start")
    html = html_of(client.get(page))

    client.post(f"{page}shortage", {"item": re.findall(r'name="item" value="([^"]+)"', html), "words": "ү" * 200})

    with shop_scope(shop):
        what = Shortage.objects.get().what
    assert len(what) == 500
    assert what.endswith("…. " + "ү" * 200)


@pytest.mark.parametrize("number", ["", "x", "٣", "9" * 30, "0"])
def test_what_no_shortage_has_as_its_number_is_not_found(browse, florist, begun, number):
    assert browse(florist).post(f"/florist/tasks/{begun.pk}/found", {"shortage": number}).status_code == 404


def test_flowers_are_taken_from_another_bucket_with_the_reason_why(shop, browse, florist, begun):
    client, page = browse(florist), f"/florist/tasks/{begun.pk}/"
    assert "Взять из другой партии" not in html_of(client.get(page))  # there is no other
    other = make_batch(shop, make_item(shop), 60)

    html = html_of(client.get(page))
    assert "свободно 60 шт" in html
    held = re.search(r'name="reservation_id" value="(\d+)"', html).group(1)
    sent = {
        "reservation_id": held,
        "batch_id": other.pk,
        "quantity": 10,
        "reason": " Сломаны стебли ",
        "action_id": "x",
    }
    for _press in range(2):
        answer = client.post(f"{page}batch", sent)
        assert (answer.url, said(answer)) == (page, ["Партия изменена"])
    assert reload(other).quantity_reserved == 10
    with shop_scope(shop):
        assert begun.order.history.last().comment.endswith(". Сломаны стебли")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quantity": 61}, "Количество должно быть от 1 до 25"),
        ({"quantity": "много"}, "Выберите партию и напишите, сколько взять"),
        ({"batch_id": ""}, "Выберите партию и напишите, сколько взять"),
        ({"batch_id": 10**9}, "Партия не найдена"),
        ({"reason": " "}, "Напишите, почему берёте другую партию"),
    ],
)
def test_a_bucket_that_cannot_be_is_refused_in_words(shop, browse, florist, begun, fields, words):
    other, client, page = make_batch(shop, make_item(shop), 60), browse(florist), f"/florist/tasks/{begun.pk}/"
    held = re.search(r'name="reservation_id" value="(\d+)"', html_of(client.get(page))).group(1)

    answer = client.post(
        f"{page}batch", {"reservation_id": held, "batch_id": other.pk, "quantity": 10, "reason": "Сломаны", **fields}
    )

    assert (answer.url, said(answer)) == (page, [words])
    assert reload(other).quantity_reserved == 0


def test_a_colleague_s_task_offers_no_other_bucket(shop, browse, begun):
    make_batch(shop, make_item(shop), 60)

    assert "Взять из другой партии" not in html_of(
        browse(make_member(shop, "florist")).get(f"/florist/tasks/{begun.pk}/")
    )
