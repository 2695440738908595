"""Finished pieces on the shelf: which product a stock item stands for."""

from __future__ import annotations

from collections.abc import Collection

from shops.models import Shop

from .models import Product


def products_by_piece(*, shop: Shop, item_ids: Collection[int]) -> dict[int, Product]:
    """Return the current product that each of these stock items is a finished piece of, by the item's id."""
    found = Product.objects.current().filter(shop=shop, piece_item_id__in=item_ids)
    return {product.piece_item_id: product for product in found if product.piece_item_id}
