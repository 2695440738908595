"""The tables of an order: itself, what is in it, what happened to it, its money, how many there are."""

from .order import Order, OrderDemand, OrderItem, OrderPhoto, OrderStatusChange, photo_path
from .payment import Payment, PaymentKind, PaymentSource
from .tally import OrderTally

__all__ = [
    "Order",
    "OrderDemand",
    "OrderItem",
    "OrderPhoto",
    "OrderStatusChange",
    "OrderTally",
    "Payment",
    "PaymentKind",
    "PaymentSource",
    "photo_path",
]
