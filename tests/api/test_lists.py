"""What holds for every list of API v1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.api.v1.staff import ColleagueRow
from catalog.api.v1.serializers import ProductImageRow, ProductRow
from catalog.api.v1.showcase import BouquetRow
from catalog.models import Product
from catalog.services import add_image
from catalog.services.showcase import make_showcase_bouquets
from customers.api.v1.serializers import (
    CustomerAddressRow,
    CustomerDate,
    CustomerOrderRow,
    CustomerRow,
    CustomerStats,
)
from customers.models import ImportantDate
from customers.services import add_address, add_date
from cvety.api.schema import Photo, page_of
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import CommentAnswer, OrderAnswer, OrderLine, OrderStep, PaymentAnswer
from orders.models import Order
from orders.services import NewItem, add_item, add_note, record_payment, record_refund, update_order
from production.api.v1.serializers import TaskRow
from production.services import NewTaskItem, create_task
from shops.api.v1.serializers import ZoneRow
from shops.models import DeliveryZone
from tests.api.shapes import assert_keys
from tests.factories import make_batch, make_item, make_member, make_product
from tests.factories.orders import make_bouquet, make_order, make_photo, make_upload, move_order
from warehouse.api.v1.serializers import BatchRow, MovementRow, ReceiptRow, StockStats
from warehouse.api.v1.stocktakes import StocktakeRow
from warehouse.models import StockBatch
from warehouse.services import write_off
from warehouse.services.stocktake import cancel_stocktake, count_batch

ENVELOPE = {"items", "total", "page", "pages", "has_next", "has_prev"}


def add_order(shop: Any, n: int) -> Any:
    """An order with all its parts: customer, colleagues, items, a photo, a history."""
    product = make_bouquet(shop, f"Букет {n}")
    order = make_order(
        shop,
        "paid",
        product=product,
        customer_phone=f"+7701111220{n}",
        address="пр. Достык 89",
        window_from_at=timezone.now(),
        window_to_at=timezone.now(),
    )
    make_photo(order)
    with shop_scope(shop):
        changes = {"florist_id": make_member(shop, "florist").pk, "courier_id": make_member(shop, "courier").pk}
        update_order(shop=shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())
        ImportantDate.objects.create(shop=shop, customer=order.customer, date_type="birthday", date="1990-05-15")
    return order


def add_product(shop: Any, n: int) -> None:
    make_product(shop, f"Букет {n}", recipe={make_item(shop, f"Роза {n}"): 5, make_item(shop, f"Лента {n}"): 1})


def add_image_of_one_product(shop: Any, n: int) -> None:
    with shop_scope(shop):
        product = Product.objects.first() or make_product(shop)
        add_image(shop=shop, product_id=product.pk, upload=make_upload())


def add_showcase_bouquet(shop: Any, n: int) -> None:
    product = make_bouquet(shop, f"Букет {n}")
    with shop_scope(shop):
        make_showcase_bouquets(shop=shop, product_id=product.pk, count=1, actor=SYSTEM, now=timezone.now())


def add_task(shop: Any, n: int) -> None:
    order = add_order(shop, n)
    with shop_scope(shop):
        create_task(
            shop=shop,
            order_id=order.pk,
            florist_id=order.florist_id or make_member(shop, "florist").pk,
            items=[NewTaskItem("Букет", 1)],
            actor=SYSTEM,
            now=timezone.now(),
        )


def add_payment(shop: Any, n: int) -> None:
    with shop_scope(shop):
        order = Order.objects.first() or make_order(shop)
        record_payment(
            shop=shop, order_id=order.pk, amount=n, method=None, source="manual", actor=SYSTEM, now=timezone.now()
        )


def add_refund(shop: Any, n: int) -> None:
    with shop_scope(shop):
        order = Order.objects.first() or make_order(shop, "paid")
        record_refund(shop=shop, order_id=order.pk, amount=n, actor=SYSTEM, now=timezone.now())


def add_parts(shop: Any, n: int) -> None:
    """One more of everything that an order's row has a list of; a new one has an item and a step already."""
    with shop_scope(shop):
        order = Order.objects.first()
        if order is None:
            order = make_order(shop)
        else:
            new = NewItem(product_id=order.items.first().product_id, quantity=1)
            add_item(shop=shop, order_id=order.pk, item=new, actor=SYSTEM, now=timezone.now())
        make_photo(order)
        add_note(shop=shop, order_id=order.pk, text="Позвонить", actor=SYSTEM, now=timezone.now())


