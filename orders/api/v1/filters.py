"""What a list of orders can be narrowed and sorted by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from cvety.api.lists import DayFilter, IntegerFilter, ListFilter, MomentFilter, WordFilter
from cvety.core.access import Access, Module
from cvety.core.search import matching, row_id
from orders.models import Order
from orders.states import OrderStatus, PaymentStatus

SORT = {
    "created_at": "created_at",
    "updated_at": "updated_at",
    "total": "total",
    "delivery_date": "delivery_date",
    "id": "pk",
}
MAY_BE_EMPTY = ("delivery_date",)


class OrderFilter(ListFilter):
    status = WordFilter(choices=OrderStatus.choices)
    search = django_filters.CharFilter(method="by_words")
    dateFrom = MomentFilter(field_name="created_at", lookup_expr="gte")
    dateTo = MomentFilter(field_name="created_at", lookup_expr="lte")
    delivery_date = DayFilter()
    payment_status = WordFilter(choices=PaymentStatus.choices)
    customer_id = IntegerFilter()
    florist_id = IntegerFilter()
    courier_id = IntegerFilter()
    external_id = django_filters.CharFilter()

    def by_words(self, orders: QuerySet[Order], name: str, text: str) -> QuerySet[Order]:
        """Find by phones, names, tracking token or number; a courier by number alone.

        What one may not see one may not guess at either.
        """
        number = row_id(text)
        if self.request.auth.access(Module.ORDERS) == Access.OWN:
            return orders.none() if number is None else orders.filter(pk=number)
        return orders.filter(matching("search_text", text) | (Q() if number is None else Q(pk=number)))
