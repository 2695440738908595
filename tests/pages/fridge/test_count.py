"""Counting bucket by bucket: blind, again, found by a word; and who does not learn what is expected."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core.tenancy import every_shop
from tests.factories import make_batch, make_item, make_member, reload
from tests.pages.conftest import said
from warehouse.models import Stocktake, StocktakeLine

from .conftest import text_of


def count(client, batch, counted, **fields):
    return client.post(f"/fridge/count/{batch.pk}/save", {"counted": counted, **fields})


def lines():
    with every_shop():
        return list(StocktakeLine.objects.order_by("pk").values_list("counted", "expected", "actor_name"))


def test_the_first_bucket_counted_opens_the_stocktake(shop, browse, florist, rose, the_stocktake):
    batches = [make_batch(shop, rose, 50), make_batch(shop, rose, 30)]
    client = browse(florist)

    answers = [count(client, batch, 43) for batch in batches]

    assert [answer.url for answer in answers] == ["/fridge/count/"] * 2
    assert said(answers[0]) == ["Записали: Роза красная 50 см, 43 шт"]
    assert (the_stocktake().author, the_stocktake().posted_at) == ("Марина", None)
    assert lines() == [(43, 50, "Марина"), (43, 30, "Марина")]
    assert [reload(batch).quantity_on_hand for batch in batches] == [50, 30]


def test_whoever_counts_does_not_learn_what_is_expected(shop, browse, florist, rose, the_stocktake):
    batch = make_batch(shop, rose, 8761)
    client = browse(florist)
    pages = [client.get("/fridge/count/"), client.get(f"/fridge/count/{batch.pk}/")]
    count(client, batch, 43)
    pages += [client.get(path) for path in ("/fridge/count/", f"/fridge/count/{batch.pk}/", "/fridge/count/?q=роза")]

    assert [page.status_code for page in pages] == [200] * 5
    assert [page.content.decode() for page in pages if "8761" in page.content.decode()] == []
    assert [text_of(page) for page in pages if "8718" in text_of(page)] == []  # nor how many are missing
    assert "Показать расхождения" not in text_of(pages[2])
    assert client.get(f"/fridge/stocktakes/{the_stocktake().pk}/").status_code == 403


def test_counting_again_overwrites_and_takes_what_the_books_say_then(shop, browse, florist, owner, rose):
    batch = make_batch(shop, rose, 50)
    count(browse(florist), batch, 43)
    browse(florist).post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": "3", "reason": "wilted"})

    client = browse(owner)
    assert "Уже посчитано: 43 (Марина" in text_of(client.get(f"/fridge/count/{batch.pk}/"))
    count(client, batch, 47)

    assert lines() == [(47, 47, "Гульнара")]


def test_what_is_counted_and_what_is_left_is_told_with_who_counted(shop, browse, florist, rose):
    old = make_batch(shop, rose, 50, age_days=5)
    make_batch(shop, make_item(shop, "Пион"), 50)
    client = browse(florist)
    assert "Выберите ведро и посчитайте" in text_of(client.get("/fridge/count/"))
    count(client, old, 43)

    text = text_of(client.get("/fridge/count/"))

    assert "Посчитано 1 ведро" in text
    assert re.search(r"Осталось посчитать 1 Пион .* Посчитано Роза красная 50 см .* Марина, \d\d:\d\d 43 шт $", text)


def test_a_bucket_is_found_by_words(shop, browse, florist, rose):
    make_batch(shop, rose, 50)
    make_batch(shop, make_item(shop, "Роза красная 60см"), 50)
    gone = make_batch(shop, make_item(shop, "Пион"), 5)
    client = browse(florist)
    client.post(f"/fridge/batches/{gone.pk}/write-off", {"quantity": "5", "reason": "lost"})

    def found(words):
        _head, _title, text = text_of(client.get("/fridge/count/", {"q": words})).rpartition("Осталось посчитать")
        return [name for name in ("Роза красная 50 см", "Роза красная 60 см", "Пион") if name in text]

    assert found("роза 60") == ["Роза красная 60 см"]
    assert found("direct красная") == ["Роза красная 50 см", "Роза красная 60 см"]
    assert found("пион") == ["Пион"]  # the books say that it is gone; perhaps it is not
    assert found("лилия") == []
    assert found("") == ["Роза красная 50 см", "Роза красная 60 см"]


def test_one_comes_back_to_where_one_was(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 50, age_days=20)
    client = browse(florist)

    assert f"/fridge/count/{batch.pk}/?back=walk" in client.get("/fridge/").content.decode()
    assert count(client, batch, 1, back="walk").url == f"/fridge/#batch-{batch.pk}"
    assert count(client, batch, 1, back="q:роза 50").url == "/fridge/count/?q=%D1%80%D0%BE%D0%B7%D0%B0+50"
    assert count(client, batch, 1, back="https://evil.example/").url == "/fridge/count/"


@pytest.mark.parametrize("words", ["", "-1", "много", "1.5", "9" * 20])
def test_what_is_no_number_is_refused_in_words(shop, browse, florist, rose, words):
    batch = make_batch(shop, rose, 50)

    answer = count(browse(florist), batch, words)

    assert said(answer) == ["Напишите, сколько насчитали"]
    assert answer.url == f"/fridge/count/{batch.pk}/"
    with every_shop():
        assert not Stocktake.objects.exists()


def test_an_expired_batch_can_be_counted_and_a_cancelled_one_cannot(shop, browse, florist, owner, rose, sign_in):
    expired, cancelled = make_batch(shop, rose, 50, age_days=20), make_batch(shop, rose, 50)
    assert sign_in(owner).delete(f"/api/warehouse/deliveries/{cancelled.receipt_id}").status_code == 204
    client = browse(florist)

    assert count(client, expired, 50).status_code == 302
    assert count(client, cancelled, 50).status_code == 404
    assert lines() == [(50, 50, "Марина")]


def test_a_count_that_waited_for_a_connection_is_compared_with_the_books_of_its_moment(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 50)
    client = browse(florist)
    moment = timezone.now() - timedelta(minutes=5)
    with every_shop():
        batch.movements.update(created_at=moment - timedelta(days=1))
    client.post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": "10", "reason": "wilted"})

    count(client, batch, 48, counted_at=int(moment.timestamp()))

    assert lines() == [(48, 50, "Марина")]


@pytest.mark.parametrize("moment", ["9" * 10, "1", "вчера", ""])
def test_a_moment_that_is_not_to_be_believed_is_now(shop, browse, florist, rose, moment):
    batch = make_batch(shop, rose, 50)
    client = browse(florist)
    client.post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": "10", "reason": "wilted"})

    count(client, batch, 38, counted_at=moment)

    assert lines() == [(38, 40, "Марина")]


def test_an_assistant_sees_what_is_counted_and_counts_nothing(shop, browse, florist, rose):
    batch = make_batch(shop, rose, 50)
    count(browse(florist), batch, 43)
    client = browse(make_member(shop, "assistant"))

    assert "43 шт" in text_of(client.get("/fridge/count/"))
    assert count(client, batch, 1).status_code == 403
    assert lines() == [(43, 50, "Марина")]


def test_a_bucket_of_another_shop_is_not_found(shop, browse, stranger, rose):
    batch = make_batch(shop, rose, 50)
    client = browse(stranger)

    assert client.get(f"/fridge/count/{batch.pk}/").status_code == 404
    assert count(client, batch, 1).status_code == 404
    with every_shop():
        assert not Stocktake.objects.exists()
