"""What to tell of a refused order to those who know products, and not what they are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shops.models import Shop
from warehouse.queries import free_by_item
from warehouse.services import serve

from .errors import ProductsOutOfStock, ShortProduct
from .models import Product
from .stock import Line, items_of, needs_of, recipes_of


@dataclass(frozen=True, slots=True)
class _Shelf:
    amounts: Mapping[int, int]

    def free(self, item_id: int) -> int:
        return self.amounts.get(item_id, 0)


def short_products(*, shop: Shop, wanted: Mapping[int, int], at: datetime) -> ProductsOutOfStock:
    """Return the refusal of so many of each product, by id: how many of each can be had beside those before it."""
    products = Product.objects.current().filter(shop=shop).in_bulk([*wanted])
    recipes = recipes_of([*products])
    shelf = _Shelf(free_by_item(items_of(products.values(), recipes), at))

    def can_be_had(lines: Collection[Line]) -> bool:
        return not any(each.missing for each in serve(needs_of(lines, recipes, shelf), shelf.amounts))

    granted: list[Line] = []
    short: list[ShortProduct] = []
    for number, (product_id, needed) in enumerate(wanted.items()):
        if product_id not in products:  # put away meanwhile
            continue
        product, available, least = products[product_id], needed, 0
        while least < available:  # the most that can be had, by halving
            middle = (least + available + 1) // 2
            if can_be_had([*granted, Line(number, product, middle)]):
                least = middle
            else:
                available = middle - 1
        granted.append(Line(number, product, available))
        if available < needed:
            short.append(ShortProduct(product_id, product.name, needed, available))
    return ProductsOutOfStock(short)
