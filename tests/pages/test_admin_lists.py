"""Every list of the admin: it opens, and costs the same number of queries for one row and for three."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import ShopToken, StaffMember
from accounts.services import create_shop_token
from catalog.models import Product, ShowcaseBouquet
from catalog.services.showcase import make_showcase_bouquets
from customers.models import Customer
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order, Payment
from orders.services import update_order
from production.models import ProductionTask
from shops.models import Shop
from tests.factories import make_batch, make_item, make_member, make_product, make_shop
from tests.factories.orders import make_bouquet, make_order
from tracking.models import Feedback
from tracking.services import leave_feedback
from warehouse.models import GoodsReceipt, StockBatch, StockItem, StockMovement, Stocktake
from warehouse.services.stocktake import count_batch, post_stocktake


def add_order(shop, n):
    """An order with everything that a list shows of it."""
    order = make_order(shop, "paid", product=make_bouquet(shop, f"Букет {n}"), customer_phone=f"+7701222000{n}")
    outbox.dispatch()
    florist, courier = make_member(shop, "florist"), make_member(shop, "courier")
    with shop_scope(shop):
        changes = {"florist_id": florist.pk, "courier_id": courier.pk}
        update_order(shop=shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())
        order.tasks.update(florist=florist)


def add_feedback(shop, n):
    order = make_order(shop, "paid", "assembled", customer_phone=f"+7701222000{n}")
    leave_feedback(token=order.tracking_token, rating=5, comment="Спасибо", now=timezone.now())


def add_batch(shop, n):
    make_batch(shop, make_item(shop, f"Роза {n}"))


def add_token(shop, n):
    with shop_scope(shop):
        create_shop_token(shop=shop, name=f"Сайт {n}", actor=SYSTEM, now=timezone.now())


def add_count(shop, n):
    batch = make_batch(shop, make_item(shop, f"Роза {n}"))
    with shop_scope(shop):
        count_batch(shop=shop, batch_id=batch.pk, quantity=n, actor=SYSTEM, now=timezone.now())
        stocktake = Stocktake.objects.get(shop=shop, posted_at=None)
        post_stocktake(shop=shop, stocktake_id=stocktake.pk, good_at={}, actor=SYSTEM, now=timezone.now())


def add_showcase(shop, n):
    rose = make_item(shop, f"Роза {n}")
    make_batch(shop, rose)
    product = make_product(shop, f"Букет {n}", recipe={rose: 5})
    with shop_scope(shop):
        make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=SYSTEM, now=timezone.now())


ADD = {
    Order: add_order,
    Payment: add_order,
    ProductionTask: add_order,
    StockItem: add_batch,
    StockBatch: add_batch,
    GoodsReceipt: add_batch,
    StockMovement: add_batch,
    Stocktake: add_count,
    Product: lambda shop, n: make_product(shop, f"Букет {n}", recipe={make_item(shop, f"Роза {n}"): 5}),
    ShowcaseBouquet: add_showcase,
    Customer: lambda shop, n: make_order(shop, customer_phone=f"+7701222000{n}"),
    StaffMember: lambda shop, n: make_member(shop, "florist"),
    ShopToken: add_token,
    Shop: lambda shop, n: make_shop(name=f"Магазин {n}"),
    Feedback: add_feedback,
}


def test_every_list_of_the_admin_is_tested():
    assert set(admin.site._registry) == set(ADD)


@pytest.fixture
def client_of(shop, browse, owner, django_user_model):
    def client_of(model):
        if model is not Shop:
            return browse(owner)
        client = browse()
        client.force_login(django_user_model.objects.create_superuser("+77019990000", last_shop=shop))
        return client

    return client_of


@pytest.mark.parametrize("model", ADD, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_for_one_row_and_for_three(shop, client_of, model):
    client = client_of(model)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.get(url)  # whatever is read once a session or a process

    def cost(n):
        ADD[model](shop, n)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code == 200
        return len(answer.context["cl"].result_list), len(queries)

    rows_before, one = cost(1)
    cost(2)
    rows_after, three = cost(3)

    assert rows_after > rows_before
    assert three == one


@pytest.mark.parametrize("model", ADD, ids=lambda model: model.__name__)
def test_a_list_never_counts_its_table(shop, client_of, model):
    ADD[model](shop, 1)
    client = client_of(model)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))

    assert [query["sql"] for query in queries if query["sql"].startswith("SELECT COUNT(")] == []


@pytest.mark.parametrize("model", ADD, ids=lambda model: model.__name__)
def test_a_list_has_eight_columns_at_most_and_is_searched(shop, client_of, model):
    ADD[model](shop, 1)
    page = admin.site._registry[model]
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert len(page.list_display) <= 8
    if page.search_fields:
        answer = client_of(model).get(url, {"q": "ничего такого 123"})
        assert answer.status_code == 200, answer.headers
        assert list(answer.context["cl"].result_list) == []


@pytest.mark.parametrize("value", ["\0", "a\0b", "\x07", "9" * 30, "None", "[]"], ids=repr)
@pytest.mark.parametrize("model", ADD, ids=lambda model: model.__name__)
def test_a_filter_that_makes_no_sense_is_dropped(shop, client_of, model, value):
    ADD[model](shop, 1)
    client = client_of(model)
    page = admin.site._registry[model]
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    filters = [f"{name}__exact" for name in page.list_filter] + [f"{name}__gte" for name in page.list_filter]

    for name in [*filters, "q", "o", "p", "e"]:
        answer = client.get(url, {name: value}, follow=True)
        assert answer.status_code == 200, (name, answer)


@pytest.mark.parametrize("value", ["0", "10000", "-1", "9" * 15])
@pytest.mark.parametrize("lookup", ["year", "year__gte", "iso_year", "week", "month"])
def test_a_year_of_no_calendar_is_dropped(shop, client_of, lookup, value):
    url = reverse("admin:orders_order_changelist")

    assert client_of(Order).get(url, {f"delivery_date__{lookup}": value}, follow=True).status_code == 200


def test_choosing_a_row_by_a_name_that_no_row_has(client_of, shop):
    where = {"app_label": "catalog", "model_name": "recipeline", "field_name": "item"}

    answer = client_of(Product).get(reverse("admin:autocomplete"), {**where, "term": "а\0"})

    assert (answer.status_code, answer.json()["results"]) == (200, [])
