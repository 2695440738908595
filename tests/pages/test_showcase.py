"""The showcase on a phone: what stands there, making more, taking apart, throwing away."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ShowcaseBouquet
from catalog.services import add_image
from catalog.services.showcase import make_showcase_bouquets
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order, make_upload
from warehouse import ledger

from .conftest import said

PAGE = "/florist/showcase/"


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def rose(shop):
    return make_item(shop)


@pytest.fixture
def roses(shop, rose):
    return make_batch(shop, rose, 60)


@pytest.fixture
def product(shop, rose, roses):
    return make_product(shop, "Букет «Классика»", recipe={rose: 25}, retail_price=86419)


@pytest.fixture
def bouquet(shop, product):
    """One that was made three days ago."""
    with shop_scope(shop):
        now = timezone.now() - timedelta(days=3)
        return make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=SYSTEM, now=now)[0]


@pytest.fixture
def client(browse, florist):
    return browse(florist)


def html_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(answer):
    """What a page says, without its tags."""
    page = html_of(answer)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def make(client, product, **form):
    return client.post(f"{PAGE}products/{product.pk}/make", form)


def test_the_page_tells_what_stands_there_and_what_can_be_made(shop, client, product, bouquet):
    with shop_scope(shop):
        image = add_image(shop=shop, product_id=product.pk, upload=make_upload(), is_main=True)

    answer = client.get(PAGE)

    said = text_of(answer)
    assert "Стоят на витрине 1 Букет «Классика» Свежий 3 дня Собран" in said
    assert "Собрать Букет «Классика» Можно собрать: 1" in said
    assert html_of(answer).count(image.thumbnail.url) == 2
    assert f"{PAGE}{bouquet.pk}/" in html_of(answer)


def test_an_empty_showcase_says_so(client, rose):
    said = text_of(client.get(PAGE))

    assert "Витрина пуста." in said
    assert "Свободных цветов не хватает ни на один букет с рецептом." in said


def test_the_tasks_lead_to_the_showcase_and_back(client):
    assert f'href="{PAGE}"' in html_of(client.get("/florist/"))
    assert 'href="/florist/"' in html_of(client.get(PAGE))


def test_a_florist_makes_several(client, florist, product, roses):
    answer = make(client, product, count="2", action_id="a")

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert said(answer) == ["На витрине: Букет «Классика» ×\u00a02"]
    assert reload(roses).quantity_on_hand == 10
    with every_shop():
        assert [bouquet.author for bouquet in ShowcaseBouquet.objects.all()] == ["Марина", "Марина"]


def test_a_double_tap_makes_one(client, product, roses):
    for _tap in range(2):
        assert make(client, product, count="1", action_id="a").url == PAGE
    assert reload(roses).quantity_on_hand == 35


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("3", "Не хватает на складе. Роза красная 50 см: осталось 60, нужно 75"),
        ("0", "Количество должно быть от 1 до 50"),
        ("-1", "Количество должно быть от 1 до 50"),
        ("много", "Количество должно быть от 1 до 50"),
        ("9" * 30, "Количество должно быть от 1 до 50"),
    ],
)
def test_what_cannot_be_made_is_told_where_it_was_tried(client, product, roses, count, words):
    answer = make(client, product, count=count, action_id="a")

    assert (said(answer), answer.url) == ([words], PAGE)
    assert reload(roses).quantity_on_hand == 60


def test_a_bouquet_tells_what_it_was_made_of(client, bouquet):
    said = text_of(client.get(f"{PAGE}{bouquet.pk}/"))

    assert "Букет «Классика» Свежий 3 дня Собран" in said
    assert re.search(r"Роза красная 50 см из партии \d+ \S+ 25&nbsp;шт", said)


def test_taken_apart_the_good_ones_go_back_and_the_rest_is_written_off(client, rose, roses, bouquet):
    address = f"{PAGE}{bouquet.pk}/take-apart"
    form = {f"good-{rose.pk}": "20", "reason": "damaged", "action_id": "a"}

    answers = [client.post(address, form) for _tap in range(2)]

    assert [answer.url for answer in answers] == [PAGE, PAGE]
    assert said(answers[0]) == ["Букет разобран: Букет «Классика»"]
    batch = reload(roses)
    assert (batch.quantity_on_hand, batch.quantity_written_off) == (55, 5)
    assert reload(bouquet).taken_apart_by == "Марина"
    assert "Разобран" in text_of(client.get(f"{PAGE}{bouquet.pk}/"))
    assert "Витрина пуста." in text_of(client.get(PAGE))


def test_more_than_it_was_made_of_is_refused_on_its_page(client, rose, roses, bouquet):
    answer = client.post(f"{PAGE}{bouquet.pk}/take-apart", {f"good-{rose.pk}": "26"})

    assert (said(answer), answer.url) == (["Количество должно быть от 0 до 25"], f"{PAGE}{bouquet.pk}/")
    assert reload(roses).quantity_on_hand == 35


def test_thrown_away_it_is_written_off_once(client, bouquet):
    address = f"{PAGE}{bouquet.pk}/write-off"

    first = client.post(address, {"reason": "wilted", "action_id": "a"})
    again = client.post(address, {"reason": "wilted", "action_id": "b"})

    assert (said(first), first.url) == (["Букет списан"], PAGE)
    assert (said(again)[-1], again.url) == ("Этот букет уже списали", f"{PAGE}{bouquet.pk}/")
    assert reload(bouquet.batch).quantity_written_off == 1
    assert "Списан" in text_of(client.get(f"{PAGE}{bouquet.pk}/"))


def test_a_promised_one_is_shown_and_left_alone(shop, client, product, bouquet):
    make_order(shop, product=product)

    assert "Обещан заказу" in text_of(client.get(PAGE))
    page = html_of(client.get(f"{PAGE}{bouquet.pk}/"))
    assert "/take-apart" not in page
    assert "/write-off" not in page
    answer = client.post(f"{PAGE}{bouquet.pk}/take-apart", {})
    assert said(answer) == ["Этот букет уже обещан заказу"]


def test_prices_are_for_those_who_see_money(shop, browse, client, owner, bouquet):
    for path in (PAGE, f"{PAGE}{bouquet.pk}/"):
        for price in ("86\u202f419", "5\u202f875", "₸"):
            assert price not in html_of(client.get(path))
        assert "86\u202f419\u00a0₸" in html_of(browse(owner).get(path))
    assert "5\u202f875\u00a0₸" in html_of(browse(owner).get(f"{PAGE}{bouquet.pk}/"))


def test_an_assistant_may_look_only(shop, browse, product, bouquet):
    client = browse(make_member(shop, "assistant"))

    for path in (PAGE, f"{PAGE}{bouquet.pk}/"):
        page = html_of(client.get(path))
        assert "<button" not in page[page.index("<main") :]
    assert make(client, product, count="1").status_code == 403


def test_a_bouquet_of_another_shop_is_not_found(browse, stranger, product, bouquet):
    client = browse(stranger)

    assert client.get(f"{PAGE}{bouquet.pk}/").status_code == 404
    for step in ("take-apart", "write-off"):
        assert client.post(f"{PAGE}{bouquet.pk}/{step}").status_code == 404
    assert make(client, product, count="1").status_code == 404
    assert "Классика" not in html_of(client.get(PAGE))


def test_nothing_changes_by_looking(client, product, bouquet):
    for path in (f"products/{product.pk}/make", f"{bouquet.pk}/take-apart", f"{bouquet.pk}/write-off"):
        assert client.get(PAGE + path).status_code == 405


def test_the_page_costs_the_same_for_one_bouquet_and_for_three(shop, client, product, bouquet, rose):

    make_batch(shop, rose, 500)
    costs = []
    for _more in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
        make(client, product, count="1")
        make_product(shop, f"Ещё {_more}", recipe={rose: 3})

    assert len(set(costs)) == 1


def test_the_admin_tells_what_a_bouquet_was_made_of_and_changes_nothing(browse, owner, client, bouquet):
    manager = browse(owner)
    address = "/admin/catalog/showcasebouquet/"

    listed = html_of(manager.get(address))
    page = html_of(manager.get(f"{address}{bouquet.pk}/change/"))

    assert "Букет «Классика»" in listed
    assert '<span class="cvety-chip leaf">Стоит</span>' in listed
    assert "5\u202f875\u00a0₸" in listed
    assert "Роза красная 50 см" in page
    assert 'name="_save"' not in page
    assert list(manager.get(f"{address}?state=sold").context["cl"].result_list) == []
    assert list(manager.get(f"{address}?state=standing").context["cl"].result_list) == [bouquet]
    assert client.get(address).status_code == 403
