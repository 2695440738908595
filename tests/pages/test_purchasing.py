"""What to buy: counted from orders, sales and what stands there, told with reasons, taken away as text and sheet."""

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.middleware import LANGUAGE_COOKIE
from catalog.services.showcase import make_showcase_bouquets, take_apart
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.feasts import FEASTS
from tests.conftest import Api
from tests.factories import make_batch, make_item, make_member, make_product, make_shop
from tests.factories.orders import make_order, move_order
from warehouse import ledger
from warehouse.models import GoodsReceipt, StockBatch
from warehouse.services import release_order, write_off

TODAY = date(2026, 5, 12)  # no feast is near, nor was within four weeks
API = "/api/warehouse/purchase-list"
PAGE = "/admin/purchase/"


@contextmanager
def on(day, hour=9):
    with time_machine.travel(datetime(day.year, day.month, day.day, hour - 5, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert list(ledger.check()) == []


@pytest.fixture
def rose(shop):
    return make_item(shop, shelf_life_days=7)


@pytest.fixture(autouse=True)
def _old_books(shop):
    """The shop has sold something long ago, and never again."""
    sell(shop, make_item(shop, "Ваза"), date(2025, 1, 20), 1)


@pytest.fixture
def read(owner):
    """The list as the API answers it to the owner, on this day."""

    def read(days=3, day=TODAY, member=owner, **headers):
        with on(day):
            answer = Api(member, **headers).get(API, {"days": days})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read


@pytest.fixture
def get(browse, owner):
    """A page of the owner's, on this day."""

    def get(path=PAGE, day=TODAY, member=owner, language="ru"):
        client = browse(member)
        client.cookies[LANGUAGE_COOKIE] = language
        with on(day):
            return client.get(path)

    return get


def sell(shop, item, day, quantity):
    """Receive so many, and sell them all on the same day."""
    with on(day, hour=12):
        make_batch(shop, item, quantity)
        product = make_product(shop, f"{quantity} × {item}", recipe={item: quantity})
        make_order(shop, "paid", "assembled", product=product, delivery_date=day)


def ask(shop, item, day, quantity, *, holds=True, **fields):
    """Place an order of so many; one that holds nothing is one whose stems are to be found later."""
    make_batch(shop, item, quantity)
    order = make_order(shop, product=make_product(shop, recipe={item: quantity}), delivery_date=day, **fields)
    if not holds:
        _take_away(shop, order)
    return order


def _take_away(shop, order):
    """Leave an order without what it held, and the shelf as well."""
    with shop_scope(shop):
        held = StockBatch.objects.filter(reservations__order_id=order.pk)
        lost = list(held.values_list("pk", "quantity_reserved"))
        release_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=datetime.now(UTC))
        for batch_id, quantity in lost:
            write_off(
                shop=shop, batch_id=batch_id, quantity=quantity, reason="lost", actor=SYSTEM, now=datetime.now(UTC)
            )


def lines(answer):
    return {line["name"]: line for supplier in answer["suppliers"] for line in supplier["items"]}


def line(answer, name="Роза красная 50 см"):
    return lines(answer)[name]


def figures(found, *names):
    return tuple(found[name] for name in names)


def test_nothing_is_bought_where_nothing_is_asked_nor_sold(read, shop, rose):
    with on(TODAY):
        make_batch(shop, rose, 10)

    answer = read()

    assert figures(answer, "days", "date_from", "date_to", "cost") == (3, "2026-05-12", "2026-05-14", 0)
    assert answer["suppliers"] == []


def test_what_orders_of_the_period_do_not_hold_is_bought(read, shop, rose):
    with on(TODAY):
        ask(shop, rose, TODAY + timedelta(days=2), 15, holds=False)
        ask(shop, rose, TODAY + timedelta(days=2), 7)  # holds its own
        ask(shop, rose, TODAY + timedelta(days=3), 100, holds=False)  # too late
        ask(shop, rose, TODAY - timedelta(days=1), 100, holds=False)  # gone by

    found = line(read())

    assert figures(found, "asked", "missing", "expected", "needed", "from_stock", "quantity") == (22, 15, 0, 15, 0, 15)
    assert [figures(day, "date", "asked", "missing", "short") for day in found["days"]] == [
        ("2026-05-12", 0, 0, 0),
        ("2026-05-13", 0, 0, 0),
        ("2026-05-14", 22, 15, 15),
    ]


def test_what_is_assembled_or_cancelled_asks_nothing_more(read, shop, rose):
    with on(TODAY):
        move_order(ask(shop, rose, TODAY, 15), "paid", "assembled")
        move_order(ask(shop, rose, TODAY, 15, holds=False), "cancelled")

    assert read()["suppliers"] == []


def test_an_order_with_an_issue_before_assembly_still_asks(read, shop, rose):
    with on(TODAY):
        move_order(ask(shop, rose, TODAY, 15, holds=False), "paid", "issue")

    assert line(read())["missing"] == 15


def test_average_sales_are_of_four_weeks_and_without_write_offs(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=28), 30)
    sell(shop, rose, TODAY - timedelta(days=29), 500)  # before them
    sell(shop, rose, TODAY - timedelta(days=1), 26)
    with on(TODAY - timedelta(days=2)):
        batch = make_batch(shop, rose, 80)
        with shop_scope(shop):
            write_off(shop=shop, batch_id=batch.pk, quantity=80, reason="wilted", actor=SYSTEM, now=datetime.now(UTC))

    found = line(read(days=7))

    assert figures(found, "asked", "expected", "uncovered", "quantity") == (0, 14, 14, 14)  # 56 / 28 × 7


