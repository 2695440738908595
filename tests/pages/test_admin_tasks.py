"""Florists' tasks in the admin: what waits stands first, is found, and has the buttons that do something."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.tenancy import every_shop, shop_scope
from production.models import ProductionTask
from production.services import assign_task, cancel_task
from tests.factories import make_member
from tests.factories.orders import make_bouquet, make_order

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


def test_open_tasks_stand_first_by_deadline_and_closed_ones_after_them_newest_first(client, owner, make_task):
    later, sooner, older, newer = make_task(30), make_task(5), make_task(2), make_task(3)
    for task in (older, newer):
        cancel(task, owner)

    assert listed(client) == [sooner.pk, later.pk, newer.pk, older.pk]


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
