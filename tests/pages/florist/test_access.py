"""Who may see the queue and take from it, and the money that it never shows."""

import re

import pytest

from cvety.core import outbox
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order, make_upload
from tests.pages.conftest import said

from .conftest import html_of


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
