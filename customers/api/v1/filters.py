"""What a list of customers can be narrowed and sorted by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from customers.models import Customer
from cvety.api.lists import BooleanFilter, IntegerFilter, ListFilter
from cvety.core.search import matching

SORT = {
    "name": "name",
    "created_at": "created_at",
    "total_spent": "total_spent",
    "orders_count": "orders_count",
    "last_order_date": "last_order_at",
}
MAY_BE_EMPTY = ("last_order_date",)


class CustomerFilter(ListFilter):
    search = django_filters.CharFilter(method="by_words")
    has_orders = BooleanFilter(method="with_orders")
    min_spent = IntegerFilter(field_name="total_spent", lookup_expr="gte")

    def by_words(self, customers: QuerySet[Customer], name: str, text: str) -> QuerySet[Customer]:
        """Find by phone, name or email."""
        return customers.filter(matching("search_text", text))

    def with_orders(self, customers: QuerySet[Customer], name: str, wanted: bool) -> QuerySet[Customer]:
        """Keep those who have, or have not, ordered."""
        return customers.filter(orders_count__gt=0) if wanted else customers.filter(orders_count=0)
