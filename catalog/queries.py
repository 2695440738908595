"""Reading products: lists as plain data, in a number of queries that does not depend on their length."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.models import StaffMember
from cvety.core import clock, money
from cvety.core.pictures import absolute_url
from cvety.core.reading import ByIds
from shops.models import Shop
from warehouse.models import StockItem

from .costs import planned_cost
from .errors import ImageNotFound, ProductNotFound
from .models import Category, Product, ProductImage, RecipeLine
from .stock import stock_of_products

_COLUMNS = (
    "pk",
    "version",
    "name",
    "category",
    "description",
    "cost_price",
    "retail_price",
    "sale_price",
    "is_active",
    "is_popular",
    "is_new",
    "is_stock_tracked",
    "make_minutes",
    "piece_item_id",
    "orders_count",
    "revenue",
    "last_ordered_at",
    "created_at",
    "updated_at",
)
_Columns = namedtuple("_Columns", _COLUMNS)  # type: ignore[misc]  # the names stand above
_PUBLIC_COLUMNS = ("pk", "name", "category", "retail_price", "sale_price", "is_stock_tracked", "piece_item_id")
_IMAGES_ORDER = ("-is_main", "position", "pk")
_IMAGE = ("product_id", "id", "image", "thumbnail", "is_main", "position")
PRODUCTS = ByIds(Product, "pk", _COLUMNS)
IMAGES = ByIds(ProductImage, "product_id", _IMAGE, order_by=_IMAGES_ORDER)
_SUBSTITUTE = ("substitutes__item__name", "substitutes__item__height_cm")
INGREDIENTS = ByIds(
    RecipeLine,
    "product_id",
    ("product_id", "pk", "label", "quantity", "unit", "waste_percent", *_SUBSTITUTE),
    order_by=("position", "pk", "substitutes__position", "substitutes__pk"),
)
Parts = dict[int, list[dict[str, Any]]]


def products_of(*, shop: Shop) -> QuerySet[Product]:
    """Return the shop's products, each with the price of today as `price`."""
    products: QuerySet[Product] = Product.objects.current().filter(shop=shop)
    return products.annotate(price=Coalesce("sale_price", "retail_price"))


def products_for_sale(*, shop: Shop) -> QuerySet[Product]:
    """Return what a buyer may order."""
    return products_of(shop=shop).filter(is_active=True)


def product_rows(products: QuerySet[Product], *, seen_by: StaffMember, now: datetime) -> list[dict[str, Any]]:
    """Return products in their documented shape; what they cost and earn only to those who see money."""
    ids = list(products.values_list("pk", flat=True))
    by_id = {row[0]: _Columns._make(row) for row in PRODUCTS.rows(ids)}
    rows: list[Any] = [by_id[product_id] for product_id in ids]
    images, ingredients = _images(ids), _ingredients(ids)
    stock = stock_of_products([(row.pk, row.piece_item_id) for row in rows if row.is_stock_tracked], now)
    words = {category.value: str(category.label) for category in Category}
    return [
        _product(row, seen_by, words[row.category], images[row.pk], ingredients[row.pk], stock.get(row.pk, 0))
        for row in rows
    ]


def product_row(*, product_id: int, seen_by: StaffMember, now: datetime) -> dict[str, Any]:
    """Return one product in its documented shape, and what it is to cost. Raises ProductNotFound."""
    products = products_of(shop=seen_by.shop).filter(pk=product_id)
    rows = product_rows(products, seen_by=seen_by, now=now)
    if not rows:
        raise ProductNotFound
    cost = None
    if seen_by.sees_money:
        piece_item_id = products.values_list("piece_item_id", flat=True).first()
        cost = planned_cost(product_id=product_id, piece_item_id=piece_item_id)
    return {**rows[0], "planned_cost": cost}


