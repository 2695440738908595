"""What orders add up to for customers and products, seconds later."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from orders.services import count_order, record_refund
from tests.factories import reload


def customer_figures(order):
    customer = reload(order.customer)
    return (customer.orders_count, customer.total_spent, customer.average_order)


def product_figures(bouquet):
    product = reload(bouquet)
    return (product.orders_count, product.revenue)


@pytest.fixture
def deliver():
    return outbox.dispatch


def test_totals_follow_the_life_of_orders(shop, new_order, move, bouquet, deliver):
    first, second = new_order(), new_order()
    deliver()
    assert customer_figures(first) == (2, 0, 0)
    assert product_figures(bouquet) == (2, 0)
    assert reload(first.customer).last_order_at == second.created_at

    move(first, "paid")
    deliver()
    assert customer_figures(first) == (2, 27000, 27000)
    assert product_figures(bouquet) == (2, 25000)  # delivery is not the bouquet's revenue

    move(second, "cancelled")
    deliver()
    assert customer_figures(first) == (1, 27000, 27000)
    assert product_figures(bouquet) == (1, 25000)
    assert reload(first.customer).last_order_at == first.created_at

    move(first, "cancelled")
    deliver()
    assert customer_figures(first) == (0, 0, 0)
    assert product_figures(bouquet) == (0, 0)


def test_a_refund_takes_the_money_out_again(shop, order_in, bouquet, deliver):
    order = order_in("delivered")
    deliver()
    record_refund(shop=shop, order_id=order.pk, amount=27000, actor=SYSTEM, now=timezone.now())
    deliver()

    assert customer_figures(order) == (1, 0, 0)
    assert product_figures(bouquet) == (1, 0)


def test_counting_again_changes_nothing(shop, order_in, bouquet, deliver):
    order = order_in("paid")
    deliver()

    count_order(shop=shop, order_id=order.pk)
    count_order(shop=shop, order_id=order.pk)

    assert customer_figures(order) == (1, 27000, 27000)
    assert product_figures(bouquet) == (1, 25000)


def test_a_discount_is_taken_from_the_goods(shop, new_order, move, bouquet, deliver):
    move(new_order(discount=5000), "paid")
    deliver()

    assert product_figures(bouquet) == (1, 20000)
