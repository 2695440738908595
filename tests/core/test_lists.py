"""Paging, sorting and filters that refuse what they do not know."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db.models.expressions import OrderBy
from hypothesis import given
from hypothesis import strategies as st

from cvety.api import lists
from cvety.api.lists import PageRequest, read_page, read_sort
from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from orders.models import Order
from tests.factories.orders import make_order


def refused(call, *args, **options):
    with pytest.raises(InvalidInput) as caught:
        call(*args, **options)
    assert caught.value.where == "query"
    ((path, text),) = caught.value.fields
    return path, str(text)


@pytest.mark.parametrize(
    ("query", "offset", "limit", "number"),
    [
        ({}, 0, 20, 1),
        ({"page": "3"}, 40, 20, 3),
        ({"page": "3", "limit": "100"}, 200, 100, 3),
        ({"skip": "30", "limit": "10"}, 30, 10, 4),
        ({"skip": "0"}, 0, 20, 1),
        ({"page": "2", "skip": "500"}, 20, 20, 2),  # page is the documented one
        ({"page": "", "limit": ""}, 0, 20, 1),
    ],
)
def test_a_part_of_a_list_is_asked_for_by_page_or_by_skip(query, offset, limit, number):
    page = read_page(query)

    assert (page.offset, page.limit, page.number) == (offset, limit, number)
    assert page.cut(range(1000)) == range(offset, offset + limit)


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [
        ({"limit": "101"}, "limit", "Целое число от 1 до 100"),
        ({"limit": "0"}, "limit", "Целое число от 1 до 100"),
        ({"limit": "-5"}, "limit", "Целое число от 1 до 100"),
        ({"limit": "ten"}, "limit", "Целое число от 1 до 100"),
        ({"limit": "٥"}, "limit", "Целое число от 1 до 100"),
        ({"limit": "1" * 5000}, "limit", "Целое число от 1 до 100"),
        ({"page": "0"}, "page", "Целое число от 1 до 21474836"),
        ({"page": "1.5"}, "page", "Целое число от 1 до 21474836"),
        ({"page": "99999999999"}, "page", "Целое число от 1 до 21474836"),
        ({"skip": "-1"}, "skip", "Целое число от 0 до 2147483648"),
    ],
)
def test_a_part_that_is_none_is_refused_by_name(query, name, text):
    assert refused(read_page, query) == ((name,), text)


@pytest.mark.parametrize(
    ("page", "total", "envelope"),
    [
        (PageRequest(0, 20), 0, {"total": 0, "page": 1, "pages": 0, "has_next": False, "has_prev": False}),
        (PageRequest(0, 20), 20, {"total": 20, "page": 1, "pages": 1, "has_next": False, "has_prev": False}),
        (PageRequest(20, 20), 41, {"total": 41, "page": 2, "pages": 3, "has_next": True, "has_prev": True}),
        (PageRequest(40, 20), 41, {"total": 41, "page": 3, "pages": 3, "has_next": False, "has_prev": True}),
        (PageRequest(980, 20), 41, {"total": 41, "page": 50, "pages": 3, "has_next": False, "has_prev": True}),
    ],
)
def test_what_stands_beside_the_rows(page, total, envelope):
    assert page.envelope([], total, stats=1) == {"items": [], **envelope, "stats": 1}


@given(st.integers(0, 500), st.integers(1, 100))
def test_pages_show_every_row_once(total, limit):
    rows, number = [], 1
    while True:
        page = read_page({"page": str(number), "limit": str(limit)})
        part = page.cut(range(total))
        rows += part
        envelope = page.envelope(part, total)
        if not envelope["has_next"]:
            break
        number += 1
    assert rows == list(range(total))
    assert envelope["pages"] == (number if total else 0)


FIELDS = {"created_at": "created_at", "id": "pk"}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["-created_at", "-pk"]),
        ("", ["-created_at", "-pk"]),
        ("created_at", ["created_at", "pk"]),
        ("-id", ["-pk", "-pk"]),
    ],
)
def test_a_list_is_sorted_by_a_documented_field(sort, order):
    assert read_sort({} if sort is None else {"sort": sort}, FIELDS, default="-created_at") == order


@pytest.mark.parametrize("sort", ["total", "--id", "pk", "-", "created_at,id", "password", "id-"])
def test_another_field_is_refused(sort):
    assert refused(read_sort, {"sort": sort}, FIELDS, default="id") == (
        ("sort",),
        "Сортировать можно по полям: created_at, id",
    )


@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_come_last_either_way(sign):
    first, tie = read_sort({"sort": f"{sign}created_at"}, FIELDS, default="id", may_be_empty=["created_at"])

    assert isinstance(first, OrderBy)
    assert (first.descending, first.nulls_last, tie) == (bool(sign), True, f"{sign}pk")


class OrderFilter(lists.ListFilter):
    status = lists.WordFilter(choices=[("new", "Новый"), ("paid", "Оплачен")])
    is_anonymous = lists.BooleanFilter()
    customer_id = lists.IntegerFilter()
    dateFrom = lists.MomentFilter(field_name="created_at", lookup_expr="gte")
    dateTo = lists.MomentFilter(field_name="created_at", lookup_expr="lte")
    delivery_date = lists.DayFilter()


@pytest.fixture
def narrow(shop):
    """Return the orders that a query leaves, and the names of the filters that it named."""

    def narrow(**query):
        request = SimpleNamespace(query_params=query, auth=SimpleNamespace(shop=shop))
        with shop_scope(shop):
            filters = OrderFilter.read(request, Order.objects.order_by("pk"))
            return list(filters.qs), filters.asked

    return narrow


@pytest.fixture
def orders(shop):
    """Noon of 25 and of 26 December 2024 in Almaty; the second is paid and anonymous."""
    first, second = make_order(shop), make_order(shop, "paid", is_anonymous=True, delivery_date=date(2024, 12, 31))
    with shop_scope(shop):
        for day, order in ((25, first), (26, second)):
            order.created_at = datetime(2024, 12, day, 7, 0, 0, 250_000, tzinfo=UTC)
            order.save(update_fields=["created_at"])
    return [first, second]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [0, 1]),
        ({"status": "all"}, [0, 1]),
        ({"status": ""}, [0, 1]),
        ({"status": "paid"}, [1]),
        ({"is_anonymous": "TRUE"}, [1]),
        ({"is_anonymous": "0"}, [0]),
        ({"dateFrom": "2024-12-26"}, [1]),
        ({"dateTo": "2024-12-25"}, [0]),
        ({"dateFrom": "2024-12-25", "dateTo": "2024-12-25"}, [0]),
        ({"dateTo": "2024-12-25T12:00:00"}, [0]),  # the shop's time, and the whole of that second
        ({"dateTo": "2024-12-25T11:59:59"}, []),
        ({"dateFrom": "2024-12-25T07:00:01Z"}, [1]),
        ({"dateTo": "2024-12-25T12:00:00+05:00"}, [0]),
        ({"dateTo": "2024-12-25T12:00:00 05:00"}, [0]),  # a plus that was not encoded
        ({"dateTo": "2024-12-25T13:00:00+06:00"}, [0]),
        ({"delivery_date": "2024-12-31"}, [1]),
        ({"customer_id": "999999999999"}, []),
        ({"another": "word"}, [0, 1]),
    ],
)
def test_filters_find_what_they_say(narrow, orders, query, found):
    rows, _asked = narrow(**query)

    assert rows == [orders[number] for number in found]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"status": "broken"}, "Допустимые значения: new, paid"),
        ({"is_anonymous": "yes"}, "Допустимые значения: true, false"),
        ({"dateFrom": "yesterday"}, "Дата и время в формате ISO 8601"),
        ({"dateFrom": "2024-02-30"}, "Дата и время в формате ISO 8601"),
        ({"dateTo": "9999-12-31"}, "Дата и время в формате ISO 8601"),
        ({"dateTo": "0001-01-01T00:00:00"}, "Дата и время в формате ISO 8601"),
        ({"delivery_date": "31.12.2024"}, "Дата в формате ГГГГ-ММ-ДД"),
        ({"delivery_date": "2024-13-01"}, "Дата в формате ГГГГ-ММ-ДД"),
    ],
)
def test_a_value_that_is_none_is_refused_by_name(narrow, query, text):
    ((name, _value),) = query.items()

    assert refused(narrow, **query) == ((name,), text)


@pytest.mark.parametrize("value", ["one", "1.5", "9" * 30, "-99999999999"])
def test_a_number_that_no_database_holds_is_refused(narrow, value):
    assert refused(narrow, customer_id=value)[0] == ("customer_id",)


def test_a_list_knows_what_narrows_it(narrow):
    assert set(narrow(status="all", dateFrom="")[1]) == set()
    assert set(narrow(status="new", is_anonymous="false")[1]) == {"status", "is_anonymous"}


@given(st.text(max_size=40))
def test_whatever_a_moment_is_said_to_be_it_is_read_or_refused(text):
    try:
        moment = lists.MomentField(required=False).clean(text)
    except lists.forms.ValidationError:
        return
    assert moment is None or moment + timedelta(days=1)
