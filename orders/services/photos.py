"""Pictures of an order. Files are written before the order is locked, and deleted again if nothing came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import transaction

from cvety.core import pictures
from cvety.core.actors import Actor, authored
from cvety.core.events import EventName
from cvety.core.pictures import Picture, StoredPicture, absolute_url, prepare
from cvety.core.versions import check_version
from orders.errors import PhotoNotFound
from orders.models import Order, OrderPhoto, PhotoKind
from shops.models import Shop

from .events import announce
from .history import write_remark
from .locking import lock_order, show_change

# What the history says of a picture that is there no more, in Russian like all that it keeps.
REMOVED = {
    PhotoKind.BOUQUET: "Удалено фото букета",
    PhotoKind.HAND_OVER: "Удалено фото вручения",
    PhotoKind.PROBLEM: "Удалено фото: не вручили",
}


def add_photo(*, shop: Shop, order_id: int, upload: File, actor: Actor, now: datetime) -> OrderPhoto:
    """Keep a picture of the order, turned upright, without what the camera wrote into it.

    Raises OrderNotFound, InvalidInput.
    """
    with stored(prepare(upload), shop=shop) as picture, transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        return attach_photo(order=order, picture=picture, actor=actor, now=now)


def stored(picture: Picture, *, shop: Shop) -> AbstractContextManager[StoredPicture]:
    """Write a picture to the shop's folder for the block that will refer to it."""
    return pictures.stored(picture, folder=f"shops/{shop.pk}/orders")


@contextmanager
def stored_upload(upload: File | None, *, shop: Shop) -> Iterator[StoredPicture | None]:
    """Write a picture that one may do without. Raises InvalidInput."""
    if upload is None:
        yield None
        return
    with stored(prepare(upload), shop=shop) as picture:
        yield picture


def attach_photo(
    *, order: Order, picture: StoredPicture, actor: Actor, now: datetime, kind: PhotoKind = PhotoKind.BOUQUET
) -> OrderPhoto:
    """Make a stored picture a photo of a locked order."""
    photo: OrderPhoto = OrderPhoto.objects.create(
        shop=order.shop,
        order=order,
        kind=kind,
        image=picture.image,
        thumbnail=picture.thumbnail,
        uploaded_at=now,
        **authored(actor),
    )
    order.updated_at = now
    order.version += 1
    order.save(update_fields=["updated_at", "version"])
    announce(EventName.ORDER_PHOTO_ADDED, order, photo_id=photo.pk, url=absolute_url(picture.image))
    return photo


def remove_photo(
    *, shop: Shop, order_id: int, photo_id: int, actor: Actor, now: datetime, expected_version: str | None = None
) -> Order:
    """Delete a picture for good, also for the buyer and for whoever has its address; the history tells who did it.

    Raises OrderNotFound, PhotoNotFound, StaleVersion.
    """
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        check_version(order, expected_version)
        photo = order.photos.filter(pk=photo_id).first()
        if photo is None:
            raise PhotoNotFound
        words = REMOVED[PhotoKind(photo.kind)]
        transaction.on_commit(partial(pictures.delete, str(photo.image), str(photo.thumbnail)), robust=True)
        photo.delete()
        order.updated_at = now
        order.version += 1
        order.save(update_fields=["updated_at", "version"])
        write_remark(order, words, actor=actor, now=now)
        show_change(order)
        return order
