"""Where an answer says nothing: rows of which as little is known as can be.

The examples print everything filled. These are the places where a client meets null instead, and there are no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import make_product
from tests.factories.orders import make_order

from .promises import documented_answer


def nulls(documented: Any, answer: Any, where: str = "") -> Iterator[str]:
    """Return the documented places that hold null; fail where a documented key is missing."""
    if answer is None:
        if documented is not None:
            yield where
    elif isinstance(documented, dict):
        for name, value in documented.items():
            yield from nulls(value, answer[name], f"{where}.{name}".lstrip("."))
    elif isinstance(documented, list) and documented:
        for item in answer:
            yield from nulls(documented[0], item, where)


@pytest.fixture
def bare(api, shop, deliver_events):
    """Rows of which only what is required was told; a customer and a product that nobody has sold anything yet."""
    order = make_order(shop, product=make_product(shop, "Открытка"), customer_name="")
    make_product(shop, "Букет")
    customer = api.post("/api/customers/", {"phone": "+77025556677"}).json()
    api.post("/api/production/tasks/", {"order_id": order.pk, "items": [{"product_name": "Букет", "quantity": 1}]})
    deliver_events()
    return {"shop_id": shop.pk, "customer_id": customer["id"], "tracking_token": order.tracking_token}


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (
            "GET /api/orders/",
            {"items.florist", "items.delivery_window.from", "items.delivery_window.to", "items.items.notes"},
        ),
        ("GET /api/products/", {"items.sale_price", "items.stats.last_ordered"}),
        ("GET /api/customers/", {"items.birth_date", "items.last_order_date"}),
        ("GET /api/customers/{customer_id}/orders", {"stats.favorite_category"}),
        ("GET /api/warehouse/", set()),
        (
            "GET /api/production/tasks/",
            {"items.florist", "items.assigned_at", "items.items.special_requests"},
        ),
        ("GET /api/tracking/{tracking_token}", {"delivery_window.from", "delivery_window.to", "courier"}),
        ("GET /api/public/shops/{shop_id}", {"rating"}),
        ("GET /api/public/products", {"items.sale_price"}),
    ],
)
def test_what_may_be_null(api, nobody, bare, endpoint, expected):
    path = endpoint.removeprefix("GET ").format(**bare)
    answer = (nobody if "public" in path else api).get(path, {"shop_id": bare["shop_id"]})

    assert answer.status_code == 200
    assert set(nulls(documented_answer(endpoint, 200), answer.json())) == expected
