"""What a list of products can be narrowed and sorted by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from catalog.models import Category, Product
from cvety.api.lists import BooleanFilter, IntegerFilter, ListFilter, WordField, WordFilter
from cvety.core.search import matching

from .serializers import POTTED

SORT = {"name": "name_key", "price": "price", "created_at": "created_at", "popularity": "orders_count"}


class CategoryField(WordField):
    def to_python(self, value: Any) -> str:
        return Category.OTHER if value == POTTED else super().to_python(value)


class CategoryFilter(WordFilter):
    field_class = CategoryField


class PublicProductFilter(ListFilter):
    """What a storefront's visitor may ask for."""

    category = CategoryFilter(choices=Category.choices)
    search = django_filters.CharFilter(method="by_words")
    is_popular = BooleanFilter()
    is_new = BooleanFilter()
    on_sale = BooleanFilter(method="with_discount")
    min_price = IntegerFilter(field_name="price", lookup_expr="gte")
    max_price = IntegerFilter(field_name="price", lookup_expr="lte")

    def by_words(self, products: QuerySet[Product], name: str, text: str) -> QuerySet[Product]:
        """Find by words of the name."""
        return products.filter(matching("name_key", text))

    def with_discount(self, products: QuerySet[Product], name: str, wanted: bool) -> QuerySet[Product]:
        """Keep what has, or has not, a price below the usual one."""
        is_cheaper = Q(sale_price__lt=F("retail_price"))
        return products.filter(is_cheaper) if wanted else products.exclude(is_cheaper)


class ProductFilter(PublicProductFilter):
    """What the shop's own people may ask for besides."""

    is_active = BooleanFilter()
