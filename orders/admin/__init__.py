"""Orders in the admin: the list with one-click moves, the page of one order, the list of payments."""

from .orders import OrderPage
from .payments import PaymentPage

__all__ = ["OrderPage", "PaymentPage"]
