"""Pictures of an order."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from cvety.core.actors import Actor, authored
from cvety.core.events import EventName
from cvety.core.pictures import Picture, prepare
from orders.models import OrderPhoto
from shops.models import Shop

from .events import announce
from .locking import lock_order


def add_photo(*, shop: Shop, order_id: int, upload: File, actor: Actor, now: datetime) -> OrderPhoto:
    """Keep a picture of the order, turned upright, without what the camera wrote into it.

    Raises OrderNotFound, InvalidInput.
    """
    return keep_photo(shop=shop, order_id=order_id, picture=prepare(upload), actor=actor, now=now)


def keep_photo(*, shop: Shop, order_id: int, picture: Picture, actor: Actor, now: datetime) -> OrderPhoto:
    """Keep a picture that was made ready before, outside any transaction. Raises OrderNotFound."""
    with transaction.atomic():
        order = lock_order(shop=shop, order_id=order_id)
        photo = OrderPhoto(shop=shop, order=order, uploaded_at=now, **authored(actor))
        photo.image.save(f"photo.{picture.extension}", picture.full, save=False)
        photo.thumbnail.save(f"thumb.{picture.extension}", picture.thumbnail, save=False)
        photo.save()
        order.updated_at = now
        order.version += 1
        order.save(update_fields=["updated_at", "version"])
        announce(EventName.ORDER_PHOTO_ADDED, order, photo_id=photo.pk, url=photo.image.url)
    return photo
