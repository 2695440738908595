"""The terms of an order: how it is handed over and paid, and what it costs beside its flowers.

Until when each of them may change, and what follows for the sums:

- the sums until the hand-over: a higher total makes something due, and one below what was paid a refund;
- the way to pay while the order is new, nothing of it is paid, and no florist has begun on a promise to pay later;
- the way to hand over while the order is in the shop and not put by for its buyer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor
from cvety.core.errors import DomainError, InvalidInput
from cvety.core.events import EventName
from orders.errors import DeliveryMethodFixed, PaymentMethodFixed, SumsFixed
from orders.models import Order
from orders.pricing import SETTLED, settle, sums_differ, total_of
from orders.states import BEFORE_ASSEMBLY, FINAL, DeliveryMethod, OrderStatus
from shops.models import DeliveryZone, PaymentMethod

from .events import announce
from .history import write_remark
from .zones import active_zones, named_zone, usual_zone

SUMS = ("delivery_fee", "discount")
# What the history calls them, in Russian like all that it keeps.
TERMS = {
    "delivery_method": "способ получения",
    "delivery_zone_name": "зона доставки",
    "delivery_fee": "стоимость доставки",
    "discount": "скидка",
    "payment_method": "способ оплаты",
}
# All that a change of the terms may write.
COLUMNS = (*TERMS, "delivery_zone_id", "courier_id", "total", *SETTLED)
_WORDS = {"delivery_method": DeliveryMethod, "payment_method": PaymentMethod}


def fixed_terms(order: Order) -> dict[str, type[DomainError]]:
    """Return which of the terms cannot change any more, each with the error that says why."""
    stage = order.issue_from or order.status  # how far the order has come
    is_begun = order.accepted_at is not None and order.is_paid_at_hand_over
    fixed: dict[str, type[DomainError]] = {}
    if stage in FINAL or stage == OrderStatus.DELIVERED:
        fixed |= dict.fromkeys(SUMS, SumsFixed)
    if stage not in BEFORE_ASSEMBLY and stage != OrderStatus.ASSEMBLED:
        fixed["delivery_method"] = DeliveryMethodFixed
    if stage != OrderStatus.NEW or order.paid_total or is_begun:
        fixed["payment_method"] = PaymentMethodFixed
    return fixed


def set_terms(order: Order, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Write what is said of the terms, and what follows, into a locked order that the caller saves.

    Returns what the changed ones were. What is told wins: another zone, or another way to hand over, brings its
    fee unless one is told; a fee of None is the zone's own; a total is only compared. Raises InvalidInput,
    DeliveryMethodFixed, PaymentMethodFixed, SumsFixed.
    """
    before = {name: getattr(order, name) for name in TERMS}
    fixed = fixed_terms(order)
    for name in ("delivery_method", "payment_method", "discount"):
        setattr(order, name, changes.get(name, before[name]))
    is_other_way = order.delivery_method != before["delivery_method"]
    is_other_zone = _set_zone(order, changes, is_other_way=is_other_way)
    _set_fee(order, changes, follows_zone=is_other_zone or is_other_way)
    changed = {name: value for name, value in before.items() if value != getattr(order, name)}
    for name in changed:
        if name in fixed:
            raise fixed[name]
    if is_other_way:
        _check_and_clear_the_way(order, changes)
    order.total = total_of(flower_sum=order.flower_sum, delivery_fee=order.delivery_fee, discount=order.discount)
    if changes.get("total") not in (None, order.total):
        raise sums_differ(order.total)
    if changed.keys() & set(SUMS):
        settle(order)
    return changed


def tell_of_terms(order: Order, changed: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Write into the history which terms of a saved order are others than they were, and announce other sums."""
    if not changed:
        return
    write_remark(order, f"Изменено: {', '.join(_in_words(order, changed))}", actor=actor, now=now)
    if changed.keys() & set(SUMS):  # what a product has earned is its share of the sum
        announce(EventName.ORDER_ITEMS_CHANGED, order)


def _set_zone(order: Order, changes: Mapping[str, Any], *, is_other_way: bool) -> bool:
    """Note the zone that is named, and return whether it is another; the one that an order has stays as it was."""
    name = changes.get("delivery_zone_name", order.delivery_zone_name)
    is_other = name != order.delivery_zone_name
    if is_other and name and not order.is_delivered_by_courier:
        raise InvalidInput((("delivery_zone",), _("Заказ забирают из магазина")))
    if is_other or is_other_way:
        zone = _zone(order, changes.get("delivery_zone_name"))
        order.delivery_zone = zone
        order.delivery_zone_name = zone.name if zone else ""
    return is_other


def _zone(order: Order, name: str | None) -> DeliveryZone | None:
    """Return the zone of this name; where nothing was said of it, the shop's usual one."""
    if not order.is_delivered_by_courier:
        return None
    if name is None:
        return usual_zone(order.shop, active_zones(order.shop))
    return named_zone(order.shop, name) if name else None


def _set_fee(order: Order, changes: Mapping[str, Any], *, follows_zone: bool) -> None:
    fee = changes.get("delivery_fee")
    if fee is None and (follows_zone or "delivery_fee" in changes):
        fee = order.delivery_zone.fee if order.delivery_zone else 0
    if fee is not None:
        order.delivery_fee = fee


def _check_and_clear_the_way(order: Order, changes: Mapping[str, Any]) -> None:
    """Want an address of what is to be brought; nobody carries what is fetched."""
    if not order.is_delivered_by_courier:
        if "courier_id" not in changes:
            order.courier = None
    elif not (order.address or order.street or order.house):
        raise InvalidInput((("address",), _("Укажите адрес доставки")))


def _in_words(order: Order, changed: Mapping[str, Any]) -> Iterable[str]:
    """Say what is another now; not the sums themselves, for not everybody who reads the history sees them."""
    with translation.override("ru"):
        for name, was in changed.items():
            words = [_WORDS[name](value).label if name in _WORDS else value for value in (was, getattr(order, name))]
            yield TERMS[name] if name in SUMS else f"{TERMS[name]} ({words[0] or 'нет'} → {words[1] or 'нет'})"