def test_what_a_showcase_took_counts_as_sold_and_what_came_back_does_not(read, shop, rose):
    with on(TODAY - timedelta(days=3)), shop_scope(shop):
        make_batch(shop, rose, 56)
        product = make_product(shop, recipe={rose: 28})
        made = make_showcase_bouquets(shop=shop, product_id=product.pk, count=2, actor=SYSTEM, now=datetime.now(UTC))
        take_apart(
            shop=shop, bouquet_id=made[0].pk, good={rose.pk: 0}, reason="wilted", actor=SYSTEM, now=datetime.now(UTC)
        )

    answer = read(days=7)

    assert line(answer)["expected"] == 7  # 28 stems of one bouquet
    assert len(lines(answer)) == 1  # bouquets are made here, and bought of nobody


@pytest.mark.parametrize(("since", "expected"), [(20, 14), (5, 40), (28, 10)])
def test_the_average_of_young_books_is_of_their_days(since, expected, read):
    young = make_member(make_shop(name="Новый"), "owner")
    rose = make_item(young.shop)
    sell(young.shop, rose, TODAY - timedelta(days=since), 280)

    assert line(read(days=1, member=young))["expected"] == expected  # of a week at least


def test_orders_count_towards_what_is_expected(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)  # ten a day
    with on(TODAY):
        ask(shop, rose, TODAY + timedelta(days=1), 12)

    found = line(read())

    assert figures(found, "asked", "missing", "expected", "uncovered", "quantity") == (12, 0, 30, 20, 20)
    assert [day["uncovered"] for day in found["days"]] == [10, 0, 10]