def add_order_of_one_customer(shop: Any, n: int) -> None:
    make_order(shop, product=make_bouquet(shop, f"Букет {n}"))


def add_date_of_one_customer(shop: Any, n: int) -> None:
    with shop_scope(shop):
        order = Order.objects.first() or make_order(shop)
        data = {"date_type": "birthday", "date": f"1990-05-{n:02}"}
        add_date(shop=shop, customer_id=order.customer_id, data=data)


def add_address_of_one_customer(shop: Any, n: int) -> None:
    with shop_scope(shop):
        order = Order.objects.first() or make_order(shop)
        add_address(shop=shop, customer_id=order.customer_id, data={"address": f"ул. Абая {n}"})


def add_movement(shop: Any, n: int) -> None:
    with shop_scope(shop):
        batch = StockBatch.objects.first() or make_batch(shop, make_item(shop))
        if batch.movements.count() < n:  # its receipt is one
            now = timezone.now()
            write_off(shop=shop, batch_id=batch.pk, quantity=1, reason="wilted", actor=SYSTEM, now=now)


def add_stocktake(shop: Any, n: int) -> None:
    with shop_scope(shop):
        batch = StockBatch.objects.first() or make_batch(shop, make_item(shop))
        told = {"shop": shop, "actor": SYSTEM, "now": timezone.now()}
        stocktake = count_batch(batch_id=batch.pk, quantity=n, **told).stocktake
        cancel_stocktake(stocktake_id=stocktake.pk, **told)


def add_zone(shop: Any, n: int) -> None:
    with shop_scope(shop):
        if n > 1:  # a new shop has one already
            DeliveryZone.objects.create(shop=shop, name=f"Район {n}", fee=1000 * n)


def add_colleague(shop: Any, n: int) -> None:
    if n > 1:  # whoever asks is one already
        make_member(shop, "florist")


LISTS: dict[str, tuple[Callable[[Any, int], Any], type]] = {
    "/api/orders/": (add_order, page_of(OrderAnswer)),
    "/api/orders/{order}/payments": (add_payment, page_of(PaymentAnswer)),
    "/api/orders/{order}/refunds": (add_refund, page_of(PaymentAnswer)),
    "/api/orders/{order}/items": (add_parts, page_of(OrderLine)),
    "/api/orders/{order}/photos": (add_parts, page_of(Photo)),
    "/api/orders/{order}/history": (add_parts, page_of(OrderStep)),
    "/api/orders/{order}/comments": (add_parts, page_of(CommentAnswer)),
    "/api/products/": (add_product, page_of(ProductRow)),
    "/api/products/{product}/images": (add_image_of_one_product, page_of(ProductImageRow)),
    "/api/customers/": (add_order, page_of(CustomerRow)),
    "/api/customers/{customer}/orders": (
        add_order_of_one_customer,
        page_of(CustomerOrderRow, stats=CustomerStats()),
    ),
    "/api/customers/{customer}/important-dates": (add_date_of_one_customer, page_of(CustomerDate)),
    "/api/customers/{customer}/addresses": (add_address_of_one_customer, page_of(CustomerAddressRow)),
    "/api/shop/delivery-zones/": (add_zone, page_of(ZoneRow)),
    "/api/staff/": (add_colleague, page_of(ColleagueRow)),
    "/api/warehouse/": (
        lambda shop, n: make_batch(shop, make_item(shop, f"Роза {n}")),
        page_of(BatchRow, stats=StockStats()),
    ),
    "/api/warehouse/{batch}/movements": (add_movement, page_of(MovementRow)),
    "/api/warehouse/stocktakes": (add_stocktake, page_of(StocktakeRow)),
    "/api/warehouse/deliveries": (lambda shop, n: make_batch(shop, make_item(shop)), page_of(ReceiptRow)),
    "/api/showcase/": (add_showcase_bouquet, page_of(BouquetRow)),
    "/api/production/tasks/": (add_task, page_of(TaskRow)),
}
EVERY_LIST = pytest.mark.parametrize(("path", "add", "described"), [(path, *rest) for path, rest in LISTS.items()])


