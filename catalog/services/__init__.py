"""What is done with products: one function each, and all doors call these."""

from .products import (
    MAX_PER_RECIPE,
    Ingredient,
    ProductData,
    add_to_totals,
    archive_product,
    create_product,
    find_products,
    update_product,
)

__all__ = [
    "MAX_PER_RECIPE",
    "Ingredient",
    "ProductData",
    "add_to_totals",
    "archive_product",
    "create_product",
    "find_products",
    "update_product",
]
