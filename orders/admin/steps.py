"""Buttons of an order: what they are called, how they look, which one is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cvety.core import phones, words
from cvety.core.money import readable
from orders.models import Order
from orders.services import allowed_moves
from orders.states import OrderStatus, PaymentStatus

STATUS_COLORS = {
    OrderStatus.NEW: "sky",
    OrderStatus.PAID: "leaf",
    OrderStatus.ASSEMBLED: "leaf",
    OrderStatus.DELIVERY: "sky filled",
    OrderStatus.SELF_PICKUP: "sky filled",
    OrderStatus.DELIVERED: "soft",
    OrderStatus.COMPLETED: "soft",
    OrderStatus.CANCELLED: "struck",
    OrderStatus.ISSUE: "rose",
}

_MONEY: dict[str, str] = {
    PaymentStatus.PENDING: "amber",
    PaymentStatus.PARTIALLY_PAID: "amber",
    PaymentStatus.PAID: "leaf",
    PaymentStatus.REFUND_DUE: "rose",
    PaymentStatus.REFUNDED: "soft",
}

# What a button says: what it does, in other words than the status beside it.
MOVES: dict[OrderStatus, str | Promise] = {
    OrderStatus.NEW: _("Вернуть в новые"),
    OrderStatus.PAID: _("Отметить оплаченным"),
    OrderStatus.ASSEMBLED: _("Отметить собранным"),
    OrderStatus.DELIVERY: _("Передать курьеру"),
    OrderStatus.SELF_PICKUP: _("Отложить для покупателя"),
    OrderStatus.DELIVERED: _("Отметить вручённым"),
    OrderStatus.COMPLETED: _("Завершить заказ"),
    OrderStatus.CANCELLED: _("Отменить заказ"),
    OrderStatus.ISSUE: _("Сообщить о проблеме"),
}

# Where an order came from; other channels have names of their own.
SOURCES: dict[str, str | Promise] = {
    "website": _("сайт"),
    "phone": _("телефон"),
    "shop": _("магазин"),
    "instagram": "Instagram",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "kaspi": "Kaspi",
    "bitrix": _("Битрикс"),
    "wildberries": "Wildberries",
}

# From an issue one goes back to where it came from, whatever that button is called otherwise.
BACK: dict[OrderStatus, str | Promise] = {
    OrderStatus.PAID: _("Решено, собираем дальше"),
    OrderStatus.ASSEMBLED: _("Решено, букет готов"),
    OrderStatus.DELIVERY: _("Решено, везём дальше"),
    OrderStatus.SELF_PICKUP: _("Решено, ждём покупателя"),
}

_SIDEWAYS = (OrderStatus.CANCELLED, OrderStatus.ISSUE)


def label(order: Order, status: OrderStatus) -> str:
    """Return what the button of a move says."""
    if order.status == OrderStatus.ISSUE and status not in _SIDEWAYS:
        return str(BACK.get(status, MOVES[status]))
    return str(MOVES[status])


def source_words(order: Order) -> str:
    """Say where an order came from."""
    return str(SOURCES.get(order.source, order.source))


def may_be_accepted(order: Order) -> bool:
    """Whether «Принять» would do something: an order not accepted yet, paid or to be paid at hand-over."""
    if order.accepted_at is not None or order.status not in (OrderStatus.NEW, OrderStatus.PAID):
        return False
    return order.status == OrderStatus.PAID or order.is_paid_at_hand_over


def next_move(order: Order) -> OrderStatus | None:
    """Return the one move that the day most likely wants next; none where a person has to think."""
    if order.status == OrderStatus.ISSUE:
        return None
    forward = [status for status in allowed_moves(order) if status not in _SIDEWAYS]
    # Who pays at hand-over may pay before; what waits is for the bouquet to be made.
    if order.status == OrderStatus.NEW and order.is_paid_at_hand_over and OrderStatus.ASSEMBLED in forward:
        return OrderStatus.ASSEMBLED
    return forward[0] if forward else None


@dataclass(frozen=True, slots=True)
class Step:
    """A button: the action it is posted to, the status it asks for, what it says."""

    action: str
    to: str
    label: str


def next_step(order: Order) -> Step | None:
    """Return the one button that an order most likely waits for."""
    if may_be_accepted(order) and order.is_paid_at_hand_over:
        return Step("accept", "", str(_("Принять")))
    status = next_move(order)
    return Step("move", status.value, label(order, status)) if status is not None else None


def in_words(order: Order) -> str:
    """Say who and what: «Айгуль · Букет роз, Открытка × 2 · 27 000 ₸»; one of a kind needs no number."""
    who = order.recipient_name or order.customer_name or phones.readable(order.customer_phone)
    items = ", ".join(words.counted(item.product_name, item.quantity) for item in order.items.all())
    # A line breaks after the dot, not before it.
    return "\u00a0· ".join(part for part in (who, items, readable(order.total)) if part)


def money_words(order: Order) -> str:
    """Say where the order's money stands."""
    if order.payment_status == PaymentStatus.REFUND_DUE:
        return str(_("Вернуть %s")) % readable(to_refund(order))
    if order.due:
        return str(_("Ждём %s")) % readable(order.due)
    if order.due_waived and order.status != OrderStatus.CANCELLED:
        return str(_("Долг прощён: %s")) % readable(order.due_waived)
    if order.status == OrderStatus.CANCELLED and order.payment_status == PaymentStatus.PENDING:
        return str(_("Не платили"))
    if order.payment_status == PaymentStatus.PAID:  # its label is the word of a status too
        return str(_("Деньги получены"))
    return str(PaymentStatus(order.payment_status).label)


def money_color(order: Order) -> str:
    """Return the color that goes with these words."""
    return "soft" if order.status == OrderStatus.CANCELLED and not order.paid_total else _MONEY[order.payment_status]


def to_refund(order: Order) -> int:
    """Return what is owed to the buyer, in whole tenge."""
    return order.to_refund
