"""Reading orders: the list in its documented shape as plain data, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BigIntegerField, CharField, Count, QuerySet, Sum

from accounts.models import StaffMember
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.pictures import absolute_url
from cvety.core.reading import ByIds, Prepared, Slot
from shops.models import Shop

from .deliveries import contacts, to_collect
from .errors import NoteNotFound, OrderNotFound
from .models import (
    NoteKind,
    Order,
    OrderItem,
    OrderNote,
    OrderPhoto,
    OrderStatusChange,
    OrderTally,
    Payment,
)
from .pricing import due_of
from .states import FINAL, OrderStatus

# By order id.
Parts = dict[int, list[dict[str, Any]]]

COLUMNS = (
    *("pk", "version", "created_at", "updated_at", "accepted_at", "status"),
    *("issue_type", "issue_comment", "issue_reported_at"),
    *("customer_phone", "customer_name", "recipient_phone", "recipient_name"),
    *("address", "city", "street", "house", "flat", "entrance", "floor", "door_code", "latitude", "longitude"),
    *("delivery_method", "delivery_date", "window_from_at", "window_to_at", "delivery_zone_name"),
    *("delivery_fee", "flower_sum", "discount", "total", "paid_total", "refunded_total"),
    *("payment_method", "payment_status"),
    *("due_waived", "due_waived_at", "due_waived_by", "due_waived_reason"),
    *("tracking_token", "source", "external_id", "comment", "card_text", "is_anonymous", "is_surprise"),
    *("call_policy", "photo_approval", "substitution_consent"),
    *("florist_id", "florist__name", "florist__phone", "courier_id", "courier__name", "courier__phone"),
    *("customer_id", "customer__name", "customer__phone"),
    *("customer__orders_count", "customer__total_spent", "customer__last_order_at"),
)
ITEM_COLUMNS = ("id", "product_id", "product_name", "product_category", "quantity", "price", "total", "notes")
_Columns = namedtuple("_Columns", COLUMNS)  # type: ignore[misc]  # the names stand above

ORDERS = ByIds(Order, "pk", COLUMNS)
ITEMS = ByIds(OrderItem, "order_id", ("order_id", *ITEM_COLUMNS))
PHOTOS = ByIds(OrderPhoto, "order_id", ("order_id", "pk", "image", "thumbnail", "uploaded_at"))
HISTORY = ByIds(OrderStatusChange, "order_id", ("order_id", "status", "changed_at", "actor_name", "comment"))

_SUM = (
    OrderTally._base_manager.filter(shop_id=Slot("shop_id", BigIntegerField()))
    .values("shop_id")
    .annotate(count=Sum("delta"))
    .values_list("count")
)
_TALLY = Prepared(lambda: _SUM)
_TALLY_OF = Prepared(lambda: _SUM.filter(status=Slot("status", CharField())))

# What those who make or carry an order do not see of it.
WAIVER = ("waived_total", "waived_at", "waived_by", "waived_reason")
MONEY = ("delivery_fee", "flower_sum", "discount", "total", "paid_total", "refunded_total", "due", *WAIVER)
# What decides what a courier sees of an order.
CARRIED_BY = (
    *("status", "total", "paid_total", "payment_method", "due_waived"),
    *("call_policy", "is_surprise", "is_anonymous", "recipient_phone", "customer_phone"),
)
TOTALS_OF_CUSTOMER = ("orders_count", "total_spent", "last_order_date")


def orders_seen_by(member: StaffMember) -> QuerySet[Order]:
    """Return the orders that a person may see: the shop's, or those assigned to oneself."""
    orders: QuerySet[Order] = Order.objects.current().filter(shop_id=member.shop_id)
    if member.access(Module.ORDERS) == Access.OWN:
        return orders.filter(courier_id=member.pk)
    return orders


def check_seen(*, order_id: int, member: StaffMember) -> None:
    """Raise OrderNotFound unless the person may see this order."""
    if not orders_seen_by(member).filter(pk=order_id).exists():
        raise OrderNotFound


def find_order(*, order_id: int, member: StaffMember) -> Order:
    """Return an order that this person may see. Raises OrderNotFound."""
    order = orders_seen_by(member).filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def count_orders(*, shop: Shop, status: str | None = None) -> int:
    """Return how many orders there are, by the tally: the cost does not grow with their number."""
    rows = _TALLY.rows(shop_id=shop.pk) if status is None else _TALLY_OF.rows(shop_id=shop.pk, status=status)
    return next(iter(rows), (0,))[0]


def orders_of_customer(*, shop: Shop, customer_id: int) -> QuerySet[Order]:
    """Return a customer's orders, newest first, each with its number of lines."""
    orders: QuerySet[Order] = Order.objects.current().filter(shop=shop, customer_id=customer_id)
    return orders.annotate(items_count=Count("items")).order_by("-created_at", "-pk")


def customer_order_rows(orders: QuerySet[Order], *, shop: Shop) -> list[dict[str, Any]]:
    """Return a customer's orders in their documented short shape."""
    columns = ("id", "created_at", "status", "total", "tracking_token", "items_count")
    zone = shop.zone
    return [{**row, "created_at": clock.isoformat(row["created_at"], zone)} for row in orders.values(*columns)]


