"""The lines of an order that is not assembled yet: added, changed, taken off; stems and sums follow at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from catalog.services import find_products
from cvety.core import money
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.events import EventName
from cvety.core.versions import check_version
from cvety.core.words import counted
from orders.errors import ItemNotFound, ItemsFixed, LastItem, TooManyItems
from orders.models import Order, OrderItem
from orders.pricing import SETTLED, TOO_LARGE, settle, total_of
from orders.states import BEFORE_ASSEMBLY
from shops.models import Shop

from .events import announce
from .history import write_remark
from .holding import hold_less, hold_more, hold_nothing
from .inputs import MAX_ITEMS, NewItem
from .locking import lock_order
from .moving import enter_paid_if_covered
from .placing import WRONG_QUANTITY, is_quantity, new_line

# What may be changed of a line, and what the history calls it, in Russian like all that it keeps.
EDITABLE = {"quantity": "количество", "price": "цена", "notes": "пожелания"}


def add_item(
    *,
    shop: Shop,
    order_id: int,
    item: NewItem,
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> OrderItem:
    """Put a product into an order, at its current price unless told another; all of its stems or none.

    The first item of an order that was placed by its sum alone sets the sum. Raises OrderNotFound, ItemsFixed,
    TooManyItems, InvalidInput, OutOfStock, StaleVersion.
    """
    with transaction.atomic():
        order = _lock_changeable(shop, order_id, expected_version)
        if order.items.count() >= MAX_ITEMS:
            raise TooManyItems
        product = find_products(shop=shop, product_ids=[item.product_id]).get(item.product_id)
        if product is None:
            raise InvalidInput((("product_id",), _("Товар не найден")))
        price = product.current_price if item.price is None else item.price
        line = new_line(order, item, product, price)
        _check_line(line)
        line.save(force_insert=True)
        _follow(order, f"Добавлено: {counted(line.product_name, line.quantity)}", actor=actor, now=now)
        hold_more(line, line.quantity, actor=actor, now=now)
        return line


def change_item(
    *,
    shop: Shop,
    order_id: int,
    item_id: int,
    changes: dict[str, Any],
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> OrderItem:
    """Write what is given of quantity, price and notes; what changes nothing writes nothing.

    Raises OrderNotFound, ItemNotFound, ItemsFixed, InvalidInput, OutOfStock, StaleVersion.
    """
    with transaction.atomic():
        order = _lock_changeable(shop, order_id, expected_version)
        line = _line(order, item_id)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(line, name)]
        if not changed:
            return line
        was = line.quantity
        for name in changed:
            setattr(line, name, changes[name])
        line.total = line.price * line.quantity
        _check_line(line)
        line.save(update_fields=[*changed, "total"])
        words = [
            f"{EDITABLE[name]} {was} → {line.quantity}" if name == "quantity" else EDITABLE[name] for name in changed
        ]
        _follow(order, f"Изменено: {line.product_name} ({', '.join(words)})", actor=actor, now=now)
        if line.quantity > was:
            hold_more(line, line.quantity - was, actor=actor, now=now)
        elif line.quantity < was:
            hold_less(line, was, actor=actor, now=now)
        return line


def remove_item(
    *,
    shop: Shop,
    order_id: int,
    item_id: int,
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> Order:
    """Take a line off an order and give its stems back; an order of nothing is deleted or cancelled instead.

    Raises OrderNotFound, ItemNotFound, ItemsFixed, LastItem, InvalidInput, StaleVersion.
    """
    with transaction.atomic():
        order = _lock_changeable(shop, order_id, expected_version)
        line = _line(order, item_id)
        if order.items.count() == 1:
            raise LastItem
        OrderItem.objects.filter(pk=line.pk).delete()  # the row in hand keeps its id: its stems go by it
        _follow(order, f"Убрано: {counted(line.product_name, line.quantity)}", actor=actor, now=now)
        hold_nothing(line, actor=actor, now=now)
        return order


def _lock_changeable(shop: Shop, order_id: int, expected_version: str | None) -> Order:
    """Lock an order that is still to be made, whether its money is here or not; what is made is made."""
    order = lock_order(shop=shop, order_id=order_id)
    check_version(order, expected_version)
    if order.status not in BEFORE_ASSEMBLY:
        raise ItemsFixed
    return order


def _line(order: Order, item_id: int) -> OrderItem:
    line: OrderItem | None = order.items.select_related("product").filter(pk=item_id).first()
    if line is None:
        raise ItemNotFound
    line.order = order
    return line


def _check_line(line: OrderItem) -> None:
    if not is_quantity(line.quantity):
        raise InvalidInput((("quantity",), WRONG_QUANTITY))
    if line.total > money.MAX_TENGE:  # before the database multiplies: its integers end soon after
        raise InvalidInput((("total",), TOO_LARGE))


def _follow(order: Order, words: str, *, actor: Actor, now: datetime) -> None:
    """Bring the sums up to what the lines now are, and tell of it; what was paid already may cover them now.

    A paid order stays in its status: what is due of it holds back its dispatch, not the florists' work.
    """
    order.flower_sum = order.items.aggregate(sum=Sum("total"))["sum"]
    order.total = total_of(flower_sum=order.flower_sum, delivery_fee=order.delivery_fee, discount=order.discount)
    settle(order)
    order.updated_at = now
    order.version += 1
    order.save(update_fields=["flower_sum", "total", *SETTLED, "updated_at", "version"])
    write_remark(order, words, actor=actor, now=now)
    announce(EventName.ORDER_ITEMS_CHANGED, order)
    enter_paid_if_covered(order, actor=actor, now=now)
