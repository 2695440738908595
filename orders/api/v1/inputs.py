"""From what a client said to what the services take."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import InvalidInput
from orders.services import NewItem, NewOrder
from orders.states import DeliveryMethod
from shops.models import PaymentMethod, Shop

ADDRESS_PARTS = ("city", "street", "house", "flat", "entrance", "floor", "door_code", "latitude", "longitude")


def new_order(values: dict[str, Any], shop: Shop) -> NewOrder:
    """Return a signed-in person's order. Raises InvalidInput."""
    if not values.get("items") and values.get("flower_sum") is None:
        raise InvalidInput((("flower_sum",), _("Укажите сумму или позиции заказа")))
    told = _sent(values, "flower_sum", "delivery_fee", "total", "florist_id", "courier_id", "external_id")
    if source := values.get("source"):
        told["source"] = source
    return NewOrder(**_common(values, shop), **told, discount=values.get("discount") or 0)


def public_order(values: dict[str, Any], shop: Shop) -> NewOrder:
    """Return a buyer's order: prices and the fee are the server's. Raises InvalidInput."""
    if hours := values.get("delivery_time"):
        values = {**values, "delivery_window": hours}
    usual = {"delivery_method": DeliveryMethod.DELIVERY if names_a_door(values) else DeliveryMethod.SELF_PICKUP}
    if shop.payment_methods and PaymentMethod.KASPI not in shop.payment_methods:
        usual["payment_method"] = shop.payment_methods[0]
    return NewOrder(**{**usual, **_common(values, shop)}, prices_by_server=True)


def names_a_door(values: dict[str, Any]) -> bool:
    """Whether the body says where to bring the order; a city alone does not."""
    return any(values.get(name) for name in ("address", "street", "house"))


def order_changes(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be written of a change, by the names that the service knows."""
    names = {"delivery_zone": "delivery_zone_name", "delivery_window": "window"}
    return {names.get(name, name): value for name, value in values.items()}


def refuse_what_is_fixed(sent: Any, editable: Collection[str], row: Callable[[], dict[str, Any]]) -> None:
    """Take what stands in the row already, so that a row may come back whole, and refuse other values.

    A field passed over in silence would be believed written. The row is read only where it is needed.
    Raises InvalidInput.
    """
    fixed = [name for name in sent if name not in editable] if isinstance(sent, dict) else []
    if not fixed:
        return
    stands = row()
    wrong = [name for name in fixed if name not in stands or stands[name] != sent[name]]
    if wrong:
        raise InvalidInput(*(((name,), _("Это поле здесь не меняется")) for name in wrong))


def _common(values: dict[str, Any], shop: Shop) -> dict[str, Any]:
    window = values.get("delivery_window")
    day = values.get("delivery_date")
    start, end = window.instants(day, shop.timezone) if window else (None, None)
    plain = (
        *("customer_phone", "customer_name", "recipient_phone", "recipient_name", "address"),
        *("delivery_method", "delivery_date", "payment_method", "comment", "card_text"),
        *("is_anonymous", "is_surprise", "call_policy", "photo_approval", "substitution_consent"),
    )
    return {
        **_sent(values, *plain),
        "address_parts": _sent(values, *ADDRESS_PARTS),
        "window_from_at": start,
        "window_to_at": end,
        "delivery_zone_name": values.get("delivery_zone") or None,
        "items": [NewItem(**item) for item in values.get("items", ())],
    }


def _sent(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the values that were given; the rest have defaults of their own."""
    return {name: values[name] for name in names if name in values}
