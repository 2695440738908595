"""What is done with products."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from catalog.errors import ProductNotFound
from catalog.models import Category, Product, RecipeLine, RecipeSubstitute
from catalog.stock import stock_of_products
from cvety.core.actors import Actor
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.reading import Prepared, Slot
from cvety.core.text import fold_key
from cvety.core.versions import check_version
from shops.models import Shop
from warehouse.models import ItemKind, StockItem
from warehouse.services import find_or_create_item, set_on_hand

MAX_PER_RECIPE = 10_000
MAX_SUBSTITUTES = 10
MAX_WASTE = 100


@dataclass(frozen=True, slots=True)
class Ingredient:
    """So many of what a person calls so; `item_id` where it was pointed at and not named.

    Of waste and substitutes None says nothing: what the recipe has of them for this item stays.
    """

    name: str
    quantity: int
    unit: str = "шт"
    item_id: int | None = None
    waste_percent: int | None = None
    substitutes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductData:
    """A new product; money in whole tenge, `stock_quantity` the pieces on hand where they are counted."""

    name: str
    retail_price: int
    category: str = Category.BOUQUET
    description: str = ""
    cost_price: int = 0
    sale_price: int | None = None
    is_active: bool = True
    is_popular: bool = False
    is_new: bool = False
    make_minutes: int = 30
    ingredients: Sequence[Ingredient] = field(default=())
    stock_quantity: int | None = None


_PLAIN = (
    "name",
    "retail_price",
    "category",
    "description",
    "cost_price",
    "sale_price",
    "is_active",
    "is_popular",
    "is_new",
    "make_minutes",
)

_CURRENT = Prepared(
    lambda ids: Product._base_manager.filter(archived_at=None, shop_id=Slot("shop_id", BigIntegerField()), pk__in=ids)
)


def find_products(*, shop: Shop, product_ids: Collection[int]) -> dict[int, Product]:
    """Return the shop's current products by id; what is missing among them is unknown or another shop's."""
    return {product.pk: product for product in _CURRENT.objects(shop_id=shop.pk, ids=[*product_ids])}


def create_product(*, shop: Shop, data: ProductData, actor: Actor, now: datetime) -> Product:
    """Add a product with its recipe; an ingredient finds the stock item of its name or makes it.

    Raises InvalidInput.
    """
    with transaction.atomic():
        product = Product(shop=shop, **{name: getattr(data, name) for name in _PLAIN})
        _check_prices(product)
        product.name_key = fold_key(product.name)
        product.save()
        _set_recipe(product, data.ingredients)
        _set_pieces(product, data.stock_quantity, actor, now)
        product.save(update_fields=["piece_item", "is_stock_tracked"])
    return product


def update_product(
    *,
    shop: Shop,
    product_id: int,
    changes: dict[str, Any],
    actor: Actor,
    now: datetime,
    expected_version: str | None = None,
) -> Product:
    """Change the fields given, under their names in ProductData, and nothing else.

    A product that is sent back as it was read stays as it is: the `stock_quantity` that it is shown with counts what
    can be made too, and the same number for its pieces would invent them.

    Raises ProductNotFound, InvalidInput, StaleVersion.
    """
    with transaction.atomic():
        product = lock_product(shop=shop, product_id=product_id)
        check_version(product, expected_version)
        pieces = changes.get("stock_quantity")
        if pieces is not None and pieces == _shown_quantity(product, now):
            pieces = None
        for name in _PLAIN:
            if name in changes:
                setattr(product, name, changes[name])
        _check_prices(product)
        product.name_key = fold_key(product.name)
        if changes.get("ingredients") is not None:
            _set_recipe(product, changes["ingredients"])
        _set_pieces(product, pieces, actor, now)
        product.version += 1
        product.save(update_fields=[*_PLAIN, "name_key", "piece_item", "is_stock_tracked", "version", "updated_at"])
    return product


def archive_product(*, shop: Shop, product_id: int, actor: Actor, now: datetime) -> None:
    """Put a product away; orders keep it. Raises ProductNotFound."""
    with transaction.atomic():
        product = lock_product(shop=shop, product_id=product_id)
        product.archived_at = now
        product.is_active = False
        product.version += 1
        product.save(update_fields=["archived_at", "is_active", "version", "updated_at"])


def lock_product(*, shop: Shop, product_id: int) -> Product:
    """Return the product, locked until the transaction ends. Raises ProductNotFound."""
    product = lock_rows(Product.objects.current().filter(shop=shop, pk=product_id)).first()
    if product is None:
        raise ProductNotFound
    return product


def add_to_totals(*, shop: Shop, product_id: int, orders: int, revenue: int, ordered_at: datetime | None) -> None:
    """Add to what a product has sold: orders and tenge, either way."""
    with transaction.atomic():
        product = lock_rows(Product.objects.filter(shop=shop, pk=product_id)).get()
        product.orders_count = max(product.orders_count + orders, 0)
        product.revenue += revenue
        if ordered_at and (product.last_ordered_at is None or ordered_at > product.last_ordered_at):
            product.last_ordered_at = ordered_at
        product.save(update_fields=["orders_count", "revenue", "last_ordered_at"])


def refresh_tracking(product: Product) -> None:
    """Note whether the product's stock is counted: it has a recipe, or its pieces were counted once."""
    product.is_stock_tracked = product.piece_item_id is not None or product.recipe.exists()


