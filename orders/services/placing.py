"""An order comes in: customer, sums, reserve, history, event, in one transaction or not at all."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.services import find_products
from catalog.stock import Line, recipes_of
from customers.services import remember_address, upsert_customer
from cvety.core import clock
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput, Text
from cvety.core.events import EventName
from cvety.core.text import fold
from orders.models import Order, OrderItem
from orders.pricing import sums_differ, total_of
from orders.states import DeliveryMethod
from shops.models import DeliveryZone, Shop

from .addresses import line_of
from .colleagues import find_colleagues
from .events import announce
from .history import write_history
from .holding import hold_lines
from .inputs import NewItem, NewOrder
from .zones import active_zones, named_zone, usual_zone

MAX_QUANTITY = 1000
WRONG_QUANTITY = _("Количество должно быть от 1 до 1000")
TOKEN_TRIES = 10


def place_order(*, shop: Shop, order: NewOrder, actor: Actor, now: datetime) -> Order:
    """Take an order: find or make the customer, count the sums, reserve the stems.

    Raises InvalidInput for wrong fields, OutOfStock (nothing is written then) when something is short.
    """
    products = find_products(shop=shop, product_ids={item.product_id for item in order.items})
    prices = _prices(order, products)
    order = replace(order, address=order.address or line_of(order.address_parts))
    zone = _zone(shop, order)
    _check_window(order)
    _check_payment_method(shop, order)
    members = find_colleagues(shop, florist_id=order.florist_id, courier_id=order.courier_id)
    row = Order(
        shop=shop,
        status_changed_at=now,
        customer_phone=order.customer_phone,
        customer_name=order.customer_name,
        recipient_phone=order.recipient_phone,
        recipient_name=order.recipient_name,
        **{**order.address_parts, "address": order.address},
        delivery_method=order.delivery_method,
        delivery_date=order.delivery_date or _local_day(shop, order.window_from_at or order.window_to_at),
        window_from_at=order.window_from_at,
        window_to_at=order.window_to_at,
        delivery_zone=zone,
        delivery_zone_name=zone.name if zone else "",
        payment_method=order.payment_method,
        comment=order.comment,
        source=order.source,
        external_id=order.external_id,
        card_text=order.card_text,
        is_anonymous=order.is_anonymous,
        is_surprise=order.is_surprise,
        call_policy=order.call_policy,
        photo_approval=order.photo_approval,
        substitution_consent=order.substitution_consent,
        florist=members.get(order.florist_id),
        courier=members.get(order.courier_id),
        created_at=now,
        updated_at=now,
    )
    _set_sums(row, order, prices, zone)
    recipes = recipes_of(products)

    with transaction.atomic():
        row.customer = upsert_customer(
            shop=shop,
            phone=order.customer_phone,
            name=order.customer_name,
            address=order.address if _is_for_oneself(order) else "",
            now=now,
        )
        row.customer_name = row.customer_name or row.customer.name
        _insert(row)
        items = _insert_items(row, order, products, prices)
        remember_address(
            customer=row.customer,
            recipient_name=order.recipient_name,
            recipient_phone=order.recipient_phone,
            parts={**order.address_parts, "address": order.address},
            now=now,
        )
        write_history(row, old_status="", actor=actor, now=now)
        announce(EventName.ORDER_CREATED, row)
        lines = [Line(item.pk, products[item.product_id], item.quantity) for item in items]
        hold_lines(row, lines, recipes, needed_before={}, actor=actor, now=now)
    return row


def search_text(order: Order) -> str:
    """Return what an order is found by, besides its number."""
    # Names last: they are what may be long enough to be cut.
    words = (
        order.tracking_token,
        order.customer_phone,
        order.recipient_phone,
        order.customer_name,
        order.recipient_name,
    )
    return fold(" ".join(words))[:900]


def is_quantity(quantity: int) -> bool:
    """Whether so many of a product may stand on one line."""
    return 0 < quantity <= MAX_QUANTITY


def new_line(order: Order, item: NewItem, product: Product, price: int) -> OrderItem:
    """Return a line of the order that is not saved yet, with the product as it is now."""
    return OrderItem(
        shop_id=order.shop_id,
        order=order,
        product=product,
        product_name=product.name,
        product_category=product.category,
        quantity=item.quantity,
        price=price,
        total=price * item.quantity,
        notes=item.notes,
        make_minutes=product.make_minutes,
    )


def _is_for_oneself(order: NewOrder) -> bool:
    """Whether buyer and recipient are one person, so that the order's address is the buyer's own."""
    if order.recipient_phone:
        return order.recipient_phone == order.customer_phone
    return not order.recipient_name or order.recipient_name == order.customer_name


def _prices(order: NewOrder, products: dict[int, Product]) -> list[int]:
    """Check the lines and return the price of each."""
    wrong: list[tuple[tuple[str | int, ...], Text]] = []
    prices = []
    for index, item in enumerate(order.items):
        product = products.get(item.product_id)
        if product is None or (order.prices_by_server and not product.is_active):
            wrong.append((("items", index, "product_id"), _("Товар не найден")))
            continue
        if not is_quantity(item.quantity):
            wrong.append((("items", index, "quantity"), WRONG_QUANTITY))
        prices.append(_price(item, product, order.prices_by_server))
    if wrong:
        raise InvalidInput(*wrong)
    return prices


def _price(item: NewItem, product: Product, prices_by_server: bool) -> int:
    if prices_by_server or item.price is None:
        return product.current_price
    return item.price


def _zone(shop: Shop, order: NewOrder) -> DeliveryZone | None:
    if order.delivery_method == DeliveryMethod.SELF_PICKUP:
        return None
    if order.delivery_zone_name:
        return named_zone(shop, order.delivery_zone_name)
    if not order.prices_by_server:
        return None
    return usual_zone(shop, active_zones(shop))


def _set_sums(row: Order, order: NewOrder, prices: list[int], zone: DeliveryZone | None) -> None:
    counted = sum(item.quantity * price for item, price in zip(order.items, prices, strict=True))
    row.flower_sum = counted if order.items else (order.flower_sum or 0)
    zone_fee = zone.fee if zone else 0
    if order.prices_by_server:
        row.delivery_fee, row.discount = zone_fee, 0
    else:
        row.delivery_fee = zone_fee if order.delivery_fee is None else order.delivery_fee
        row.discount = order.discount
    row.total = total_of(flower_sum=row.flower_sum, delivery_fee=row.delivery_fee, discount=row.discount)
    if order.prices_by_server:
        return
    said_sum = row.flower_sum if order.flower_sum is None else order.flower_sum
    said_total = row.total if order.total is None else order.total
    if (said_sum, said_total) != (row.flower_sum, row.total):
        raise sums_differ(row.total)


def _check_window(order: NewOrder) -> None:
    if order.window_from_at and order.window_to_at and order.window_to_at < order.window_from_at:
        raise InvalidInput((("delivery_window",), _("Окно доставки заканчивается раньше, чем начинается")))


def _check_payment_method(shop: Shop, order: NewOrder) -> None:
    """A buyer pays in a way that the shop offers; the shop's own people know what they do."""
    if order.prices_by_server and order.payment_method not in shop.payment_methods:
        raise InvalidInput((("payment_method",), _("Магазин не принимает такую оплату")))


def _local_day(shop: Shop, instant: datetime | None) -> date | None:
    return clock.local(instant, shop.timezone).date() if instant else None


def _insert(row: Order) -> None:
    for _try in range(TOKEN_TRIES):
        row.tracking_token = str(100_000_000 + secrets.randbelow(900_000_000))
        row.search_text = search_text(row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if not Order._base_manager.filter(tracking_token=row.tracking_token).exists():
                raise
        else:
            return
    raise RuntimeError("No free tracking token was found")


def _insert_items(row: Order, order: NewOrder, products: dict[int, Product], prices: list[int]) -> list[OrderItem]:
    items: list[OrderItem] = OrderItem.objects.bulk_create(
        new_line(row, item, products[item.product_id], price) for item, price in zip(order.items, prices, strict=True)
    )
    return items
