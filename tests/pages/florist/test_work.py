"""The work on a task: take, start, done, and what need not be made any more."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from orders.models import Order
from orders.services import change_status
from production.services import assign_task, cancel_task, complete_task
from tests.factories import make_member, reload
from tests.factories.orders import make_upload
from tests.pages.conftest import said

from .conftest import html_of


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


def test_a_task_of_an_order_that_was_put_away_is_gone(shop, browse, florist, make_task):
    task = make_task()
    with every_shop():
        Order.objects.filter(pk=task.order_id).update(archived_at=timezone.now())
    client = browse(florist)

    assert f"/florist/tasks/{task.pk}/" not in html_of(client.get("/florist/"))
    assert client.get(f"/florist/tasks/{task.pk}/").status_code == 404


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
