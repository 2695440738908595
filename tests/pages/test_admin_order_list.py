"""The list of orders by day: today from morning to evening, tomorrow, what is late, what has no day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cvety.core import clock
from tests.factories.orders import make_bouquet, make_order

LIST = "/admin/orders/order/"


@pytest.fixture
def at_ten(monkeypatch, shop):
    """Ten in the morning on the shop's clock, whatever the hour."""
    ten = clock.day_bounds(timezone.localdate(timezone=shop.zone), shop.timezone)[0] + timedelta(hours=10)
    monkeypatch.setattr(timezone, "now", lambda: ten)
    return ten


@pytest.fixture
def orders(shop, at_ten):
    product = make_bouquet(shop, stock=1000)

    def order(hours, *path):
        start = at_ten + timedelta(hours=hours)
        return make_order(
            shop, *path, product=product, window_from_at=start, window_to_at=start + timedelta(hours=2)
        ).pk

    return {
        "evening": order(8, "paid"),
        "noon": order(2),
        "late": order(-3, "paid"),
        "delivered": order(-4, "paid", "assembled", "delivery", "delivered"),
        "tomorrow": order(24),
        "forgotten": order(-48, "paid"),
        "undated": make_order(shop, "paid", product=product).pk,
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("day=today", ["delivered", "late", "noon", "evening"]),
        ("day=tomorrow", ["tomorrow"]),
        ("day=late", ["forgotten", "late"]),
        ("day=none", ["undated"]),
        ("day=today&status__exact=new", ["noon"]),
        ("day=nonsense", None),
    ],
)
def test_a_day_is_a_filter(browse, owner, orders, query, names):
    answer = browse(owner).get(f"{LIST}?{query}", follow=True)

    listed = [order.pk for order in answer.context["cl"].result_list]
    if names is None:
        assert sorted(listed) == sorted(orders.values())
    else:
        assert listed == [orders[name] for name in names]


def test_a_tab_of_one_kind_keeps_the_other(browse, owner, orders):
    changes = browse(owner).get(f"{LIST}?day=today&status__exact=new&p=1").context["cl"]

    assert [str(tab.label) for tab in (*changes.days, *changes.statuses) if tab.is_current] == ["Сегодня", "Новый"]
    assert {str(tab.label): tab.link for tab in changes.days}["Завтра"] == "?day=tomorrow&status__exact=new"
    assert {str(tab.label): tab.link for tab in changes.statuses}["Все"] == "?day=today"


def test_late_is_in_rose_and_done_is_not(browse, owner, orders):
    html = browse(owner).get(f"{LIST}?day=today").content.decode()

    assert html.count('class="cvety-late"') == 1
    assert 'class="cvety-late">сегодня 07:00–09:00</span>' in html


def test_a_cell_says_its_column_and_nothing_of_its_looks(browse, owner, orders):
    html = browse(owner).get(LIST).content.decode()
    cells = re.findall(r'<t[hd] class="field-(\w+)" data-label="([^"]*)">', html)

    assert len(cells) == 6 * len(orders)
    assert cells[:6] == [
        *(("what", "заказ"), ("status_chip", "статус"), ("next_step", "дальше")),
        *(("when", "когда"), ("money_chip", "деньги"), ("people", "кто")),
    ]
