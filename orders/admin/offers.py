"""What the screen of a new order offers: who may be calling, what can be sold now, when it can be brought."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import StaffMember
from catalog.models import Product
from catalog.queries import product_rows, products_of
from catalog.stock import items_of, recipes_of, shortages
from customers.models import Customer, CustomerAddress
from customers.queries import Caller, recognize
from cvety.core import clock, phones, words
from cvety.core.search import MAX_WORDS
from cvety.core.text import fold
from orders.models import Order, OrderItem
from shops.models import Shop
from warehouse.models import StockItem
from warehouse.queries import free_by_item

CALLERS = 8
ADDRESSES = 3  # of each
PRODUCTS = 20
POPULAR = 8
WINDOW = 120  # minutes
SHORTEST_WINDOW = 60
MIDNIGHT = 24 * 60
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*")
_ALWAYS = (8 * 60, 22 * 60)  # where a shop has written its hours in words

Window = tuple[str, str]
"""From and to, as `14:00`."""


def callers(shop: Shop, text: str) -> list[dict[str, Any]]:
    """Return who may be calling, with where and what they ordered last."""
    found = recognize(shop=shop, text=text, limit=CALLERS, addresses=ADDRESSES)
    bought = _bought_last([caller.customer.pk for caller in found])
    return [_caller(caller, bought.get(caller.customer.pk, []), shop) for caller in found]


def products(member: StaffMember, text: str, now: datetime) -> list[dict[str, Any]]:
    """Return what is sold under these words, else what is bought most; what can be made stands first."""
    rows = by_popularity(member.shop)
    for word in fold(text).split()[:MAX_WORDS]:
        rows = rows.filter(name_key__contains=word)
    found = offered(rows[: PRODUCTS if text.strip() else POPULAR], member, now)
    return sorted(found, key=lambda product: bool(product["reason"]))


def products_by_id(member: StaffMember, ids: Iterable[int], now: datetime) -> list[dict[str, Any]]:
    """Return these products as far as they are sold, in this order."""
    wanted = list(ids)[:PRODUCTS]
    found = {row["id"]: row for row in offered(for_sale(member.shop).filter(pk__in=wanted), member, now)}
    return [found[id_] for id_ in wanted if id_ in found]


def for_sale(shop: Shop) -> QuerySet[Product]:
    return products_of(shop=shop).filter(is_active=True)


def by_popularity(shop: Shop) -> QuerySet[Product]:
    """Return what is sold, what is bought most at the top."""
    return for_sale(shop).order_by("-is_popular", "-orders_count", "name_key", "pk")


def offered(rows: QuerySet[Product], member: StaffMember, now: datetime) -> list[dict[str, Any]]:
    """Return products with their picture, price, how many there can be, and why there can be none."""
    found = product_rows(rows, seen_by=member, now=now)
    missing = _missing([row["id"] for row in found if not row["in_stock"]], now)
    return [_product(row, missing) for row in found]


def windows_by_weekday(shop: Shop) -> list[list[Window]]:
    """Return the windows of each day of the week, Monday first, within the hours of the shop."""
    kinds = [*["weekdays"] * 5, "saturday", "sunday"]
    return [_windows(str(shop.working_hours.get(kind, ""))) for kind in kinds]


def next_window(shop: Shop, now: datetime) -> tuple[date, str, str]:
    """Return the day and the window that begins next: today or tomorrow; no hours where the shop is closed."""
    local = clock.local(now, shop.timezone)
    by_weekday = windows_by_weekday(shop)
    today = [window for window in by_weekday[local.weekday()] if window[0] >= f"{local:%H:%M}"]
    if today:
        return local.date(), *today[0]
    tomorrow = local.date() + timedelta(days=1)
    return tomorrow, *next(iter(by_weekday[tomorrow.weekday()]), ("", ""))


def _caller(caller: Caller, bought: Sequence[tuple[int, str, int]], shop: Shop) -> dict[str, Any]:
    customer, addresses = caller.customer, caller.addresses
    orders = ngettext("%d заказ", "%d заказов", customer.orders_count) % customer.orders_count
    last = customer.last_order_at
    return {
        "id": customer.pk,
        "name": customer.name,
        "phone": phones.readable(customer.phone),
        "orders": orders if customer.orders_count else _("ещё не заказывал"),
        "last": words.day(clock.local(last, shop.timezone).date()) if last else "",
        "recipient": next((address.recipient_name for address in addresses if address.recipient_name), ""),
        "preferences": customer.preferences,
        "addresses": [_address(address) for address in addresses],
        "bought": {
            "words": ", ".join(words.counted(name, quantity) for _id, name, quantity in bought),
            "items": [{"product": product_id, "quantity": quantity} for product_id, _name, quantity in bought],
        },
    }


def _address(row: CustomerAddress) -> dict[str, Any]:
    names = ("recipient_name", "address", "entrance", "floor", "flat", "door_code")
    return {
        **{name: getattr(row, name) or "" for name in names},
        "recipient_phone": phones.readable(row.recipient_phone),
    }


def _bought_last(customer_ids: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    """Return what each customer's last order consisted of. Two queries."""
    if not customer_ids:
        return {}
    newest = Order.objects.current().filter(customer=OuterRef("pk")).order_by("-created_at", "-pk")
    last = Customer.objects.filter(pk__in=customer_ids).annotate(last=Subquery(newest.values("pk")[:1]))
    owners = {order_id: customer_id for customer_id, order_id in last.values_list("pk", "last") if order_id}
    bought: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    items = OrderItem.objects.filter(order_id__in=owners).order_by("pk")
    for item in items.only("order_id", "product_id", "product_name", "quantity"):
        bought[owners[item.order_id]].append((item.product_id, item.product_name, item.quantity))
    return bought


