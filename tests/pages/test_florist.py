"""The florist's screens: queue, take, start, photo, done."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.dateformat import format as dateformat

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from orders.models import Order
from orders.services import NewItem, NewOrder, change_status, place_order
from production.models import ProductionTask, Shortage
from production.services import assign_task, begin_task, cancel_task, complete_task, start_task
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order, make_upload


@pytest.fixture
def make_task(shop):
    """A task as it appears by itself when an order is paid."""

    def make_task(**fields):
        order = make_order(shop, "paid", **fields)
        outbox.dispatch()
        with every_shop():
            return ProductionTask.objects.get(order=order)

    return make_task


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def html_of(answer):
    return answer.content.decode()


def test_a_florist_makes_a_bouquet_from_queue_to_photo(shop, browse, florist, make_task):
    task = make_task(card_text="С днём рождения!", comment="Побольше зелени")
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"

    assert "Букет роз" in html_of(client.get("/florist/"))
    assert client.post(f"{page}take").url == page
    html = html_of(client.get(page))
    assert "С днём рождения!" in html
    assert "Побольше зелени" in html
    assert "Роза красная 50 см" in html
    assert "из партии" in html
    assert "Flower Direct" in html
    assert client.post(f"{page}start").url == page
    assert client.post(f"{page}photo", {"file": make_upload()}).url == page
    assert client.post(f"{page}complete", {"florist_notes": "Добавила эвкалипт"}).url == "/florist/"

    done = reload(task)
    assert (done.status, done.florist_id, done.florist_notes) == ("completed", florist.pk, "Добавила эвкалипт")
    assert reload(task.order).status == "assembled"
    with shop_scope(shop):
        assert task.order.photos.count() == 1


def test_signs_that_nobody_types_are_left_out_of_notes(shop, browse, florist, make_task):
    task = make_task()
    client, page = browse(florist), f"/florist/tasks/{task.pk}/"
    for step in ("take", "start"):
        client.post(page + step)

    client.post(f"{page}complete", {"florist_notes": " Добавила\0\r\nэвкалипт\x07 "})

    assert (reload(task).status, reload(task).florist_notes) == ("completed", "Добавила\nэвкалипт")


def test_the_queue_is_urgent_first_and_tells_mine_from_free(shop, browse, florist, make_task):
    bouquet = make_bouquet(shop)
    later = make_task(product=bouquet, window_from_at=timezone.now() + timedelta(hours=30))
    sooner = make_task(product=bouquet, window_from_at=timezone.now() + timedelta(minutes=90))
    mine = make_task(product=bouquet)
    with shop_scope(shop):
        assign_task(shop=shop, task_id=mine.pk, florist_id=None, member=florist, now=timezone.now())

    html = html_of(browse(florist).get("/florist/"))

    places = [html.index(f"/florist/tasks/{task.pk}/") for task in (mine, sooner, later)]
    assert places == sorted(places)


def test_an_empty_queue_says_so(browse, florist):
    html = html_of(browse(florist).get("/florist/"))

    assert "Всё собрано." in html
    assert "Новые задачи появятся здесь сами." in html


def test_a_task_says_by_when_and_of_which_order_it_is(shop, browse, florist, make_task):
    client = browse(florist)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        task = make_task(window_from_at=noon + timedelta(hours=24))
        in_the_queue = html_of(client.get("/florist/"))
        page = html_of(client.get(f"/florist/tasks/{task.pk}/"))

    for html in (in_the_queue, page):
        assert ">Начать завтра до\u00a010:30<" in html
    assert "Завтра к 11:00" in in_the_queue
    assert "Готово завтра к 11:00, план 30 мин" in page
    for html in (in_the_queue, page):
        assert f"№&nbsp;{task.order_id}" in html


def test_a_late_task_is_told(shop, browse, florist, make_task):
    client = browse(florist)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        task = make_task(window_from_at=noon - timedelta(hours=1))

        for path in ("/florist/", f"/florist/tasks/{task.pk}/"):
            assert ">Опаздываем: надо было до\u00a010:00<" in html_of(client.get(path))


@pytest.fixture
def begun(shop, florist, make_task):
    """A task that the florist is working on."""
    task = make_task()
    with shop_scope(shop):
        return begin_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())


def test_without_a_photo_a_bouquet_is_finished_by_a_second_tap(browse, florist, begun):
    html = html_of(browse(florist).get(f"/florist/tasks/{begun.pk}/"))

    shut = html.index('<details class="confirm">')
    assert shut < html.index("Готово без фото") < html.index("Да, букет собран") < html.index("</details>", shut)
    assert html.index("Сфотографировать") > shut


def test_with_a_photo_a_bouquet_is_finished_by_one_tap(browse, florist, begun):
    client = browse(florist)
    client.post(f"/florist/tasks/{begun.pk}/photo", {"file": make_upload()})

    html = html_of(client.get(f"/florist/tasks/{begun.pk}/"))

    assert '<button class="button primary">Готово</button>' in html
    for word in ("Готово без фото", "Да, букет собран", "Сфотографировать"):
        assert word not in html


def test_a_shop_that_wants_a_photo_offers_nothing_else_before_it(shop, browse, florist, begun):
    shop.photo_required = True
    shop.save()

    html = html_of(browse(florist).get(f"/florist/tasks/{begun.pk}/"))

    assert "Сфотографировать" in html
    assert "Готово без фото" not in html
    assert f"/florist/tasks/{begun.pk}/complete" not in html


def order_of(html, tasks):
    return sorted(tasks, key=lambda task: html.index(f"/florist/tasks/{task.pk}/"))


def test_what_takes_long_is_begun_before_what_is_due_earlier(shop, browse, florist, make_task):
    quick = make_bouquet(shop, "Комплимент", make_minutes=10)
    long = make_bouquet(shop, "Корзина", make_minutes=170)
    start = timezone.now() + timedelta(hours=8)
    early = make_task(product=quick, window_from_at=start)
    late = make_task(product=long, window_from_at=start + timedelta(hours=2))

    html = html_of(browse(florist).get("/florist/"))

    assert order_of(html, [early, late]) == [late, early]


@pytest.mark.parametrize(
    ("minutes", "tone", "words"),
    [
        (200, "", "Начать до\u00a012:20"),
        (110, "soon", "Начать до\u00a010:50"),
        (80, "late", "Надо было начать в\u00a010:20"),
    ],
)
def test_a_card_says_when_to_start_and_how_pressing_it_is(browse, florist, make_task, minutes, tone, words):
    client = browse(florist)
    ten = timezone.localtime().replace(hour=10, minute=30, second=0, microsecond=0)
    with time_machine.travel(ten, tick=False):
        make_task(window_from_at=ten + timedelta(minutes=minutes))
        html = html_of(client.get("/florist/"))

    assert f'<p class="when {tone}">{words}</p>' in html


def test_what_to_do_now_is_what_one_has_begun_then_what_one_has_then_what_is_free(shop, browse, florist, make_task):
    client, bouquet = browse(florist), make_bouquet(shop)
    hour = timedelta(hours=1)
    free, taken, begun = (make_task(product=bouquet, window_from_at=timezone.now() + n * hour) for n in (3, 6, 9))

    def first():
        card = client.get("/florist/").context["board"].first
        return card.task.pk, card

    seen = [first()[0]]
    for task, service in ((taken, assign_task), (begun, begin_task)):
        with shop_scope(shop):
            fields = {"florist_id": None} if service is assign_task else {}
            service(shop=shop, task_id=task.pk, member=florist, now=timezone.now(), **fields)
        seen.append(first()[0])

    assert seen == [free.pk, taken.pk, begun.pk]


@pytest.mark.parametrize(("step", "action"), [("none", "Взять"), ("take", "Начать"), ("start", "Продолжить")])
def test_the_top_card_has_its_main_action(browse, florist, make_task, step, action):
    task = make_task()
    client = browse(florist)
    client.post(f"/florist/tasks/{task.pk}/{step}")

    html = html_of(client.get("/florist/"))

    assert re.findall(r'class="button primary"[^>]*>([^<]+)<', html) == [action]


def test_a_free_task_is_taken_and_begun_in_one_tap(browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"
    html = html_of(client.get(page))

    assert '<button class="button">Взять</button>' in html
    assert '<button class="button primary">Взять и начать</button>' in html
    assert client.post(f"{page}start").url == page
    assert (reload(task).status, reload(task).florist_id) == ("in_progress", florist.pk)


def test_the_work_is_timed_against_its_estimate(browse, florist, make_task):
    client = browse(florist)
    noon = timezone.localtime().replace(hour=12, minute=5, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        task = make_task(window_from_at=noon + timedelta(hours=5))
        client.post(f"/florist/tasks/{task.pk}/start")
        fresh = html_of(client.get(f"/florist/tasks/{task.pk}/"))
    with time_machine.travel(noon + timedelta(minutes=31), tick=False):
        over = html_of(client.get(f"/florist/tasks/{task.pk}/"))

    assert "Начали в 12:05, план 30 мин<span data-over hidden>" in fresh
    assert "Начали в 12:05, план 30 мин<span data-over> · дольше плана</span>" in over
    assert '<div class="timer soon"' in over


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


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("task", "Задача отменена, собирать не нужно."),
        ("order", "Заказ отменён, собирать не нужно. Верните цветы на место."),
        ("order untold", "Заказ отменён, собирать не нужно. Верните цветы на место."),
        ("done", "Букет собран"),
    ],
)
def test_what_need_not_be_made_any_more_says_so_and_offers_the_queue(shop, owner, browse, florist, begun, end, words):
    with shop_scope(shop):
        if end == "task":
            cancel_task(shop=shop, task_id=begun.pk, member=owner, now=timezone.now())
        elif end == "done":
            complete_task(shop=shop, task_id=begun.pk, member=florist, now=timezone.now())
        else:
            change_status(shop=shop, order_id=begun.order_id, to="cancelled", actor=SYSTEM, now=timezone.now())
            if end == "order":
                outbox.dispatch()

    html = html_of(browse(florist).get(f"/florist/tasks/{begun.pk}/"))

    assert words in html
    assert 'href="/florist/">К очереди</a>' in html
    assert f'action="/florist/tasks/{begun.pk}/' not in html


def test_an_order_with_an_issue_waits_for_the_manager(shop, browse, florist, begun):
    with shop_scope(shop):
        change_status(shop=shop, order_id=begun.order_id, to="issue", actor=SYSTEM, now=timezone.now())
    client = browse(florist)

    html = html_of(client.get(f"/florist/tasks/{begun.pk}/"))

    assert "По заказу проблема, менеджер разбирается." in html
    assert "Сфотографировать" not in html
    assert "По заказу проблема, спросите менеджера" in html_of(client.get("/florist/"))


def test_who_was_faster_is_told_by_name(shop, browse, florist, make_task):
    task = make_task()
    with shop_scope(shop):
        winner = make_member(shop, "florist", name="Динара")
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=winner, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/take")

    assert answer.url == "/florist/"
    assert said(answer) == ["Эту задачу уже взял коллега: Динара"]


def test_a_colleagues_task_can_be_looked_at_but_not_touched(shop, browse, florist, make_task):
    task = make_task()
    with shop_scope(shop):
        other = make_member(shop, "florist", name="Динара")
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=other, now=timezone.now())
    client = browse(florist)

    html = html_of(client.get(f"/florist/tasks/{task.pk}/"))
    answer = client.post(f"/florist/tasks/{task.pk}/start")

    assert "Задача у коллеги: Динара" in html
    assert f'action="{answer.request["PATH_INFO"]}"' not in html
    assert "<button" not in html[html.index("<main") :]
    assert said(answer) == ["Эту задачу уже взял коллега: Динара"]
    assert reload(task).status == "assigned"


def test_a_step_out_of_order_is_refused_in_words(shop, browse, florist, make_task):
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/complete")

    assert answer.url == f"/florist/tasks/{task.pk}/"
    assert said(answer) == ["Работа по задаче ещё не начата. Обновите страницу."]


def test_a_shop_that_wants_a_photo_says_so(shop, browse, florist, make_task):
    shop.photo_required = True
    shop.save()
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())
        start_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/complete")

    assert said(answer) == ["Сначала добавьте фото готового букета"]
    assert reload(task).status == "in_progress"


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        ({}, "Выберите или сделайте фото"),
        ({"file": SimpleUploadedFile("a.jpg", b"not a picture")}, "Это не изображение. Подойдут JPEG, PNG, WebP и GIF"),
        ({"file": SimpleUploadedFile("a.jpg", b"\0" * (10 * 1024**2 + 1))}, "Файл больше 10 МБ"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(shop, browse, florist, make_task, upload, sentence):
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/photo", upload)

    assert said(answer) == [sentence]
    with shop_scope(shop):
        assert task.order.photos.count() == 0


def test_a_florist_sees_no_money(shop, browse, florist):
    rose = make_item(shop)
    make_batch(shop, rose, 100, cost="719.23")
    order = make_order(
        shop,
        "paid",
        product=make_product(shop, recipe={rose: 25}, retail_price=86419),
        delivery_fee=3571,
        discount=1283,
    )
    outbox.dispatch()
    client, pages = browse(florist), []
    with shop_scope(shop):
        task = order.tasks.get()
    page = f"/florist/tasks/{task.pk}/"
    for step in ("take", "start", "photo", "complete"):
        pages += [html_of(client.get(path)) for path in ("/florist/", page)]
        client.post(page + step, {"file": make_upload()})
    pages.append(html_of(client.get(page)))

    assert reload(task).status == "completed"
    for html in pages:
        # Names of pictures are random, and may hold any three digits.
        text = re.sub(r"<meta[^>]*>|<input[^>]*>|[0-9a-f]{32}|[\s\u202f\u00a0]|&nbsp;", "", html)
        for sum_ in ("86419", "3571", "1283", "88707", "719", "17980", "17981", "₸", "тенге", "плат", "цен", "сумм"):
            assert sum_ not in text.lower(), sum_


def test_a_task_of_another_shop_is_not_found(browse, stranger, make_task):
    task = make_task()
    client = browse(stranger)

    assert client.get(f"/florist/tasks/{task.pk}/").status_code == 404
    for step in ("take", "start", "photo", "complete", "shortage", "found"):
        assert client.post(f"/florist/tasks/{task.pk}/{step}", {"file": make_upload()}).status_code == 404
    assert reload(task).status == "pending"


def test_nothing_changes_by_looking(shop, browse, florist, make_task):
    task = make_task()
    for step in ("take", "start", "photo", "complete", "shortage", "found"):
        assert browse(florist).get(f"/florist/tasks/{task.pk}/{step}").status_code == 405


def test_a_form_without_its_token_is_refused(browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"/florist/tasks/{task.pk}/take").status_code == 403
    assert reload(task).status == "pending"


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 200), ("senior", 200), ("assistant", 200), ("florist", 200), ("courier", 403)]
)
def test_who_may_see_the_queue(shop, browse, position, status):
    assert browse(make_member(shop, position)).get("/florist/").status_code == status


def test_an_assistant_may_look_only(shop, browse, make_task):
    task = make_task()
    client = browse(make_member(shop, "assistant"))

    for path in ("/florist/", f"/florist/tasks/{task.pk}/"):
        page = html_of(client.get(path))
        assert "<button" not in page[page.index("<main") :]
    assert client.post(f"/florist/tasks/{task.pk}/take").status_code == 403


def test_nobody_is_led_to_sign_in(browse):
    assert browse().get("/florist/").url == "/login/?next=%2Fflorist%2F"


def test_a_superuser_looks_in_but_takes_nothing(shop, browse, make_task, django_user_model):
    task = make_task()
    client = browse()
    boss = django_user_model.objects.create_superuser("+77019990000", last_shop=shop)
    client.force_login(boss)

    answer = client.post(f"/florist/tasks/{task.pk}/take")

    assert said(answer) == ["Задачи берут сотрудники магазина"]
    assert reload(task).status == "pending"


def test_the_queue_costs_the_same_for_one_task_and_for_three(
    shop, browse, florist, make_task, django_assert_max_num_queries
):
    client = browse(florist)

    def make(number):
        task = make_task(product=make_bouquet(shop, f"Букет {number}"))
        client.post(f"/florist/tasks/{task.pk}/start")
        client.post(f"/florist/tasks/{task.pk}/shortage", {"words": "Лента"})
        make_task(product=make_bouquet(shop, f"Другой {number}"))

    make(0)
    client.get("/florist/")
    with django_assert_max_num_queries(50) as one:
        client.get("/florist/")
    for number in (1, 2):
        make(number)
    with django_assert_max_num_queries(50) as three:
        client.get("/florist/")

    assert len(three) == len(one)


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


def test_a_task_of_an_order_that_was_put_away_is_gone(shop, browse, florist, make_task):
    task = make_task()
    with every_shop():
        Order.objects.filter(pk=task.order_id).update(archived_at=timezone.now())
    client = browse(florist)

    assert f"/florist/tasks/{task.pk}/" not in html_of(client.get("/florist/"))
    assert client.get(f"/florist/tasks/{task.pk}/").status_code == 404


def test_a_photo_that_is_sent_twice_is_kept_once(shop, browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"
    for step in ("take", "start"):
        client.post(f"{page}{step}")

    answers = [client.post(f"{page}photo", {"file": make_upload(), "action_id": "one"}) for _ in range(2)]

    assert [answer.url for answer in answers] == [page, page]
    with shop_scope(shop):
        assert task.order.photos.count() == 1


def test_a_photo_that_was_refused_may_be_sent_again_under_the_same_id(shop, browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"
    for step in ("take", "start"):
        client.post(f"{page}{step}")

    client.post(f"{page}photo", {"file": SimpleUploadedFile("no.jpg", b"no picture"), "action_id": "one"})
    client.post(f"{page}photo", {"file": make_upload(), "action_id": "one"})

    with shop_scope(shop):
        assert task.order.photos.count() == 1
