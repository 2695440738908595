"""Orders for tests, placed and moved as everybody else's are."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from catalog.models import Product
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order, OrderPhoto
from orders.services import NewItem, NewOrder, add_photo, change_status, place_order
from shops.models import Shop

from . import make_batch, make_item, make_product


def make_bouquet(shop: Shop, name: str = "Букет роз", stems: int = 25, stock: int = 100, **fields: Any) -> Product:
    """A product of so many red roses, of which there are enough."""
    rose = make_item(shop)
    make_batch(shop, rose, stock)
    return make_product(shop, name, recipe={rose: stems}, **fields)


def make_order(shop: Shop, *path: str, product: Product | None = None, **fields: Any) -> Order:
    """An order of one bouquet for 25 000 ₸ and 2 000 ₸ of delivery, moved along the path of statuses."""
    product = product or make_bouquet(shop)
    fields = {"customer_phone": "+77011112233", "customer_name": "Иван", "delivery_fee": 2000, **fields}
    new = NewOrder(items=[NewItem(product_id=product.pk, quantity=1)], **fields)
    with shop_scope(shop):
        order = place_order(shop=shop, order=new, actor=SYSTEM, now=timezone.now())
    return move_order(order, *path)


def move_order(order: Order, *path: str, **fields: Any) -> Order:
    with shop_scope(order.shop_id):
        for status in path:
            order = change_status(
                shop=order.shop, order_id=order.pk, to=status, actor=SYSTEM, now=timezone.now(), **fields
            )
    return order


def make_upload(name: str = "photo.jpg", color: str = "red") -> SimpleUploadedFile:
    """A small picture, as a browser uploads it."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), color).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


def make_photo(order: Order) -> OrderPhoto:
    with shop_scope(order.shop_id):
        return add_photo(shop=order.shop, order_id=order.pk, upload=make_upload(), actor=SYSTEM, now=timezone.now())
