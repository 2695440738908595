"""Florists' tasks in the admin: what waits stands first, is found, and has the buttons that do something."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import every_shop, shop_scope
from production.models import ProductionTask
from production.services import assign_task, cancel_task, start_task
from tests.factories import make_member
from tests.factories.orders import make_bouquet, make_order

from .conftest import said

LIST = "/admin/production/productiontask/"


@pytest.fixture
def client(browse, owner):
    return browse(owner)


@pytest.fixture
def make_task(shop):
    bouquet = make_bouquet(shop)

    def make_task(hours, **fields):
        start = timezone.now() + timedelta(hours=hours)
        order = make_order(shop, "paid", product=bouquet, window_from_at=start, **fields)
        outbox.dispatch()
        with every_shop():
            return ProductionTask.objects.get(order=order)

    return make_task


def cancel(task, owner):
    with shop_scope(task.shop_id):
        return cancel_task(shop=owner.shop, task_id=task.pk, member=owner, now=timezone.now())


def listed(client, asked=""):
    return [task.pk for task in client.get(LIST, {"q": asked}).context["cl"].result_list]


def test_open_tasks_are_listed_by_deadline_and_all_of_them_newest_first(client, owner, make_task):
    later, sooner, older, newer = make_task(30), make_task(5), make_task(2), make_task(3)
    for task in (older, newer):
        cancel(task, owner)

    page = client.get(LIST)

    tabs = page.context["status_tabs"]
    assert [task.pk for task in page.context["cl"].result_list] == [sooner.pk, later.pk]
    assert [tab["is_current"] for tab in tabs] == [True] + [False] * 6
    everything = client.get(LIST + tabs[-1]["link"]).context["cl"].result_list
    assert [task.pk for task in everything] == [later.pk, sooner.pk, newer.pk, older.pk]


def test_a_task_is_found_by_its_order_and_by_its_florist(shop, client, florist, make_task):
    task, other = make_task(5, recipient_name="Айгүль"), make_task(6)
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())
        colleague = make_member(shop, "florist", name="Динара")
        assign_task(shop=shop, task_id=other.pk, florist_id=None, member=colleague, now=timezone.now())

    for asked in (str(task.order_id), f"№ {task.order_id}", "марина", "МАРИНА айгуль"):
        assert listed(client, asked) == [task.pk]
    assert listed(client, "динара") == [other.pk]
    for asked in ("марина динара", "9" * 30, "нет такой"):
        assert listed(client, asked) == []


def test_a_task_is_named_in_russian_and_its_deadline_told(client, make_task):
    task = make_task(48)

    html = client.get(f"{LIST}{task.pk}/change/").content.decode()

    assert f"Задача № {task.pk}" in html
    assert f"к {timezone.localtime(task.deadline_at):%H:%M}" in html


def test_only_an_open_task_offers_to_be_cancelled(client, owner, make_task):
    task = make_task(5)
    page = f"{LIST}{task.pk}/change/"

    assert "Отменить задачу" in client.get(page).content.decode()
    cancel(task, owner)
    assert "Отменить задачу" not in client.get(page).content.decode()


def give(client, task, florist):
    return client.post(f"{LIST}{task.pk}/give/", {f"florist-{task.pk}": florist.pk if florist else ""})


def test_a_task_is_given_out_in_its_row_and_the_freest_is_offered_first(shop, client, make_task):
    busy, free = make_member(shop, "florist", name="Айша"), make_member(shop, "florist", name="Марина")
    taken, task = make_task(5), make_task(6)
    give(client, taken, busy)

    html = client.get(LIST).content.decode()
    row = re.search(rf'<select name="florist-{task.pk}".*?</select>', html)[0]
    assert re.findall(r">([^<]+)</option>", row)[:2] == ["Марина · свободно", "Айша · задач: 1"]
    assert "selected" not in row
    answer = give(client, task, free)

    assert said(answer)[-1] == "Задача у флориста: Марина"
    with shop_scope(shop):
        task.refresh_from_db()
    assert (task.florist_id, task.status) == (free.pk, "assigned")
    assert f'value="{free.pk}" selected' in client.get(f"{LIST}{task.pk}/change/").content.decode()


def test_a_task_that_is_begun_or_done_is_not_given_out(shop, client, owner, florist, make_task):
    begun, closed = make_task(5), make_task(6)
    give(client, begun, florist)
    with shop_scope(shop):
        start_task(shop=shop, task_id=begun.pk, member=florist, now=timezone.now())
    cancel(closed, owner)

    html = client.get(LIST).content.decode()

    assert "<select name=" not in html
    assert "начата сегодня" in html


@pytest.mark.parametrize("position", ["courier", ""])
def test_a_task_is_given_to_nobody_who_makes_no_bouquets(shop, client, make_task, position):
    task = make_task(5)

    assert said(give(client, task, make_member(shop, position) if position else None)) == ["Выберите флориста"]


def test_an_assistant_sees_whose_a_task_is_and_gives_none(shop, browse, florist, make_task):
    task = make_task(5)
    client = browse(make_member(shop, "assistant"))

    assert "<select name=" not in client.get(LIST).content.decode()
    assert give(client, task, florist).status_code == 403


def test_the_list_says_by_when_to_begin_and_what_is_late(client, make_task):
    task = make_task(30)
    late = make_task(1)  # an hour before its window, and so long to make

    html = client.get(LIST).content.decode()

    begin = timezone.localtime(task.deadline_at - timedelta(minutes=task.time_estimate_minutes))
    assert f"{begin:%H:%M}" in html
    begin = timezone.localtime(late.deadline_at - timedelta(minutes=late.time_estimate_minutes))
    assert re.search(rf'<span class="cvety-late">[^<]*{begin:%H:%M}</span>', html)


def test_filters_stand_in_sight_and_keep_each_other(shop, client, florist, make_task):
    mine, free = make_task(5), make_task(6)
    give(client, mine, florist)

    answer = client.get(LIST, {"status__in": "assigned,in_progress,pending"})
    tabs = {tab["label"]: tab for tab in answer.context["status_tabs"]}
    people = {tab["label"]: tab["link"] for tab in answer.context["florist_tabs"]}
    assert tabs["Открытые"]["is_current"]
    assert not tabs["Все"]["is_current"]

    assert [task.pk for task in client.get(LIST + people["Марина · задач: 1"]).context["cl"].result_list] == [mine.pk]
    assert [task.pk for task in client.get(LIST + tabs["Свободные"]["link"]).context["cl"].result_list] == [free.pk]


def test_the_list_costs_the_same_for_many_tasks(shop, client, make_task, django_assert_max_num_queries):
    make_task(5)
    make_member(shop, "florist")
    client.get(LIST)
    with django_assert_max_num_queries(30) as one:
        client.get(LIST)
    for hours in (6, 7, 8):
        make_task(hours)
        make_member(shop, "florist")
    with django_assert_max_num_queries(30) as many:
        client.get(LIST)

    assert len(many) == len(one)
