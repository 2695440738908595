"""The florist's screens: queue, take, start, photo, done."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import every_shop, shop_scope
from production.models import ProductionTask
from production.services import assign_task, start_task
from tests.factories import make_member, reload
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

    assert "Букет роз ×\u00a01" in html_of(client.get("/florist/"))
    assert client.post(f"{page}take").url == page
    html = html_of(client.get(page))
    assert "С днём рождения!" in html
    assert "Побольше зелени" in html
    assert "Роза красная 50 см" in html
    assert "25 шт из партии от" in html
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

    assert "Пока всё собрано." in html
    assert "Свободных задач нет. Новые появятся здесь сами." in html


def test_a_task_says_by_when_and_of_which_order_it_is(shop, browse, florist, make_task):
    client = browse(florist)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        task = make_task(window_from_at=noon + timedelta(hours=24))
        in_the_queue = html_of(client.get("/florist/"))
        page = html_of(client.get(f"/florist/tasks/{task.pk}/"))

    assert ">Завтра к 11:00<" in in_the_queue
    assert ">Готово завтра к 11:00<" in page
    for html in (in_the_queue, page):
        assert f"№&nbsp;{task.order_id}" in html


def test_a_late_task_is_told(shop, browse, florist, make_task):
    client = browse(florist)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        task = make_task(window_from_at=noon - timedelta(hours=1))

        for path in ("/florist/", f"/florist/tasks/{task.pk}/"):
            assert ">Опаздываем: было сегодня к 10:00<" in html_of(client.get(path))


def test_a_bouquet_is_finished_by_a_second_tap(shop, browse, florist, make_task):
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())
        start_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())

    html = html_of(browse(florist).get(f"/florist/tasks/{task.pk}/"))

    shut = html.index('<details class="act confirm">')
    assert shut < html.index("Готово</span>") < html.index("Да, букет собран") < html.index("</details>", shut)


@pytest.mark.parametrize(("number", "said"), [(1, "У коллег 1 задача"), (3, "У коллег 3 задачи")])
def test_tasks_of_colleagues_are_counted_in_russian(shop, browse, florist, make_task, number, said):
    with shop_scope(shop):
        other, bouquet = make_member(shop, "florist", name="Динара"), make_bouquet(shop)
    for _ in range(number):
        task = make_task(product=bouquet)
        with shop_scope(shop):
            assign_task(shop=shop, task_id=task.pk, florist_id=None, member=other, now=timezone.now())

    assert said in html_of(browse(florist).get("/florist/"))


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

    assert "Динара" in html
    assert "Начать" not in html
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


def test_a_florist_sees_no_money(shop, browse, florist, make_task):
    task = make_task()
    client = browse(florist)

    html = html_of(client.get("/florist/")) + html_of(client.get(f"/florist/tasks/{task.pk}/"))

    for sum_ in ("25000", "27000", "25\u202f000", "27\u202f000", "235", "₸"):
        assert sum_ not in html


def test_a_task_of_another_shop_is_not_found(browse, stranger, make_task):
    task = make_task()
    client = browse(stranger)

    assert client.get(f"/florist/tasks/{task.pk}/").status_code == 404
    for step in ("take", "start", "photo", "complete"):
        assert client.post(f"/florist/tasks/{task.pk}/{step}", {"file": make_upload()}).status_code == 404
    assert reload(task).status == "pending"


def test_nothing_changes_by_looking(shop, browse, florist, make_task):
    task = make_task()
    for step in ("take", "start", "photo", "complete"):
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

    assert "Взять" not in html_of(client.get("/florist/"))
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
    make_task()
    with django_assert_max_num_queries(50) as one:
        client.get("/florist/")
    make_task()
    make_task()
    with django_assert_max_num_queries(50) as three:
        client.get("/florist/")

    assert len(three) == len(one)


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
