"""The florist's queue: what to begin with, and by when."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from production.services import assign_task, begin_task
from tests.factories.orders import make_bouquet

from .conftest import html_of


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
