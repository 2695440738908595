"""Words and deeds that belong to an order's history and are no change of its status."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from orders.errors import OrderNotFound
from orders.models import NoteKind, Order, OrderNote
from shops.models import Shop

from .locking import show_change


def add_note(
    *, shop: Shop, order_id: int, text: str, actor: Actor, now: datetime, kind: NoteKind = NoteKind.COMMENT
) -> OrderNote:
    """Add a row to what an order's page tells; a comment says something.

    Nothing is locked: a row is added, and the order itself stays as it is. Raises OrderNotFound, InvalidInput.
    """
    if kind == NoteKind.COMMENT and not text.strip():
        raise InvalidInput((("text",), _("Напишите комментарий")))
    with transaction.atomic():
        order = Order.objects.current().filter(shop=shop, pk=order_id).first()
        if order is None:
            raise OrderNotFound
        note: OrderNote = OrderNote.objects.create(
            shop=shop, order=order, kind=kind, text=text.strip(), created_at=now, **authored(actor)
        )
        show_change(order)
        return note