def public_product_rows(
    products: QuerySet[Product], *, now: datetime, also: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return products as a storefront shows them, in their documented shape: nothing of what they cost the shop.

    `also` names further columns.
    """
    rows = list(products.values_list(*_PUBLIC_COLUMNS, *also, named=True))
    images = _images([row.pk for row in rows])
    stock = stock_of_products([(row.pk, row.piece_item_id) for row in rows if row.is_stock_tracked], now)
    return [
        {
            "id": row.pk,
            "name": row.name,
            "category": row.category,
            "price": row.retail_price,
            "sale_price": row.sale_price,
            "images": [image["url"] for image in images[row.pk]],
            "in_stock": stock.get(row.pk, 0) > 0 or not row.is_stock_tracked,
            **{name: getattr(row, name) for name in also},
        }
        for row in rows
    ]


def public_product_row(*, shop: Shop, product_id: int, now: datetime) -> dict[str, Any]:
    """Return one product that is for sale, with its description. Raises ProductNotFound."""
    rows = public_product_rows(products_for_sale(shop=shop).filter(pk=product_id), now=now, also=["description"])
    if not rows:
        raise ProductNotFound
    return rows[0]


def images_of(*, shop: Shop, product_id: int) -> QuerySet[ProductImage]:
    """Return a product's pictures as they are shown, the main one first. Raises ProductNotFound."""
    if not Product.objects.current().filter(shop=shop, pk=product_id).exists():
        raise ProductNotFound
    images: QuerySet[ProductImage] = ProductImage.objects.filter(product_id=product_id).order_by(*_IMAGES_ORDER)
    return images


def get_image(*, shop: Shop, product_id: int, image_id: int) -> ProductImage:
    """Return one picture of a product. Raises ProductNotFound, ImageNotFound."""
    image = images_of(shop=shop, product_id=product_id).filter(pk=image_id).select_related("product").first()
    if image is None:
        raise ImageNotFound
    return image


def image_record(image: ProductImage) -> dict[str, Any]:
    """Return a picture in its documented shape."""
    return {
        "id": image.pk,
        "url": absolute_url(str(image.image)),
        "thumbnail": absolute_url(str(image.thumbnail)),
        "is_main": image.is_main,
        "position": image.position,
    }


def discount_percentage(retail_price: int, sale_price: int | None) -> int:
    """Return by how many percent a product is cheaper today, halves rounded up."""
    if sale_price is None or not retail_price:
        return 0
    return money.to_tenge(Decimal(retail_price - sale_price) * 100 / retail_price)


def _product(
    row: Any,  # a named tuple of _COLUMNS
    seen_by: StaffMember,
    words: str,
    images: list[dict[str, Any]],
    ingredients: list[dict[str, Any]],
    stock: int,
) -> dict[str, Any]:
    zone = seen_by.shop.zone
    return {
        "id": row.pk,
        "version": row.version,
        "name": row.name,
        "category": row.category,
        "category_display": words,
        "description": row.description,
        "cost_price": row.cost_price if seen_by.sees_money else None,
        "retail_price": row.retail_price,
        "sale_price": row.sale_price,
        "discount_percentage": discount_percentage(row.retail_price, row.sale_price),
        "current_price": row.retail_price if row.sale_price is None else row.sale_price,
        "is_active": row.is_active,
        "is_popular": row.is_popular,
        "is_new": row.is_new,
        "in_stock": stock > 0 or not row.is_stock_tracked,
        "stock_quantity": stock,
        "is_stock_tracked": row.is_stock_tracked,
        "make_minutes": row.make_minutes,
        "images": images,
        "ingredients": ingredients,
        "stats": {
            "orders_count": row.orders_count,
            "revenue": row.revenue if seen_by.sees_money else None,
            "last_ordered": clock.isoformat(row.last_ordered_at, zone),
        },
        "created_at": clock.isoformat(row.created_at, zone),
        "updated_at": clock.isoformat(row.updated_at, zone),
    }


def _images(product_ids: Collection[int]) -> Parts:
    parts: Parts = defaultdict(list)
    for image in IMAGES.rows([*product_ids]):
        parts[image[0]].append(image_record(ProductImage(**dict(zip(_IMAGE, image, strict=True)))))
    return parts


def _ingredients(product_ids: Collection[int]) -> Parts:
    lines: dict[int, dict[str, Any]] = {}
    parts: Parts = defaultdict(list)
    for product_id, line_id, label, quantity, unit, waste, name, height in INGREDIENTS.rows([*product_ids]):
        line = lines.get(line_id)
        if line is None:  # a line is read once for each of its substitutes
            line = {"id": line_id, "name": label, "quantity": quantity, "unit": unit}
            line |= {"waste_percent": waste, "substitutes": []}
            lines[line_id] = line
            parts[product_id].append(line)
        if name is not None:
            line["substitutes"].append(str(StockItem(name=name, height_cm=height)))
    return parts
