"""An order changes while its bouquet is being made: the florist sees it, and finishes what has been seen."""

import re

import pytest
from django.utils import timezone

from cvety.core import live, outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, add_item
from production.services import assign_task
from tests.factories import make_batch, make_item, make_product, reload
from tests.factories.orders import make_upload
from tests.pages.conftest import said

from .conftest import html_of


@pytest.fixture
def add_vase(shop):
    """Put a vase into the order of a task; whether its florist has been told by then."""
    glass = make_batch(shop, make_item(shop, "Ваза стеклянная"), 9)
    vase = make_product(shop, "Ваза", retail_price=5000, recipe={glass.item: 1})

    def add_vase(task, is_told=True):
        with shop_scope(shop):
            item = NewItem(product_id=vase.pk, quantity=1)
            add_item(shop=shop, order_id=task.order_id, item=item, actor=SYSTEM, now=timezone.now())
        if is_told:
            outbox.dispatch()

    return add_vase


def as_shown(client, task):
    """Return what the page's form of completion says that its reader has seen."""
    html = html_of(client.get(f"/florist/tasks/{task.pk}/"))
    return {"items_change": re.search(r'name="items_change" value="(.*?)"', html)[1]}


def test_the_page_tells_that_the_order_changed_and_what_it_is_now(browse, florist, make_task, add_vase):
    task = make_task()
    client, page = browse(florist), f"/florist/tasks/{task.pk}/"
    client.post(f"{page}start")
    assert "Состав измен" not in html_of(client.get(page)) + html_of(client.get("/florist/"))

    add_vase(task)

    html = html_of(client.get(page))
    at = timezone.localtime(reload(task).items_changed_at)
    assert f"Состав изменили в\u00a0{at:%H:%M}, проверьте" in html
    assert "<h2>Ваза" in html
    assert "Ваза стеклянная" in html
    assert "5\u202f000" not in html
    assert "<li>Состав изменён</li>" in html_of(client.get("/florist/"))


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_shop_learn_of_it(browse, florist, shop, begun, add_vase):
    add_vase(begun, is_told=False)
    address = live.address_of(live.shop_topic(shop.pk))
    seen = browse().get(address).headers["ETag"].split("-")[0]

    outbox.dispatch()

    assert browse().get(address).headers["ETag"].split("-")[0] != seen


def test_a_florist_who_takes_it_after_the_change_has_nothing_to_check(shop, browse, florist, make_task, add_vase):
    task = make_task()
    add_vase(task)
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())

    html = html_of(browse(florist).get(f"/florist/tasks/{task.pk}/"))

    assert "<h2>Ваза" in html
    assert "Состав изменили" not in html


def test_done_is_taken_for_what_was_shown(browse, florist, begun, add_vase):
    """The phone was in the pocket when the vase came, or without a net."""
    client, page = browse(florist), f"/florist/tasks/{begun.pk}/"
    client.post(f"{page}photo", {"file": make_upload()})
    before = as_shown(client, begun)
    add_vase(begun)

    answer = client.post(f"{page}complete", before)

    assert answer.url == page
    assert said(answer) == ["Состав заказа изменили. Проверьте, что собрано, и нажмите «Готово» ещё раз"]
    assert reload(begun).status == "in_progress"
    assert client.post(f"{page}complete", as_shown(client, begun)).url == "/florist/"
    assert (reload(begun).status, reload(begun.order).status) == ("completed", "assembled")


def test_done_waits_until_the_florist_is_told(browse, florist, begun, add_vase):
    client, page = browse(florist), f"/florist/tasks/{begun.pk}/"
    add_vase(begun, is_told=False)

    assert client.post(f"{page}complete").url == page
    assert reload(begun).status == "in_progress"