def _product(row: dict[str, Any], missing: dict[int, str]) -> dict[str, Any]:
    is_limited = row["is_stock_tracked"]
    return {
        "id": row["id"],
        "name": row["name"],
        "price": row["current_price"],
        "full_price": row["retail_price"] if row["sale_price"] is not None else None,
        "picture": next((_own(image["thumbnail"]) for image in row["images"]), ""),
        "stock": row["stock_quantity"] if is_limited else None,
        "stock_words": _("хватит на %d") % row["stock_quantity"] if is_limited and row["in_stock"] else "",
        "reason": "" if row["in_stock"] else missing.get(row["id"], _("закончился")),
    }


def _own(url: str) -> str:
    """Return where a picture is found from a page of ours, by whatever name the page was opened."""
    return url.removeprefix(settings.CVETY_BASE_URL)


def _missing(product_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Say of products that cannot be made which flower is short."""
    recipes = recipes_of(product_ids) if product_ids else {}
    needed = items_of((), recipes)
    if not needed:
        return {}
    free, items = free_by_item(needed, now), StockItem.objects.in_bulk(list(needed))
    short = {product_id: shortages(recipe, 1, free) for product_id, recipe in recipes.items()}
    return {
        product_id: _("не хватает: %s") % ", ".join(str(items[item_id]) for item_id in item_ids)
        for product_id, item_ids in short.items()
        if item_ids
    }


def _windows(hours: str) -> list[Window]:
    """Cut the hours of a day into windows; a rest too short for one is left out."""
    if not hours.strip():
        return []
    match = _HOURS.fullmatch(hours)
    opens, closes = _minutes(match) if match else _ALWAYS
    starts = range(opens, closes - SHORTEST_WINDOW + 1, WINDOW)
    return [(_at(start), _at(min(start + WINDOW, closes))) for start in starts]


def _minutes(match: re.Match[str]) -> tuple[int, int]:
    opens = int(match[1]) * 60 + int(match[2])
    closes = int(match[3]) * 60 + int(match[4])
    return min(opens, MIDNIGHT), min(closes if closes > opens else MIDNIGHT, MIDNIGHT)


def _at(minutes: int) -> str:
    return f"{time(minutes // 60 % 24, minutes % 60):%H:%M}"