def test_a_day_with_more_orders_than_expected_takes_nothing_from_others(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        ask(shop, rose, TODAY, 45, holds=False)

    assert figures(line(read()), "missing", "expected", "uncovered", "quantity") == (45, 30, 20, 65)


def test_what_was_sold_today_is_not_expected_again(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY, hour=8):
        move_order(ask(shop, rose, TODAY, 6), "paid", "assembled")

    assert figures(line(read()), "expected", "uncovered") == (30, 24)


def test_what_is_free_is_taken_off_as_long_as_it_is_fresh(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        make_batch(shop, rose, 25, age_days=6)  # wilts tomorrow: good for today alone

    found = line(read())

    assert figures(found, "free", "from_stock", "short") == (25, 10, 20)
    assert [day["from_stock"] for day in found["days"]] == [10, 0, 0]


def test_what_wilts_first_is_used_first(read, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        make_batch(shop, rose, 15)
        make_batch(shop, rose, 10, age_days=6)
        make_batch(shop, rose, 90, age_days=8)  # wilted

    assert [day["from_stock"] for day in line(read())["days"]] == [10, 10, 5]


def test_what_does_not_wilt_counts_to_the_end(read, shop):
    ribbon = make_item(shop, "Лента", shelf_life_days=None)
    sell(shop, ribbon, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        make_batch(shop, ribbon, 299)

    assert line(read(days=30), "Лента")["quantity"] == 1


def test_the_rest_is_rounded_up_to_bunches_at_the_last_price(read, shop, rose):
    rose.bunch_size = 25
    rose.supplier = "Ферма «Рассвет»"
    with shop_scope(shop):
        rose.save()
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        make_batch(shop, rose, 4, cost="250.50")

    answer = read()

    found = line(answer)
    assert figures(found, "short", "bunch_size", "bunches", "quantity") == (26, 25, 2, 50)
    assert figures(found, "cost_per_stem", "cost") == (251, 12525)
    assert [figures(supplier, "supplier", "cost") for supplier in answer["suppliers"]] == [("Ферма «Рассвет»", 12525)]
    assert answer["cost"] == 12525


def test_items_are_grouped_by_supplier_whatever_its_case(read, shop, rose):
    tulip = make_item(shop, "Тюльпан", supplier="FLOWER DIRECT")
    lily = make_item(shop, "Лилия", supplier="Астана Флора")
    for item in (rose, tulip, lily):  # roses came from Flower Direct
        sell(shop, item, TODAY - timedelta(days=1), 28)
    peony = make_item(shop, "Пион")
    with on(TODAY):
        ask(shop, peony, TODAY, 5, holds=False)
        StockBatch._base_manager.filter(item=peony).update(supplier="", landed_total_cost=0)
        GoodsReceipt._base_manager.filter(batches__item=peony).update(total_cost_kzt=0)

    answer = read()

    assert [(each["supplier"], [item["name"] for item in each["items"]]) for each in answer["suppliers"]] == [
        ("Flower Direct", ["Роза красная 50 см", "Тюльпан"]),
        ("Астана Флора", ["Лилия"]),
        (None, ["Пион"]),
    ]
    assert line(answer, "Пион")["cost"] is None


def test_a_feast_raises_what_is_expected(read, shop, rose):
    eve = date(2027, 3, 5)
    sell(shop, rose, date(2027, 3, 3), 250)

    found = line(read(days=5, day=eve))

    # Ten a day over the 25 ordinary days of the last 28: without those of 14 February.
    assert [figures(day, "date", "feast", "expected") for day in found["days"]] == [
        ("2027-03-05", "8 Марта", 20),
        ("2027-03-06", "8 Марта", 40),
        ("2027-03-07", "8 Марта", 80),
        ("2027-03-08", "8 Марта", 80),
        ("2027-03-09", None, 10),
    ]


def test_sales_of_the_same_feast_a_year_ago_stand_for_the_factor(read, shop, rose):
    sell(shop, rose, date(2026, 12, 31), 40)
    sell(shop, rose, date(2027, 1, 1), 5)
    sell(shop, rose, date(2027, 12, 20), 28)
    tulip = make_item(shop, "Тюльпан")  # new this year
    sell(shop, tulip, date(2027, 12, 20), 28)

    answer = read(days=4, day=date(2027, 12, 30))

    assert [day["expected"] for day in line(answer)["days"]] == [0, 40, 5, 1]
    assert [day["expected"] for day in line(answer, "Тюльпан")["days"]] == [2, 3, 1, 1]


def test_days_of_a_feast_do_not_raise_the_average_after_it(read, shop, rose):
    sell(shop, rose, date(2027, 3, 7), 900)
    sell(shop, rose, date(2027, 3, 9), 42)

    answer = read(days=3, day=date(2027, 3, 12))

    assert line(answer)["expected"] == 6  # 42 in the 21 days that were ordinary, and not 942 in 28


@pytest.mark.parametrize("days", ["0", "31", "-1", "three", "1.5"])
def test_days_beyond_their_bounds_are_refused_by_the_api(api, days):
    answer = api.get(API, {"days": days})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "days"]


@pytest.mark.parametrize(("days", "read_as"), [("", 3), ("x", 3), ("0", 1), ("99", 30), ("7", 7)])
def test_the_page_takes_the_nearest_days_that_there_are(get, days, read_as):
    assert get(f"{PAGE}?days={days}").context["purchase"].days == read_as


def test_another_shop_is_seen_nowhere(read, get, shop, rose, stranger):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        ask(shop, rose, TODAY, 45, holds=False)

    assert read(member=stranger)["suppliers"] == []
    assert "Роза" not in get(member=stranger).content.decode()


def test_a_florist_sees_what_to_buy_without_its_cost(read, get, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    florist = make_member(shop, "florist")

    answer = read(member=florist)

    assert figures(line(answer), "quantity", "cost", "cost_per_stem") == (30, None, None)
    assert (answer["cost"], answer["suppliers"][0]["cost"]) == (None, None)
    assert get(member=florist).status_code == 403
    assert get(member=make_member(shop, "assistant")).status_code == 200


def test_the_page_unfolds_where_each_figure_comes_from(get, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 280)
    with on(TODAY):
        order = ask(shop, rose, TODAY, 12, holds=False)
        batch = make_batch(shop, rose, 5)

    text = " ".join(get().content.decode().split())

    for said in (
        "просят 12, не хватает им 12",
        f"№&nbsp;{order.pk}</a>, 12 мая: нужно 12, держит 0",
        "за последние обычные дни (28) ушло 280: 10,0 в день",
        "На эти дни ожидаем 30, сверх заказов — 20",
        f"Партия № {batch.pk}</a>: свободно 5, берём 5, вянет 19 мая",
        "32 − 5 = 27",
        f"235 ₸ с доставкой, как в партии № {batch.pk} от 12 мая 2026",
        "у него куплена последняя партия",
    ):
        assert said in text.replace("\u00a0", " ").replace("\u202f", " "), said


def test_what_there_is_enough_of_is_told_apart(get, shop, rose):
    sell(shop, rose, TODAY - timedelta(days=1), 28)
    with on(TODAY):
        make_batch(shop, rose, 5)

    answer = get()

    assert [shown.line.item for shown in answer.context["enough"]] == [rose]
    assert "Хватает: 1 позиция" in answer.content.decode()


def test_a_text_is_ready_to_be_sent(get, shop, rose):
    rose.bunch_size = 25
    with shop_scope(shop):
        rose.save()
    tulip = make_item(shop, "Тюльпан <белый>")
    for item in (rose, tulip):
        sell(shop, item, TODAY - timedelta(days=1), 280)

    (supplier,) = get().context["suppliers"]

    assert supplier.text.replace("\u00a0", " ").splitlines() == [
        "Здравствуйте! Заказ для «Роза»:",
        "Роза красная 50 см — 2 пачки по 25 (50 шт)",
        "Тюльпан <белый> — 30 шт",
    ]
    assert "Тюльпан &lt;белый&gt; — 30" in get().content.decode()


def test_the_sheet_says_what_the_page_says(get, shop, rose):
    rose.bunch_size = 25
    with shop_scope(shop):
        rose.save()
    formula = make_item(shop, '=HYPERLINK("x")', supplier="+7 Поставщик")
    for item in (rose, formula):
        sell(shop, item, TODAY - timedelta(days=1), 280)

    answer = get(f"{PAGE}xlsx?days=3")
    sheet = load_workbook(BytesIO(answer.content)).active
    head, *rows, total = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert answer.headers["Content-Disposition"] == 'attachment; filename="purchase-2026-05-12-3.xlsx"'
    assert head[:3] == ["Поставщик", "Позиция", "Пачек"]
    assert rows == [
        ["'+7 Поставщик", '\'=HYPERLINK("x")', 30, 1, 30, "шт", 30, 0, 235, 7050],
        ["Flower Direct", "Роза красная 50 см", 2, 25, 50, "шт", 30, 0, 235, 11750],
    ]
    purchase = get().context["purchase"]
    assert (total[0], total[-1]) == ("Итого", purchase.cost) == ("Итого", 18800)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(("language", "title"), [("kk", "Сатып алу"), ("en", "Purchasing")])
def test_the_page_speaks_the_languages_of_the_shop(get, shop, rose, language, title):
    sell(shop, rose, TODAY - timedelta(days=1), 280)

    text = get(language=language).content.decode()

    assert title in text
    assert "не хватает им" not in text


def test_the_number_of_queries_does_not_grow(shop, owner, browse):
    def count(client):
        with on(TODAY), CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    def more(name):
        item = make_item(shop, name)
        sell(shop, item, TODAY - timedelta(days=1), 28)
        with on(TODAY):
            ask(shop, item, TODAY, 5, holds=False)
            ask(shop, item, TODAY, 5)
            make_batch(shop, item, 1)

    client = browse(owner)
    more("Тюльпан")
    client.get(PAGE)
    of_one = count(client)
    more("Лилия")
    more("Пион")

    assert count(client) == of_one


def test_an_item_keeps_its_supplier_and_its_bunch(get, shop, rose, browse, owner):
    path = f"/admin/warehouse/stockitem/{rose.pk}/change/"
    client = browse(owner)
    body = {
        "kind": "flower",
        "name": rose.name,
        "height_cm": 50,
        "unit": "шт",
        "shelf_life_days": 7,
        "low_stock_threshold": 5,
        "supplier": "Ферма",
        "bunch_size": 0,
        "batches-TOTAL_FORMS": 0,
        "batches-INITIAL_FORMS": 0,
    }

    refused = client.post(path, body)
    done = client.post(path, {**body, "bunch_size": 20})

    assert (refused.status_code, done.status_code) == (200, 302)
    with shop_scope(shop):
        rose.refresh_from_db()
    assert (rose.supplier, rose.bunch_size) == ("Ферма", 20)


def test_the_table_of_feasts_is_the_one_that_is_told():
    told = (Path(settings.BASE_DIR) / "docs/purchasing.md").read_text().partition("## Feasts")[2]
    rows = [line for line in told.splitlines() if re.search(r": \d{3}", line)]

    assert len(rows) == len(FEASTS)
    for row, feast in zip(rows, FEASTS, strict=True):
        days = [(int(day), int(percent)) for day, percent in re.findall(r"(\d+)\w\w[^:|]*: (\d+)", row)]
        assert days == [
            (day.day, percent) for day, percent in zip(feast.days(2026), feast.percents.values(), strict=True)
        ]
