"""What is done with products: one function each, and all doors call these."""

from .images import MAX_IMAGES, MAX_POSITION, add_image, remove_image, update_image
from .products import (
    MAX_PER_RECIPE,
    MAX_SUBSTITUTES,
    MAX_WASTE,
    Ingredient,
    ProductData,
    add_to_totals,
    archive_product,
    create_product,
    find_products,
    lock_product,
    update_product,
)

__all__ = [
    "MAX_IMAGES",
    "MAX_PER_RECIPE",
    "MAX_POSITION",
    "MAX_SUBSTITUTES",
    "MAX_WASTE",
    "Ingredient",
    "ProductData",
    "add_image",
    "add_to_totals",
    "archive_product",
    "create_product",
    "find_products",
    "lock_product",
    "remove_image",
    "update_image",
    "update_product",
]
