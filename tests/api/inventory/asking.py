"""Addresses and bodies of the inventory API, and how its refusals read."""

from __future__ import annotations

from typing import Any

from tests.factories import make_product, reload
from tests.factories.orders import make_order

UPDATE, BULK = "/api/inventory/update", "/api/inventory/bulk-update"
DELIVERY, WRITE_OFF = "/api/inventory/delivery", "/api/inventory/writeoff"
LOW, HISTORY, SEARCH = "/api/inventory/low-stock", "/api/inventory/history", "/api/flowers/search"
POSTS = {
    UPDATE: {"product_id": "rose-red", "quantity": 10},
    BULK: {"updates": [{"product_id": "rose-red", "quantity": 10}]},
    DELIVERY: {"flower_id": "rose-red", "quantity": 10, "price": 100},
    WRITE_OFF: {"flower_id": "rose-red", "quantity": 1, "reason": "Увяли"},
    "/api/flowers/delivery": {"flower_id": "rose-red", "quantity": 10, "price": 100},
    "/api/flowers/writeoff": {"flower_id": "rose-red", "quantity": 1, "reason": "Увяли"},
}
ADDRESSES = {**dict.fromkeys(POSTS, "POST"), LOW: "GET", HISTORY: "GET", SEARCH: "GET"}


def on_hand(rows: Any) -> list[int]:
    return [reload(row).quantity_on_hand for row in rows]


def hold(shop: Any, item: Any, quantity: int, **fields: Any) -> Any:
    """Let an order hold so many of an item."""
    return make_order(shop, product=make_product(shop, "Букет из них", recipe={item: quantity}), **fields)


def refused(answer: Any, status: int, *words: str) -> dict[str, Any]:
    """Return the body of a refusal, after a look at its form."""
    assert answer.status_code == status, answer.content
    body: dict[str, Any] = answer.json()
    assert body["success"] is False
    assert body["error"] == ("Unauthorized" if status == 401 else body["detail"])
    assert isinstance(body["code"], str)
    for word in words:
        assert word in body["detail"]
    return body
