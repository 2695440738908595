"""Pictures of a product: as long as it has any, one of them is the main one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.errors import ImageNotFound, TooManyImages
from catalog.models import Product, ProductImage
from cvety.core import pictures
from cvety.core.errors import InvalidInput
from cvety.core.versions import check_version
from shops.models import Shop

from .products import lock_product

MAX_IMAGES = 30
MAX_POSITION = 1000


def add_image(*, shop: Shop, product_id: int, upload: File, is_main: bool = False) -> ProductImage:
    """Keep a picture of the product, behind those it has; the first is the main one by itself.

    Raises ProductNotFound, TooManyImages, InvalidInput.
    """
    folder = f"shops/{shop.pk}/products"
    with pictures.stored(pictures.prepare(upload), folder=folder) as picture, transaction.atomic():
        product = lock_product(shop=shop, product_id=product_id)
        images = list(_images(product))
        if len(images) >= MAX_IMAGES:
            raise TooManyImages
        image = ProductImage(
            shop=shop,
            product=product,
            image=picture.image,
            thumbnail=picture.thumbnail,
            position=min(images[-1].position + 1, MAX_POSITION) if images else 0,
        )
        _save(image, is_main=is_main or not images)
        return image


def update_image(
    *, shop: Shop, product_id: int, image_id: int, changes: dict[str, Any], expected_version: str | None = None
) -> ProductImage:
    """Change a picture's `position`, or make it the main one (`is_main`); the version is the product's.

    Raises ProductNotFound, StaleVersion, ImageNotFound, InvalidInput.
    """
    with transaction.atomic():
        image = _locked(shop, product_id, image_id, expected_version)
        is_main = changes.get("is_main", image.is_main)
        if image.is_main and not is_main:
            raise InvalidInput((("is_main",), _("Чтобы сменить главное фото, отметьте главным другое")))
        image.position = changes.get("position", image.position)
        _save(image, is_main=is_main)
        return image


def remove_image(*, shop: Shop, product_id: int, image_id: int, expected_version: str | None = None) -> None:
    """Delete a picture for good; after the main one the next becomes main.

    Raises ProductNotFound, StaleVersion, ImageNotFound.
    """
    with transaction.atomic():
        image = _locked(shop, product_id, image_id, expected_version)
        image.delete()
        following = _images(image.product).first()
        if image.is_main and following is not None:
            following.product = image.product
            _save(following, is_main=True)
        else:
            _show_change(image.product)
        transaction.on_commit(partial(pictures.delete, str(image.image), str(image.thumbnail)), robust=True)


def _images(product: Product) -> Any:  # a queryset of a manager that is typed Any
    return ProductImage.objects.filter(product=product).order_by("position", "pk")


def _locked(shop: Shop, product_id: int, image_id: int, expected_version: str | None) -> ProductImage:
    """Return a picture, with its product locked: of two that are made main at once the later one is."""
    product = lock_product(shop=shop, product_id=product_id)
    check_version(product, expected_version)
    image: ProductImage | None = _images(product).filter(pk=image_id).first()
    if image is None:
        raise ImageNotFound
    image.product = product
    return image


def _save(image: ProductImage, *, is_main: bool) -> None:
    if is_main and not image.is_main:
        _images(image.product).filter(is_main=True).update(is_main=False)
    image.is_main = is_main
    image.save()
    _show_change(image.product)


def _show_change(product: Product) -> None:
    product.version += 1
    product.save(update_fields=["version", "updated_at"])
