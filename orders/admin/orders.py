"""Orders in the admin: the list, one order, a new one by phone."""

from __future__ import annotations

from django.contrib import admin

from cvety.core.access import Module
from orders.models import Order

from .listing import OrderList
from .one import OneOrder
from .taking import OrderTaking


@admin.register(Order)
class OrderPage(OrderTaking, OneOrder, OrderList):
    """Orders are written by services alone; here they are looked at and moved."""

    module = Module.ORDERS
    is_read_only = True