def favorite_category(*, shop: Shop, customer_id: int) -> str | None:
    """Return what a customer has ordered most of; None where nothing was."""
    items = OrderItem.objects.filter(shop=shop, order__customer_id=customer_id, order__archived_at=None)
    by_category = items.exclude(order__status=OrderStatus.CANCELLED).values("product_category").order_by()
    favorite = by_category.annotate(pieces=Sum("quantity")).order_by("-pieces", "product_category").first()
    return favorite["product_category"] if favorite else None


def payments_of(*, shop: Shop, order_id: int) -> QuerySet[Payment]:
    """Return the money that came for an order and went back, in its order."""
    payments: QuerySet[Payment] = Payment.objects.filter(shop=shop, order_id=order_id).order_by("pk")
    return payments


def comments_on(*, shop: Shop, order_id: int) -> QuerySet[OrderNote]:
    """Return what people said of an order, newest first."""
    comments: QuerySet[OrderNote] = OrderNote.objects.filter(shop=shop, order_id=order_id, kind=NoteKind.COMMENT)
    return comments.order_by("-pk")


def find_comment(*, note_id: int, member: StaffMember, order_id: int | None = None) -> OrderNote:
    """Return a comment on an order that this person may see, or on that order alone. Raises NoteNotFound."""
    comments = OrderNote.objects.filter(pk=note_id, kind=NoteKind.COMMENT, order__in=orders_seen_by(member))
    if order_id is not None:
        comments = comments.filter(order_id=order_id)
    comment: OrderNote | None = comments.select_related("order").first()
    if comment is None:
        raise NoteNotFound
    return comment


def order_rows(orders: QuerySet[Order], *, seen_by: StaffMember) -> list[dict[str, Any]]:
    """Return these orders as this person may see them."""
    return rows_of_orders(list(orders.values_list("pk", flat=True)), seen_by=seen_by)


def rows_of_orders(ids: Sequence[int], *, seen_by: StaffMember) -> list[dict[str, Any]]:
    """Return orders that were found among those this person may see, in the order of their ids here."""
    zone = seen_by.shop.zone
    by_id = {row[0]: _Columns._make(row) for row in ORDERS.rows(ids)}
    found: list[Any] = [by_id[order_id] for order_id in ids]
    parts: tuple[Parts, ...] = (items_of_orders(ids), _photos(ids, zone), _history(ids, zone))
    words = {status.value: str(status.label) for status in OrderStatus}
    rows = [_row(row, zone, words[row.status], *(part.get(row.pk, []) for part in parts)) for row in found]
    if not seen_by.sees_money:
        for row, order in zip(rows, found, strict=True):
            _hide_money(row)
            if seen_by.access(Module.ORDERS) == Access.OWN:
                _show_what_is_carried(row, order)
    if not seen_by.sees_contacts:
        for row in rows:
            _hide_contacts(row)
    return rows


def items_of_orders(order_ids: Sequence[int]) -> Parts:
    """Return the lines of these orders in their documented shape, by order id."""
    parts: Parts = defaultdict(list)
    for order_id, *values in ITEMS.rows(order_ids):
        parts[order_id].append(dict(zip(ITEM_COLUMNS, values, strict=True)))
    return parts


def order_row(orders: QuerySet[Order], order_id: int, *, seen_by: StaffMember) -> dict[str, Any]:
    """Return one of these orders. Raises OrderNotFound."""
    rows = order_rows(orders.filter(pk=order_id), seen_by=seen_by)
    if not rows:
        raise OrderNotFound
    return rows[0]


def photo_row(photo: OrderPhoto, zone: ZoneInfo) -> dict[str, Any]:
    return _photo(photo.pk, str(photo.image.name), str(photo.thumbnail.name), photo.uploaded_at, zone)


def payment_row(payment: Payment, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": payment.pk,
        "kind": payment.kind,
        "amount": payment.amount,
        "method": payment.method,
        "source": payment.source,
        "external_id": payment.external_id,
        "comment": payment.comment,
        "created_at": clock.isoformat(payment.created_at, zone),
        "created_by": payment.actor_name,
    }


def comment_row(note: OrderNote, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": note.pk,
        "order_id": note.order_id,
        "text": note.text,
        "created_at": clock.isoformat(note.created_at, zone),
        "user": {"id": note.actor_member_id, "name": note.author},
    }


def item_row(item: OrderItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ITEM_COLUMNS}


