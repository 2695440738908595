"""Who may carry an order, and how much they have to carry already."""

from __future__ import annotations

from django.db.models import Count

from accounts.models import StaffMember
from accounts.positions import Position
from accounts.team import Colleague, freest_first
from orders.models import Order
from orders.states import OrderStatus
from shops.models import Shop

# As the index of couriers' orders has it.
CARRIED = (OrderStatus.ASSEMBLED, OrderStatus.DELIVERY)


def couriers(shop: Shop) -> list[Colleague]:
    """Return who may carry orders, the freest courier first, each with how many they have to carry."""
    carried = Order.objects.current().filter(shop=shop, status__in=CARRIED).exclude(courier=None)
    loads = dict(carried.order_by().values_list("courier").annotate(Count("pk")))
    return freest_first(shop, loads, is_fit=_carries_orders, first=Position.COURIER)


def _carries_orders(member: StaffMember) -> bool:
    return member.carries_orders
