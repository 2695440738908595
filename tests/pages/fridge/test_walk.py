"""The walk around the fridge: what wants a look, throwing it away, and who may."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cvety.core import outbox
from cvety.core.tenancy import every_shop
from tests.factories import make_batch, make_item, make_member, reload
from tests.pages.conftest import said
from warehouse.models import StockMovement

from .conftest import text_of


def write_off(client, batch, **fields):
    return client.post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": "5", "reason": "wilted", **fields})


def test_what_wilts_or_has_expired_is_told_by_variety_the_oldest_first(shop, browse, florist, rose):
    make_batch(shop, rose, 30, age_days=12)
    make_batch(shop, rose, 7, age_days=20)
    make_batch(shop, rose, 500, age_days=1)
    make_batch(shop, make_item(shop, "Пион"), 9, age_days=13)

    text = text_of(browse(florist).get("/fridge/"))

    assert re.search(r"Роза красная 50 см 20 дней, срок вышел 7 шт .* 12 дней, вянет 30 шт .* Пион 13 дней", text)
    assert "500" not in text
    assert "Flower Direct" in text


def test_a_fridge_in_which_all_is_fresh_says_so(shop, browse, florist, rose):
    make_batch(shop, rose, 30)

    assert "Всё свежее." in text_of(browse(florist).get("/fridge/"))


def test_a_flagged_batch_is_shown_however_fresh(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 30)
    with every_shop():
        type(batch).objects.filter(pk=batch.pk).update(to_write_off=True)

    assert "0 дней, к списанию 30 шт" in text_of(browse(florist).get("/fridge/"))


def test_who_holds_it_is_told_with_the_way_to_their_task(shop, browse, florist, owner, rose, hold):
    batch = make_batch(shop, rose, 30, age_days=12)
    order = hold(rose, 25)
    outbox.dispatch()
    with every_shop():
        task = order.tasks.get()

    page = browse(florist).get("/fridge/")

    assert f"25 держат заказы: № {order.pk}" in text_of(page)
    assert f'href="/florist/tasks/{task.pk}/"' in page.content.decode()
    assert 'max="5" value="1"' in page.content.decode()  # of what is free
    assert f'href="/admin/orders/order/{order.pk}/change/"' in browse(owner).get("/fridge/").content.decode()
    assert reload(batch).quantity_reserved == 25


def test_what_is_all_promised_cannot_be_thrown_away(shop, browse, florist, rose, hold, expire):
    batch = make_batch(shop, rose, 25)
    order = hold(rose, 25)
    expire(batch)
    client = browse(florist)

    text = text_of(client.get("/fridge/"))

    assert f"Всё держат заказы. Списать можно, когда для них возьмут другие цветы: № {order.pk}" in text
    assert "Почему" not in text
    answer = write_off(client, batch, quantity="1")
    assert said(answer) == ["Можно списать не больше 0: остального нет или его держат заказы"]
    assert reload(batch).quantity_on_hand == 25


def test_an_expired_batch_is_thrown_away_with_reason_words_and_author(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)

    answer = write_off(browse(florist), batch, quantity="40", reason="damaged", note="сломаны стебли")

    assert answer.url == f"/fridge/#batch-{batch.pk}"
    assert said(answer) == ["Списали: Роза красная 50 см, 40 шт"]
    with every_shop():
        row = StockMovement.objects.get(kind="writeoff")
    assert (row.on_hand_delta, row.reason, row.note, row.actor_name) == (-40, "damaged", "сломаны стебли", "Марина")
    assert reload(batch).quantity_written_off == 40


def test_a_double_tap_throws_away_once(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    client = browse(florist)

    answers = [write_off(client, batch, action_id="one") for _ in range(2)]

    assert [answer.url for answer in answers] == [f"/fridge/#batch-{batch.pk}"] * 2
    assert reload(batch).quantity_on_hand == 35


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"quantity": "41"}, "Можно списать не больше 40: остального нет или его держат заказы"),
        ({"quantity": "0"}, "Количество должно быть больше нуля"),
        ({"quantity": "-1"}, "Напишите, сколько списать"),
        ({"quantity": "²"}, "Напишите, сколько списать"),
        ({"quantity": "9" * 30}, "Напишите, сколько списать"),
        ({"reason": ""}, "Нажмите, почему списываете"),
        ({"reason": "cancelled_order"}, "Нажмите, почему списываете"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_may_be_tried_again(shop, browse, florist, rose, fields, sentence):
    batch = make_batch(shop, rose, 40, age_days=20)
    client = browse(florist)

    assert said(write_off(client, batch, action_id="one", **fields)) == [sentence]

    assert reload(batch).quantity_on_hand == 40
    write_off(client, batch, action_id="one")
    assert reload(batch).quantity_on_hand == 35


def test_the_cost_is_for_those_who_may_see_it(shop, browse, florist, owner, rose):
    batch = make_batch(shop, rose, 40, cost="719", age_days=20)
    clients = [browse(florist), browse(owner)]
    answers = [write_off(client, batch) for client in clients]

    texts = [text_of(client.get("/fridge/")) for client in clients]

    assert said(answers[0]) == ["Списали: Роза красная 50 см, 5 шт"]
    assert said(answers[1]) == ["Списали: Роза красная 50 см, 5 шт, 3\u202f595\u00a0₸"]
    assert "Списали сегодня 10 Роза красная 50 см Завяли · Гульнара" in texts[0]
    assert "₸" not in texts[0]
    assert "Списали сегодня 10 · 7 190 ₸" in texts[1]


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 200), ("senior", 200), ("assistant", 200), ("florist", 200), ("courier", 403)]
)
def test_who_may_walk(shop, browse, rose, position, status):
    make_batch(shop, rose, 40, age_days=20)

    assert browse(make_member(shop, position)).get("/fridge/").status_code == status


def test_an_assistant_may_look_only(shop, browse, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    client = browse(make_member(shop, "assistant"))

    page = client.get("/fridge/").content.decode()

    assert "<button" not in page[page.index("<main") :]
    assert write_off(client, batch).status_code == 403
    assert client.get(f"/fridge/count/{batch.pk}/").status_code == 403
    assert reload(batch).quantity_on_hand == 40


def test_a_batch_of_another_shop_is_not_found(shop, browse, stranger, rose):
    batch = make_batch(shop, rose, 40, age_days=20)
    client = browse(stranger)

    assert "Роза" not in text_of(client.get("/fridge/"))
    assert write_off(client, batch).status_code == 404
    assert reload(batch).quantity_on_hand == 40


def test_the_page_costs_the_same_however_long(shop, browse, florist, rose, hold):
    client = browse(florist)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/fridge/").status_code == 200
        return len(captured)

    make_batch(shop, rose, 30, age_days=12)
    hold(rose, 3)
    write_off(client, make_batch(shop, rose, 30, age_days=20))
    before = queries()
    for number in range(5):
        item = make_item(shop, f"Пион {number}")
        make_batch(shop, item, 30, age_days=12)
        hold(item, 3)
        write_off(client, make_batch(shop, item, 30, age_days=20))

    assert queries() == before