def _row(
    row: Any,  # a named tuple that Django makes of COLUMNS
    zone: ZoneInfo,
    words: str,
    items: list[dict[str, Any]],
    photos: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "id": row.pk,
        "created_at": clock.isoformat(row.created_at, zone),
        "updated_at": clock.isoformat(row.updated_at, zone),
        "version": row.version,
        "status": row.status,
        "status_display": words,
        "accepted_at": clock.isoformat(row.accepted_at, zone),
        "issue_type": row.issue_type or None,
        "issue_comment": row.issue_comment,
        "issue_reported_at": clock.isoformat(row.issue_reported_at, zone),
        "customer_phone": row.customer_phone,
        "customer_name": row.customer_name,
        "recipient_phone": row.recipient_phone,
        "recipient_name": row.recipient_name,
        "address": row.address,
        "city": row.city,
        "street": row.street,
        "house": row.house,
        "flat": row.flat,
        "entrance": row.entrance,
        "floor": row.floor,
        "door_code": row.door_code,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "delivery_method": row.delivery_method,
        "delivery_date": row.delivery_date,
        "delivery_window": {
            "from": clock.isoformat(row.window_from_at, zone),
            "to": clock.isoformat(row.window_to_at, zone),
        },
        "delivery_zone": row.delivery_zone_name or None,
        "delivery_fee": row.delivery_fee,
        "flower_sum": row.flower_sum,
        "discount": row.discount,
        "total": row.total,
        "paid_total": row.paid_total,
        "refunded_total": row.refunded_total,
        "due": due_of(status=row.status, total=row.total, paid_total=row.paid_total, waived=row.due_waived),
        **_waiver(row, zone),
        "payment_method": row.payment_method,
        "payment_status": row.payment_status,
        "tracking_token": row.tracking_token,
        "tracking_url": f"{settings.CVETY_BASE_URL}/tracking/{row.tracking_token}",
        "source": row.source,
        "external_id": row.external_id,
        "comment": row.comment,
        "card_text": row.card_text,
        "is_anonymous": row.is_anonymous,
        "is_surprise": row.is_surprise,
        "call_policy": row.call_policy,
        "photo_approval": row.photo_approval,
        "substitution_consent": row.substitution_consent,
        "florist": _colleague(row.florist_id, row.florist__name, row.florist__phone),
        "courier": _colleague(row.courier_id, row.courier__name, row.courier__phone),
        "customer": {
            "id": row.customer_id,
            "name": row.customer__name,
            "phone": row.customer__phone,
            "orders_count": row.customer__orders_count,
            "total_spent": row.customer__total_spent,
            "last_order_date": clock.isoformat(row.customer__last_order_at, zone),
        },
        "items": items,
        "photos": photos,
        "history": history,
    }


def _waiver(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Return what was let go of the sum, by whom, when and why; nothing of a waiver that has been paid since."""
    if not row.due_waived:
        return {**dict.fromkeys(WAIVER), "waived_total": 0}
    told = (row.due_waived, clock.isoformat(row.due_waived_at, zone), row.due_waived_by, row.due_waived_reason)
    return dict(zip(WAIVER, told, strict=True))


def _colleague(member_id: int | None, name: str, phone: str) -> dict[str, Any] | None:
    return None if member_id is None else {"id": member_id, "name": name, "phone": phone}


def _photo(photo_id: int, image: str, thumbnail: str, uploaded_at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": photo_id,
        "url": absolute_url(image),
        "thumbnail": absolute_url(thumbnail),
        "uploaded_at": clock.isoformat(uploaded_at, zone),
    }


def _photos(order_ids: Sequence[int], zone: ZoneInfo) -> Parts:
    parts: Parts = defaultdict(list)
    for order_id, photo_id, image, thumbnail, uploaded_at in PHOTOS.rows(order_ids):
        parts[order_id].append(_photo(photo_id, image, thumbnail, uploaded_at, zone))
    return parts


def _history(order_ids: Sequence[int], zone: ZoneInfo) -> Parts:
    parts: Parts = defaultdict(list)
    for order_id, status, changed_at, author, comment in HISTORY.rows(order_ids):
        parts[order_id].append(
            {
                "status": status,
                "changed_at": clock.isoformat(changed_at, zone),
                "changed_by": author,
                "comment": comment,
            }
        )
    return parts


def _hide_money(row: dict[str, Any]) -> None:
    row.update(dict.fromkeys(MONEY))
    row["customer"].update(dict.fromkeys(TOTALS_OF_CUSTOMER))
    for item in row["items"]:
        item["price"] = item["total"] = None


def _show_what_is_carried(row: dict[str, Any], columns: Any) -> None:
    """Leave what a courier needs at the door: what to collect, and the phones of those whom one may call."""
    order = Order(**{name: getattr(columns, name) for name in CARRIED_BY})
    row["due"] = to_collect(order)
    allowed = set() if order.status in FINAL else {contact.phone for contact in contacts(order)}
    row["card_text"] = ""
    if row["recipient_phone"] not in allowed:
        row["recipient_phone"] = ""
    if row["customer_phone"] not in allowed:
        row["customer_phone"] = row["customer"]["phone"] = ""
    if row["is_anonymous"]:
        row["customer_name"] = row["customer"]["name"] = ""
        for change in row["history"]:  # the first was written by the buyer, under that name
            change["changed_by"] = change["comment"] = ""


def _hide_contacts(row: dict[str, Any]) -> None:
    for colleague in (row["florist"], row["courier"]):
        if colleague is not None:
            colleague["phone"] = None
