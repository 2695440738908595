"""Products as API v1 reads them, and as its schema describes the answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.models import Category
from catalog.services import MAX_PER_RECIPE, MAX_POSITION, MAX_SUBSTITUTES, MAX_WASTE
from cvety.api.fields import TengeField, TextField, WordField
from cvety.api.uploads import UploadInput

MAX_INGREDIENTS = 100
MAX_PIECES = 1_000_000
POTTED = "potted"  # what older clients call a plant in a pot


class CategoryField(WordField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Category.choices, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return Category.OTHER.value if data == POTTED else super().to_internal_value(data)


class IngredientInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=255)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_PER_RECIPE)
    unit = serializers.CharField(max_length=16, required=False)
    waste_percent = serializers.IntegerField(
        min_value=0,
        max_value=MAX_WASTE,
        required=False,
        allow_null=True,
        help_text=_("Запас на брак в процентах; при изменении без него остаётся прежний"),
    )
    substitutes = serializers.ListField(
        child=serializers.CharField(max_length=255),
        required=False,
        allow_null=True,
        max_length=MAX_SUBSTITUTES,
        help_text=_("Чем заменить, если не хватает, лучшее первым; при изменении без них остаются прежние"),
    )


class ProductChanges(serializers.Serializer[Any]):
    """A change of a product: only what is sent is written."""

    name = serializers.CharField(max_length=255, required=False)
    category = CategoryField(required=False)
    description = TextField(max_length=5000)
    cost_price = TengeField(required=False)
    retail_price = TengeField(required=False)
    sale_price = TengeField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    is_popular = serializers.BooleanField(required=False)
    is_new = serializers.BooleanField(required=False)
    make_minutes = serializers.IntegerField(min_value=0, max_value=24 * 60, required=False)
    ingredients: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=IngredientInput(), required=False, max_length=MAX_INGREDIENTS
    )
    stock_quantity = serializers.IntegerField(
        min_value=0,
        max_value=MAX_PIECES,
        required=False,
        allow_null=True,
        help_text=_("Сколько готовых изделий в наличии; при изменении то же число, что в ответе GET, ничего не меняет"),
    )


class ProductInput(ProductChanges):
    name = serializers.CharField(max_length=255)
    retail_price = TengeField()


class ProductImageInput(UploadInput):
    is_main = serializers.BooleanField(required=False)


class ProductImageChanges(serializers.Serializer[Any]):
    is_main = serializers.BooleanField(required=False)
    position = serializers.IntegerField(min_value=0, max_value=MAX_POSITION, required=False)


class ProductImageRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField()
    thumbnail = serializers.URLField()
    is_main = serializers.BooleanField()
    position = serializers.IntegerField(help_text=_("Порядок после главного"))


class IngredientRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = serializers.CharField()
    waste_percent = serializers.IntegerField()
    substitutes = serializers.ListField(child=serializers.CharField())


class ProductStats(serializers.Serializer[Any]):
    orders_count = serializers.IntegerField()
    revenue = serializers.IntegerField(allow_null=True)
    last_ordered = serializers.DateTimeField(allow_null=True)


class ProductRow(serializers.Serializer[Any]):
    """A product; what it costs and earns is null for those who do not see money."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    category_display = serializers.CharField()
    description = serializers.CharField()
    cost_price = serializers.IntegerField(allow_null=True)
    retail_price = serializers.IntegerField()
    sale_price = serializers.IntegerField(allow_null=True)
    discount_percentage = serializers.IntegerField()
    current_price = serializers.IntegerField()
    is_active = serializers.BooleanField()
    is_popular = serializers.BooleanField()
    is_new = serializers.BooleanField()
    in_stock = serializers.BooleanField()
    stock_quantity = serializers.IntegerField(help_text=_("Готовые изделия и то, что можно собрать из остатков"))
    is_stock_tracked = serializers.BooleanField()
    make_minutes = serializers.IntegerField()
    images = ProductImageRow(many=True)
    ingredients = IngredientRow(many=True)
    stats = ProductStats()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProductWithCost(ProductRow):
    """A product by itself: its row of the list, and what its recipe costs at the last prices, waste included."""

    planned_cost = serializers.IntegerField(
        allow_null=True, help_text=_("В тенге; null, если цена неизвестна или её не показывают")
    )


class ProductCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