@pytest.fixture
def path_of(shop):
    def path_of(path: str) -> str:
        with shop_scope(shop):
            order, product, batch = Order.objects.first(), Product.objects.first(), StockBatch.objects.first()
            return path.format(
                order=order and order.pk,
                customer=order and order.customer_id,
                product=product and product.pk,
                batch=batch and batch.pk,
            )

    return path_of


@EVERY_LIST
def test_a_list_costs_the_same_for_one_row_and_for_three(api, shop, path_of, path, add, described):
    add(shop, 1)
    one = CaptureQueriesContext(connection)
    with one:
        assert len(api.get(path_of(path)).json()["items"]) == 1
    add(shop, 2)
    add(shop, 3)
    three = CaptureQueriesContext(connection)
    with three:
        assert len(api.get(path_of(path)).json()["items"]) == 3

    assert len(three) == len(one), "\n".join(query["sql"] for query in three.captured_queries)


def test_the_list_of_colleagues_costs_the_same_too(api, shop):
    costs = []
    for _ in range(3):
        make_member(shop, "florist")
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/v2/colleagues")
        costs.append(len(queries))

    assert len(set(costs)) == 1


def test_the_orders_list_takes_six_queries_besides_the_sign_in(api, shop):
    add_order(shop, 1)
    with CaptureQueriesContext(connection) as queries:
        api.get("/api/orders/", {"status": "paid"})

    assert len(queries) == 7


@EVERY_LIST
def test_the_schema_describes_what_is_answered(api, shop, path_of, path, add, described):
    add(shop, 1)

    body = api.get(path_of(path)).json()

    assert_keys(described, {name: body[name] for name in described().fields})
    assert body.keys() >= ENVELOPE


@EVERY_LIST
def test_paging(api, shop, path_of, path, add, described):
    for n in (1, 2, 3):
        add(shop, n)
    path = path_of(path)

    whole = api.get(path).json()
    second = api.get(path, {"page": 2, "limit": 1}).json()
    skipped = api.get(path, {"skip": 1, "limit": 1}).json()
    beyond = api.get(path, {"page": 9}).json()

    assert (whole["total"], whole["page"], whole["pages"], whole["has_next"], whole["has_prev"]) == (
        3,
        1,
        1,
        False,
        False,
    )
    assert second["items"] == whole["items"][1:2] == skipped["items"]
    assert (second["page"], second["pages"], second["has_next"], second["has_prev"]) == (2, 3, True, True)
    assert (beyond["items"], beyond["total"], beyond["page"]) == ([], 3, 9)


@EVERY_LIST
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"limit": "101"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "9" * 30}, "page"),
        ({"skip": "-1"}, "skip"),
    ],
)
def test_a_wrong_page_is_refused_by_name(api, shop, path_of, path, add, described, query, name):
    add(shop, 1)

    answer = api.get(path_of(path), query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", name]]


@EVERY_LIST
def test_both_forms_of_the_path_answer_without_a_redirect(api, shop, path_of, path, add, described):
    add(shop, 1)
    path = path_of(path).rstrip("/")

    assert api.get(path).json() == api.get(f"{path}/").json()


@EVERY_LIST
def test_a_list_needs_a_sign_in(nobody, shop, path_of, path, add, described):
    add(shop, 1)

    answer = nobody.get(path_of(path))

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Требуется авторизация", "code": "not_authenticated"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/api/orders/", "/api/products/", "/api/customers/", "/api/production/tasks/"])
@pytest.mark.parametrize("sort", ["nothing", "--created_at", "created_at,id", "-", "\x00"])
def test_an_unknown_order_is_refused(api, path, sort):
    answer = api.get(path, {"sort": sort})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "sort"]


def test_all_is_no_filter(api, shop):
    move_order(make_order(shop), "paid")

    assert api.get("/api/orders/", {"status": "all"}).json()["total"] == 1
