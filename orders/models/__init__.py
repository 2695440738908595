"""The tables of an order: itself, what is in it, what happened to it, its money, how many there are."""

from .order import (
    NoteKind,
    Order,
    OrderDemand,
    OrderItem,
    OrderNote,
    OrderPhoto,
    OrderStatusChange,
    PhotoKind,
    photo_path,
)
from .payment import Payment, PaymentKind, PaymentSource
from .tally import OrderTally

__all__ = [
    "NoteKind",
    "Order",
    "OrderDemand",
    "OrderItem",
    "OrderNote",
    "OrderPhoto",
    "OrderStatusChange",
    "OrderTally",
    "Payment",
    "PaymentKind",
    "PaymentSource",
    "PhotoKind",
    "photo_path",
]
