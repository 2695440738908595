"""The life of an order, as data. The API, the admin, the screens and the docs all read these tables.

    new ──► paid ──► assembled ──► delivery ─────► delivered ──► completed
     ╎                        └──► self_pickup ──────────────────┘
     ╎ (pay at hand-over, accepted: new ──► assembled)

Dotted ways out: `cancelled` from new, paid, assembled and issue; `issue` from paid, assembled, delivery and
self_pickup, and from there back to the status it came from.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    """Where an order stands, in the words of the staff."""

    NEW = "new", _("Новый")
    PAID = "paid", _("Оплачен")
    ASSEMBLED = "assembled", _("Собран")
    DELIVERY = "delivery", _("Доставка")
    SELF_PICKUP = "self_pickup", _("Самовывоз")
    DELIVERED = "delivered", _("Доставлен")
    COMPLETED = "completed", _("Выполнен")
    CANCELLED = "cancelled", _("Отменен")
    ISSUE = "issue", _("Проблема")


# The same for the buyer.
BUYER_WORDS = {
    OrderStatus.NEW: _("Новый заказ"),
    OrderStatus.PAID: _("Оплачен"),
    OrderStatus.ASSEMBLED: _("Собран"),
    OrderStatus.DELIVERY: _("В доставке"),
    OrderStatus.SELF_PICKUP: _("Ждёт вас в магазине"),
    OrderStatus.DELIVERED: _("Доставлен"),
    OrderStatus.COMPLETED: _("Выполнен"),
    OrderStatus.CANCELLED: _("Отменен"),
    OrderStatus.ISSUE: _("Уточняем детали"),
}

# Where an order stands, told to staff whose step came too early or too late.
STANDS = {
    OrderStatus.NEW: _("Заказ ещё не оплачен и не собран"),
    OrderStatus.PAID: _("Заказ оплачен, но ещё не собран"),
    OrderStatus.ASSEMBLED: _("Заказ собран и ещё в магазине"),
    OrderStatus.DELIVERY: _("Заказ уже у курьера"),
    OrderStatus.SELF_PICKUP: _("Заказ уже ждёт покупателя"),
    OrderStatus.DELIVERED: _("Заказ уже доставлен"),
    OrderStatus.COMPLETED: _("Заказ уже выполнен"),
    OrderStatus.CANCELLED: _("Заказ отменён"),
    OrderStatus.ISSUE: _("По заказу отмечена проблема"),
}

# From a status to those that may follow it. `issue` may besides return to the status it came from.
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.NEW: frozenset({OrderStatus.PAID, OrderStatus.ASSEMBLED, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.ASSEMBLED, OrderStatus.ISSUE, OrderStatus.CANCELLED}),
    OrderStatus.ASSEMBLED: frozenset(
        {OrderStatus.DELIVERY, OrderStatus.SELF_PICKUP, OrderStatus.ISSUE, OrderStatus.CANCELLED}
    ),
    OrderStatus.DELIVERY: frozenset({OrderStatus.DELIVERED, OrderStatus.ISSUE}),
    OrderStatus.SELF_PICKUP: frozenset({OrderStatus.COMPLETED, OrderStatus.ISSUE}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.COMPLETED}),
    OrderStatus.ISSUE: frozenset({OrderStatus.CANCELLED}),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}

BEFORE_ASSEMBLY = frozenset({OrderStatus.NEW, OrderStatus.PAID})
FINAL = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})
# Somebody has still to do something for the buyer.
UNDER_WAY = frozenset(OrderStatus) - FINAL - {OrderStatus.DELIVERED}


def may_follow(current: str, target: str, *, issue_from: str = "") -> bool:
    """Return whether the table has this arrow; `issue_from` is the status that an issue came from."""
    if current == OrderStatus.ISSUE and target == issue_from:
        return True
    return target in TRANSITIONS[OrderStatus(current)]


class PaymentStatus(models.TextChoices):
    PENDING = "pending", _("Ожидает оплаты")
    PARTIALLY_PAID = "partially_paid", _("Оплачен частично")
    PAID = "paid", _("Оплачен")
    REFUND_DUE = "refund_due", _("Нужен возврат")
    REFUNDED = "refunded", _("Возвращён")


class IssueType(models.TextChoices):
    WRONG_ADDRESS = "wrong_address", _("Неправильный адрес")
    RECIPIENT_UNAVAILABLE = "recipient_unavailable", _("Получатель недоступен")
    QUALITY_ISSUE = "quality_issue", _("Проблема с качеством")
    WRONG_ORDER = "wrong_order", _("Неправильный заказ")
    DELIVERY_DELAY = "delivery_delay", _("Задержка доставки")
    PAYMENT_ISSUE = "payment_issue", _("Проблема с оплатой")
    OTHER = "other", _("Другое")


class DeliveryMethod(models.TextChoices):
    DELIVERY = "delivery", _("Доставка")
    SELF_PICKUP = "self_pickup", _("Самовывоз")


class CallPolicy(models.TextChoices):
    """Whom the courier may call before handing over."""

    RECIPIENT = "recipient", _("Звонить получателю")
    BUYER_ONLY = "buyer_only", _("Звонить только заказчику")
    NOBODY = "nobody", _("Не звонить")