def _check_prices(product: Product) -> None:
    if product.sale_price is not None and product.sale_price > product.retail_price:
        raise InvalidInput((("sale_price",), _("Цена со скидкой не может быть выше обычной")))


def _set_recipe(product: Product, ingredients: Collection[Ingredient]) -> None:
    was = list(RecipeLine.objects.filter(product=product).prefetch_related("substitutes"))
    # What the recipe calls so stays the same item, by whatever name it goes since.
    known, lines_before = {line.label: line.item_id for line in was}, {line.item_id: line for line in was}
    lines: dict[int, RecipeLine] = {}
    substitutes: dict[int, list[int]] = {}
    for position, ingredient in enumerate(ingredients):
        _check_ingredient(position, ingredient)
        item = _item(product.shop, ingredient, ingredient.item_id or known.get(ingredient.name))
        before = lines_before.get(item.pk)
        waste = ingredient.waste_percent
        if waste is None:
            waste = before.waste_percent if before else 0
        if ingredient.substitutes is not None:
            stand_ins = _substitutes(item, position, ingredient.substitutes)
        else:
            stand_ins = [each.item_id for each in before.substitutes.all()] if before else []
        if item.pk in lines:  # the same flower named twice is one line
            line = lines[item.pk]
            line.quantity += ingredient.quantity
            line.waste_percent = max(line.waste_percent, waste)
            substitutes[item.pk] = list(dict.fromkeys([*substitutes[item.pk], *stand_ins]))
            continue
        lines[item.pk] = RecipeLine(
            shop=product.shop,
            product=product,
            item=item,
            label=ingredient.name,
            quantity=ingredient.quantity,
            unit=ingredient.unit,
            waste_percent=waste,
            position=position,
        )
        substitutes[item.pk] = stand_ins
    RecipeLine.objects.filter(product=product).delete()
    RecipeLine.objects.bulk_create(lines.values())
    RecipeSubstitute.objects.bulk_create(
        RecipeSubstitute(shop=product.shop, line=lines[item_id], item_id=stand_in, position=place)
        for item_id, stand_ins in substitutes.items()
        for place, stand_in in enumerate(stand_ins)
    )
    refresh_tracking(product)


def _check_ingredient(position: int, ingredient: Ingredient) -> None:
    if not 0 < ingredient.quantity <= MAX_PER_RECIPE:
        raise InvalidInput((("ingredients", position, "quantity"), _("Количество должно быть от 1 до 10 000")))
    if not 0 <= (ingredient.waste_percent or 0) <= MAX_WASTE:
        raise InvalidInput((("ingredients", position, "waste_percent"), _("Запас на брак от 0 до 100 %")))
    if len(ingredient.substitutes or ()) > MAX_SUBSTITUTES:
        raise InvalidInput((("ingredients", position, "substitutes"), _("Не больше 10 замен")))


def _item(shop: Shop, ingredient: Ingredient, item_id: int | None) -> StockItem:
    if item_id is None:
        return find_or_create_item(shop=shop, name=ingredient.name, unit=ingredient.unit)
    item: StockItem = StockItem.objects.get(shop=shop, pk=item_id)
    return item


def _substitutes(item: StockItem, position: int, names: Sequence[str]) -> list[int]:
    """Return the items of these names, found or made, in the order of preference."""
    found: list[int] = []
    for place, name in enumerate(names):
        substitute = find_or_create_item(shop=item.shop, name=name, unit=item.unit)
        where = ("ingredients", position, "substitutes", place)
        if substitute.pk == item.pk:
            raise InvalidInput((where, _("Замена совпадает с самой позицией: %s") % substitute))
        if substitute.pk in found:
            raise InvalidInput((where, _("Замена названа дважды: %s") % substitute))
        found.append(substitute.pk)
    return found


def _shown_quantity(product: Product, now: datetime) -> int:
    if not product.is_stock_tracked:
        return 0
    return stock_of_products([(product.pk, product.piece_item_id)], now)[product.pk]


def _set_pieces(product: Product, quantity: int | None, actor: Actor, now: datetime) -> None:
    if quantity is None:
        return
    if product.piece_item is None:
        product.piece_item = _piece_item(product)
    set_on_hand(shop=product.shop, item=product.piece_item, quantity=quantity, actor=actor, now=now)
    refresh_tracking(product)


def _piece_item(product: Product) -> StockItem:
    """Return what the product's finished pieces are counted as; another product of its name has its own."""
    item = find_or_create_item(shop=product.shop, name=product.name, kind=ItemKind.FINISHED)
    if Product.objects.filter(piece_item=item).exists():
        return find_or_create_item(
            shop=product.shop, name=f"{product.name[:240]} №{product.pk}", kind=ItemKind.FINISHED
        )
    return item
